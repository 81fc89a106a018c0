"""The code of conduct is asked for again when it has changed."""

from collections.abc import Callable
from typing import Any

import sqlalchemy as sa
from flask import Flask

from portal.core.database import session
from portal.identity.accounts.models import CONDUCT_VERSION, ConductAcceptance, Person
from tests.support.cast import Cast, commit
from tests.support.reader import Reader


def grow_old(app: Flask, cast: Cast) -> None:
    def change() -> None:
        session().get_one(Person, cast.teacher.id).conduct_version = "2025-1"

    commit(app, change)


def test_anyone_reads_it(reader_for: Callable[..., Reader], cast: Cast) -> None:
    for person in (None, cast.teacher):
        reader = reader_for(person).get("/code-of-conduct").sees("Code of conduct", CONDUCT_VERSION)
        assert reader.page.find(string="I accept") is None
        reader.post("/code-of-conduct", expect=200)


def test_a_new_version_is_asked_for_once(reader_for: Callable[..., Reader], cast: Cast, app: Flask, read: Any) -> None:
    reader = reader_for(cast.teacher).get("/profile")
    grow_old(app, cast)
    reader.get("/clusters")
    assert reader.path == "/code-of-conduct?next=/clusters"
    reader.sees("The code of conduct has changed").press("I accept")
    assert reader.path == "/clusters"
    assert read(sa.select(Person.conduct_version).where(Person.id == cast.teacher.id)) == CONDUCT_VERSION
    mine = ConductAcceptance.person_id == cast.teacher.id
    rows = sa.select(sa.func.count()).select_from(ConductAcceptance).where(mine)
    assert read(rows) == 1
    reader.post("/code-of-conduct", expect=200)
    assert read(rows) == 1


def test_a_form_that_was_open_is_not_lost(reader_for: Callable[..., Reader], cast: Cast, app: Flask, read: Any) -> None:
    reader = reader_for(cast.teacher).get("/profile")
    grow_old(app, cast)
    reader.fill(name="Tomos Stone").press("Save")
    assert reader.path.startswith("/code-of-conduct")
    assert read(sa.select(Person.name).where(Person.id == cast.teacher.id)) == "Tomos Stone"


def test_signing_out_is_always_possible(reader_for: Callable[..., Reader], cast: Cast, app: Flask) -> None:
    reader = reader_for(cast.teacher)
    grow_old(app, cast)
    assert reader.get("/profile").press("Sign out").path == "/"
