"""Column types: instants that keep their zone, enumerations stored by value."""

import uuid
from datetime import UTC, datetime
from enum import StrEnum
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Dialect
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.visitors import InternalTraversal
from sqlalchemy.types import TypeDecorator

_UNKNOWN = uuid.SafeUUID.unknown  # looking up a member takes longer than the rest of making a UUID


class UtcDateTime(TypeDecorator[datetime]):
    """An instant. Takes aware datetimes only, stores UTC, gives aware UTC back (SQLite alone would drop the zone)."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    @property
    def python_type(self) -> type[Any]:
        return datetime

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"an instant needs a zone: {value!r}")
        return value.astimezone(UTC)

    def result_processor(self, dialect: Dialect, coltype: Any) -> Any:
        read = self.impl_instance.result_processor(dialect, coltype)
        if dialect.name == "sqlite":
            return _instant_of

        def aware(value: Any) -> datetime | None:
            if value is None:
                return None
            found: Any = read(value) if read is not None else value
            made: datetime = found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
            return made

        return aware


def _instant_of(value: str | None) -> datetime | None:
    """SQLite keeps instants as text without a zone. Read so in a quarter of the time: a feed of 5,000 events reads twenty thousand."""
    return None if value is None else datetime.fromisoformat(value + "+00:00")


class Key(sa.Uuid[uuid.UUID]):
    """A UUID; where a database gives it as text (SQLite), made without the checks that text from outside needs: a page reads hundreds."""

    cache_ok = True

    def result_processor(self, dialect: Dialect, coltype: Any) -> Any:
        if dialect.supports_native_uuid:
            return super().result_processor(dialect, coltype)  # type: ignore[no-untyped-call]
        return _uuid_of


def _uuid_of(value: str | None) -> uuid.UUID | None:
    if value is None:
        return None
    made = object.__new__(uuid.UUID)
    object.__setattr__(made, "int", int(value, 16))
    object.__setattr__(made, "is_safe", _UNKNOWN)
    return made


class RepeatedKey(Key):
    """The same for a column in which few keys come again and again (the schools of a long list): each is made once."""

    cache_ok = True

    def result_processor(self, dialect: Dialect, coltype: Any) -> Any:
        return super().result_processor(dialect, coltype) if dialect.supports_native_uuid else _known_uuid_of


_known_uuid_of = lru_cache(maxsize=2048)(_uuid_of)


class EnumText(TypeDecorator[StrEnum]):
    """A StrEnum stored by its value in 40 characters: readable in the table, and a new member needs no migration.

    A member that a query compares with is written into the statement, not sent beside it: it is fixed in the code, and a partial index is found by it.
    (SQLite prepares a statement anew at every execution when a parameter might decide about a partial index; that took longer than the statement.)
    """

    impl = sa.String(40)
    cache_ok = True

    class comparator_factory(TypeDecorator.Comparator[Any]):  # noqa: N801 - SQLAlchemy's name
        """Comparisons with members."""

        def operate(self, op: Any, *other: Any, **options: Any) -> Any:
            return super().operate(op, *(_written(value) for value in other), **options)

    def __init__(self, kind: type[StrEnum]) -> None:
        super().__init__()
        self.kind = kind
        self._members: dict[str | None, StrEnum | None] = {None: None, **{member.value: member for member in kind}}

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        return None if value is None else self.kind(value).value

    def result_processor(self, dialect: Dialect, coltype: Any) -> Any:
        """From a value to its member, without a call of ours for each; a value that is no member raises KeyError."""
        return self._members.__getitem__


class _Written(sa.ColumnElement[str]):
    """A plain word in a statement's text."""

    _traverse_internals = [("word", InternalTraversal.dp_string)]  # what the cache of compiled statements tells apart

    def __init__(self, word: str) -> None:
        if not word.isidentifier():
            raise ValueError(f"not a plain word: {word!r}")
        self.word, self.type = word, sa.String()


@compiles(_Written)
def _write(element: _Written, _compiler: Any, **_options: Any) -> str:
    return f"'{element.word}'"


def _written(value: Any) -> Any:
    """A member, or a collection of members, as part of a statement's text; everything else as it is."""
    if isinstance(value, StrEnum) and value.value.isidentifier():
        return _Written(value.value)
    if isinstance(value, list | tuple | set | frozenset) and value and all(isinstance(v, StrEnum) for v in value):
        return [_written(v) for v in sorted(set(value))]
    return value
