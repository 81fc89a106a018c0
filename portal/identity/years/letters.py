"""Mails about school years, written into the outbox inside the deed's transaction."""

from portal.core.readers import speaking_to
from portal.identity.accounts.models import Person
from portal.identity.schools.models import Function, School
from portal.identity.schools.services import deputy_of
from portal.web.mailing import write_letter
from portal.web.security import external_url


def write_to_head(school: School, address: str, name: str, token: str) -> None:
    """Ask the head for the yearly yes, or, in other words, whom the head named. `token` goes into the link and nowhere else."""
    deputy = deputy_of(school)
    for_head = deputy is not None and deputy.person.email == address
    write_letter(
        "yearly_yes_deputy" if for_head else "yearly_yes",
        address=address,
        name=name,
        school=school.name,
        contacts=", ".join(held.person.name for held in school.holders(Function.CONTACT)),
        link=external_url("school_years.answer", token=token),
    )


def write_no(school: School, contact: Person, words: str) -> None:
    """Tell a contact what the head says has changed."""
    with speaking_to(contact.language, contact.zone):
        write_letter(
            "yearly_no",
            address=contact.email,
            person_id=contact.id,
            name=contact.name,
            school=school.name,
            said=words,
            link=external_url("school_years.show", school_id=school.id),
        )
