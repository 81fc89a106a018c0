"""People ask to join a school and are answered."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
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
from portal.identity.schools.services.leaving import leave_school
from portal.identity.schools.workflow import MEMBER

# (kind, school, person, reason): puts the mail into the outbox; the reason stands nowhere else
Write: TypeAlias = Callable[[str, School, Person, str], None]
ANSWER_WITHIN = timedelta(days=7)


@dataclass(frozen=True)
class Move:
    """Which school a person leaves when they move, and which day is the last one there."""

    school_id: uuid.UUID
    leaving_on: date | None


def ask_to_join(school: School, *, by: Actor, name: str, job: str, move: Move | None = None) -> SchoolMember:
    """Ask the school's contact to confirm that one works there; who moves says in the same act when they leave the other school."""
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
    if move is not None:
        if move.leaving_on is None:
            raise RuleBroken("leaving_on", _("Enter your last day at the school that you leave."))
        leave_school(queries.get_school(move.school_id), by=by, leaving_on=move.leaving_on)
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
