"""What is only of use for a while goes by itself, and nothing else does."""

import uuid
from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from portal.core import jobs
from portal.core.actors import SYSTEM
from portal.core.database import session
from portal.core.jobs import Job
from portal.core.once import OnceOnly
from portal.core.perform import perform
from portal.oversight.runner.housekeeping import sweep_out


def lay(at: Any, *, by: Any) -> None:
    for days in (2, 4):
        session().add(OnceOnly(key=uuid.uuid4(), person="p", endpoint="e", created_at=at - timedelta(days=days)))
    for days, is_done in ((29, True), (31, True), (31, False)):
        due = at - timedelta(days=days)
        session().add(Job(name=f"{days} {is_done}", due_at=due, done_at=due if is_done else None))


def test_old_keys_and_finished_runs_go(database: sa.orm.Session, clock: Any) -> None:
    perform(lay, clock.now(), by=SYSTEM)
    assert sweep_out() == 2
    assert sweep_out() == 0
    assert sorted(database.scalars(sa.select(Job.name))) == ["29 True", "31 False"]
    [left] = database.scalars(sa.select(OnceOnly.created_at))
    assert left == clock.now() - timedelta(days=2)


def test_it_is_among_the_jobs(app: Any) -> None:
    assert jobs.REGISTRY["sweep_out"][1] is sweep_out
