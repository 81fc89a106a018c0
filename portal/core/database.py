"""The tables' common ground, the engine's habits, and the one way to reach the session.

Reads run in a plain transaction. Writes are started by `perform` with the execution option `write`, on which SQLite takes its write lock
at once (BEGIN IMMEDIATE): a read that turns into a write would fail with "database is locked" whatever the busy timeout.
"""

import contextlib
import time
import uuid
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from enum import StrEnum
from typing import Any, ClassVar

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import DBAPIError, InvalidatePoolError
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

from portal.core import clock, ids
from portal.core.types import EnumText, Key, UtcDateTime

BUSY_TIMEOUT_MS = 5_000
MOST_PREPARED = 250
BELIEVED_SECONDS = 0.25

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


class ReadingSession(Session):
    """A session that ends with COMMIT where nothing was written, on PostgreSQL.

    psycopg forgets every statement that it has prepared at a ROLLBACK, and a session that is closed rolls back: so PostgreSQL planned each statement of each
    page anew, which took it ten times as long as running the larger ones.
    """

    def close(self) -> None:
        """End what was read, and give the connection back."""
        read = self.info.pop("read", None)
        if read is not None and not read.closed and read.in_transaction() and _has_only_read(self, read):
            with contextlib.suppress(DBAPIError):
                self.commit()
        super().close()


def _has_only_read(held: Session, connection: Connection) -> bool:
    """`invalidated`: the database hung up in the middle; such a connection tells nothing of itself."""
    is_lost = connection.invalidated
    return not is_lost and bool(connection.info.get("only_read")) and not (held.new or held.dirty or held.deleted)


def _remember_the_connection(held: Session, _transaction: object, connection: Connection) -> None:
    if connection.dialect.name == "postgresql":
        held.info["read"] = connection


event.listen(ReadingSession, "after_begin", _remember_the_connection)

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
    else:
        event.listen(engine, "connect", _prepare_postgresql)
        event.listen(engine, "checkin", _note_the_rest)
        event.listen(engine, "checkout", _ask_whether_it_lives(engine))
        event.listen(engine, "begin", _begin_postgresql)
        event.listen(engine, "before_cursor_execute", _note_what_writes)


def _prepare_postgresql(connection: Any, record: Any) -> None:
    connection.prepared_max = MOST_PREPARED
    _note_the_rest(connection, record)


def _note_the_rest(_connection: Any, record: Any) -> None:
    record.info["rests_since"] = time.monotonic()


def _ask_whether_it_lives(engine: Engine) -> Callable[[Any, Any, Any], None]:
    """As SQLAlchemy's `pool_pre_ping`, but a connection that answered a moment ago is believed: a change takes its connection from the pool twice, to read
    and to write, and each question is a way to the database and back."""

    def ask(connection: Any, record: Any, _proxy: Any) -> None:
        if time.monotonic() - record.info.get("rests_since", 0.0) < BELIEVED_SECONDS:
            return
        try:
            engine.dialect.do_ping(connection)
        except engine.dialect.loaded_dbapi.Error as error:
            raise InvalidatePoolError from error

    return ask


def _begin_postgresql(connection: Connection) -> None:
    connection.info["only_read"] = True


def _note_what_writes(
    connection: Connection, _cursor: Any, statement: str, _values: Any, _context: Any, _many: bool
) -> None:
    if not statement.startswith(("SELECT", "WITH")):
        connection.info["only_read"] = False


def _prepare_sqlite(connection: Any, _record: object) -> None:
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout={BUSY_TIMEOUT_MS}")
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=FULL")
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.execute("PRAGMA cache_size=-4000")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    write = connection.get_execution_options().get("write", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")
