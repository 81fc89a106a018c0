"""Paging by key, never by offset: page 1,000 costs what page 1 costs, and nothing is skipped when rows arrive meanwhile."""

import base64
import binascii
import json
import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any, Generic, TypeVar

import sqlalchemy as sa

from portal.core.database import fetch, session

PAGE_SIZE = 50
T = TypeVar("T")


@dataclass(frozen=True)
class Page(Generic[T]):
    """One page of a list. `next` is the mark to ask for the page that follows, None on the last; `first` is true on the first."""

    items: Sequence[T]
    next: str | None
    first: bool

    def __iter__(self) -> Iterator[T]:
        return iter(self.items)

    def __len__(self) -> int:
        return len(self.items)


def page_by_key(
    query: sa.Select[Any],
    *columns: Any,
    after: str | None = None,
    size: int = PAGE_SIZE,
    newest_first: bool = False,
    rows: bool = False,
    values: Mapping[str, Any] | None = None,
) -> Page[Any]:
    """One page of `query`, ordered by `columns` (the last one is the id, so that the order is total).

    `after` is the mark of the page before; a mark that is not ours counts as none. Answers entities, or whole rows with `rows=True`. With `values`
    the query is one that was put together once and asks for columns; they are its parameters. Then the page is put together once, too.
    """
    marks = marks_of(after, columns)
    put_together = _paged if values is None else _paged_once
    statement = put_together(query, columns, size, newest_first, marks is not None)
    given = {f"mark_{n}": mark for n, mark in enumerate(marks or ())} | dict(values or {})
    found = fetch(statement, given) if rows and values is not None else session().execute(statement, given).all()
    kept = found[:size]
    mark = _write_mark(kept[-1][-len(columns) :]) if len(found) > size else None
    items = [row[: -len(columns)] if rows else row[0] for row in kept]
    return Page(items=items, next=mark, first=marks is None)


def _paged(query: Any, columns: Sequence[Any], size: int, newest_first: bool, marked: bool) -> Any:
    if marked:
        here = sa.tuple_(*columns)
        there = sa.tuple_(*(sa.bindparam(f"mark_{n}", type_=c.type) for n, c in enumerate(columns)))
        query = query.where(here < there if newest_first else here > there)
    ordering = [c.desc() for c in columns] if newest_first else columns
    return query.add_columns(*columns).order_by(*ordering).limit(size + 1)


_paged_once = lru_cache(maxsize=256)(_paged)


def _write_mark(values: Sequence[Any]) -> str:
    plain = [[type(v).__name__, v.isoformat() if isinstance(v, datetime) else str(v)] for v in values]
    return base64.urlsafe_b64encode(json.dumps(plain).encode()).decode().rstrip("=")


def marks_of(mark: str | None, columns: Sequence[Any]) -> list[Any] | None:
    """The values of a mark, when each is what its column holds; anything else is not a mark of ours."""
    if not mark or len(mark) > 1000:
        return None
    readers: dict[str, Any] = {
        "datetime": _aware,
        "date": date.fromisoformat,
        "UUID": uuid.UUID,
        "int": _small,
        "str": _plain,
    }
    try:
        plain = json.loads(base64.urlsafe_b64decode(mark + "=" * (-len(mark) % 4)))
        values = [readers[kind](value) for kind, value in plain]
    except (ValueError, KeyError, TypeError, AttributeError, OverflowError, RecursionError, binascii.Error):
        return None
    fits = len(values) == len(columns) and all(
        _fits(value, column.type.python_type) for value, column in zip(values, columns, strict=True)
    )
    return values if fits else None


def _fits(value: Any, kind: type) -> bool:
    """Is it what the column holds? An instant is no day, though Python calls it one."""
    return isinstance(value, kind) and (kind is not date or not isinstance(value, datetime))


def _aware(value: str) -> datetime:
    instant = datetime.fromisoformat(value)
    if instant.tzinfo is None:
        raise ValueError(value)
    return instant.astimezone(UTC)


def _small(value: str) -> int:
    if len(value) > 15:
        raise ValueError(value)
    return int(value)


def _plain(value: str) -> str:
    if "\x00" in value:
        raise ValueError(value)
    value.encode()  # a lone surrogate is no text
    return value
