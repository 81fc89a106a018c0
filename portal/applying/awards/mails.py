"""Mails to a head who accepts an award by link: the link, and the code that makes the yes count. Neither says what the results were."""

from typing import Any

from portal.applying.awards.models import AwardAcceptance
from portal.core.readers import speaking_to
from portal.identity.accounts.models import Person
from portal.web.bilingual import said_plain
from portal.web.mailing import write_letter
from portal.web.security import external_url


def write_to_head(acceptance: AwardAcceptance, head: Person, token: str) -> None:
    """Ask the head to read and to answer. `token` goes into the link and nowhere else."""
    with speaking_to(head.language, head.zone):
        write_letter(
            "accept_award",
            link=external_url("awards.accept_by_link", token=token),
            **_names(acceptance, head),
        )


def write_code(acceptance: AwardAcceptance, head: Person, code: str) -> None:
    """The code stands in the text alone, never in the subject, which a locked phone shows."""
    with speaking_to(head.language, head.zone):
        write_letter("accept_code", code=code, **_names(acceptance, head))


def _names(acceptance: AwardAcceptance, head: Person) -> dict[str, Any]:
    application = acceptance.application
    return {
        "address": head.email,
        "person_id": head.id,
        "name": head.name,
        "school": acceptance.school.name,
        "cluster": application.cluster.name,
        "round": said_plain(application.round, "name"),
    }
