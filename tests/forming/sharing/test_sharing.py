"""Passing on: a plan that is owed, then a line of the log."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.core import clock as clocks
from portal.core.database import session
from portal.core.errors import NotAllowedNow, RuleBroken
from portal.forming.clusters.queries import get_cluster
from portal.forming.sharing import queries, services
from portal.forming.sharing.models import Audience, Sharing, SharingStatus
from portal.forming.sharing.workflow import SHARING
from tests.forming.support import act, open_duties
from tests.support.cast import Cast, commit
from tests.support.reader import Reader

Readers = Callable[..., Reader]


def test_it_is_owed_until_it_is_done_or_dropped(database: sa.orm.Session, cast: Cast) -> None:
    def plan(**more: Any) -> Any:
        words = {"school_id": cast.school["vale"], "what": "A talk", "audience": Audience.PARENTS}
        day = {"planned_on": clocks.today() + timedelta(days=9)}
        return act(cast, "vale_teacher", services.plan_sharing, get_cluster(cast.river), **{**words, **day, **more}).id

    for wrong in ({"planned_on": None}, {"planned_on": date(2027, 3, 1)}, {"school_id": cast.school["ford"]}):
        with pytest.raises(RuleBroken):
            plan(**wrong)
    one, other = plan(), plan(what="A stall")
    assert [kind for kind, school, *_more in open_duties(cast.river) if school == cast.school["vale"]] == [
        "pass_on_learning"
    ]
    for day in (None, clocks.today() + timedelta(days=1)):
        with pytest.raises(RuleBroken):
            act(cast, "vale_teacher", services.do_sharing, queries.get_sharing(cast.river, one), held_on=day, reached=1,
                words="")  # fmt: skip
    done = {"held_on": clocks.today(), "reached": 40, "words": "Lively"}
    act(cast, "vale_teacher", services.do_sharing, queries.get_sharing(cast.river, one), **done)
    with pytest.raises(NotAllowedNow):
        act(cast, "vale_teacher", services.drop_sharing, queries.get_sharing(cast.river, one))
    act(cast, "coordinator", services.drop_sharing, queries.get_sharing(cast.river, other))
    assert open_duties(cast.river) == set()
    assert [row.reached for row in queries.page_of_done(cast.river)] == [40]


@pytest.mark.parametrize("status", SharingStatus)
def test_only_a_plan_is_done_or_dropped(status: SharingStatus) -> None:
    allowed = {command for (state, command) in SHARING.moves if state == status}
    assert allowed == ({"do", "drop"} if status == SharingStatus.PLANNED else set())


def test_the_pages(cast: Cast, reader_for: Readers) -> None:
    vale = reader_for(cast.vale_teacher).get(f"/clusters/{cast.river}").follow("Passing on what you learned")
    vale.follow("Plan something").press("Put it in the plan", expect=422)
    assert len(vale.errors()) == 3
    vale.fill(what="A talk <b>", audience="parents", planned_on=date(2027, 4, 1)).press("Put it in the plan")
    vale.sees("A talk <b>", "Parents and families").follow("A talk").press("Put it in the log", expect=422)
    vale.fill(held_on=date(2027, 3, 1), reached="30").press("Put it in the log").sees("about 30 people")
    vale.follow("Use this as evidence").fill(text="Thirty came.").press("Add to the evidence").sees("A talk <b>")
    reader_for(cast.outsider).get(f"/clusters/{cast.river}/sharing", expect=404)


@pytest.mark.parametrize("count", [1, 3, 30])
def test_the_page_costs_the_same(app: Flask, cast: Cast, reader_for: Readers, count: int) -> None:
    def more() -> None:
        for number in range(count):
            for status in (SharingStatus.PLANNED, SharingStatus.DONE):
                session().add(
                    Sharing(
                        cluster_id=cast.river,
                        school_id=cast.school["vale"],
                        what=f"Talk {number}",
                        status=status,
                        audience=Audience.PARENTS,
                        planned_on=clocks.today(),
                        held_on=clocks.today(),
                    )
                )

    commit(app, more)
    reader = reader_for(cast.coordinator).get(f"/clusters/{cast.river}/sharing").sees("Talk 0")
    assert len(reader.statements) <= 8
