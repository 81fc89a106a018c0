"""Tasks and classes: who owes what, until when, and what follows a school that leaves."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.core.actors import SYSTEM
from portal.core.database import session
from portal.core.duty import Duty, DutyKind
from portal.core.errors import NotAllowedNow, RuleBroken, Stale
from portal.core.perform import perform
from portal.forming.clusters.models import ClusterMembership, MembershipStatus
from portal.forming.clusters.queries import get_cluster
from portal.oversight.notifications.models import Notification
from portal.running.partnerships import services as partnerships
from portal.running.partnerships.models import PartnershipShape
from portal.running.plans import queries, services
from portal.running.plans.jobs import ask_for_project_classes
from portal.running.plans.models import Help, ProjectClass, Task, TaskKind, TaskStatus, Wish
from tests.support.cast import Cast, commit

Act, Rows = Callable[..., Any], Callable[..., Any]
SOON = date(2027, 3, 20)


def owed(rows: Rows, *kinds: DutyKind) -> Any:
    query = sa.select(Duty.kind, Duty.school_id, Duty.office, Duty.outcome).where(Duty.kind.in_(kinds))
    return [tuple(row) for row in rows(query.order_by(Duty.id))]


@pytest.fixture
def task(app: Flask, cast: Cast) -> Callable[[], Task]:
    """Loads the newest task."""

    def load() -> Task:
        task_id = session().scalars(sa.select(Task.id).order_by(Task.id.desc())).first()
        assert task_id is not None
        return queries.get_task(cast.river, task_id)

    return load


def ask(act: Act, partnership: Any, **words: Any) -> Any:
    wish = Wish(title="Cover the call", due_on=SOON, help=Help.CALL, school_id=words.pop("school_id", None))
    return act(
        words.pop("who", "coordinator"), services.add_task, partnership, kind=TaskKind.SUPPORT, wish=wish, **words
    )


def test_a_step_of_the_plan_is_owed_by_its_school_until_the_end_of_the_day_there(
    cast: Cast, act: Act, rows: Rows, partnership: Any
) -> None:
    tumaini = cast.school["tumaini"]
    wish = Wish(title="Send the songs", due_on=SOON, school_id=tumaini)
    act("teacher", services.add_task, partnership, kind=TaskKind.PROJECT, wish=wish)
    due = rows(sa.select(Duty.due_at).where(Duty.kind == DutyKind.DO_TASK))[0][0]
    assert due.isoformat() == "2027-03-20T20:59:00+00:00", "23:59 in Nairobi"
    assert owed(rows, DutyKind.DO_TASK) == [(DutyKind.DO_TASK, tumaini, None, None)]
    told = rows(sa.select(Notification.person_id, Notification.title).where(Notification.kind == "task_added"))
    assert told == [(cast.abroad.id, "Your school is asked: Send the songs, by Saturday 20 March 2027")]


@pytest.mark.parametrize(
    ("wish", "field"),
    [
        ({"title": ""}, "title"),
        ({"school_id": None}, "school"),
        ({"due_on": None}, "due_on"),
        ({"due_on": date(2027, 3, 1)}, "due_on"),
        ({"due_on": date(2029, 3, 4)}, "due_on"),
    ],
)
def test_a_plan_says_what_who_and_by_when(
    cast: Cast, act: Act, partnership: Any, wish: dict[str, Any], field: str
) -> None:
    given = {"title": "Songs", "due_on": SOON, "school_id": cast.school["vale"], **wish}
    with pytest.raises(RuleBroken) as refused:
        act("teacher", services.add_task, partnership, kind=TaskKind.PROJECT, wish=Wish(**given))
    assert refused.value.field == field


def test_support_is_for_a_paired_school_by_another_school_here(
    cast: Cast, act: Act, rows: Rows, partnership: Any, task: Any
) -> None:
    for wrong in ("hill", "tumaini"):
        with pytest.raises(RuleBroken) as refused:
            ask(act, partnership, school_id=cast.school[wrong])
        assert refused.value.field == "school"
    with pytest.raises(RuleBroken) as refused:
        ask(act, partnership, for_school_id=cast.school["vale"])
    assert refused.value.field == "for_school", "Vale has no pair of its own"
    with pytest.raises(RuleBroken):
        ask(act, partnership, who="vale_teacher")
    ask(act, partnership, who="teacher")
    assert owed(rows, DutyKind.FIND_HELPER) == [(DutyKind.FIND_HELPER, None, "contact_teacher", None)]
    with pytest.raises(RuleBroken):
        act("teacher", services.take_task, task)
    with pytest.raises(RuleBroken):
        act("abroad", services.take_task, task)
    act("vale_teacher", services.take_task, task)
    with pytest.raises(NotAllowedNow):
        act("ford_teacher", services.take_task, task)
    assert owed(rows, DutyKind.FIND_HELPER, DutyKind.SUPPORT_TASK) == [
        (DutyKind.FIND_HELPER, None, "contact_teacher", "taken on"),
        (DutyKind.SUPPORT_TASK, cast.school["vale"], None, None),
    ]


def test_held_up_passed_on_done_and_taken_up_again(
    cast: Cast, act: Act, rows: Rows, partnership: Any, task: Any
) -> None:
    ask(act, partnership, school_id=cast.school["vale"])
    with pytest.raises(RuleBroken):
        act("vale_teacher", services.block_task, task, reason=" ")
    act("vale_teacher", services.block_task, task, reason="No hall that day")
    told = rows(sa.select(Notification.person_id).where(Notification.kind == "task_held_up"))
    assert (cast.coordinator.id,) in told
    act("vale_teacher", services.give_task_back, task, reason="")
    act("ford_teacher", services.take_task, task)
    act("ford_teacher", services.finish_task, task)
    every = (DutyKind.FIND_HELPER, DutyKind.SUPPORT_TASK)
    assert [(school, outcome) for _kind, school, _office, outcome in owed(rows, *every)] == [
        (cast.school["vale"], "passed on"),
        (None, "taken on"),
        (cast.school["ford"], "done"),
    ]
    act("ford_teacher", services.reopen_task, task)
    act("coordinator", services.drop_task, task)
    assert rows(sa.select(Task.status, Task.done_at)) == [("dropped", None)]
    assert owed(rows, DutyKind.SUPPORT_TASK)[-1] == (DutyKind.SUPPORT_TASK, cast.school["ford"], None, "dropped")


def test_another_day_or_school_moves_what_is_owed(
    cast: Cast, act: Act, rows: Rows, partnership: Any, task: Any
) -> None:
    wish = Wish(title="Songs", due_on=SOON, school_id=cast.school["vale"])
    act("teacher", services.add_task, partnership, kind=TaskKind.PROJECT, wish=wish)
    later = Wish(title="Songs", due_on=SOON + timedelta(days=9), school_id=cast.school["ford"])
    act("coordinator", services.change_task, task, wish=later, version=1)
    with pytest.raises(Stale):
        act("coordinator", services.change_task, task, wish=later, version=1)
    assert owed(rows, DutyKind.DO_TASK) == [
        (DutyKind.DO_TASK, cast.school["vale"], None, "changed"),
        (DutyKind.DO_TASK, cast.school["ford"], None, None),
    ]
    words = Wish(title="Songs", details="Two of them", due_on=later.due_on, school_id=later.school_id)
    act("coordinator", services.change_task, task, wish=words, version=2)
    assert len(owed(rows, DutyKind.DO_TASK)) == 2


def test_every_school_of_a_joint_project_is_asked_for_its_class(
    app: Flask, cast: Cast, act: Act, rows: Rows, partnership: Any, joint: None
) -> None:
    def look() -> None:
        with app.app_context():
            ask_for_project_classes()

    look()
    look()
    everyone = {cast.school[key] for key in ("hill", "vale", "ford", "tumaini")}
    asked = owed(rows, DutyKind.NAME_CLASS)
    assert {(school, office, outcome) for _kind, school, office, outcome in asked} == {
        (school, "contact", None) for school in everyone
    }
    for words, field in (({"year_group": ""}, "year_group"), ({"pupil_count": 0}, "pupil_count")):
        with pytest.raises(RuleBroken) as refused:
            act("teacher", services.name_class, partnership, **{"year_group": "Year 5", "pupil_count": 28, **words})
        assert refused.value.field == field
    act("teacher", services.name_class, partnership, year_group="Year 5", pupil_count=28)
    with pytest.raises(Stale):
        act("teacher", services.name_class, partnership, year_group="Year 6", pupil_count=28)
    act("coordinator", services.name_class, partnership, year_group="Year 6", pupil_count=20, version=1)
    assert rows(sa.select(ProjectClass.year_group, ProjectClass.pupil_count)) == [("Year 6", 20)]

    def left() -> None:
        of_ford = sa.update(ClusterMembership).where(ClusterMembership.school_id == cast.school["ford"])
        session().execute(of_ford.values(status=MembershipStatus.LEFT))

    commit(app, left)
    look()
    assert {(school, outcome) for _kind, school, _office, outcome in owed(rows, DutyKind.NAME_CLASS)} == {
        (cast.school["hill"], "named"),
        (cast.school["ford"], "not asked any more"),
        (cast.school["vale"], None),
        (cast.school["tumaini"], None),
    }
    shape = PartnershipShape.BILATERAL
    act("coordinator", partnerships.change_partnership, partnership, name="One", shape=shape, version=1)
    look()
    outcomes = [outcome for _kind, _school, _office, outcome in owed(rows, DutyKind.NAME_CLASS)]
    assert outcomes
    assert None not in outcomes


def test_with_the_partnership_its_tasks_end(cast: Cast, act: Act, rows: Rows, partnership: Any) -> None:
    ask(act, partnership)
    act("coordinator", partnerships.end_partnership, partnership, reason="Done")
    assert rows(sa.select(Task.status)) == [("dropped",)]
    assert owed(rows, DutyKind.FIND_HELPER)[0][-1] == "dropped"
    with pytest.raises(NotAllowedNow):
        ask(act, partnership)


def test_a_newcomer_goes_on_with_the_tasks(app: Flask, cast: Cast, act: Act, rows: Rows, partnership: Any) -> None:
    ask(act, partnership, school_id=cast.school["vale"])
    wish = Wish(title="Songs", due_on=SOON, school_id=cast.school["hill"])
    act("teacher", services.add_task, partnership, kind=TaskKind.PROJECT, wish=wish)
    with app.app_context():
        schools = {"old_school_id": cast.school["hill"], "new_school_id": cast.school["brook"]}
        perform(services.inherit_tasks, get_cluster(cast.river), by=SYSTEM, **schools)
    assert rows(sa.select(Task.school_id, Task.for_school_id).order_by(Task.id)) == [
        (cast.school["vale"], cast.school["brook"]),
        (cast.school["brook"], None),
    ]
    assert owed(rows, DutyKind.DO_TASK) == [(DutyKind.DO_TASK, cast.school["brook"], None, None)]
    with app.app_context():
        schools = {"old_school_id": cast.school["vale"], "new_school_id": cast.school["ford"]}
        perform(services.inherit_tasks, get_cluster(cast.river), by=SYSTEM, **schools)
    assert rows(sa.select(Task.school_id).order_by(Task.id))[0] == (cast.school["ford"],)


def test_what_is_passed_on_when_a_school_leaves_has_another_school(
    app: Flask, cast: Cast, act: Act, rows: Rows, partnership: Any
) -> None:
    ask(act, partnership, school_id=cast.school["vale"])
    with app.app_context():
        owed_row = session().scalars(sa.select(Duty).where(Duty.kind == DutyKind.SUPPORT_TASK)).one()
        schools = {"from_school_id": cast.school["vale"], "to_school_id": cast.school["hill"]}

        def move(cluster: Any, *, by: Any) -> None:
            row = session().get_one(Duty, owed_row.id)
            row.school_id = schools["to_school_id"]
            services.follow_pass_on(cluster, owed=row, by=by, **schools)

        perform(move, get_cluster(cast.river), by=SYSTEM)
    assert rows(sa.select(Task.school_id, Task.status)) == [(None, TaskStatus.WANTED)], (
        "Hill is the school that is helped"
    )
    assert owed(rows, DutyKind.SUPPORT_TASK, DutyKind.FIND_HELPER) == [
        (DutyKind.SUPPORT_TASK, cast.school["hill"], None, "passed on"),
        (DutyKind.FIND_HELPER, None, "contact_teacher", None),
    ]
