"""Mails that carry a one-time link for a head, written into the outbox inside the deed's transaction."""

from contextlib import nullcontext
from typing import Any

from portal.core.readers import speaking_to
from portal.identity.accounts.models import Person
from portal.identity.schools.models import School
from portal.web.mailing import write_letter
from portal.web.security import external_url

_PAGES = {"confirm_school": "schools.confirm", "choose_password": "accounts.reset"}


def write(kind: str, school: School, address: str, person: Person | None, token: str | None) -> None:
    """Write the mail of this kind to the address. `token` goes into the link and nowhere else."""
    with speaking_to(person.language, person.zone) if person is not None else nullcontext():
        write_letter(
            kind,
            address=address,
            person_id=person.id if person is not None else None,
            name=person.name if person is not None else school.head_name,
            school=school.name,
            asker=school.proposed_by.name if school.proposed_by is not None else "",
            link=external_url(_PAGES[kind], token=token),
        )


def write_reason(kind: str, school: School, person: Person, reason: str) -> None:
    """Write a mail that tells the person the reason of a refusal."""
    words: dict[str, Any] = {
        "name": person.name,
        "school": school.name,
        "reason": reason,
        "link": external_url("schools.mine"),
    }
    with speaking_to(person.language, person.zone):
        write_letter(kind, address=person.email, person_id=person.id, **words)
