"""How often something may be done: counted in the database, at once for all who ask at once."""

import threading
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from flask import Flask

from portal.core import limits
from portal.core.actors import SYSTEM
from portal.core.database import session
from portal.core.limits import Limit, LimitTurn, Taken, Turn
from portal.core.perform import perform

THREE = Limit("three", 3, timedelta(minutes=10))
FIVE = Limit("five", 5, timedelta(hours=1))


def take(*turns: Turn) -> Taken:
    return perform(limits.take, by=SYSTEM, turns=turns)


def rows() -> int:
    return session().scalar(sa.select(sa.func.count()).select_from(LimitTurn)) or 0


def test_the_fourth_waits_until_the_first_is_old(database: Any, clock: Any) -> None:
    start = clock.now()
    for minute in range(3):
        clock.hold(start + timedelta(minutes=minute))
        assert take(Turn(THREE, "a")).wait is None
    assert take(Turn(THREE, "a")).wait == 8 * 60
    assert take(Turn(THREE, "b")).wait is None
    clock.hold(start + timedelta(minutes=10) - timedelta(microseconds=1))
    assert take(Turn(THREE, "a")).wait == 1
    clock.hold(start + timedelta(minutes=10))
    assert take(Turn(THREE, "a")).wait is None


def test_all_or_none(database: Any) -> None:
    for _time in range(3):
        take(Turn(THREE, "a"))
    assert take(Turn(FIVE, "place"), Turn(THREE, "a")).wait == 600
    assert rows() == 3
    assert len(take(Turn(FIVE, "place"), Turn(THREE, "b")).ids) == 2


def test_a_turn_given_back_does_not_count(database: Any) -> None:
    taken = [take(Turn(THREE, "a")) for _time in range(3)]
    perform(limits.give_back, by=SYSTEM, ids=taken[1].ids)
    assert take(Turn(THREE, "a")).wait is None
    assert take(Turn(THREE, "a")).wait is not None


def test_kinds_are_counted_apart(database: Any) -> None:
    for _time in range(3):
        take(Turn(THREE, "a"))
    assert take(Turn(FIVE, "a")).wait is None


def test_many_at_once_of_different_accounts_share_a_place(app: Flask) -> None:
    taken: list[Taken] = []

    def guess(number: int) -> None:
        with app.app_context():
            taken.append(take(Turn(THREE, f"account {number}"), Turn(FIVE, "place")))

    threads = [threading.Thread(target=guess, args=(number,)) for number in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(t.wait is None for t in taken) == [False] * 11 + [True] * 5


def test_what_no_limit_looks_at_is_forgotten(database: Any, clock: Any) -> None:
    take(Turn(FIVE, "a"))
    clock.hold(clock.now() + timedelta(days=1))
    take(Turn(FIVE, "b"))
    assert perform(limits.forget, by=SYSTEM) == 0
    clock.hold(clock.now() + timedelta(microseconds=1))
    assert perform(limits.forget, by=SYSTEM) == 1
    assert rows() == 1
