"""Silence is noticed once no holiday explains it; a pause reminds of itself; what is no longer new is established."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.core import clock as clocks
from portal.core import jobs
from portal.core.database import session
from portal.core.duty import Duty, DutyKind
from portal.core.errors import NotAllowedNow, RuleBroken
from portal.identity.profiles.models import PeriodKind, SchoolPeriod
from portal.oversight.notifications.models import Notification
from portal.running.activities.models import Activity, ActivityStatus
from portal.running.board import queries as board_queries
from portal.running.board import services as board
from portal.running.board.models import Message, Thread
from portal.running.health import queries, services
from portal.running.health.jobs import look_after_partnerships
from portal.running.partnerships import services as partnerships
from portal.running.partnerships.models import Partnership, PartnershipShape
from tests.support.cast import Cast, commit

Act, Rows = Callable[..., Any], Callable[..., Any]


@pytest.fixture
def quiet(app: Flask, cast: Cast) -> None:
    """The partnership began 40 days ago, and nobody has written since."""

    def long_ago() -> None:
        at = clocks.now() - timedelta(days=40)
        session().get_one(Partnership, cast.partnership).opened_at = at
        from portal.running.partnerships.models import Pair

        for pair in session().scalars(sa.select(Pair)):
            pair.agreed_at = at

    commit(app, long_ago)


@pytest.fixture
def look(app: Flask) -> Callable[[], None]:
    """What the clock does every six hours."""

    def looked() -> None:
        with app.app_context():
            look_after_partnerships()

    return looked


def holiday(app: Flask, cast: Cast, school: str, first: date, last: date) -> None:
    def add() -> None:
        session().add(
            SchoolPeriod(
                school_id=cast.school[school],
                kind=PeriodKind.HOLIDAY,
                name="Break",
                starts_on=first,
                ends_on=last,
            )
        )

    commit(app, add)


def hellos(rows: Rows) -> Any:
    query = sa.select(Duty.school_id, Duty.office, Duty.title, Duty.outcome).where(Duty.kind == DutyKind.BREAK_SILENCE)
    return rows(query.order_by(Duty.id))


def test_the_contact_of_a_linked_school_is_asked_once(
    cast: Cast, quiet: None, look: Callable[[], None], rows: Rows
) -> None:
    look()
    look()
    assert hellos(rows) == [(cast.school["hill"], "contact", "Hill Primary School – Tumaini Primary School", None)]
    told = rows(sa.select(Notification.person_id, Notification.title).where(Notification.kind == "silence_noticed"))
    assert told == [(cast.coordinator.id, "It has been quiet in River and lake. Would you like to say hello?")]


def test_no_holiday_of_either_end_counts(
    app: Flask, cast: Cast, quiet: None, look: Callable[[], None], rows: Rows, partnership: Any
) -> None:
    today = clocks.today()
    holiday(app, cast, "tumaini", today - timedelta(days=30), today - timedelta(days=20))
    holiday(app, cast, "hill", today - timedelta(days=22), today - timedelta(days=16))
    look()
    assert hellos(rows) == []
    with app.app_context():
        (link,) = queries.get_health(partnership())
        assert (link.here.silent_days, link.there.silent_days) == (25, 25)  # 40 days without the 15 of either holiday
        assert not link.is_resting


@pytest.mark.parametrize("school", ["hill", "tumaini"])
@pytest.mark.parametrize(("until", "resting"), [(3, True), (0, True), (-1, True), (-7, True), (-8, False)])
def test_during_a_holiday_and_for_a_week_after_nobody_is_asked(
    app: Flask, cast: Cast, quiet: None, look: Callable[[], None], rows: Rows, school: str, until: int, resting: bool
) -> None:
    last = clocks.today() + timedelta(days=until)
    holiday(app, cast, school, last - timedelta(days=6), last)
    look()
    assert len(hellos(rows)) == (0 if resting else 1)


def test_a_message_or_a_planned_activity_is_a_sign_of_life(
    app: Flask, cast: Cast, quiet: None, look: Callable[[], None], act: Act, rows: Rows, clock: Any
) -> None:
    look()
    river = lambda: board_queries.get_board(cast.river)  # noqa: E731
    act("abroad", board.start_thread, river, title="Habari", message=Message("Hello"))
    look()
    assert hellos(rows)[0].outcome is None, "Hill itself has still been silent"
    act("teacher", board.start_thread, river, title="Hello", message=Message("Hello"))
    look()
    assert [row.outcome for row in hellos(rows)] == ["heard"]
    clock.hold(clocks.now() + timedelta(days=60))

    def plan() -> None:
        at = clocks.now()
        session().add(
            Activity(cluster_id=cast.river, title="A call", owner_school_id=cast.school["hill"],
                     partner_school_id=cast.school["tumaini"], starts_at=at + timedelta(days=9), revised_at=at,
                     ends_at=at + timedelta(days=9, hours=1), zone="Europe/London", status=ActivityStatus.AGREED)
        )  # fmt: skip

    commit(app, plan)
    look()
    assert len(hellos(rows)) == 1
    clock.hold(clocks.now() + timedelta(days=45))
    look()
    assert len(hellos(rows)) == 2


def test_a_joint_project_asks_the_coordinator(
    cast: Cast, quiet: None, look: Callable[[], None], act: Act, rows: Rows, partnership: Any
) -> None:
    act(
        "coordinator", partnerships.change_partnership, partnership, name="One", shape=PartnershipShape.JOINT, version=1
    )
    look()
    assert hellos(rows) == [(None, "contact_teacher", "One", None)]


def test_saying_hello_settles_it_and_nobody_is_asked_again_before_as_many_days(
    app: Flask, cast: Cast, quiet: None, look: Callable[[], None], act: Act, rows: Rows, partnership: Any, clock: Any
) -> None:
    look()
    made = act("teacher", services.say_hello, partnership, title="Hello", text="How are you?")
    assert isinstance(made, Thread)
    assert [row.outcome for row in hellos(rows)] == ["said hello"]
    clock.hold(clocks.now() + timedelta(days=27))
    look()
    assert len(hellos(rows)) == 1
    clock.hold(clocks.now() + timedelta(days=2))
    look()
    assert len(hellos(rows)) == 2


def test_the_number_of_days_is_a_setting(
    cast: Cast, quiet: None, look: Callable[[], None], act: Act, rows: Rows, partnership: Any
) -> None:
    for days in (6, 181):
        with pytest.raises(RuleBroken):
            act("coordinator", partnerships.set_silent_after, partnership, days=days)
    act("coordinator", partnerships.set_silent_after, partnership, days=41)
    look()
    assert hellos(rows) == []
    act("coordinator", partnerships.set_silent_after, partnership, days=40)
    look()
    assert len(hellos(rows)) == 1


def test_on_hold_nothing_is_silent_and_the_day_reminds_of_itself(
    cast: Cast, quiet: None, look: Callable[[], None], act: Act, rows: Rows, partnership: Any, clock: Any
) -> None:
    look()
    day = clocks.today() + timedelta(days=30)
    with pytest.raises(RuleBroken):
        act(
            "coordinator",
            partnerships.pause_partnership,
            partnership,
            reason="Exams",
            restart_on=day.replace(year=2031),
        )
    act("coordinator", partnerships.pause_partnership, partnership, reason="Exams", restart_on=day)
    assert [row.outcome for row in hellos(rows)] == ["paused"]
    owed = sa.select(Duty.office, Duty.outcome).where(Duty.kind == DutyKind.RESUME_PARTNERSHIP).order_by(Duty.id)
    clock.hold(clocks.now() + timedelta(days=22))
    look()
    assert rows(owed) == []
    clock.hold(clocks.now() + timedelta(days=1))
    look()
    look()
    assert rows(owed) == [("contact_teacher", None)]
    act("coordinator", partnerships.set_restart, partnership, restart_on=day + timedelta(days=30))
    look()
    assert rows(owed) == [("contact_teacher", "another day")]
    clock.hold(clocks.now() + timedelta(days=30))
    look()
    act("coordinator", partnerships.resume_partnership, partnership)
    assert rows(owed) == [("contact_teacher", "another day"), ("contact_teacher", "resumed")]
    with pytest.raises(NotAllowedNow):
        act("coordinator", partnerships.set_restart, partnership, restart_on=day + timedelta(days=90))


def test_without_a_day_the_coordinator_is_asked_after_three_months(
    cast: Cast, look: Callable[[], None], act: Act, rows: Rows, partnership: Any, clock: Any
) -> None:
    act("coordinator", partnerships.pause_partnership, partnership, reason="Exams", restart_on=None)
    owed = sa.select(Duty.office).where(Duty.kind == DutyKind.RESUME_PARTNERSHIP)
    clock.hold(clocks.now() + timedelta(days=89))
    look()
    assert rows(owed) == []
    clock.hold(clocks.now() + timedelta(days=1))
    look()
    assert rows(owed) == [("contact_teacher",)]


def test_a_partnership_grows_up_by_itself_or_by_a_word(
    app: Flask, cast: Cast, look: Callable[[], None], act: Act, rows: Rows, partnership: Any, clock: Any
) -> None:
    grown = sa.select(Partnership.growth).where(Partnership.id == cast.partnership)
    with app.app_context():
        assert partnership().stage == "new"

    def three() -> None:
        at = clocks.now()
        for number in range(3):
            session().add(
                Activity(cluster_id=cast.river, title=f"Call {number}", owner_school_id=cast.school["hill"],
                         partner_school_id=cast.school["tumaini"], starts_at=at - timedelta(days=9), revised_at=at,
                         ends_at=at - timedelta(days=8), zone="Europe/London", status=ActivityStatus.DELIVERED)
            )  # fmt: skip

    look()
    assert rows(grown) == [("new",)]
    commit(app, three)
    look()
    assert rows(grown) == [("established",)]
    with pytest.raises(NotAllowedNow):
        act("coordinator", partnerships.establish_partnership, partnership)
    with app.app_context():
        assert partnership().stage == "established"


def test_keeping_in_touch_can_become_a_project_again(act: Act, rows: Rows, cast: Cast, partnership: Any) -> None:
    act("coordinator", partnerships.maintain_partnership, partnership)
    act("coordinator", partnerships.resume_partnership, partnership)
    assert rows(sa.select(Partnership.status).where(Partnership.id == cast.partnership)) == [("active",)]


def test_the_job_is_known_to_the_runner() -> None:
    assert jobs.REGISTRY["look_after_partnerships"][0] == timedelta(hours=6)
