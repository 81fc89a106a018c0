"""Mails to a head who signs by link: the link, and the code that makes the signature count."""

from portal.applying.applications.models import Application, SignOff
from portal.core.readers import speaking_to
from portal.identity.accounts.models import Person
from portal.web.bilingual import said_plain
from portal.web.mailing import write_letter
from portal.web.security import external_url


def write_to_head(application: Application, sign_off: SignOff, head: Person, token: str) -> None:
    """Ask the head to read and sign. `token` goes into the link and nowhere else."""
    with speaking_to(head.language, head.zone):
        write_letter(
            "sign_application",
            address=head.email,
            person_id=head.id,
            name=head.name,
            school=sign_off.school.name,
            cluster=application.cluster.name,
            round=said_plain(application.round, "name"),
            closes_at=application.closes_at,
            zone=application.round.zone,
            own_zone=head.zone,
            signed_before=sign_off.last_signed_at if sign_off.last_signed_by_id == head.id else None,
            link=external_url("applications.sign_by_link", token=token),
        )


def write_code(application: Application, sign_off: SignOff, head: Person, code: str) -> None:
    """The code with which the head signs. It stands in the text alone, never in the subject, which a locked phone shows."""
    with speaking_to(head.language, head.zone):
        write_letter(
            "sign_code",
            address=head.email,
            person_id=head.id,
            name=head.name,
            school=sign_off.school.name,
            cluster=application.cluster.name,
            round=said_plain(application.round, "name"),
            code=code,
        )
