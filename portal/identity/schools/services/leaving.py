"""People leave a school, at once or on a day; the work stays with the school."""

import uuid
from collections.abc import Callable
from datetime import date, timedelta

from portal.core import clock, duty
from portal.core.actors import Actor
from portal.core.database import session
from portal.core.duty import Duty, DutyKind
from portal.core.errors import RuleBroken
from portal.core.events import record
from portal.core.i18n import _
from portal.core.workflow import change
from portal.identity.schools import events, queries
from portal.identity.schools.models import Function, MemberStatus, School, SchoolFunction, SchoolMember
from portal.identity.schools.services.contacts import review_contacts
from portal.identity.schools.workflow import MEMBER

LONGEST_NOTICE = timedelta(days=366)

on_leaving: list[Callable[..., None]] = []
"""Rooms above: `follow(school, *, person_id, by)`, called inside the deed by which a person ceases to be a member, before their duties are passed on."""


def leave_school(school: School, *, by: Actor, leaving_on: date | None = None) -> None:
    """A person leaves their school, now or at the end of a day; what they wrote and owe stays with the school."""
    _leave(school, school.live_member(by.id), by=by, leaving_on=leaving_on)


def end_membership(member: SchoolMember, *, by: Actor, leaving_on: date | None = None) -> None:
    """The contact says that this person no longer works at the school, now or after a day."""
    school = queries.get_school(member.school_id)
    _leave(school, school.live_member(member.person_id), by=by, leaving_on=leaving_on)


def _leave(school: School, member: SchoolMember | None, *, by: Actor, leaving_on: date | None) -> None:
    if member is None or (leaving_on is not None and member.status != MemberStatus.MEMBER):
        raise RuleBroken(None, _("This person is not a member of the school."))
    if by.id != member.person_id and any(f.person_id == member.person_id for f in school.holders(Function.SIGNATORY)):
        raise RuleBroken(
            None, _("The head signs for the school until a new head has confirmed. Write to the new head.")
        )
    if leaving_on is None:
        end(school, member, by=by)
        return
    today = clock.today(school.zone)
    if not today <= leaving_on <= today + LONGEST_NOTICE:
        raise RuleBroken("leaving_on", _("Choose a day from today on, within the next year."))
    change(member, {"status": MemberStatus.MEMBER}, {"leaving_on": leaving_on})
    record(
        events.MemberLeaving(
            by_id=by.id,
            school_id=school.id,
            person_id=member.person_id,
            subject_id=member.id,
            leaving_on=leaving_on,
        )
    )


def stay(member: SchoolMember, *, by: Actor) -> None:
    """The person does not leave after all."""
    if member.leaving_on is None or member.status != MemberStatus.MEMBER:
        raise RuleBroken(None, _("No leaving day is set for this person."))
    change(member, {"status": MemberStatus.MEMBER, "leaving_on": member.leaving_on}, {"leaving_on": None})
    record(events.MemberStays(by_id=by.id, school_id=member.school_id, person_id=member.person_id))


def complete_leaving(member: SchoolMember, *, by: Actor) -> None:
    """The leaving day is over. Where the last contact leaves, the head is the contact from now on: nobody is held, and nothing stands still."""
    school = queries.get_school(member.school_id)
    contacts = school.holders(Function.CONTACT)
    if [f.person_id for f in contacts] == [member.person_id]:
        _let_the_head_take_over(school, member, by)
    end(school, member, by=by)


def _let_the_head_take_over(school: School, member: SchoolMember, by: Actor) -> None:
    heads = [f for f in school.holders(Function.SIGNATORY) if f.person_id != member.person_id]
    if not heads:
        raise RuleBroken(None, _("The last contact cannot leave. Name another contact first."))
    person_id = heads[0].person_id
    session().add(SchoolFunction(school_id=school.id, person_id=person_id, function=Function.CONTACT))
    session().flush()
    session().expire(school, ["functions"])
    record(events.FunctionGiven(by_id=by.id, school_id=school.id, person_id=person_id, function=Function.CONTACT.value))


def end(school: School, member: SchoolMember, *, by: Actor) -> None:
    """The membership ends today, with every function; what the person owes here is passed on to the school's contacts."""
    person_id = member.person_id
    if [f.person_id for f in school.holders(Function.CONTACT)] == [person_id]:
        raise RuleBroken(None, _("The last contact cannot leave. Name another contact first."))
    today = clock.today(school.zone)
    MEMBER.advance(member, "end", ended_on=today)
    for function in school.functions:
        if function.person_id == person_id and function.ended_on is None:
            function.ended_on = today
            record(
                events.FunctionEnded(
                    by_id=by.id, school_id=school.id, person_id=person_id, function=function.function.value
                )
            )
    session().flush()
    for follow in on_leaving:
        follow(school, person_id=person_id, by=by)
    passed_on = _pass_on(school, person_id, by)
    record(events.MemberLeft(by_id=by.id, school_id=school.id, person_id=person_id, passed_on=passed_on))
    review_contacts(school, by=by)


def _pass_on(school: School, person_id: uuid.UUID, by: Actor) -> int:
    """What the person owes for the school is owed by its contacts from now on. Answers how many things that were."""
    owed = [*duty.list_owed_by_person(person_id, school_id=school.id)]
    owed += [d for d in duty.open_duties(DutyKind.CONFIRM_SCHOOL, school.id) if d.person_id == person_id]
    for each in owed:
        _to_the_contacts(each, school.id, by)
        session().flush()
    return len(owed)


def _to_the_contacts(owed: Duty, school_id: uuid.UUID, by: Actor) -> None:
    others = duty.open_duties(owed.kind, owed.subject_id)
    if any(d.school_id == school_id and d.person_id is None and d.office in (None, "contact") for d in others):
        duty.close(owed, by=by, outcome="passed_on")
        return
    owed.school_id, owed.person_id, owed.office = school_id, None, Function.CONTACT.value
    owed.open_key = duty.key_of(owed)
