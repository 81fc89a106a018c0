"""The head lets somebody of the school answer the yearly yes instead: named by the head alone, until the head takes it back or there is another head."""

import uuid
from collections.abc import Callable
from typing import TypeAlias

from portal.core import clock
from portal.core.actors import Actor
from portal.core.database import session
from portal.core.errors import RuleBroken
from portal.core.events import record
from portal.core.i18n import _
from portal.identity.accounts import links
from portal.identity.accounts.models import LinkPurpose, OneTimeLink, Person
from portal.identity.schools import events as school_events
from portal.identity.schools import queries as schools
from portal.identity.schools import services as school_services
from portal.identity.schools.models import Function, MemberStatus, School, SchoolFunction
from portal.identity.years import queries
from portal.identity.years.models import SchoolYear

# (school, address, name, token): puts the letter into the outbox, in this transaction
Write: TypeAlias = Callable[[School, str, str, str], None]


def may_be_deputy(school: School) -> list[Person]:
    """Who can answer for the head: members who speak for the school in no other way, by name. A contact would confirm themselves."""
    speaks = {f.person_id for kind in (Function.CONTACT, Function.SIGNATORY) for f in school.holders(kind)}
    members = [m.person for m in school.members if m.status == MemberStatus.MEMBER and m.leaving_on is None]
    return sorted((p for p in members if p.id not in speaks), key=lambda p: (p.name, str(p.id)))


def name_deputy(school: School, *, by: Actor, person_id: uuid.UUID, write: Write) -> None:
    """This member may say the yearly yes, and who still works at the school, until the head takes it back. One at a time."""
    if person_id not in {person.id for person in may_be_deputy(school)}:
        raise RuleBroken(
            "person_id", _("Choose a member of the school who is not its contact: the head confirms the contacts.")
        )
    there = school_services.deputy_of(school)
    if there is not None and there.person_id == person_id:
        raise RuleBroken("person_id", _("This person answers for the head already."))
    school_services.end_deputy(school, by=by)
    made = SchoolFunction(school_id=school.id, person_id=person_id, function=Function.HEAD_DEPUTY)
    session().add(made)
    session().flush()
    session().expire(school, ["functions"])
    record(
        school_events.FunctionGiven(
            by_id=by.id, school_id=school.id, person_id=person_id, function=Function.HEAD_DEPUTY.value
        )
    )
    year = queries.latest_year(school.id)
    if year is not None and year.agreed_at is None:
        send_link_to_deputy(year, school, made.person, write)


def send_link_to_deputy(year: SchoolYear, school: School, deputy: Person, write: Write) -> None:
    """A link of their own, beside the head's: whoever answers first has answered."""
    token = links.make_link(LinkPurpose.YEARLY_YES, person_id=deputy.id, subject_id=year.id, address=deputy.email)
    write(school, deputy.email, deputy.name, token)


def end_deputy(school: School, *, by: Actor) -> None:
    """The head answers alone again. A link that the deputy was sent is dead."""
    if school_services.deputy_of(school) is None:
        raise RuleBroken(None, _("Nobody answers for the head now."))
    school_services.end_deputy(school, by=by)


def name_deputy_by_link(link: OneTimeLink, *, by: Actor, person_id: uuid.UUID, write: Write) -> None:
    """The head names the deputy through the head's own link, which goes on working."""
    school, head = _of_the_head(link)
    name_deputy(school, by=head, person_id=person_id, write=write)


def end_deputy_by_link(link: OneTimeLink, *, by: Actor) -> None:
    """The head takes it back through the head's own link, which goes on working."""
    school, head = _of_the_head(link)
    end_deputy(school, by=head)


def _of_the_head(link: OneTimeLink) -> tuple[School, Actor]:
    """The school, and who holds the link. A deputy's link names nobody."""
    if (
        link.person_id is not None
        or link.used_at is not None
        or link.void_at is not None
        or link.expires_at <= clock.now()
    ):
        raise RuleBroken(None, _("Only the head can do this, through the head’s own link."))
    year = session().get_one(SchoolYear, link.subject_id)
    school = schools.get_school(year.school_id)
    return school, school_services.person_of_head(link.address, school.head_name or link.address, school)
