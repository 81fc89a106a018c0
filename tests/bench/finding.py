"""`python -m tests.bench.finding`: searches over 50,000 listed schools, each of many kinds, on SQLite and PostgreSQL. The budget: 95 of 100 under 60 ms.

Each kind is asked in this process: the query alone, and the whole page through the portal, signed in, with its layout. Printed for each: the middle one and
the 95th percentile in milliseconds, processor time of this process (steadier where other work shares the machine), statements, schools on the page.

    PORTAL_BENCH_DATABASES  "sqlite postgresql" unless set
    PORTAL_BENCH_SCHOOLS    50000 unless set
    PORTAL_BENCH_TIMES      how often each kind is asked, 20 unless set
"""

import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from itertools import islice

import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.datastructures import MultiDict

from config import load
from portal import create_app
from portal.commands import scale_finding
from portal.commands.scale import BATCH, REGISTER, World, add_rows, key
from portal.core.actors import SYSTEM
from portal.core.database import session
from portal.core.perform import perform
from portal.extensions import db
from portal.identity.accounts.models import Person
from portal.identity.finding import queries
from portal.identity.finding.wishes import ContrastWishes, Wishes
from portal.identity.schools.models import School, SchoolFunction, SchoolMember
from portal.web import login
from tests.bench.__main__ import Numbered, flask, settings_for
from tests.bench.servers import address_of
from tests.support.sessions import begin_session

BUDGET = 60.0
PLAIN = (
    ("every school that looks", ""),
    ("every school", "who=all"),
    ("at home", "country=GB"),
    ("at home, primary", "country=GB&phase=primary"),
    ("one country", "country=KE"),
    ("a language", "language=sw"),
    ("a theme, ages, a setting", "theme=water&age=7_11&setting=remote"),
    ("a rare mixture", "country=NP&language=km&theme=trade&tool=radio&affiliation=isa"),
    ("a mixture that nobody is", "country=NP&nation=GB-ENG"),
    ("common things that never meet", "who=all&country=KE&nation=GB-ENG"),
    ("one letter", "q=s"),
    ("two letters", "q=ri"),
    ("a word of every name", "q=school&who=all"),
    ("two words", "q=river+market"),
    ("a name", "q=lantern+garden+school+4711&who=all"),
    ("a word that nobody has", "q=zebra&who=all"),
    ("a size, a way, an award", "size=large&tool=video&affiliation=eco_schools"),
)
CONTRASTS = (
    ("contrast: nothing chosen", ""),
    ("contrast: languages", "differs=language"),
    ("contrast: everything", "differs=language&differs=setting&differs=surroundings&differs=phase&differs=size"),
    ("contrast: inside the authority", "where=authority&who=all"),
    ("contrast: in the country", "where=country&differs=setting"),
    ("contrast: abroad, far", "where=abroad&distance=very_far&differs=surroundings"),
    ("contrast: abroad, near, a theme", "where=abroad&distance=near&theme=music"),
)


@dataclass
class Asked:
    """What one kind of search took, in milliseconds."""

    name: str
    found: int = 0
    statements: int = 0
    alone: list[float] = field(default_factory=list)
    page: list[float] = field(default_factory=list)
    processor: list[float] = field(default_factory=list)


def main() -> int:
    schools = int(os.environ.get("PORTAL_BENCH_SCHOOLS", "50000"))
    times = int(os.environ.get("PORTAL_BENCH_TIMES", "20"))
    over = 0
    for database in os.environ.get("PORTAL_BENCH_DATABASES", "sqlite postgresql").split():
        with tempfile.TemporaryDirectory(prefix="portal-bench-") as folder, address_of(database, folder) as url:
            over += bench(database, url, folder, schools, times)
    return 1 if over else 0


def bench(database: str, url: str, folder: str, schools: int, times: int) -> int:
    """One database, one table. Answers how many kinds of search are over the budget."""
    environment = settings_for(url, folder)
    flask(["db", "upgrade"], environment | {"PORTAL_ENV": "development", "PORTAL_PUBLIC_URL": "http://127.0.0.1:5000"})
    app = create_app(load(environment, env_file=None))
    fill(app, schools)
    measured = [Asked(name) for name, _query in (*PLAIN, *CONTRASTS)]
    client, header = signed_in(app)
    for _round in range(times):
        for asked, (_name, query) in zip(measured, (*PLAIN, *CONTRASTS), strict=True):
            ask(app, client, header, asked, query, is_contrast=asked.name.startswith("contrast"))
    with app.app_context():
        db.engine.dispose()
    print(table(database, measured, schools, times), flush=True)
    return sum(p95(asked.page) > BUDGET for asked in measured)


def fill(app: Flask, schools: int) -> None:
    """The schools of the scale world, their people and their rows; nothing else."""
    world = World(schools / REGISTER)
    plan: tuple[tuple[type[object], Callable[[], Iterable[dict[str, object]]]], ...] = (
        (Person, world.people), (School, world.member_schools), (SchoolMember, world.members), (SchoolFunction, world.functions),
    )  # fmt: skip
    with app.app_context():
        for kind, rows in (
            *plan,
            *((kind, lambda rows=rows: rows) for _name, kind, rows in scale_finding.tables(world)),
        ):
            left = iter(rows())
            while batch := list(islice(left, BATCH)):
                perform(add_rows, by=SYSTEM, table=kind, rows=batch)
        if session().get_bind().dialect.name == "postgresql":
            session().rollback()
            with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as line:
                line.execute(sa.text("VACUUM ANALYZE"))  # what PostgreSQL does by itself a minute later


def signed_in(app: Flask) -> tuple[FlaskClient, list[tuple[str, str]]]:
    with app.app_context():
        name = login.cookie_name()
    return app.test_client(use_cookies=False), [("Cookie", f"{name}={begin_session(app, Numbered(0))}")]


def ask(
    app: Flask, client: FlaskClient, header: list[tuple[str, str]], asked: Asked, query: str, *, is_contrast: bool
) -> None:
    """Once the query alone, once the whole page."""
    given = MultiDict(part.split("=") for part in query.replace("+", " ").split("&") if part)
    with app.test_request_context():
        wishes = ContrastWishes(given) if is_contrast else Wishes(given)
        own = queries.rows_of([key("school", 0)])[0]
        began = time.perf_counter()
        if isinstance(wishes, ContrastWishes):
            page = queries.search_contrasts(own, wishes.wanted(), wishes.differing())
        else:
            page = queries.search(wishes.wanted())
        asked.alone.append((time.perf_counter() - began) * 1000)
        asked.found = len(page)
        session().rollback()
    path = f"/partners{'/contrasts' if is_contrast else ''}?{query}"
    seen: list[str] = []
    with app.app_context():
        engine = db.engine
    note = lambda *a: seen.append(a[2])  # noqa: E731
    sa.event.listen(engine, "before_cursor_execute", note)
    began, worked = time.perf_counter(), time.process_time()
    answer = client.get(path, headers=header)
    asked.page.append((time.perf_counter() - began) * 1000)
    asked.processor.append((time.process_time() - worked) * 1000)
    sa.event.remove(engine, "before_cursor_execute", note)
    if answer.status_code != 200:
        sys.exit(f"{path} answered {answer.status_code}")
    asked.statements = len([s for s in seen if not s.startswith(("PRAGMA", "BEGIN"))])


def p95(times: list[float]) -> float:
    return sorted(times)[int(len(times) * 0.95)] if times else 0.0


def table(database: str, measured: list[Asked], schools: int, times: int) -> str:
    """What was reached, as a table in Markdown."""
    where = f"{os.cpu_count()} cores, on which {os.getloadavg()[0]:.1f} processes wanted to run"
    everything = [t for asked in measured for t in asked.page]
    worked = [t for asked in measured for t in asked.processor]
    lines = [
        "",
        f"{database}, {schools} listed schools, each kind {times} times; {where}.",
        f"Pages of all kinds together: middle {statistics.median(everything):.1f} ms, 95th percentile {p95(everything):.1f} ms (budget {BUDGET:.0f}).",
        f"Processor time of this process: middle {statistics.median(worked):.1f} ms, 95th percentile {p95(worked):.1f} ms.",
        "",
        "| search | schools | query ms, middle | query ms, p95 | page ms, middle | page ms, p95 | processor ms, p95 | statements | |",
        "|---|--:|--:|--:|--:|--:|--:|--:|---|",
    ]
    for asked in measured:
        over = "over the budget" if p95(asked.page) > BUDGET else ""
        lines.append(
            f"| {asked.name} | {asked.found} | {statistics.median(asked.alone):.1f} | {p95(asked.alone):.1f} "
            f"| {statistics.median(asked.page):.1f} | {p95(asked.page):.1f} | {p95(asked.processor):.1f} | {asked.statements} | {over} |"
        )
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
