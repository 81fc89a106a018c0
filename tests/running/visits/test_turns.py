"""Whose turn it is: made of what was, changed by swaps, until the turn was had."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.core import clock
from portal.core.duty import Duty, DutyKind
from portal.core.errors import NotAllowedNow, RuleBroken, SomeoneWasFaster
from portal.forming.clusters.queries import get_cluster
from portal.oversight.notifications.models import Notification
from portal.running.partnerships.queries import get_network
from portal.running.visits import queries, services
from portal.running.visits.models import Turn, VisitStatus
from tests.running.visits.conftest import put_visit
from tests.support.cast import Cast, commit

Act, Rows = Callable[..., Any], Callable[..., Any]


@pytest.fixture
def order(app: Flask, cast: Cast) -> Callable[[Turn], list[str]]:
    """The schools in the order of their turns, by key."""
    keys = {school_id: key for key, school_id in cast.school.items()}

    def read(turn: Turn) -> list[str]:
        with app.app_context():
            places = queries.order(
                get_network(cast.river), turn, queries.list_accepted(cast.river), clock.today("Europe/London")
            )
            return [keys[place.school.id] for place in places]

    return read


def test_who_has_not_had_a_turn_is_first_then_whose_is_longest_ago(
    app: Flask, cast: Cast, order: Callable[[Turn], list[str]]
) -> None:
    assert order(Turn.TRAVEL) == ["ford", "hill", "tumaini", "vale"], "by name as long as nothing was"

    def history() -> None:
        put_visit(cast, "ford", "tumaini", date(2026, 5, 1), "ford_teacher")
        put_visit(cast, "vale", "hill", date(2026, 9, 1), "vale_teacher")
        put_visit(cast, "ford", "hill", date(2026, 10, 1), "ford_teacher")
        put_visit(cast, "hill", "vale", date(2026, 11, 1), "teacher", VisitStatus.CANCELLED)
        put_visit(cast, "tumaini", "vale", date(2027, 5, 1), "abroad", VisitStatus.CONFIRMED)

    commit(app, history)
    assert order(Turn.TRAVEL) == ["hill", "tumaini", "vale", "ford"], (
        "what was called off, or is only planned, does not count"
    )
    assert order(Turn.HOST) == ["ford", "vale", "tumaini", "hill"]
    with app.app_context():
        had = queries.history(cast.river, Turn.TRAVEL, date(2027, 4, 1))[cast.school["tumaini"]]
        assert (had.last_on, had.times, had.planned_on) == (None, 0, date(2027, 5, 1))
        had = queries.history(cast.river, Turn.TRAVEL, date(2027, 5, 2))[cast.school["tumaini"]]
        assert (had.last_on, had.times, had.planned_on) == (date(2027, 5, 1), 1, None), "its days have gone by"


def test_a_swap_is_asked_for_accepted_and_kept(
    app: Flask, cast: Cast, act: Act, rows: Rows, order: Callable[[Turn], list[str]]
) -> None:
    def ask(who: str, other: str, **words: Any) -> Any:
        given = {"turn": Turn.TRAVEL, "other_school_id": cast.school[other], **words}
        return act(who, services.ask_swap, lambda: get_cluster(cast.river), **given).id

    for wrong in ("ford", "brook"):
        with pytest.raises(RuleBroken) as refused:
            ask("ford_teacher", wrong)
        assert refused.value.field == "other"
    first = ask("ford_teacher", "vale", note="We have exams in May.")
    with pytest.raises(SomeoneWasFaster):
        ask("ford_contact", "hill")
    assert rows(sa.select(Duty.school_id).where(Duty.kind == DutyKind.ANSWER_SWAP)) == [(cast.school["vale"],)]
    assert order(Turn.TRAVEL) == ["ford", "hill", "tumaini", "vale"]
    load = lambda: queries.get_swap(cast.river, first)  # noqa: E731
    act("vale_teacher", services.accept_swap, load)
    with pytest.raises(NotAllowedNow):
        act("vale_teacher", services.decline_swap, load)
    assert order(Turn.TRAVEL) == ["vale", "hill", "tumaini", "ford"]
    assert order(Turn.HOST) == ["ford", "hill", "tumaini", "vale"]
    told = rows(sa.select(Notification.person_id).where(Notification.kind == "turn_swap_accepted"))
    assert told == [(cast.ford_contact.id,)]
    commit(app, lambda: put_visit(cast, "vale", "tumaini", date(2027, 4, 1), "vale_teacher"))
    assert order(Turn.TRAVEL) == ["ford", "hill", "tumaini", "vale"], "the turn was had, the order is as before"
    second = ask("ford_teacher", "hill")
    act("teacher", services.decline_swap, lambda: queries.get_swap(cast.river, second))
    third = ask("ford_teacher", "hill")
    act("ford_teacher", services.withdraw_swap, lambda: queries.get_swap(cast.river, third))
    assert rows(sa.select(Duty.outcome).where(Duty.kind == DutyKind.ANSWER_SWAP).order_by(Duty.id)) == [
        ("accepted",),
        ("declined",),
        ("withdrawn",),
    ]
    assert order(Turn.TRAVEL) == ["ford", "hill", "tumaini", "vale"]
