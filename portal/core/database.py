"""The tables' common ground, the engine's habits, and the one way to reach the session.

Reads run in a plain transaction. Writes are started by `perform` with the execution option `write`, on which SQLite takes its write lock
at once (BEGIN IMMEDIATE): a read that turns into a write would fail with "database is locked" whatever the busy timeout.
"""

import uuid
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from enum import StrEnum
from typing import Any, ClassVar

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

from portal.core import clock, ids
from portal.core.types import EnumText, Key, UtcDateTime

BUSY_TIMEOUT_MS = 5_000

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """Every table: typed, with named constraints."""

    metadata = sa.MetaData(naming_convention=NAMES)
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        uuid.UUID: Key(),
        datetime: UtcDateTime(),
        date: sa.Date(),
        str: sa.String(),
        dict[str, Any]: sa.JSON(),
        list[str]: sa.JSON(),
    }


class Record(Base):
    """A table with an ordered key and the two moments every row has."""

    __abstract__ = True

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=ids.new_id, sort_order=-3)
    created_at: Mapped[datetime] = mapped_column(default=clock.now, sort_order=-2)
    updated_at: Mapped[datetime] = mapped_column(default=clock.now, onupdate=clock.now, sort_order=-1)

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {sa.inspect(self).identity}>"


def choice(kind: type[StrEnum], **options: Any) -> Any:
    """A column that holds a StrEnum by value."""
    return mapped_column(EnumText(kind), **options)


def reference(target: str, *, index: bool = True, **options: Any) -> Any:
    """A foreign key column to `table.column`, indexed. Rows others rely on are never deleted, so no ON DELETE by default."""
    ondelete = options.pop("ondelete", None)
    return mapped_column(sa.ForeignKey(target, ondelete=ondelete), index=index, **options)


_provider: Callable[[], Session] | None = None


def provide_session(provider: Callable[[], Session]) -> None:
    """Told once, at assembly, where the session of the present request, job or command is to be had."""
    global _provider
    _provider = provider


def session() -> Session:
    """The session of the present request, job or command."""
    if _provider is None:
        raise RuntimeError("no session: create_app() has not been called")
    return _provider()


def fetch(statement: Any, values: Mapping[str, Any] | None = None) -> Sequence[Any]:
    """The rows of a statement that asks for columns. What waits in the session is written first, as `session().execute` would.

    Meant for statements that are put together once (a function under `functools.cache`, with `sa.bindparam` for what differs): putting one together
    takes SQLAlchemy ten times as long as running it.
    """
    held = session()
    if held.new or held.dirty or held.deleted:
        held.flush()
    return held.connection().execute(statement, values).all()


def first(statement: Any, values: Mapping[str, Any] | None = None) -> Any:
    """The first of these rows; None when there is none."""
    rows = fetch(statement, values)
    return rows[0] if rows else None


def prepare_engine(engine: Engine) -> None:
    """Give an engine the portal's habits. Safe to call once for each engine."""
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)


def _prepare_sqlite(connection: Any, _record: object) -> None:
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout={BUSY_TIMEOUT_MS}")
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=FULL")
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.execute("PRAGMA cache_size=-16000")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    write = connection.get_execution_options().get("write", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")
