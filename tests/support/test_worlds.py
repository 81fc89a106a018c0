"""Worlds that are kept are what their helpers made; where anything else is there already, the helpers run."""

import uuid
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.core import storage
from portal.core.database import session
from portal.identity.accounts.models import Person, PersonStatus
from tests.conftest import START
from tests.support import databases
from tests.support.cast import Cast, commit, make_cast
from tests.support.worlds import world

pytestmark = pytest.mark.either  # on PostgreSQL every helper runs
RUNS: list[str] = []


def newcomer(name: str) -> uuid.UUID:
    person = Person(name=name, email=f"{name}@people.example", status=PersonStatus.ACTIVE, zone="Europe/London")
    session().add(person)
    session().flush()
    storage.store().put(person.id.hex, name.encode())
    return person.id


@world
def with_newcomer(app: Flask, cast: Cast, clock: Any, name: str = "ann") -> uuid.UUID:
    RUNS.append(name)
    clock.hold(START + timedelta(hours=1))
    made: uuid.UUID = commit(app, lambda: newcomer(name))
    return made


def test_a_world_is_made_once_and_is_the_same_again(app: Flask, cast: Cast, clock: Any) -> None:
    RUNS.clear()
    first = with_newcomer(app, cast, clock)
    for _again in range(2):
        databases.lay_with(app, make_cast)
        clock.hold(START)
        (storage.store().folder / first.hex[:2] / first.hex).unlink()
        assert with_newcomer(app, cast, clock) == first
        assert clock.now() == START + timedelta(hours=1)
        assert storage.store().open(first.hex).read() == b"ann"
        with app.app_context():
            person = session().get(Person, first)
            assert person is not None
            assert person.name == "ann"
            assert session().scalar(sa.select(sa.func.count()).select_from(Person)) == len(cast.people) + 1
    assert len(RUNS) <= 1  # another worker may have made it


def test_a_helper_runs_where_it_is_given_other_things_or_finds_more_than_the_cast(
    app: Flask, cast: Cast, clock: Any
) -> None:
    ann = with_newcomer(app, cast, clock)
    RUNS.clear()
    assert with_newcomer(app, cast, clock, "ben") != ann  # she is there already
    assert RUNS == ["ben"]
    databases.lay_with(app, make_cast)
    clock.hold(START)
    commit(app, lambda: newcomer("cat"))
    with_newcomer(app, cast, clock)
    assert RUNS == ["ben", "ann"]
    with app.app_context():
        assert session().scalar(sa.select(sa.func.count()).select_from(Person)) == len(cast.people) + 2
    databases.lay_with(app, make_cast)
    clock.hold(START)
    with app.app_context():
        held = session().get(Person, cast.teacher.id)
        with_newcomer(app, cast, clock)
        assert RUNS == ["ben", "ann", "ann"], "what is held would be another database's"
        assert held is not None


def test_a_test_that_changes_the_portal_makes_its_own_world(
    app: Flask, cast: Cast, clock: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    RUNS.clear()
    with_newcomer(app, cast, clock)
    assert RUNS == ["ann"]
