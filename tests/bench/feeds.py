"""`python -m tests.bench.feeds`: calendar links and calendar pages among 100,000 activities, on SQLite and PostgreSQL.

The budgets: a link that gives 5,000 activities (and twenty calls that repeat) under 150 ms in 95 of 100 cases when its text is made anew, under 5 ms when
nothing changed (304); a page of a calendar in seven statements at most, as many for the fullest calendar as for a usual one. Printed for each: the middle
one and the 95th percentile in milliseconds, processor time of this process (steadier where other work shares the machine), statements, kilobytes.

    PORTAL_BENCH_DATABASES  "sqlite postgresql" unless set
    PORTAL_BENCH_FRACTION   how much of the scale world, 1 unless set; only the tables that calendars read are filled
    PORTAL_BENCH_TIMES      how often each is asked, 40 unless set
"""

import gc
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field

import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from config import load
from portal import create_app
from portal.commands.scale import BATCH, World, add_rows, batches, key
from portal.core.actors import SYSTEM
from portal.core.database import session
from portal.core.perform import perform
from portal.extensions import db
from portal.forming.clusters.models import Cluster, ClusterMembership, Office
from portal.identity.accounts.models import Person
from portal.identity.profiles.models import SchoolPeriod
from portal.identity.schools.models import School, SchoolFunction, SchoolMember
from portal.running.activities.models import Activity, ActivityGuest, ActivitySeries, CalendarFeed
from portal.running.activities.routes import feeds
from portal.running.partnerships.models import Pair, Partnership
from portal.web import login
from tests.bench.__main__ import flask, settings_for
from tests.bench.servers import address_of
from tests.support.sessions import begin_session

TABLES = (
    *(
        Person,
        School,
        SchoolMember,
        SchoolFunction,
        SchoolPeriod,
        Cluster,
        ClusterMembership,
        Office,
        Partnership,
        Pair,
    ),
    *(Activity, ActivitySeries, ActivityGuest, CalendarFeed),
)
COLD, UNCHANGED, PAGE = 150.0, 5.0, 100_000
TEXT, STATEMENTS = 5, 7  # one of them for what lasts for days: visits and meetings


class Someone:
    """A person of the scale world, by kind and number."""

    def __init__(self, kind: str) -> None:
        self.id = key(kind, 0)


@dataclass
class Asked:
    """One address, how it is asked, and what that took, in milliseconds."""

    name: str
    path: str
    person: str | None = None
    is_anew: bool = False
    is_unchanged: bool = False
    budget: float | None = None
    most: int = STATEMENTS
    statements: int = 0
    size: int = 0
    wall: list[float] = field(default_factory=list)
    processor: list[float] = field(default_factory=list)

    @property
    def is_over(self) -> bool:
        heavy = self.person is not None and self.size > PAGE
        return heavy or self.statements > self.most or (self.budget is not None and p95(self.wall) > self.budget)


def main() -> int:
    fraction = float(os.environ.get("PORTAL_BENCH_FRACTION", "1"))
    times = int(os.environ.get("PORTAL_BENCH_TIMES", "40"))
    wrong = 0
    for database in os.environ.get("PORTAL_BENCH_DATABASES", "sqlite postgresql").split():
        with (
            tempfile.TemporaryDirectory(prefix="portal-bench-") as folder,
            address_of(database, folder, fsync=False) as url,
        ):
            wrong += bench(database, url, folder, fraction, times)
    return 1 if wrong else 0


def bench(database: str, url: str, folder: str, fraction: float, times: int) -> int:
    """One database, one table. Answers how many are over their budget."""
    environment = settings_for(url, folder)
    flask(["db", "upgrade"], environment | {"PORTAL_ENV": "development", "PORTAL_PUBLIC_URL": "http://127.0.0.1:5000"})
    app = create_app(load(environment, env_file=None))
    number = fill(app, fraction)
    client, headers = app.test_client(use_cookies=False), cookies(app)
    measured = list(asked(app))
    gc.collect()
    gc.freeze()  # as wsgi.py leaves it: what filling the world left behind is not looked through while a page is timed
    for one in measured:
        for turn in range(times + 3):
            ask(app, client, one, headers, is_counted=turn >= 3)
    with app.app_context():
        db.engine.dispose()
    print(table(database, measured, number, times), flush=True)
    return sum(one.is_over for one in measured)


def fill(app: Flask, fraction: float) -> int:
    """The part of the scale world that calendars read. Answers how many activities there are."""
    with app.app_context():
        for _name, kind, rows in World(fraction).tables():
            if kind in TABLES:
                for batch in batches(rows, BATCH):
                    perform(add_rows, by=SYSTEM, table=kind, rows=batch)
        number = session().scalar(sa.select(sa.func.count()).select_from(Activity)) or 0
        session().rollback()
        with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as line:
            line.execute(sa.text("VACUUM ANALYZE" if db.engine.dialect.name == "postgresql" else "ANALYZE"))
    return number


def cookies(app: Flask) -> dict[str, str]:
    """Two who are signed in: the teacher of the first school, and the teacher of the large calendar."""
    with app.app_context():
        name = login.cookie_name()
    return {kind: f"{name}={begin_session(app, Someone(kind))}" for kind in ("person", "large_person")}


def asked(app: Flask) -> Iterator[Asked]:
    with app.app_context():
        large = session().get_one(CalendarFeed, key("large_feed", 0))
        usual = session().get_one(CalendarFeed, key("feed", 0))
        links = [f"/calendar/feed/{feeds.token_of(feed)}.ics" for feed in (large, usual)]
        session().rollback()
    yield Asked("link, 5,000 activities: text made anew", links[0], is_anew=True, budget=COLD, most=TEXT)
    yield Asked("link, 5,000 activities: not changed (304)", links[0], is_unchanged=True, budget=UNCHANGED, most=1)
    yield Asked("link, 500 activities: text made anew", links[1], is_anew=True, budget=COLD, most=TEXT)
    yield Asked("link, 500 activities: not changed (304)", links[1], is_unchanged=True, budget=UNCHANGED, most=1)
    full, first = f"/clusters/{key('large_cluster', 0)}/calendar", f"/clusters/{key('cluster', 0)}/calendar"
    for words, view in (("month", ""), ("week", "?view=week"), ("list", "?view=agenda")):
        yield Asked(f"{words}, cluster of eight schools", first + view, "person")
        yield Asked(f"{words}, calendar of 5,000 activities", full + view, "large_person")
    one = f"/clusters/{key('cluster', 0)}/partnership/{key('partnership', 0)}/calendar"
    yield Asked("month, a partnership", one, "person")
    yield Asked("month, a school", f"/schools/{key('school', 0)}/calendar", "person")
    yield Asked(
        "month, a school in the calendar of 5,000", f"/schools/{key('large_school', 0)}/calendar", "large_person"
    )
    yield Asked("month, everything of a teacher", "/calendar", "large_person")


def ask(app: Flask, client: FlaskClient, one: Asked, headers: dict[str, str], *, is_counted: bool) -> None:
    """Once."""
    given = [("Cookie", headers[one.person])] if one.person else []
    if one.is_unchanged:
        given = [("If-None-Match", client.get(one.path).headers["ETag"])]
    if one.is_anew:
        feeds.kept.clear()
    seen: list[str] = []
    with app.app_context():
        engine = db.engine
    note = lambda *a: seen.append(a[2])  # noqa: E731
    sa.event.listen(engine, "before_cursor_execute", note)
    began, worked = time.perf_counter(), time.process_time()
    answer = client.get(one.path, headers=given)
    wall, processor = (time.perf_counter() - began) * 1000, (time.process_time() - worked) * 1000
    sa.event.remove(engine, "before_cursor_execute", note)
    if answer.status_code != (304 if one.is_unchanged else 200):
        sys.exit(f"{one.name} ({one.path}) answered {answer.status_code}")
    one.statements = len([s for s in seen if not s.startswith(("PRAGMA", "BEGIN"))])
    one.size = len(answer.data)
    if is_counted:
        one.wall.append(wall)
        one.processor.append(processor)


def p95(times: list[float]) -> float:
    return sorted(times)[int(len(times) * 0.95)] if times else 0.0


def table(database: str, measured: list[Asked], number: int, times: int) -> str:
    """What was reached, as a table in Markdown."""
    load_now = f"{os.cpu_count()} cores, on which {os.getloadavg()[0]:.1f} processes wanted to run"
    lines = [
        "",
        f"{database}, {number:,} activities, each {times} times; {load_now}.",
        "",
        "| | ms, middle | ms, p95 (budget) | processor ms, middle | statements (most) | kB | |",
        "|---|--:|--:|--:|--:|--:|---|",
    ]
    for one in measured:
        budget = f" ({one.budget:.0f})" if one.budget is not None else ""
        lines.append(
            f"| {one.name} | {statistics.median(one.wall):.1f} | {p95(one.wall):.1f}{budget} | {statistics.median(one.processor):.1f} "
            f"| {one.statements} ({one.most}) | {one.size / 1000:.1f} | {'over the budget' if one.is_over else ''} |"
        )
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
