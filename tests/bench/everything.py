"""`python -m tests.bench.everything`: every address that answers GET, each in its class of budgets (tests/bench/classes.py), on SQLite and PostgreSQL.

The world is the one in which every route is walked (tests/support/objects.py): one of everything. Each address is asked in this process by somebody who may
open it, beside the bare page of `tests/bench/ceiling.py` asked in the same way, and the ratio of their processor times (the best of so many, because other work
may share the machine) is held to two thirds of the goal of its class, the statements to the most, the page to its kilobytes. How pages behave when their lists
are full is measured by the other benches.

    PORTAL_BENCH_DATABASES  "sqlite postgresql" unless set
    PORTAL_BENCH_TIMES      how often each is asked, 5 unless set
    PORTAL_BENCH_ONLY       words: only the endpoints whose names hold one of them
    PORTAL_BENCH_ALL        "y": the table of all addresses, not only a summary and what is over
"""

import gc
import os
import statistics
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from flask import Flask
from werkzeug.routing import Rule

from config import load
from portal import create_app
from portal.core.clock import clock
from portal.core.database import session
from portal.core.errors import NotFound
from portal.extensions import db
from portal.identity.accounts import passwords
from portal.policy import allows
from tests.bench import ceiling, classes
from tests.bench.__main__ import flask, settings_for
from tests.bench.classes import Budget
from tests.bench.servers import address_of
from tests.conftest import START
from tests.support.cast import PEOPLE, Cast, make_cast
from tests.support.objects import make_own
from tests.support.sessions import begin_session

FINE = (200, 302, 303)


@dataclass
class Asked:
    """An address, who opens it, its budget, and what it took (milliseconds of processor time)."""

    endpoint: str
    path: str
    person: str | None
    budget: Budget
    status: int = 0
    refused: bool = False
    statements: int = 0
    size: int = 0
    processor: list[float] = field(default_factory=list)
    bare: list[float] = field(default_factory=list)

    @property
    def ratio(self) -> float:
        return min(self.bare) / max(min(self.processor), 0.01)

    def faults(self) -> list[str]:
        """What is over its budget. An address that only sends on, or whose thing is not there, has none but its statements."""
        found = [f"answered {self.person} with {self.status}"] if self.refused else []
        if self.statements > self.budget.statements:
            found.append(f"{self.statements} statements, at most {self.budget.statements}")
        if self.status == 200 and self.ratio < self.budget.goal * 2 / 3:
            found.append(f"a ratio of {self.ratio:.2f}, the goal is {self.budget.goal}")
        if self.size > self.budget.kilobytes * 1000:
            found.append(f"{self.size / 1000:.0f} kB, at most {self.budget.kilobytes}")
        return found


def main() -> int:
    times = int(os.environ.get("PORTAL_BENCH_TIMES", "5"))
    wrong = 0
    for database in os.environ.get("PORTAL_BENCH_DATABASES", "sqlite postgresql").split():
        with (
            tempfile.TemporaryDirectory(prefix="portal-bench-") as folder,
            address_of(database, folder, fsync=False) as url,
        ):
            wrong += bench(database, url, folder, times)
    return 1 if wrong else 0


def bench(database: str, url: str, folder: str, times: int) -> int:
    """One database. Answers how many addresses are over their budget, or without one."""
    environment = settings_for(url, folder) | {"PORTAL_ENV": "testing", "PORTAL_PUBLIC_URL": "http://localhost"}
    flask(["db", "upgrade"], environment)
    passwords.use_cheap_hashes()
    app = create_app(load(environment, env_file=None))
    clock.hold(START)
    try:
        cast = make_cast(app)
        ids = make_own(app, cast)
        left_out: list[str] = []
        measured = list(asked(app, cast, ids, left_out))
        measure(app, cast, measured, times)
    finally:
        clock.hold(None)
    with app.app_context():
        db.engine.dispose()
    print(report(database, measured, left_out, times), flush=True)
    return len(left_out) + sum(bool(one.faults()) for one in measured)


def asked(app: Flask, cast: Cast, ids: dict[str, Any], left_out: list[str]) -> Iterator[Asked]:
    """Every address with a budget, as the first of the cast who may open it; what cannot be asked is put into `left_out`."""
    wanted = os.environ.get("PORTAL_BENCH_ONLY", "").split()
    with app.test_request_context():
        people = {key: cast.signed_in(key) for key in PEOPLE}
    for rule in classes.rules(app):
        budget = classes.budget_of(app, rule)
        if budget is None:
            continue
        if wanted and not any(word in rule.endpoint for word in wanted):
            continue
        missing = rule.arguments - ids.keys()
        if missing:
            left_out.append(f"{rule} ({rule.endpoint}): tests/support/objects.py makes no {missing}")
            continue
        with app.test_request_context():
            path = str(app.url_map.bind("localhost").build(rule.endpoint, {name: ids[name] for name in rule.arguments}))
        view = app.view_functions[rule.endpoint]
        person = None if view.access == "public" else _who(app, people, rule, view, ids)  # type: ignore[attr-defined]
        if person is None and view.access != "public":  # type: ignore[attr-defined]
            left_out.append(f"{rule} ({rule.endpoint}): nobody of the cast may open it")
            continue
        yield Asked(rule.endpoint, path, person, budget)


def _who(app: Flask, people: dict[str, Any], rule: Rule, view: Any, ids: dict[str, Any]) -> str | None:
    with app.test_request_context():
        try:
            subject = view.subject_by(**{name: ids[name] for name in rule.arguments}) if view.subject_by else None
            return next((key for key, person in people.items() if allows(person, view.access, subject)), None)
        except NotFound:
            return None
        finally:
            session().rollback()


def measure(app: Flask, cast: Cast, measured: list[Asked], times: int) -> None:
    """Each address in turn: twice to warm it up, then so often beside the bare page."""
    tokens = {person: begin_session(app, cast.people[person]) for person in {one.person for one in measured} if person}
    clients = {person: app.test_client() for person in {one.person for one in measured}}
    for person, token in tokens.items():
        clients[person].set_cookie("portal_session", token)
    bare = ceiling.app.test_client()
    seen: list[str] = []
    with app.app_context():
        sa.event.listen(db.engine, "before_cursor_execute", lambda *a: seen.append(a[2]))
    gc.collect()
    gc.freeze()  # as wsgi.py leaves it
    for one in measured:
        for turn in range(times + 2):
            began = time.process_time()
            bare.get("/")
            between = time.process_time()
            seen.clear()
            answer = clients[one.person].get(one.path)
            if turn >= 2:
                one.bare.append((between - began) * 1000)
                one.processor.append((time.process_time() - between) * 1000)
        one.status, one.size = answer.status_code, len(answer.data)
        one.statements = len([s for s in seen if not s.startswith(("PRAGMA", "BEGIN"))])
        if one.status not in FINE and one.status != classes.NOTHING_TO_SHOW.get(one.endpoint):
            one.refused = True


def report(database: str, measured: list[Asked], left_out: list[str], times: int) -> str:
    """A line for each class, and a line for each address that is over its budget (or for all)."""
    by_class: dict[str, list[Asked]] = defaultdict(list)
    for one in measured:
        by_class[one.budget.name].append(one)
    bare = statistics.median(min(one.bare) for one in measured)
    where = f"{os.cpu_count()} cores, on which {os.getloadavg()[0]:.1f} processes wanted to run"
    lines = [
        "",
        f"{database}: {len(measured)} addresses, the best of {times}; the bare page takes {bare:.2f} ms; {where}.",
        "",
        "| class | addresses | ratio, goal | ratio, middle | the least | statements, middle | the most (allowed) | kB, the most (allowed) | over |",
        "|---|--:|--:|--:|--:|--:|--:|--:|--:|",
    ]
    for name, ones in sorted(by_class.items()):
        budget, shown = ones[0].budget, [one for one in ones if one.status == 200] or ones
        lines.append(
            f"| {name} | {len(ones)} | {budget.goal:.2f} | {statistics.median(one.ratio for one in shown):.2f} | {min(one.ratio for one in shown):.2f} "
            f"| {statistics.median(one.statements for one in ones):.0f} | {max(one.statements for one in ones)} ({budget.statements}) "
            f"| {max(one.size for one in ones) / 1000:.0f} ({budget.kilobytes}) | {sum(bool(one.faults()) for one in ones)} |"
        )
    lines += ["", f"excused with a reason: {len(classes.EXCUSED)}"]
    everything = os.environ.get("PORTAL_BENCH_ALL") == "y"
    for one in sorted(measured, key=lambda one: one.ratio):
        if everything or one.faults():
            lines.append(
                f"{one.endpoint} ({one.budget.name}): ratio {one.ratio:.2f}, {min(one.processor):.1f} ms, {one.statements} statements, {one.size / 1000:.0f} kB"
                f"{': ' + '; '.join(one.faults()) if one.faults() else ''}"
            )
    return "\n".join(
        [*lines, *(f"{words}: give it a class in tests/bench/classes.py, or excuse it" for words in left_out)]
    )


if __name__ == "__main__":
    sys.exit(main())
