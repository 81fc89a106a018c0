"""Verbs about schools whose entry closed: notice it, choose what follows, or close the school."""

import uuid
from datetime import timedelta

from portal.core import clock, duty
from portal.core.actors import Actor
from portal.core.database import session
from portal.core.duty import DutyKind
from portal.core.errors import RuleBroken
from portal.core.events import record
from portal.core.i18n import _
from portal.core.workflow import change
from portal.identity.registers import queries as registers
from portal.identity.schools import queries as schools
from portal.identity.schools.models import Function, School
from portal.identity.schools.queries import FoundEntry
from portal.identity.schools.services import make_findable, make_unfindable
from portal.identity.schools.workflow import SCHOOL
from portal.identity.successors import events, queries
from portal.identity.successors.models import FormerNumber, SchoolClosure
from portal.identity.successors.workflow import CLOSURE

CHOOSE_WITHIN = timedelta(days=30)


def look_for_closures(register: str, *, by: Actor) -> None:
    """After an import: ask the schools whose entry has closed what follows; ask no longer where the entry is open again."""
    for closure in queries.closures_to_lift(register):
        CLOSURE.advance(closure, "lift", decided_at=clock.now())
        duty.settle(DutyKind.CHOOSE_SUCCESSOR, closure.id, by=by, outcome="lifted")
        record(events.ClosureLifted(by_id=by.id, school_id=closure.school_id, subject_id=closure.id))
    for school in queries.schools_with_closed_entries(register):
        note_closure(school, by=by)


def note_closure(school: School, *, by: Actor) -> SchoolClosure:
    """The school's entry has closed: its contacts owe a choice, and are told."""
    assert school.entry is not None  # noqa: S101 - the query joins it
    closure = SchoolClosure(school_id=school.id, entry_id=school.entry.id, closed_on=school.entry.closed_on)
    session().add(closure)
    session().flush()
    duty.owe(
        DutyKind.CHOOSE_SUCCESSOR,
        subject_id=closure.id,
        title=school.name,
        school_id=school.id,
        office=Function.CONTACT.value,
        due_at=clock.now() + CHOOSE_WITHIN,
    )
    record(events.SchoolEntryClosed(by_id=by.id, school_id=school.id, subject_id=closure.id))
    return closure


def ask_about_vanished(school: School, *, by: Actor) -> SchoolClosure:
    """The school's entry is in no register any more: its contacts say what follows, as if the register had closed it."""
    return note_closure(school, by=by)


def choose_successor(
    closure: SchoolClosure,
    *,
    by: Actor,
    entry_id: uuid.UUID | None,
    number: str = "",
    may_name_any: bool = False,
    is_sure: bool = False,
) -> School:
    """The school of this entry follows. Where nobody has registered it, the school goes on under its number, with its record, partnerships and history;
    where it is here already, the school closes and points to it:
    `is_sure` says that this is known. A number that the register does not name as follower is for the programme's people alone."""
    followers = queries.followers_of(closure.entry).open
    chosen = next((f for f in followers if f.entry.id == entry_id), None)
    if number:
        chosen = _named(closure, number) if may_name_any else None
    if chosen is None:
        words = _("The register does not name this school as one that follows. Choose one of the list.")
        raise RuleBroken("number" if number else "choice", words)
    if chosen.school is not None and not is_sure:
        words = _(
            "%(school)s is here already. Tick the box: by this choice the old entry closes here.",
            school=chosen.school.name,
        )
        raise RuleBroken("is_sure", words)
    CLOSURE.advance(closure, "follow", decided_by_id=by.id, decided_at=clock.now(), successor_entry_id=chosen.entry.id)
    duty.settle(DutyKind.CHOOSE_SUCCESSOR, closure.id, by=by, outcome="followed")
    if chosen.school is None:
        _take_number(closure.school, chosen, by=by)
    else:
        change(closure, {"id": closure.id}, {"successor_school_id": chosen.school.id})
        _close(closure.school, by=by, successor_id=chosen.school.id)
    return closure.school


def end_school(closure: SchoolClosure, *, by: Actor) -> School:
    """No school follows: the school closes here. Its record stays."""
    CLOSURE.advance(closure, "end", decided_by_id=by.id, decided_at=clock.now())
    duty.settle(DutyKind.CHOOSE_SUCCESSOR, closure.id, by=by, outcome="ended")
    _close(closure.school, by=by, successor_id=None)
    return closure.school


def _named(closure: SchoolClosure, number: str) -> FoundEntry | None:
    entry = registers.entries_with_numbers(closure.entry.register, [number]).get(number)
    if entry is None or entry.id == closure.entry_id or entry.status not in queries.OPEN:
        raise RuleBroken("number", _("There is no open school with this number in the register."))
    return schools.with_schools([entry])[0]


def _take_number(school: School, chosen: FoundEntry, *, by: Actor) -> None:
    entry, old = chosen.entry, (school.register or "", school.number or "", school.name)
    today = clock.today(school.zone)
    session().add(FormerNumber(school_id=school.id, register=old[0], number=old[1], name=old[2], until_on=today))
    change(
        school,
        {"version": school.version},
        {
            "version": school.version + 1, "register": entry.register, "number": entry.number, "register_entry_id": entry.id, "name": entry.name,
            "town": entry.town or school.town, "postcode": entry.postcode or school.postcode, "authority_code": entry.authority_code,
            "authority_name": entry.authority_name, "type_name": entry.type_name, "phase": entry.phase or school.phase,
        },
    )  # fmt: skip
    if school.is_verified:
        make_findable(school)
    record(events.SuccessorChosen(by_id=by.id, school_id=school.id, old_number=old[1], new_number=entry.number))


def _close(school: School, *, by: Actor, successor_id: uuid.UUID | None) -> None:
    SCHOOL.advance(school, "close")
    for kind in (DutyKind.CONFIRM_SCHOOL, DutyKind.VERIFY_SCHOOL):
        duty.settle(kind, school.id, by=by, outcome="closed")
    make_unfindable(school)
    successor = str(successor_id) if successor_id is not None else None
    record(events.SchoolClosed(by_id=by.id, school_id=school.id, successor_school_id=successor))
