"""`python -m tests.bench.people`: administrators look for people among 100,000 accounts, on SQLite and PostgreSQL. The budget: 95 of 100 pages under 60 ms.

Printed for each kind of search: the middle one and the 95th percentile in milliseconds, processor time of this process (steadier where other work shares the
machine), statements, people on the page. The same kinds are asked of 1,000 accounts before: their statements must be as many.

    PORTAL_BENCH_DATABASES  "sqlite postgresql" unless set
    PORTAL_BENCH_PEOPLE     100000 unless set
    PORTAL_BENCH_TIMES      how often each kind is asked, 20 unless set
"""

import os
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from config import load
from portal import create_app
from portal.commands.scale import BATCH, add_rows, key
from portal.core import clock
from portal.core.actors import SYSTEM
from portal.core.database import session
from portal.core.perform import perform
from portal.core.text import fold
from portal.extensions import db
from portal.identity.accounts.models import CONDUCT_VERSION, Person, RoleGrant
from portal.policy.people import Role
from portal.web import login
from tests.bench.__main__ import Numbered, flask, settings_for
from tests.bench.servers import address_of
from tests.support.sessions import begin_session

BUDGET = 60.0
FEW = 1_000
FIRST = (
    *("Ada", "Bram", "Carys", "Dilys", "Efa", "Femi", "Gita", "Hugh", "Ines", "Jomo", "Kofi", "Lena"),
    *("Mina", "Nia", "Owen", "Priya", "Rhys", "Siân", "Tomos", "Uma", "Vera", "Wyn", "Yara", "Zainab"),
)
LAST = (
    *("Abbott", "Baker", "Carew", "Davies", "Evans", "Fisher", "Grant", "Hughes", "Idris", "Jones"),
    *("Khan", "Lloyd", "Moore", "Nunn", "Owusu", "Price", "Rees", "Smith", "Tudor", "Vaughan"),
)
KINDS = (
    ("everyone with a role", ""),
    ("one role", "role=reviewer"),
    ("a first name", "q=carys"),
    ("a first and a last name", "q=carys+davies"),
    ("a part of a name", "q=augh"),
    ("one letter", "q=e"),
    ("a name that one person has", "q=carys+99986"),
    ("a name that nobody has", "q=zebra+quartz"),
    ("an accent", "q=sian"),
    ("an address", "q=person4321@bench.example"),
    ("an address that nobody has", "q=nobody@bench.example"),
)


@dataclass
class Asked:
    """What one kind of search took, in milliseconds."""

    found: int = 0
    statements: int = 0
    page: list[float] = field(default_factory=list)
    processor: list[float] = field(default_factory=list)


def main() -> int:
    people = int(os.environ.get("PORTAL_BENCH_PEOPLE", "100000"))
    times = int(os.environ.get("PORTAL_BENCH_TIMES", "20"))
    wrong = 0
    for database in os.environ.get("PORTAL_BENCH_DATABASES", "sqlite postgresql").split():
        with (
            tempfile.TemporaryDirectory(prefix="portal-bench-") as folder,
            address_of(database, folder, fsync=False) as url,
        ):
            wrong += bench(database, url, folder, people, times)
    return 1 if wrong else 0


def bench(database: str, url: str, folder: str, people: int, times: int) -> int:
    """One database, one table. Answers how many kinds are over the budget, or take more statements where there are more people."""
    environment = settings_for(url, folder)
    flask(["db", "upgrade"], environment | {"PORTAL_ENV": "development", "PORTAL_PUBLIC_URL": "http://127.0.0.1:5000"})
    app = create_app(load(environment, env_file=None))
    fill(app, 0, FEW)
    client, header = signed_in(app)
    few = measure(app, client, header, 1)
    fill(app, FEW, people)
    many = measure(app, client, header, times)
    with app.app_context():
        db.engine.dispose()
    print(table(database, few, many, people, times), flush=True)
    return sum(p95(many[name].page) > BUDGET or many[name].statements != few[name].statements for name in many)


def fill(app: Flask, begin: int, end: int) -> None:
    """The accounts from one number to another; one in a hundred has a role."""
    with app.app_context():
        for kind, rows in ((Person, _people(begin, end)), (RoleGrant, _roles(begin, end))):
            while batch := list(islice(rows, BATCH)):
                perform(add_rows, by=SYSTEM, table=kind, rows=batch)
        if session().get_bind().dialect.name == "postgresql":
            session().rollback()
            with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as line:
                line.execute(sa.text("VACUUM ANALYZE"))  # what PostgreSQL does by itself a minute later


def _people(begin: int, end: int) -> Iterator[dict[str, Any]]:
    at = clock.now()
    for n in range(begin, end):
        name = f"{FIRST[n % len(FIRST)]} {LAST[n // len(FIRST) % len(LAST)]} {n}"
        yield {
            "id": key("person", n), "created_at": at, "updated_at": at, "name": name, "folded_name": fold(name), "email": f"person{n}@bench.example",
            "status": "active", "zone": "Europe/London", "language": "en", "confirmed_at": at, "conduct_version": CONDUCT_VERSION,
            "is_demonstration": False, "unread": 0,
        }  # fmt: skip


def _roles(begin: int, end: int) -> Iterator[dict[str, Any]]:
    at, roles = clock.now(), (Role.REVIEWER, Role.AUTHORITY_OFFICER, Role.PROGRAMME_OFFICER)
    for n in range(begin, end, 100):
        role = Role.SYSTEM_ADMINISTRATOR if n == 0 else roles[n // 100 % len(roles)]
        yield {
            "id": key("grant", n),
            "created_at": at,
            "updated_at": at,
            "person_id": key("person", n),
            "role": role.value,
        }


def signed_in(app: Flask) -> tuple[FlaskClient, list[tuple[str, str]]]:
    with app.app_context():
        name = login.cookie_name()
    return app.test_client(use_cookies=False), [("Cookie", f"{name}={begin_session(app, Numbered(0))}")]


def measure(app: Flask, client: FlaskClient, header: list[tuple[str, str]], times: int) -> dict[str, Asked]:
    """Every kind in turn; the first round warms up and is not counted."""
    found = {name: Asked() for name, _query in KINDS}
    for number in range(times + 1):
        for name, query in KINDS:
            ask(app, client, header, found[name], query, is_counted=number > 0)
    return found


def ask(
    app: Flask, client: FlaskClient, header: list[tuple[str, str]], asked: Asked, query: str, *, is_counted: bool
) -> None:
    """The whole page, once."""
    seen: list[str] = []
    with app.app_context():
        engine = db.engine
    note = lambda *a: seen.append(a[2])  # noqa: E731
    sa.event.listen(engine, "before_cursor_execute", note)
    began, worked = time.perf_counter(), time.process_time()
    answer = client.get(f"/administration/people?{query}", headers=header)
    wall, processor = (time.perf_counter() - began) * 1000, (time.process_time() - worked) * 1000
    sa.event.remove(engine, "before_cursor_execute", note)
    if answer.status_code != 200:
        sys.exit(f"{query} answered {answer.status_code}")
    asked.statements = len([s for s in seen if not s.startswith(("PRAGMA", "BEGIN"))])
    asked.found = answer.get_data(as_text=True).count('href="/administration/people/')
    if is_counted:
        asked.page.append(wall)
        asked.processor.append(processor)


def p95(times: list[float]) -> float:
    return sorted(times)[int(len(times) * 0.95)] if times else 0.0


def table(database: str, few: dict[str, Asked], many: dict[str, Asked], people: int, times: int) -> str:
    """What was reached, as a table in Markdown."""
    everything = [t for asked in many.values() for t in asked.page]
    load_now = f"{os.cpu_count()} cores, on which {os.getloadavg()[0]:.1f} processes wanted to run"
    lines = [
        "",
        f"{database}, {people} accounts, each kind {times} times; {load_now}.",
        f"Pages of all kinds together: middle {statistics.median(everything):.1f} ms, 95th percentile {p95(everything):.1f} ms (budget {BUDGET:.0f}).",
        "",
        f"| search | people on the page | page ms, middle | page ms, p95 | processor ms, middle | statements | among {FEW:,} | |",
        "|---|--:|--:|--:|--:|--:|--:|---|",
    ]
    for name, asked in many.items():
        over = "over the budget" if p95(asked.page) > BUDGET else ""
        lines.append(
            f"| {name} | {asked.found} | {statistics.median(asked.page):.1f} | {p95(asked.page):.1f} "
            f"| {statistics.median(asked.processor):.1f} | {asked.statements} | {few[name].statements} | {over} |"
        )
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
