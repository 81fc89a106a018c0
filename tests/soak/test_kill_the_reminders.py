"""kill -9 of the job runner in the middle of the reminders, over and over, beside another runner: nobody is reminded twice, and nobody is forgotten.

The runners are processes of their own that do what `flask jobs` does for this job; their clock is a file, so that the lease of what a killed one held runs
out at once.
"""

import random
import sys
import time
from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.core import jobs
from portal.core.database import session
from portal.oversight.notifications.models import Notification
from portal.running.activities.models import Activity, ActivityKind, ActivityReminder, ActivityStatus
from tests.conftest import START
from tests.soak.test_mail_senders import Senders
from tests.support import soak
from tests.support.cast import Cast, commit

RUNNER = """
import time
from portal.core import jobs
from portal.oversight.runner.sweep import run_due_jobs
from wsgi import app
jobs.REGISTRY = {"remind_of_activities": jobs.REGISTRY["remind_of_activities"]}
with app.app_context():
    while True:
        try:
            run_due_jobs()
        except Exception as problem:
            print("runner:", problem, flush=True)
        time.sleep(0.02)
"""
NUMBER, KILLS = 120, 10  # at each of two stages
STARTS = START + timedelta(days=20)

pytestmark = [pytest.mark.soak, pytest.mark.timeout(1800)]


def plan(cast: Cast) -> None:
    """Activities to which the partner agreed and that nobody has confirmed, a minute apart."""
    schools = {"owner_school_id": cast.school["hill"], "partner_school_id": cast.school["tumaini"]}
    people = {"teacher_id": cast.teacher.id, "understudy_id": cast.vale_teacher.id}
    for n in range(NUMBER):
        starts = STARTS + timedelta(minutes=n)
        times = {
            "starts_at": starts,
            "ends_at": starts + timedelta(hours=1),
            "zone": "Europe/London",
            "revised_at": START,
        }
        stands = {"kind": ActivityKind.MEETING, "status": ActivityStatus.AGREED}
        session().add(Activity(cluster_id=cast.river, title=f"Call {n:03d}", **schools, **people, **times, **stands))


def reminded(app: Flask, stage: str) -> tuple[Counter[str], Counter[tuple[str, str]]]:
    """Of which activities was told at this stage, and by person and words how often."""
    with app.app_context():
        rows = sa.select(Activity.title).join(ActivityReminder, ActivityReminder.activity_id == Activity.id)
        told = Counter(session().scalars(rows.where(ActivityReminder.stage == stage)))
        said = sa.select(Notification.person_id, Notification.title).where(Notification.kind == "activity_unconfirmed")
        notices = Counter((str(row.person_id), row.title) for row in session().execute(said))
        session().rollback()
    return told, notices


def wait_for(app: Flask, stage: str, count: int) -> int:
    """Until so many were reminded of. Answers how many were."""

    def there() -> int:
        with app.app_context():
            query = sa.select(sa.func.count()).select_from(ActivityReminder).where(ActivityReminder.stage == stage)
            found = session().scalar(query) or 0
            session().rollback()
        return found

    return soak.wait_for(there, count, seconds=300, pause=0.01)


@pytest.mark.parametrize(("stage", "before", "told"), [("t14", timedelta(days=13), 1), ("t3", timedelta(days=2), 4)])
def test_none_twice_and_none_lost(
    app: Flask, cast: Cast, tmp_path: Path, stage: str, before: timedelta, told: int
) -> None:
    commit(app, lambda: plan(cast))
    runners, chance, killed_in_the_middle = Senders(app, 9, tmp_path / "clock", program=RUNNER), random.Random(7), 0
    runners.pass_time(STARTS - before - runners.at - timedelta(hours=3))
    try:
        runners.start()
        runners.start()
        for kill in range(KILLS):
            there = wait_for(app, stage, min(NUMBER, (kill + 1) * NUMBER // (KILLS + 2)))
            killed_in_the_middle += there < NUMBER
            time.sleep(chance.random() * 0.02)
            for runner in list(runners.running)[: chance.randint(1, 2)]:
                runners.kill(runner)
                runners.start()
            runners.pass_time(jobs.LEASE + timedelta(seconds=1))
        wait_for(app, stage, NUMBER)
        time.sleep(1)
    finally:
        runners.end()
    reminders, notices = reminded(app, stage)
    sys.stderr.write(f"{NUMBER} reminders, {KILLS} kills, {killed_in_the_middle} of them in the middle\n")
    assert reminders == {f"Call {n:03d}": 1 for n in range(NUMBER)}
    assert set(notices.values()) == {1}
    assert len(notices) == NUMBER * told
    assert killed_in_the_middle >= KILLS // 2
