"""The fixtures of every test. They stand apart from conftest.py because they know the portal, which the process that only hands out tests can do without."""

import gc
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from config import load
from portal import create_app
from portal.core import storage
from portal.core.clock import clock as the_clock
from portal.identity.accounts import passwords
from portal.oversight.notifications import services as notices
from portal.oversight.notifications import told
from tests.conftest import START
from tests.support import databases, shared, worlds
from tests.support.cast import Cast, make_cast
from tests.support.reader import Reader


@pytest.fixture(scope="session")
def folder() -> Iterator[Path]:
    """A folder for this worker: files, the SQLite database."""
    made = Path(tempfile.mkdtemp(prefix="portal-test-"))
    yield made
    shutil.rmtree(made, ignore_errors=True)


@pytest.fixture(scope="session")
def the_app(pytestconfig: pytest.Config, folder: Path) -> Iterator[Flask]:
    """One portal for this worker, on a database of its own."""
    passwords.use_cheap_hashes()
    url = databases.url_for(pytestconfig, folder)
    made = create_app(load(environment(url, folder), env_file=None))
    made.extensions["its_files"] = storage.store()
    notices.hooks.check = only_what_the_table_says
    shared.make_quick(made)
    gc.collect()
    gc.freeze()  # what is there by now stays: the collector need not look at it again and again
    gc.enable()  # it was off while tests were collected: see pytest_configure
    gc.set_threshold(100_000, 50, 100)  # nor, as often as it would, at what a page or a statement makes and lets go
    yield made
    databases.close(made)


def only_what_the_table_says(kind: str, *, mailed: bool) -> None:
    """Every notice that a test brings about is one of the table of what is told to whom, and is mailed only where that says so."""
    wrong = told.why_wrong(kind, mailed=mailed)
    assert wrong is None, wrong


def environment(url: str, folder: Path) -> dict[str, str]:
    """The environment of a portal under test."""
    return {
        "PORTAL_ENV": "testing",
        "DATABASE_URL": url,
        "PORTAL_INSTANCE_FOLDER": str(folder),
        "TZ": os.environ.get("TZ", ""),
    }


@pytest.fixture
def app(the_app: Flask, clock: Any, request: pytest.FixtureRequest) -> Flask:
    """The portal on a new, empty database (with what the migrations put in), or with the cast in it if the test knows the cast."""
    storage.use(the_app.extensions["its_files"])  # where the demonstration was before, there were others
    if "cast" in request.fixturenames:
        request.getfixturevalue("cast")
    else:
        databases.lay_new(the_app)
    return the_app


@pytest.fixture(autouse=True)
def _push_request_context() -> None:
    """pytest-flask would push one request context for the whole test, in which two clients are the same person."""


@pytest.fixture(autouse=True)
def clock(request: pytest.FixtureRequest) -> Iterator[Any]:
    """The clock, standing at START. `clock.hold(instant)` moves it."""
    worlds.ALONE[:] = [changes_the_portal(request.node)]
    the_clock.hold(START)
    yield the_clock
    the_clock.hold(None)


def changes_the_portal(item: Any) -> bool:
    """Does this test, or a fixture of ours that it stands on, put something else in the place of a part of the portal?"""
    standing = [one for found in item._fixtureinfo.name2fixturedefs.values() for one in found]
    ours = [one for one in standing if not one.func.__module__.startswith("pytest_flask")]
    asked = {*item._fixtureinfo.argnames, *(name for one in ours for name in one.argnames)}
    return "monkeypatch" in asked


@pytest.fixture
def database(app: Flask) -> Iterator[sa.orm.Session]:
    """An application context with its session, for tests of services and queries."""
    from portal.core.database import session

    with app.app_context():
        yield session()


@pytest.fixture
def cast(the_app: Flask, clock: Any) -> Cast:
    """The people and schools everyone knows, in a new database."""
    laid: Cast = databases.lay_with(the_app, make_cast)
    return laid


@pytest.fixture
def reader_for(app: Flask, cast: Cast) -> Callable[..., Reader]:
    """A reader for someone of the cast (or for a visitor): follows links, fills forms by their labels, presses buttons."""

    def made(person: Any = None) -> Reader:
        return Reader(app, person)

    return made
