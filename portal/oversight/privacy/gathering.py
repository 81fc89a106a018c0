"""Everything that is kept about one person, row by row, for them to take away (UK GDPR, Articles 15 and 20). It only reads.

A row that is a person's own is given with its words; one in which they are only named is given with its dates and states, without the words of others.
Other people are "another person"; schools and clusters go by their names. Secrets, hashes and copies for the machine are left out.
"""

import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

import sqlalchemy as sa

from portal.core.database import Base, session
from portal.core.storage import StoredFile
from portal.oversight.privacy import inventory
from portal.oversight.privacy.classes import Class, class_of, is_text
from portal.oversight.privacy.inventory import Kept

MOST_ROWS = 50_000  # of one table; more are counted and said
YOU, ANOTHER = "you", "another person"
_OTHERS_NAMES = {"thread.last_author_name", "role_proposal.vouched_by"}


@dataclass(frozen=True)
class Whose:
    """Whose data: a person with an account, an e-mail address, or both."""

    person_id: uuid.UUID | None
    address: str


@dataclass(frozen=True)
class Part:
    """The rows of one table. `left_out`: how many more there are than are given."""

    table: str
    purpose: str
    rows: list[dict[str, Any]]
    left_out: int


def everything_about(whose: Whose) -> Iterator[Part]:
    """Each table that has something of theirs, in the order of the inventory."""
    names: dict[uuid.UUID, str] = {}
    for table, kept in inventory.kept_tables():
        if kept.withheld:
            continue
        found, left_out = _rows_of(table, kept, whose)
        if found:
            _learn_names(table, found, names)
            rows = [_as_given(table, kept, row, whose, names) for row in found]
            yield Part(table.name, kept.purpose, rows, left_out)


def files_of(person_id: uuid.UUID | None) -> Sequence[StoredFile]:
    """The files that the person sent, oldest first."""
    if person_id is None:
        return []
    query = sa.select(StoredFile).where(StoredFile.uploaded_by_id == person_id).order_by(StoredFile.id)
    return session().scalars(query.limit(MOST_ROWS)).all()


def _rows_of(table: sa.Table, kept: Kept, whose: Whose) -> tuple[Sequence[Any], int]:
    where: list[sa.ColumnElement[bool]] = []
    if whose.person_id is not None:
        where += [table.c[name] == whose.person_id for name in (*kept.own, *kept.named)]
        if kept.own_through is not None:
            column, parent, owner = kept.own_through
            above = Base.metadata.tables[parent]
            mine = sa.select(above.c.id).where(above.c[owner] == whose.person_id)
            where.append(table.c[column].in_(mine))
    if kept.own_address is not None and whose.address:
        where.append(sa.func.lower(table.c[kept.own_address]) == whose.address)
    if not where:
        return [], 0
    theirs: sa.ColumnElement[bool] = sa.or_(*where)
    query = sa.select(table).where(theirs).order_by(*table.primary_key.columns).limit(MOST_ROWS + 1)
    rows = session().execute(query).mappings().all()
    if len(rows) <= MOST_ROWS:
        return rows, 0
    counted = session().scalar(sa.select(sa.func.count()).select_from(table).where(theirs)) or 0
    return rows[:MOST_ROWS], counted - MOST_ROWS


def _as_given(table: sa.Table, kept: Kept, row: Any, whose: Whose, names: dict[uuid.UUID, str]) -> dict[str, Any]:
    is_own = _is_own(kept, row, whose)
    people = set(inventory.people_in(table)) | {name for name in (*kept.own, *kept.named) if name != "id"}
    given: dict[str, Any] = {}
    for column in table.columns:
        value = row[column.name]
        if value is None or value == "":
            continue
        if is_text(column) and not _may_be_given(column, is_own):
            continue
        if column.name in people:
            value = YOU if value == whose.person_id else ANOTHER
        given[column.name] = _plain(value, names)
    return given


def _may_be_given(column: "sa.Column[Any]", is_own: bool) -> bool:
    kind = class_of(column)
    if f"{column.table.name}.{column.name}" in _OTHERS_NAMES:
        return False
    return kind == Class.PLAIN or (is_own and kind in (Class.WORDS, Class.PERSONAL))


def _is_own(kept: Kept, row: Any, whose: Whose) -> bool:
    if kept.own_through is not None:
        return True
    if whose.person_id is not None and any(row[name] == whose.person_id for name in kept.own):
        return True
    return kept.own_address is not None and bool(whose.address) and str(row[kept.own_address]).lower() == whose.address


def _learn_names(table: sa.Table, rows: Sequence[Any], names: dict[uuid.UUID, str]) -> None:
    """The names of the schools and clusters that these rows speak of."""
    for column in table.columns:
        for key in column.foreign_keys:
            named = key.column.table
            if named.name not in ("school", "cluster"):
                continue
            wanted = {row[column.name] for row in rows} - {None, *names}
            for some in batched(sorted(wanted), 500):
                query = sa.select(named.c.id, named.c.name).where(named.c.id.in_(some))
                names.update((row.id, row.name) for row in session().execute(query))


def _plain(value: Any, names: dict[uuid.UUID, str]) -> Any:
    if isinstance(value, uuid.UUID):
        return names.get(value) or str(value)
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, bool | int | float | dict | list):
        return value
    return str(value)


def batched(keys: Sequence[uuid.UUID], most: int) -> Iterator[Sequence[uuid.UUID]]:
    """The keys in pieces of at most `most`."""
    for start in range(0, len(keys), most):
        yield keys[start : start + most]
