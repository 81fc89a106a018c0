"""Lifecycles: a table of (state, command) -> state, and the only way to change a status."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Protocol

import sqlalchemy as sa
from sqlalchemy.orm import InstrumentedAttribute
from sqlalchemy.orm.attributes import set_committed_value

from portal.core import clock
from portal.core.database import session
from portal.core.errors import NotAllowedNow, SomeoneWasFaster
from portal.core.i18n import _


class HasId(Protocol):
    id: Any


@dataclass(frozen=True)
class Lifecycle:
    """The lifecycle of one status column.

    `moves` maps (state, command) to the next state. `words` gives, by command, the sentence a person reads when it is not possible now. `stamp` is the
    column, if there is one, that says since when the record is in its state. `followers` keep what other tables say of the state: each is called with the
    record, the state before and the state after, inside the deed; rooms put theirs in at assembly.
    """

    name: str
    column: str
    moves: Mapping[tuple[StrEnum, str], StrEnum]
    words: Mapping[str, Any]
    stamp: str = ""
    followers: list[Callable[[Any, Any, Any], None]] = field(default_factory=list)

    @property
    def commands(self) -> list[str]:
        return sorted({command for _state, command in self.moves})

    def allows(self, record: HasId, command: str) -> bool:
        return (getattr(record, self.column), command) in self.moves

    def advance(self, record: HasId, command: str, **also: Any) -> StrEnum:
        """Move `record` by `command` with one conditional UPDATE, setting the columns of `also` with it.

        Raises NotAllowedNow when the table has no such move, SomeoneWasFaster when the row was moved meanwhile.
        """
        before = getattr(record, self.column)
        after = self.moves.get((before, command))
        if after is None:
            raise NotAllowedNow(self.words.get(command) or _("This is not possible at this stage."))
        if self.stamp and after != before:
            also.setdefault(self.stamp, clock.now())
        change(record, {self.column: before}, {self.column: after, **also})
        for follow in self.followers if after != before else ():
            follow(record, before, after)
        return after


def change(record: HasId, expected: Mapping[str, Any], values: Mapping[str, Any]) -> None:
    """UPDATE `record` only where the `expected` columns still hold; raises SomeoneWasFaster otherwise. One winner, always."""
    if not claim(record, expected, values):
        raise SomeoneWasFaster(_("Someone was faster. Please look again: this has changed since you opened the page."))


def claim(record: HasId, expected: Mapping[str, Any], values: Mapping[str, Any]) -> bool:
    """As `change`, answering whether this act was the one that won."""
    table: Any = type(record)
    held = session()
    held.flush()
    values = dict(values)
    if hasattr(table, "updated_at"):
        values.setdefault("updated_at", clock.now())
    where = [table.id == record.id]
    for name, value in expected.items():
        column: InstrumentedAttribute[Any] = getattr(table, name)
        where.append(column.is_(None) if value is None else column == value)
    result: Any = held.execute(
        sa.update(table).where(*where).values(**values).execution_options(synchronize_session=False)
    )
    if result.rowcount != 1:
        held.expire(record)
        return False
    for name, value in values.items():
        set_committed_value(record, name, value)
    for relation in sa.inspect(table).relationships:
        if {column.key for column in relation.local_columns} & values.keys():
            held.expire(record, [relation.key])
    return True
