"""Who is the school's contact. (Who signs for it is named by the head's own link: see `confirmation`.)"""

import uuid

from portal.core import clock
from portal.core.actors import Actor
from portal.core.database import session
from portal.core.errors import RuleBroken
from portal.core.events import record
from portal.core.i18n import _
from portal.identity.schools import events, queries
from portal.identity.schools.models import Function, MemberStatus, School, SchoolFunction, SchoolMember
from portal.identity.schools.services.contacts import review_contacts
from portal.identity.schools.services.deputies import deputy_of, end_deputy


def name_contact(school: School, *, by: Actor, person_id: uuid.UUID) -> None:
    """Another member becomes a contact of the school as well."""
    member = school.live_member(person_id)
    if member is None or member.status != MemberStatus.MEMBER:
        raise RuleBroken("person_id", _("Choose a member of the school."))
    if any(f.person_id == person_id for f in school.holders(Function.CONTACT)):
        raise RuleBroken("person_id", _("This person is a contact already."))
    deputy = deputy_of(school)
    if deputy is not None and deputy.person_id == person_id:
        end_deputy(school, by=by)  # nobody confirms themselves
    session().add(SchoolFunction(school_id=school.id, person_id=person_id, function=Function.CONTACT))
    session().flush()
    record(events.FunctionGiven(by_id=by.id, school_id=school.id, person_id=person_id, function=Function.CONTACT.value))
    review_contacts(school, by=by)


def end_contact(member: SchoolMember, *, by: Actor) -> None:
    """A contact is a contact no longer; the last one stays until there is another."""
    school = queries.get_school(member.school_id)
    contacts = school.holders(Function.CONTACT)
    held = next((f for f in contacts if f.person_id == member.person_id), None)
    if held is None:
        raise RuleBroken(None, _("This person is not a contact of the school."))
    if len(contacts) == 1:
        raise RuleBroken(None, _("A school needs a contact. Name another one first."))
    held.ended_on = clock.today(school.zone)
    session().flush()
    record(
        events.FunctionEnded(
            by_id=by.id, school_id=school.id, person_id=member.person_id, function=Function.CONTACT.value
        )
    )
    review_contacts(school, by=by)
