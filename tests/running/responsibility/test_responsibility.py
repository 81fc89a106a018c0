"""An authority takes over: no phase begins before its gate is open, the funding only grows smaller, and maintenance lasts two years."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from portal.core import clock as clocks
from portal.core.errors import NotAllowedNow, RuleBroken, SomeoneWasFaster
from portal.forming.clusters.queries import get_cluster
from portal.running.responsibility import queries, services
from portal.running.responsibility.models import Phase
from portal.running.responsibility.workflow import TRANSFER
from tests.forming.support import act, facts_of, open_duties
from tests.support.cast import Cast
from tests.support.reader import Reader

Readers = Callable[..., Reader]


@pytest.mark.either
def test_every_command_in_every_phase() -> None:
    for phase in Phase:
        for command in TRANSFER.commands:
            one = type("One", (), {"id": 1, "phase": phase})()
            if (phase, command) not in TRANSFER.moves:
                with pytest.raises(NotAllowedNow):
                    TRANSFER.advance(one, command)


def test_from_the_commitment_to_the_end_of_maintenance(app: Flask, cast: Cast, clock: Any) -> None:
    with app.app_context():
        day = clocks.today()
        words = {"body": "River Trust", "authority": "County", "review_on": day + timedelta(days=300)}
        key = act(cast, "coordinator", services.begin, get_cluster(cast.river), **words).id
        one = lambda: queries.get_transfer(cast.river, key)  # noqa: E731
        with pytest.raises(RuleBroken, match="has not committed itself"):
            act(cast, "coordinator", services.open_gate, one())
        terms = {"official": "Head of schools", "committed_on": day, "review_on": words["review_on"]}
        with pytest.raises(RuleBroken):
            act(cast, "coordinator", services.change_terms, one(), version=1, funding={2027: 50, 2028: 60}, **terms)
        act(
            cast,
            "coordinator",
            services.change_terms,
            one(),
            version=1,
            funding={2027: 100, 2028: 40, 2029: 0},
            **terms,
        )
        made = {}
        for phase in (Phase.TRAINING, Phase.TRANSITION):
            task = {"title": f"Do {phase.value}", "phase": phase, "due_on": day + timedelta(days=90)}
            made[phase] = act(cast, "officer", services.plan_task, one(), **task).id
        assert open_duties(cast.river) == {("pass_task", None, None, "contact_teacher")}
        assert act(cast, "coordinator", services.open_gate, one()) == Phase.TRAINING
        with pytest.raises(RuleBroken, match="Not taken over yet: Do training"):
            act(cast, "coordinator", services.open_gate, one())
        for phase, task_id in made.items():
            task = queries.get_task(cast.river, task_id)
            act(cast, "authority", services.take_over, task, taken_by="Office of primary schools")
            with pytest.raises(SomeoneWasFaster):
                act(cast, "coordinator", services.take_over, queries.get_task(cast.river, task_id), taken_by="x")
            act(cast, "coordinator", services.open_gate, one())
            assert one().phase == (Phase.TRANSITION if phase == Phase.TRAINING else Phase.MAINTENANCE)
        assert open_duties(cast.river) == set()
        with pytest.raises(RuleBroken, match="two years"):
            act(cast, "coordinator", services.open_gate, one())
        clock.hold(clocks.now() + timedelta(days=731))
        assert act(cast, "coordinator", services.open_gate, one()) == Phase.ENDED
        with pytest.raises(NotAllowedNow):
            act(cast, "coordinator", services.stop, one())
        assert facts_of(cast.river).count("phase_begun") == 4


def test_the_pages(app: Flask, cast: Cast, reader_for: Readers) -> None:
    page = reader_for(cast.coordinator).get(f"/clusters/{cast.river}/help").follow("Handing over to an authority")
    year = str(clocks.today().year + 1)
    page.follow("Plan a handover").fill(body="River Trust", authority="County", review_on=["1", "6", year]).press(
        "Plan it"
    )
    page.sees("The authority has not committed itself yet.", "No task is named yet").follow("Commitment and funding")
    page.fill(funding="2027 fifty").press("Save", expect=422).sees("Enter a year and a number from 0 to 100")
    day = clocks.today()
    given = {"official": "Head of schools", "committed_on": [str(day.day), str(day.month), str(day.year)]}
    page.fill(funding="2027 100, 2028 50%, 2029 0", **given).press("Save").sees("50 %")
    page.follow("Add a task").fill(title="Train new teachers", phase="training", due_on=["1", "6", year]).press(
        "Add the task"
    )
    page.press("Begin the next phase").sees("Training", "Not taken over yet: Train new teachers")
    ada = (
        reader_for(cast.authority)
        .get(f"/clusters/{cast.river}/responsibility")
        .follow("It is taken over Train new teachers")
    )
    ada.fill(taken_by="Office of primary schools").press("It is taken over").sees("Office of primary schools")
    assert len(ada.get(f"/clusters/{cast.river}/responsibility").statements) <= 9
    reader_for(cast.vale_teacher).get(f"/clusters/{cast.river}/responsibility").does_not_see("Add a task")
    reader_for(cast.vale_teacher).get(f"/clusters/{cast.river}/responsibility/new", expect=403)
    reader_for(cast.outsider).get(f"/clusters/{cast.river}/responsibility", expect=404)
