"""Jobs: each run once, a broken one tried again, none in the way of another."""

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from portal.core import jobs
from portal.core.actors import SYSTEM
from portal.core.jobs import Job
from portal.core.perform import perform
from portal.oversight.runner.sweep import run_due_jobs


@pytest.fixture
def registry(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    made: dict[str, Any] = {}
    monkeypatch.setattr(jobs, "REGISTRY", made)
    return made


def test_a_job_runs_once_at_each_of_its_instants(database: sa.orm.Session, registry: Any, clock: Any) -> None:
    runs: list[Any] = []
    jobs.every(timedelta(minutes=15))(lambda: runs.append(clock.now()))

    assert len(run_due_jobs()) == 1
    assert run_due_jobs() == []
    clock.hold(clock.now() + timedelta(minutes=14))
    assert run_due_jobs() == []
    clock.hold(clock.now() + timedelta(minutes=1))
    assert len(run_due_jobs()) == 1
    assert len(runs) == 2


def test_a_broken_job_is_tried_again_after_a_pause_and_stops_nobody(
    database: sa.orm.Session, registry: Any, clock: Any
) -> None:
    tries: list[Any] = []

    def broken() -> None:
        tries.append(clock.now())
        if len(tries) < 2:
            raise ValueError("not today")

    def well() -> None:
        pass

    jobs.every(timedelta(hours=1))(broken)
    jobs.every(timedelta(hours=1))(well)

    assert run_due_jobs() == ["well"]
    [error] = database.scalars(sa.select(Job.last_error).where(Job.name == "broken")).all()
    assert error == "ValueError: not today"
    assert run_due_jobs() == [], "the pause is not over"
    clock.hold(clock.now() + timedelta(minutes=1))
    assert run_due_jobs() == ["broken"]
    assert run_due_jobs() == []


def test_what_a_killed_runner_left_is_taken_up_when_its_lease_ends(
    database: sa.orm.Session, registry: Any, clock: Any
) -> None:
    def slow() -> None:
        raise KeyboardInterrupt

    jobs.every(timedelta(hours=1))(slow)
    with pytest.raises(KeyboardInterrupt):
        run_due_jobs()
    registry["slow"] = (timedelta(hours=1), lambda: None)
    assert run_due_jobs() == []
    clock.hold(clock.now() + jobs.LEASE + timedelta(seconds=1))
    assert run_due_jobs() == ["slow"]


def test_two_runners_make_one_run(database: sa.orm.Session, clock: Any) -> None:
    due_at = clock.now()
    assert perform(jobs.take, by=SYSTEM, name="digest", due_at=due_at) is not None
    assert perform(jobs.take, by=SYSTEM, name="digest", due_at=due_at) is None
