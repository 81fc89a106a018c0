"""`python -m tests.bench.rounds`: a round with 10,000 applications, 30,000 reviews and 500 reviewers, its pages and its workbook, on SQLite and PostgreSQL.

Each page is asked in this process through the whole portal, signed in, beside the bare page of `tests/bench/ceiling.py` asked in the same way: the ratio of
their processor times is held to the goal (below two thirds of it is a defect), the statements to the most, the page to 100 kB; the same pages of a round a
hundredth as large must take as many statements. 95 of 100 pages come within 250 ms by the clock, where the machine is not busy with other work. The workbook of
all applications is made in a process of its own: under 60 s of processor time and 300 MB.

    PORTAL_BENCH_DATABASES  "sqlite postgresql" unless set
    PORTAL_BENCH_FRACTION   how much of the scale world, 1 unless set; only the tables that a round reads are filled
    PORTAL_BENCH_TIMES      how often each page is asked, 30 unless set
"""

import gc
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field

import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from config import load
from portal import create_app
from portal.applying.applications.models import Answer, Application, ApplicationVersion, SignOff
from portal.applying.awards.models import Award, Decision
from portal.applying.monitoring.models import AwardReport, Instalment
from portal.applying.programmes.models import Criterion, Programme, Question, Round, RoundSection
from portal.applying.reviews.models import ApplicationStanding, Review, ReviewScore
from portal.commands.scale import BATCH, World, add_rows, batches, key
from portal.commands.scale_applying import WORDS_OF_APPLICATIONS, reviewer_of
from portal.core.actors import SYSTEM
from portal.core.database import session
from portal.core.duty import Duty
from portal.core.perform import perform
from portal.core.storage import StoredFile
from portal.extensions import db
from portal.forming.clusters.models import Cluster, ClusterMembership, Office
from portal.identity.accounts.models import Person, RoleGrant
from portal.identity.schools.models import School, SchoolFunction, SchoolMember
from portal.oversight.exports.models import Purpose
from portal.oversight.workbooks import services as workbooks
from portal.web import login
from portal.who import by_id
from tests.bench import ceiling
from tests.bench.__main__ import flask, settings_for
from tests.bench.servers import ROOT, address_of
from tests.support.sessions import begin_session

TABLES = (
    *(Person, RoleGrant, School, SchoolMember, SchoolFunction, Cluster, ClusterMembership, Office, Duty, StoredFile),
    *(Programme, Round, RoundSection, Question, Criterion, Application, ApplicationVersion, Answer, SignOff),
    *(Review, ReviewScore, ApplicationStanding, Decision, Award, AwardReport, Instalment),
)
CLOCK, HEAVY, WORKBOOK_SECONDS, WORKBOOK_MEGABYTES = 250.0, 100_000, 60.0, 300.0
SMALL = 0.01
WORKBOOK = """
import time
from wsgi import app
from portal.oversight.workbooks import jobs
began, worked = time.monotonic(), time.process_time()

def most():  # what getrusage tells would count the parent's memory, too
    line = next(line for line in open("/proc/self/status") if line.startswith("VmHWM"))
    return int(line.split()[1]) // 1024

before = most()
with app.app_context():
    made = jobs.make_workbooks()
print("WORKBOOK", made, time.monotonic() - began, time.process_time() - worked, most(), before)
"""


@dataclass
class Asked:
    """A page of the round, its goal beside the bare page and the most statements; what it took, in milliseconds."""

    name: str
    path: str
    goal: float
    most: int
    person: uuid.UUID
    statements: int = 0
    size: int = 0
    wall: list[float] = field(default_factory=list)
    processor: list[float] = field(default_factory=list)
    bare: list[float] = field(default_factory=list)

    @property
    def ratio(self) -> float:
        return statistics.median(self.bare) / statistics.median(self.processor)


def asked(world: World) -> list[Asked]:
    """The pages, each as whom it is for. Applications 0 to 4 are in review, with the panel, with the panel, decided and sent."""
    first, manager = f"/rounds/{key('round', 0)}", key("person", world.manager())
    reviewer, reader = key("reviewer", 0), key("reviewer", _reader_of(world))
    one = [f"/applications/{key('application', n)}" for n in range(5)]
    return [
        Asked("reviewer's queue, 50 rows", "/reviews", 0.30, 8, reviewer),
        Asked("reviewer's queue, the next page", "next", 0.30, 8, reviewer),
        Asked("one application to score", f"/reviews/{key('review', 1)}/write", 0.20, 8, reader),
        Asked("what came in, 50", f"{first}/dashboard", 0.10, 12, manager),
        Asked("what came in, of one stage", f"{first}/dashboard?stage=moderation", 0.10, 12, manager),
        Asked("search, one receipt number", f"{first}/dashboard?q=S-000004", 0.10, 12, manager),
        Asked("search, a word that all have", f"{first}/dashboard?q=applicants", 0.10, 12, manager),
        Asked("search, a word that none has", f"{first}/dashboard?q=xylophone", 0.10, 12, manager),
        Asked("dashboard of pictures", f"{first}/pictures", 0.10, 12, manager),
        Asked("panel strip of 200, drawn", f"{first}/pictures/strip", 0.10, 12, manager),
        Asked("panel page of 200", f"{first}/panel", 0.10, 12, manager),
        Asked("panel page in the order of the meeting", f"{first}/panel?by=talk", 0.10, 12, manager),
        Asked("outcomes by form", f"{first}/forms", 0.10, 12, manager),
        Asked("one application, moderated", f"{one[1]}/panel", 0.10, 20, manager),
        Asked("results, to be sent", f"{first}/results", 0.05, 14, manager),
        Asked("allocation", f"{first}/allocation", 0.10, 12, manager),
        Asked("reports that are due", f"{first}/reports", 0.10, 12, manager),
    ]


def _reader_of(world: World) -> int:
    """The number of the reader of the second review of the first application, as `scale_applying` deals them out."""
    return reviewer_of(world, 1)


def main() -> int:
    fraction = float(os.environ.get("PORTAL_BENCH_FRACTION", "1"))
    times = int(os.environ.get("PORTAL_BENCH_TIMES", "30"))
    wrong: list[str] = []
    for database in os.environ.get("PORTAL_BENCH_DATABASES", "sqlite postgresql").split():
        few = one_world(database, min(SMALL, fraction), 2)[0]
        many, made = one_world(database, fraction, times)
        print(table(database, few, many, times))
        words, faults = made
        print(f"{words}\n", flush=True)
        wrong += [f"{database}: {fault}" for fault in [*faults_of(few, many), *faults]]
    print("\n".join(wrong))
    return 1 if wrong else 0


def one_world(database: str, fraction: float, times: int) -> tuple[list[Asked], tuple[str, list[str]]]:
    """Fill a world of this size, ask every page so often, make the workbook."""
    with (
        tempfile.TemporaryDirectory(prefix="portal-bench-rounds-") as folder,
        address_of(database, folder, fsync=False) as url,
    ):
        environment = settings_for(url, folder)
        development = environment | {"PORTAL_ENV": "development", "PORTAL_PUBLIC_URL": "http://127.0.0.1:5000"}
        flask(["db", "upgrade"], development)
        app = create_app(load(environment, env_file=None))
        world = World(fraction)
        began = time.monotonic()
        fill(app, world)
        print(f"{database}: {fraction:g} of the round filled in {time.monotonic() - began:.0f} s", flush=True)
        measured = asked(world)
        measure(app, measured, times)
        made = workbook(app, world, environment) if times > 2 else ("", [])
        with app.app_context():
            db.engine.dispose()
    return measured, made


def fill(app: Flask, world: World) -> None:
    with app.app_context():
        for name, table, rows in world.tables():
            if table in TABLES or name == WORDS_OF_APPLICATIONS:
                for batch in batches(rows, BATCH):
                    perform(add_rows, by=SYSTEM, table=table, rows=batch)
        if db.engine.dialect.name == "postgresql":  # SQLite plans without figures about its tables, as it is shipped
            with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as line:
                line.execute(sa.text("VACUUM ANALYZE"))


def measure(app: Flask, measured: list[Asked], times: int) -> None:
    """Every page in turn, the bare page before each; the first three rounds warm up."""
    with app.app_context():
        name, engine = login.cookie_name(), db.engine
    people = {one.person for one in measured}
    cookies = {person: f"{name}={begin_session(app, type('One', (), {'id': person}))}" for person in people}
    client, bare = app.test_client(use_cookies=False), ceiling.app.test_client()
    seen: list[str] = []
    sa.event.listen(engine, "before_cursor_execute", lambda *a: seen.append(a[2]))
    gc.collect()
    gc.freeze()  # as wsgi.py leaves it
    queue = client.get("/reviews", headers={"Cookie": cookies[measured[0].person]}).get_data(as_text=True)
    following = re.search(r'href="(/reviews\?[^"]*after=[^"]+)"', queue)
    for turn in range(times + 3):
        for one in measured:
            if one.path == "next":
                one.path = following[1].replace("&amp;", "&") if following else "/reviews"
            worked = time.process_time()
            bare.get("/")
            if turn >= 3:
                one.bare.append((time.process_time() - worked) * 1000)
            seen.clear()
            _ask(client, one, cookies[one.person], is_counted=turn >= 3)
            one.statements = len([s for s in seen if not s.startswith(("PRAGMA", "BEGIN"))])


def _ask(client: FlaskClient, one: Asked, cookie: str, *, is_counted: bool) -> None:
    began, worked = time.perf_counter(), time.process_time()
    answer = client.get(one.path, headers={"Cookie": cookie})
    wall, processor = (time.perf_counter() - began) * 1000, (time.process_time() - worked) * 1000
    if answer.status_code != 200:
        sys.exit(f"{one.name} ({one.path}) answered {answer.status_code}")
    one.size = len(answer.data)
    if is_counted:
        one.wall.append(wall)
        one.processor.append(processor)


def workbook(app: Flask, world: World, environment: Mapping[str, str]) -> tuple[str, list[str]]:
    """The workbook of the whole round, as the job runner makes it. What it took, and what was too much."""
    with app.test_request_context():
        manager = by_id(key("person", world.manager()))
        planned = session().get(Round, key("round", 0))
        perform(workbooks.ask, planned, by=manager, purpose=next(iter(Purpose)), words="For the bench.")
    done = subprocess.run(
        [sys.executable, "-c", WORKBOOK], cwd=ROOT, env=dict(environment), capture_output=True, text=True, check=False
    )
    found = re.search(r"^WORKBOOK (\d+) ([\d.]+) ([\d.]+) (\d+) (\d+)$", done.stdout, re.M)
    if found is None or found[1] != "1":
        return "no workbook was made", [f"no workbook was made: {done.stderr[-1500:]}"]
    clock, worked, memory = float(found[2]), float(found[3]), float(found[4])
    said = (
        f"workbook of the round: {clock:.0f} s, {worked:.0f} s of processor time (budget {WORKBOOK_SECONDS:.0f}), {memory:.0f} MB, {found[5]} of them "
        f"there before (budget {WORKBOOK_MEGABYTES:.0f})"
    )
    took = worked if is_busy() else clock
    faults = [f"the workbook took {took:.0f} s"] if took > WORKBOOK_SECONDS else []
    return said, faults + ([f"the workbook took {memory:.0f} MB"] if memory > WORKBOOK_MEGABYTES else [])


def is_busy() -> bool:
    """Whether other work wants the machine: then the clock tells nothing."""
    return os.getloadavg()[0] > (os.cpu_count() or 1) + 1


def p95(times: list[float]) -> float:
    return sorted(times)[int(len(times) * 0.95)]


def faults_of(few: list[Asked], many: list[Asked]) -> list[str]:
    """What is over its budget."""
    found = []
    for small, one in zip(few, many, strict=True):
        if one.ratio < one.goal * 2 / 3:
            found.append(f"{one.name}: a ratio of {one.ratio:.3f}, the goal is {one.goal}")
        if one.statements > one.most:
            found.append(f"{one.name}: {one.statements} statements, at most {one.most}")
        if one.statements != small.statements:
            found.append(f"{one.name}: {one.statements} statements, {small.statements} in a small round")
        if one.size > HEAVY:
            found.append(f"{one.name}: {one.size / 1000:.0f} kB")
        if p95(one.wall) > CLOCK and not is_busy():
            found.append(f"{one.name}: 95 of 100 within {p95(one.wall):.0f} ms")
    return found


def table(database: str, few: list[Asked], many: list[Asked], times: int) -> str:
    """What was reached, as a table in Markdown."""
    bare = statistics.median(t for one in many for t in one.bare)
    lines = [
        "",
        f"{database}, each page {times} times; {os.cpu_count()} cores, on which {os.getloadavg()[0]:.1f} processes wanted to run.",
        f"The bare page in this process: {bare:.2f} ms of processor time = 1.00.",
        "",
        "| page | ratio, goal | by processor time | in a small round | ms, middle | ms, p95 | processor ms | statements (most) | kB |",
        "|---|--:|--:|--:|--:|--:|--:|--:|--:|",
    ]
    for small, one in zip(few, many, strict=True):
        lines.append(
            f"| {one.name} | {one.goal:.2f} | {one.ratio:.2f} | {small.ratio:.2f} | {statistics.median(one.wall):.0f} | {p95(one.wall):.0f} "
            f"| {statistics.median(one.processor):.1f} | {one.statements} ({one.most}) | {one.size / 1000:.1f} |"
        )
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
