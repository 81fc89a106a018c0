"""What each side gave, counted from use; words, a picture and the same as a table."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from portal.core import clock as clocks
from portal.core.actors import SYSTEM
from portal.core.database import session
from portal.core.duty import DutyKind, close, owe
from portal.running.activities.models import Activity, ActivityStatus
from portal.running.board.models import Thread
from portal.running.health.balance import Measure, get_balance
from portal.running.partnerships.queries import get_network
from portal.running.visits.models import Visit, VisitStatus
from tests.support.cast import Cast, commit


@pytest.fixture
def page(cast: Cast) -> str:
    return f"/clusters/{cast.river}/partnership/{cast.partnership}/health/balance"


def lay(app: Flask, cast: Cast, times: int = 1) -> None:
    """Hill begins two conversations, proposes three activities of which two take place; Tumaini one of each; Hill needs a reply for ten days and visits
    Tumaini."""

    def put() -> None:
        at = clocks.now()
        for _time in range(times):
            for key, many in (("hill", 2), ("tumaini", 1)):
                for number in range(many):
                    session().add(Thread(cluster_id=cast.river, title=f"{key} {number}", school_id=cast.school[key], last_posted_at=at))  # fmt: skip
            states = [("hill", s) for s in ("delivered", "delivered_by_one", "proposed", "cancelled")]
            for key, status in [*states, ("tumaini", "delivered")]:
                session().add(
                    Activity(cluster_id=cast.river, title="A call", owner_school_id=cast.school[key], zone="Europe/London", revised_at=at,
                             starts_at=at - timedelta(days=3), ends_at=at - timedelta(days=2), status=ActivityStatus(status))
                )  # fmt: skip
            on = at.date()
            session().add(Visit(cluster_id=cast.river, title="A week", purpose="To see.", school_id=cast.school["hill"], starts_on=on, ends_on=on,
                                host_school_id=cast.school["tumaini"], report_due_on=on, status=VisitStatus.REPORTED))  # fmt: skip
            thread = Thread(cluster_id=cast.river, title="?", school_id=cast.school["vale"], last_posted_at=at)
            session().add(thread)
            session().flush()
            duty = owe(DutyKind.REPLY, subject_id=thread.id, title="?", cluster_id=cast.river, school_id=cast.school["tumaini"],
                       asked_by_school_id=cast.school["hill"])  # fmt: skip
            duty.created_at = at - timedelta(days=10)
            close(duty, by=SYSTEM, outcome="answered")
            open_one = owe(DutyKind.REPLY, subject_id=thread.id, title="?", cluster_id=cast.river, school_id=cast.school["vale"],
                           asked_by_school_id=cast.school["tumaini"])  # fmt: skip
            open_one.created_at = at - timedelta(days=4)

    commit(app, put)


def test_each_side_is_counted_from_use(app: Flask, cast: Cast) -> None:
    lay(app, cast)
    with app.app_context():
        found = get_balance(get_network(cast.river))
    assert [(one.key, one.here, one.there) for one in found.measures] == [
        ("proposed", 6, 2),
        ("hosted", 2, 1),
        ("received", 0, 1),
        ("answered", 0, 1),
        ("waited_days", 10, 4),
    ]
    assert not found.is_empty


@pytest.mark.either
def test_what_is_little_is_even_and_the_longer_bar_is_whole() -> None:
    assert [Measure("x", *both).is_even for both in ((0, 3), (4, 1), (4, 2), (9, 4), (8, 4))] == [
        True, False, True, False, True,
    ]  # fmt: skip
    assert Measure("x", 3, 12).widths == (25, 100)
    assert Measure("x", 0, 0).widths == (0, 0)


def test_words_picture_and_table_say_the_same(app: Flask, cast: Cast, page: str, reader_for: Any) -> None:
    reader_for(cast.teacher).get(page).sees("Nothing to tell yet")
    lay(app, cast)
    reader = reader_for(cast.abroad).get(page)
    reader.sees("Most proposals come from the schools here.", "This is no ranking")
    rows = [
        [" ".join(c.get_text(" ").split()) for c in tr.find_all(["th", "td"])] for tr in reader.page.select("tbody tr")
    ]
    assert [(row[0].split()[0], row[1], row[2]) for row in rows] == [
        ("Proposed", "6", "2"),
        ("Hosted", "2", "1"),
        ("Visits", "0", "1"),
        ("Answered", "0", "1"),
        ("Waited", "10", "4"),
    ]
    assert [text.text for text in reader.page.select("svg.app-balance .app-balance__number")] == [
        "6",
        "2",
        "2",
        "1",
        "0",
        "1",
        "0",
        "1",
        "10",
        "4",
    ]
    for school in ("Hill Primary School", "Tumaini Primary School"):
        assert school not in reader.page.find("main").text, "sides, never schools beside each other"
    reader_for(cast.outsider).get(page, expect=404)


def test_it_costs_the_same_however_much_was_done(app: Flask, cast: Cast, page: str, reader_for: Any) -> None:
    counts = []
    for times in (1, 2, 27):
        lay(app, cast, times)
        counts.append(len(reader_for(cast.teacher).get(page).statements))
    assert counts[0] == counts[1] == counts[2] <= 11, counts
