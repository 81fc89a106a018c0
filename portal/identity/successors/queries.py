"""Finding closed schools, what follows them, and what the registers no longer have."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from portal.core.database import session
from portal.core.errors import NotFound
from portal.core.pagination import Page, page_by_key
from portal.identity.registers import queries as registers
from portal.identity.registers.models import RegisterEntry
from portal.identity.schools import queries as schools
from portal.identity.schools.models import School, SchoolStatus
from portal.identity.schools.queries import FoundEntry
from portal.identity.successors.models import ClosureStatus, FormerNumber, SchoolClosure

LIVE = (SchoolStatus.PROPOSED, SchoolStatus.CONFIRMED_BY_HEAD, SchoolStatus.VERIFIED, SchoolStatus.SUSPENDED)
OPEN = ("open", "closing")
ENGLAND, WALES = "gias", "wales"


@dataclass(frozen=True)
class Followers:
    """What follows a closed school, nearest first. `open`: those that can be chosen; `between`: closed ones on the way; `goes_round`: the register
    leads back to the school itself."""

    open: Sequence[FoundEntry]
    between: Sequence[RegisterEntry]
    goes_round: bool


@dataclass(frozen=True)
class Vanished:
    """A school whose entry is no longer in its register, and whether its contacts have been asked what follows."""

    school: School
    is_asked: bool


def get_closure(closure_id: uuid.UUID) -> SchoolClosure:
    """A closed entry with its school. Raises NotFound."""
    query = sa.select(SchoolClosure).where(SchoolClosure.id == closure_id)
    found = session().scalar(query.options(joinedload(SchoolClosure.school), joinedload(SchoolClosure.entry)))
    if found is None:
        raise NotFound
    return found


def followers_of(entry: RegisterEntry) -> Followers:
    """The schools that follow an entry, as far as the register knows them."""
    ordered, goes_round = list[RegisterEntry](), False
    for register, of in _keys_of(entry):
        numbers, is_round = registers.list_followers(register, of)
        found = registers.entries_with_numbers(register, numbers)
        ordered += [found[number] for number in numbers if number in found]
        goes_round = goes_round or is_round
    unique = list({e.id: e for e in ordered if e.id != entry.id}.values())
    is_open = [e for e in unique if e.status in OPEN and e.missing_since is None]
    return Followers(schools.with_schools(is_open), [e for e in unique if e not in is_open], goes_round)


def _keys_of(entry: RegisterEntry) -> list[tuple[str, str]]:
    """Register and number of a school, and of its closed entries in the register of England where it is a Welsh one: what follows is said there alone."""
    own = [(entry.register, entry.number)]
    if entry.register != WALES:
        return own
    urns = registers.closed_in_england([entry.local_number]).get(entry.local_number, [])
    return [*own, *((ENGLAND, number) for number in urns)]


def waiting_closure(school_id: uuid.UUID) -> SchoolClosure | None:
    """The closed entry of this school that waits for a choice, else the last one there was."""
    query = sa.select(SchoolClosure).where(SchoolClosure.school_id == school_id)
    query = query.options(joinedload(SchoolClosure.entry), joinedload(SchoolClosure.successor))
    is_waiting = SchoolClosure.status == ClosureStatus.WAITING
    return session().scalar(query.order_by(is_waiting.desc(), SchoolClosure.id.desc()).limit(1))


def former_numbers(school_id: uuid.UUID) -> Sequence[FormerNumber]:
    """The numbers that a school had before, newest first."""
    query = sa.select(FormerNumber).where(FormerNumber.school_id == school_id)
    return session().scalars(query.order_by(FormerNumber.id.desc()).limit(20)).all()


def list_waiting(after: str | None = None) -> Page[SchoolClosure]:
    """The closed schools that wait for a choice, the longest wait first."""
    query = sa.select(SchoolClosure).where(SchoolClosure.status == ClosureStatus.WAITING)
    query = query.options(joinedload(SchoolClosure.school), joinedload(SchoolClosure.entry))
    return page_by_key(query, SchoolClosure.id, after=after)


def list_vanished(limit: int = 50) -> Sequence[Vanished]:
    """Registered schools whose entry is no longer in its register, the first to vanish first; and whether their contacts have been asked what follows."""
    asked = sa.exists().where(SchoolClosure.school_id == School.id, SchoolClosure.status == ClosureStatus.WAITING)
    query = sa.select(School, asked.label("asked")).join(RegisterEntry, School.register_entry_id == RegisterEntry.id)
    query = query.where(RegisterEntry.missing_since.is_not(None), School.status.in_(LIVE))
    query = query.options(joinedload(School.entry)).order_by(RegisterEntry.missing_since, School.id).limit(limit)
    return [Vanished(row[0], row[1]) for row in session().execute(query)]


def named_followers(vanished: Sequence[Vanished]) -> dict[uuid.UUID, list[RegisterEntry]]:
    """For schools that vanished: the schools that a register names as their next ones. Four statements at most, however many there are."""
    gone = [one.school for one in vanished]
    entries = [school.entry for school in gone if school.entry is not None]
    if not entries:
        return {}
    urns = registers.closed_in_england([e.local_number for e in entries if e.register == WALES])
    named: dict[tuple[str, str], list[RegisterEntry]] = {}
    for register in sorted({e.register for e in entries} | ({ENGLAND} if urns else set())):
        mine = [e.number for e in entries if e.register == register]
        mine += [number for numbers in urns.values() for number in numbers] if register == ENGLAND else []
        following = registers.next_numbers(register, mine)
        found = registers.entries_with_numbers(register, [n for numbers in following.values() for n in numbers])
        for number, numbers in following.items():
            named[register, number] = [found[n] for n in numbers if n in found and found[n].missing_since is None]
    by_entry = {
        e.id: [f for key in [(e.register, e.number), *((ENGLAND, urn) for urn in urns.get(e.local_number, ()))] for f in named.get(key, ())]
        for e in entries
    }  # fmt: skip
    return {school.id: by_entry[school.entry.id] for school in gone if school.entry is not None}


def get_vanished(school_id: uuid.UUID) -> School:
    """A registered school whose entry is no longer in its register, and that nobody was asked about yet. Raises NotFound."""
    asked = sa.exists().where(SchoolClosure.school_id == School.id, SchoolClosure.status == ClosureStatus.WAITING)
    query = sa.select(School).join(RegisterEntry, School.register_entry_id == RegisterEntry.id)
    query = query.where(
        School.id == school_id, RegisterEntry.missing_since.is_not(None), School.status.in_(LIVE), ~asked
    )
    found = session().scalar(query.options(joinedload(School.entry)))
    if found is None:
        raise NotFound
    return found


def schools_with_closed_entries(register: str) -> Sequence[School]:
    """Registered schools whose entry has closed and that nobody was asked about yet."""
    waiting = sa.select(SchoolClosure.school_id).where(SchoolClosure.status == ClosureStatus.WAITING)
    query = sa.select(School).join(RegisterEntry, School.register_entry_id == RegisterEntry.id)
    query = query.where(
        RegisterEntry.register == register, RegisterEntry.status == "closed", School.status.in_(LIVE), School.id.not_in(waiting)
    )  # fmt: skip
    return session().scalars(query.options(joinedload(School.entry)).order_by(School.id)).all()


def closures_to_lift(register: str) -> Sequence[SchoolClosure]:
    """Waiting closures whose entry is open again."""
    query = sa.select(SchoolClosure).join(RegisterEntry, SchoolClosure.entry_id == RegisterEntry.id)
    query = query.where(
        SchoolClosure.status == ClosureStatus.WAITING, RegisterEntry.register == register, RegisterEntry.status.in_(OPEN),
        RegisterEntry.missing_since.is_(None),
    )  # fmt: skip
    return session().scalars(query.options(joinedload(SchoolClosure.school)).order_by(SchoolClosure.id)).all()
