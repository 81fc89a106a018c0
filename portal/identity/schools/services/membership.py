"""People join a school, are answered, and leave."""

from collections.abc import Callable
from datetime import timedelta
from typing import TypeAlias

from portal.core import clock, duty
from portal.core.actors import Actor
from portal.core.database import session
from portal.core.duty import DutyKind
from portal.core.errors import RuleBroken
from portal.core.events import record
from portal.core.i18n import _
from portal.core.text import clean
from portal.identity.accounts.models import Person
from portal.identity.schools import events, queries
from portal.identity.schools.models import Function, MemberStatus, School, SchoolMember
from portal.identity.schools.workflow import MEMBER

# (kind, school, person, reason): puts the mail into the outbox; the reason stands nowhere else
Write: TypeAlias = Callable[[str, School, Person, str], None]
ANSWER_WITHIN = timedelta(days=7)


def ask_to_join(school: School, *, by: Actor, name: str, job: str) -> SchoolMember:
    """Ask the school's contact to confirm that one works there."""
    if school.live_member(by.id) is not None:
        raise RuleBroken(None, _("You have asked to join this school already."))
    asked = SchoolMember(school_id=school.id, person_id=by.id, job=job, status=MemberStatus.REQUESTED)
    session().add(asked)
    session().flush()
    duty.owe(
        DutyKind.ANSWER_JOIN_REQUEST,
        subject_id=asked.id,
        title=f"{name}, {school.name}",
        school_id=school.id,
        office=Function.CONTACT.value,
        due_at=clock.now() + ANSWER_WITHIN,
    )
    record(events.JoinRequested(by_id=by.id, school_id=school.id, person_id=by.id, subject_id=asked.id))
    return asked


def answer_request(
    asked: SchoolMember, *, by: Actor, accepts: bool, reason: str = "", write: Write | None = None
) -> None:
    """The contact says whether this person works at the school. A refusal has a reason, which the person reads in a mail."""
    if not accepts and not clean(reason):
        raise RuleBroken("reason", _("Write the reason. The person reads it."))
    MEMBER.advance(asked, "accept" if accepts else "refuse", answered_by_id=by.id, answered_at=clock.now())
    duty.settle(DutyKind.ANSWER_JOIN_REQUEST, asked.id, by=by, outcome="accepted" if accepts else "refused")
    if not accepts and write is not None:
        write("join_refused", asked.school, asked.person, clean(reason))
    fact = events.JoinAccepted if accepts else events.JoinRefused
    record(fact(by_id=by.id, school_id=asked.school_id, person_id=asked.person_id, subject_id=asked.id))


def leave_school(school: School, *, by: Actor) -> None:
    """A person leaves their school; what they wrote stays."""
    _end(school, school.live_member(by.id), by=by)


def end_membership(member: SchoolMember, *, by: Actor) -> None:
    """The contact says that this person no longer works at the school."""
    school = queries.get_school(member.school_id)
    _end(school, school.live_member(member.person_id), by=by)


def _end(school: School, member: SchoolMember | None, *, by: Actor) -> None:
    if member is None:
        raise RuleBroken(None, _("This person is not a member of the school."))
    if by.id != member.person_id and any(f.person_id == member.person_id for f in school.holders(Function.SIGNATORY)):
        raise RuleBroken(
            None, _("The head signs for the school until a new head has confirmed. Write to the new head.")
        )
    contacts = school.holders(Function.CONTACT)
    if [f.person_id for f in contacts] == [member.person_id]:
        raise RuleBroken(None, _("The last contact cannot leave. Name another contact first."))
    today = clock.today(school.zone)
    MEMBER.advance(member, "end", ended_on=today)
    for function in school.functions:
        if function.person_id == member.person_id and function.ended_on is None:
            function.ended_on = today
            record(
                events.FunctionEnded(
                    by_id=by.id,
                    school_id=school.id,
                    person_id=member.person_id,
                    function=function.function.value,
                )
            )
    record(events.MemberLeft(by_id=by.id, school_id=school.id, person_id=member.person_id))
