"""Mails to supporters, who have no account."""

from portal.forming.evidence.models import SupporterStatement
from portal.web.mailing import write_letter
from portal.web.security import external_url


def write(kind: str, statement: SupporterStatement, token: str) -> None:
    """Write the mail of this kind to the supporter. `token` goes into the link and nowhere else."""
    write_letter(
        kind,
        address=statement.supporter_email,
        organisation=statement.organisation,
        cluster=statement.cluster.name,
        theme=statement.cluster.theme,
        until=statement.expires_at.date(),
        link=external_url("statements.give", token=token),
    )
