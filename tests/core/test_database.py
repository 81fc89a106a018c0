"""The engine's habits, and how a session ends that only read."""

import time
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import sessionmaker

from portal import extensions
from portal.core.database import BELIEVED_SECONDS, BUSY_TIMEOUT_MS, ReadingSession, prepare_engine
from portal.core.once import OnceOnly
from portal.identity.accounts.models import Person

SYNCHRONOUS_FULL = 2


@pytest.mark.static
def test_an_acknowledged_write_is_on_the_disk_and_references_hold(tmp_path: Path) -> None:
    engine = sa.create_engine(f"sqlite:///{tmp_path / 'portal.sqlite'}")
    prepare_engine(engine)
    with engine.connect() as line:
        wanted = {
            "synchronous": SYNCHRONOUS_FULL,
            "journal_mode": "wal",
            "foreign_keys": 1,
            "busy_timeout": BUSY_TIMEOUT_MS,
        }
        assert {name: line.exec_driver_sql(f"PRAGMA {name}").scalar() for name in wanted} == wanted
    engine.dispose()


@pytest.fixture
def reads(app: Flask) -> Iterator[Any]:
    """Sessions over one line of their own to the test's database."""
    engine = sa.create_engine(database_of(app), pool_size=1, max_overflow=0)
    prepare_engine(engine)
    yield sessionmaker(engine, class_=ReadingSession)
    engine.dispose()


def database_of(app: Flask) -> sa.URL:
    with app.app_context():
        return extensions.db.engine.url


def test_statements_stay_prepared_from_page_to_page(reads: Any) -> None:
    """Planning one costs PostgreSQL more than running it, and psycopg forgets them all at a ROLLBACK."""
    asked = sa.select(Person.id).where(Person.name == sa.bindparam("name"))
    for number in range(12):
        with reads() as held:
            held.execute(asked, {"name": f"Nobody {number}"})
    with reads() as held:
        if held.get_bind().dialect.name == "postgresql":
            kept = held.execute(sa.text("SELECT statement FROM pg_prepared_statements")).scalars().all()
            assert [words for words in kept if "person.name" in words]
        assert held.execute(asked, {"name": "Nobody 1"}).all() == []


def test_what_is_written_without_a_commit_is_not_kept(reads: Any) -> None:
    written = {"key": uuid.uuid4(), "person": "x", "endpoint": "y"}
    with reads() as held:
        held.execute(sa.insert(OnceOnly).values(**written))
    with reads() as held:
        held.execute(sa.select(OnceOnly.key)).all()
        held.add(OnceOnly(**written))
    with reads() as held:
        assert held.execute(sa.select(OnceOnly.key)).all() == []


def test_a_session_whose_database_hung_up_can_be_closed_and_the_next_one_works(reads: Any, app: Flask) -> None:
    """The server starts anew in the middle of a page: the page fails, nothing that comes after it does."""
    with reads() as held:
        if held.get_bind().dialect.name != "postgresql":
            held.execute(sa.select(OnceOnly.key)).all()
            held.connection().invalidate()
            with pytest.raises(sa.exc.PendingRollbackError):
                held.execute(sa.select(OnceOnly.key))
        else:
            line = held.scalar(sa.text("SELECT pg_backend_pid()"))
            with app.app_context(), extensions.db.engine.connect() as other:
                other.execute(sa.text("SELECT pg_terminate_backend(:line)"), {"line": line})
            with pytest.raises(sa.exc.OperationalError):
                held.execute(sa.select(OnceOnly.key))
    with reads() as held:
        assert held.execute(sa.select(OnceOnly.key)).all() == []


def test_a_line_that_died_while_it_rested_is_made_anew(reads: Any, app: Flask) -> None:
    """A line that answered a moment ago is not asked whether it lives; any other is, and a dead one costs nobody a page."""
    with reads() as held:
        if held.get_bind().dialect.name != "postgresql":
            return
        line = held.scalar(sa.text("SELECT pg_backend_pid()"))
    with reads() as held:
        assert held.scalar(sa.text("SELECT pg_backend_pid()")) == line
    with app.app_context(), extensions.db.engine.connect() as other:
        other.execute(sa.text("SELECT pg_terminate_backend(:line)"), {"line": line})
    time.sleep(BELIEVED_SECONDS)
    with reads() as held:
        assert held.scalar(sa.text("SELECT pg_backend_pid()")) != line
