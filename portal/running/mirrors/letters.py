"""Mails to partners who are not here yet."""

from portal.running.mirrors.models import MirrorInvitation
from portal.web.mailing import write_letter
from portal.web.security import external_url


def write(kind: str, invitation: MirrorInvitation, token: str) -> None:
    """Write the mail of this kind to the invited partner. `token` goes into the link and nowhere else."""
    write_letter(
        kind,
        address=invitation.address,
        school=invitation.school_name,
        contact=invitation.contact_name,
        cluster=invitation.cluster.name,
        theme=invitation.cluster.theme,
        until=invitation.expires_at.date(),
        link=external_url("mirrors.answer", token=token),
    )
