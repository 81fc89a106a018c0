"""Finding establishments in the registers."""

import uuid
from collections.abc import Iterator, Sequence, Set
from datetime import date
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from portal.core import search
from portal.core.database import session
from portal.core.errors import NotFound
from portal.core.pagination import Page, page_by_key
from portal.identity.registers.models import RegisterEntry, RegisterImport, RegisterLink, RegisterRefusal

PAGE = 50
MOST_MATCHES = 2_000
MOST_FOLLOWERS = 50
_OTHER = aliased(RegisterEntry)


class Known(NamedTuple):
    """What an import needs to know of an entry."""

    id: uuid.UUID
    digest: str
    extract_on: date | None
    missing_since: date | None


def known_entries(register: str, numbers: Sequence[str]) -> dict[str, Known]:
    """Those of these numbers that the register has. At most a batch at a time."""
    columns = (
        RegisterEntry.number,
        RegisterEntry.id,
        RegisterEntry.digest,
        RegisterEntry.extract_on,
        RegisterEntry.missing_since,
    )
    query = sa.select(*columns).where(RegisterEntry.register == register, RegisterEntry.number.in_(numbers))
    return {row[0]: Known(*row[1:]) for row in session().execute(query)}


def numbers_missing_from(register: str, seen: Set[str]) -> Iterator[str]:
    """The numbers of the register that are not among the seen ones and were not flagged before."""
    query = sa.select(RegisterEntry.number).where(
        RegisterEntry.register == register, RegisterEntry.missing_since.is_(None)
    )
    found = session().execute(query.order_by(RegisterEntry.number).execution_options(yield_per=5_000))
    return (number for (number,) in found if number not in seen)


def known_links(register: str) -> set[tuple[str, str, str]]:
    """Every link of a register as (number, other number, kind)."""
    columns = (RegisterLink.number, RegisterLink.other_number, RegisterLink.kind)
    return {(r[0], r[1], r[2]) for r in session().execute(sa.select(*columns).where(RegisterLink.register == register))}


def last_whole_import(register: str) -> RegisterImport | None:
    """The last import of a whole file."""
    query = sa.select(RegisterImport).where(RegisterImport.register == register, RegisterImport.is_partial.is_(False))
    return session().scalar(query.order_by(RegisterImport.sequence.desc()).limit(1))


def next_sequence(register: str) -> int:
    """The number that the next import of a register has."""
    query = sa.select(sa.func.coalesce(sa.func.max(RegisterImport.sequence), 0))
    return int(session().scalar(query.where(RegisterImport.register == register)) or 0) + 1


def get_entry(entry_id: uuid.UUID) -> RegisterEntry:
    """The entry; of two entries for one school the fuller one. Raises NotFound."""
    query = sa.select(RegisterEntry).where(
        sa.or_(
            sa.and_(RegisterEntry.id == entry_id, RegisterEntry.same_as_id.is_(None)),
            RegisterEntry.id == sa.select(_OTHER.same_as_id).where(_OTHER.id == entry_id).scalar_subquery(),
        )
    )
    found = session().scalar(query)
    if found is None:
        raise NotFound
    return found


def find_entries(query: str, *, after: str | None = None, size: int = PAGE) -> Page[RegisterEntry]:
    """Entries that hold every word of `query` (name, town, postcode with or without its space, URN; the last word may be a beginning).

    Open schools first, then by folded name, then by id. Beyond the first 2,000 matches a longer query is needed.
    """
    matching = search.matching("register_entry", query, scopes=["registers"])
    if matching is None:
        return Page(items=[], next=None, first=True)
    offset = int(after) if after and after.isascii() and after.isdigit() and int(after) < MOST_MATCHES else 0
    found = matching.limit(MOST_MATCHES).subquery()
    order = (RegisterEntry.status == "closed", RegisterEntry.folded_name, RegisterEntry.id)
    rows: Sequence[RegisterEntry] = (
        session()
        .scalars(
            sa.select(RegisterEntry)
            .join(found, found.c.subject_id == RegisterEntry.id)
            .where(RegisterEntry.same_as_id.is_(None))
            .order_by(*order)
            .offset(offset)
            .limit(size + 1)
        )
        .all()
    )
    more = str(offset + size) if len(rows) > size else None
    return Page(items=rows[:size], next=more, first=offset == 0)


def list_successors(register: str, number: str) -> list[str]:
    """The numbers that follow a closed school, nearest first."""
    return list_followers(register, number)[0]


def list_followers(register: str, number: str) -> tuple[list[str], bool]:
    """The numbers that follow a closed school, nearest first, and whether the way leads back to it: real circles exist, so each is visited once.

    A link counts from either side: some successors are named only as the predecessor of the other.
    """
    seen, waiting, found, goes_round = {number}, [number], list[str](), False
    while waiting and len(seen) < MOST_FOLLOWERS:
        link = RegisterLink
        forward = sa.select(link.other_number.label("n")).where(
            link.register == register, link.number.in_(waiting), link.kind.like("Successor%")
        )
        backward = sa.select(link.number.label("n")).where(
            link.register == register, link.other_number.in_(waiting), link.kind.like("Predecessor%")
        )
        both = sa.union(forward, backward).subquery()
        following = list(session().scalars(sa.select(both.c.n).order_by(both.c.n).limit(MOST_FOLLOWERS)))
        goes_round = goes_round or number in following
        waiting = [n for n in following if n not in seen]
        found += waiting
        seen |= set(waiting)
    return found, goes_round


def closed_in_england(local_numbers: Sequence[str]) -> dict[str, list[str]]:
    """The URNs of closed Welsh schools in the register of England, by the number of authority and establishment. The list of Wales drops a school that
    closes; only the register of England says what follows it."""
    query = sa.select(RegisterEntry.local_number, RegisterEntry.number).where(
        RegisterEntry.register == "gias", RegisterEntry.status == "closed", RegisterEntry.local_number.in_([n for n in local_numbers if n])
    )  # fmt: skip
    found: dict[str, list[str]] = {}
    for local, number in session().execute(query.order_by(RegisterEntry.number).limit(MOST_FOLLOWERS)):
        found.setdefault(local, []).append(number)
    return found


def next_numbers(register: str, numbers: Sequence[str]) -> dict[str, list[str]]:
    """For each of these numbers, those that a register names as its next ones. One statement."""
    link = RegisterLink
    forward = sa.select(link.number.label("a"), link.other_number.label("b")).where(
        link.register == register, link.number.in_(numbers), link.kind.like("Successor%")
    )
    backward = sa.select(link.other_number.label("a"), link.number.label("b")).where(
        link.register == register, link.other_number.in_(numbers), link.kind.like("Predecessor%")
    )
    both = sa.union(forward, backward).subquery()
    found: dict[str, list[str]] = {}
    for here, there in session().execute(sa.select(both.c.a, both.c.b).order_by(both.c.a, both.c.b).limit(500)):
        found.setdefault(here, []).append(there)
    return found


def entries_with_numbers(register: str, numbers: Sequence[str]) -> dict[str, RegisterEntry]:
    """The entries of these numbers; of two entries for one school the fuller one."""
    fuller = aliased(RegisterEntry)
    query = sa.select(RegisterEntry.number, fuller).join(
        fuller, fuller.id == sa.func.coalesce(RegisterEntry.same_as_id, RegisterEntry.id)
    )
    query = query.where(RegisterEntry.register == register, RegisterEntry.number.in_(numbers))
    return {row[0]: row[1] for row in session().execute(query.order_by(RegisterEntry.id).limit(200))}


class RegisterState(NamedTuple):
    """A register as it stands: the day of its newest extract, and how many entries it has by status; `missing` of them were not in the last whole file."""

    register: str
    extract_on: date | None
    entries: int
    open: int
    closed: int
    missing: int


def registers() -> list[RegisterState]:
    """Every register that has entries, in one statement."""
    is_open = RegisterEntry.status.in_(["open", "closing"])
    query = sa.select(
        RegisterEntry.register,
        sa.func.max(RegisterEntry.extract_on),
        sa.func.count(),
        sa.func.count(sa.case((is_open, 1))),
        sa.func.count(sa.case((RegisterEntry.status == "closed", 1))),
        sa.func.count(RegisterEntry.missing_since),
    )
    return [RegisterState(*row) for row in session().execute(query.group_by(RegisterEntry.register).order_by(RegisterEntry.register))]  # fmt: skip


def list_imports(after: str | None = None) -> Page[RegisterImport]:
    """The imports, newest first."""
    return page_by_key(sa.select(RegisterImport), RegisterImport.id, after=after, size=20, newest_first=True)


def get_import(import_id: uuid.UUID) -> RegisterImport:
    """Raises NotFound."""
    found = session().get(RegisterImport, import_id)
    if found is None:
        raise NotFound
    return found


def list_refused(import_id: uuid.UUID) -> Sequence[RegisterRefusal]:
    """The first rows that an import refused, in the order of the file."""
    query = sa.select(RegisterRefusal).where(RegisterRefusal.import_id == import_id)
    return session().scalars(query.order_by(RegisterRefusal.id).limit(100)).all()
