"""`make bench`: the shipped server with two workers on a seeded database, beside a bare Flask page in the same run.

For each page: the ratio to the bare page (the middle one of three interleaved rounds) beside its goal, requests per second, the 95th percentile, the
processor time of one request and the ratio by it (steadier where other work shares the machine), statements, kilobytes. Only loopback, bounded in time.

    PORTAL_BENCH_FRACTION   how much of the scale world, 0.01 unless set
    PORTAL_BENCH_DATABASES  "sqlite" unless set; "sqlite postgresql" makes two tables
    PORTAL_BENCH_SECONDS    the length of one window, 3 unless set
    PORTAL_BENCH_LOADER     "own": the loader that comes with the tests, even where wrk is installed
    PORTAL_BENCH_ONLY       words: only the pages whose names hold one of them
"""

import os
import statistics
import subprocess
import sys
import tempfile
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import sqlalchemy as sa
from flask import Flask

from config import load
from portal import create_app
from portal.commands.scale import key
from portal.extensions import db
from portal.web import login
from tests.bench.load import Load, loader, window
from tests.bench.pages import Measured, pages
from tests.bench.servers import ROOT, Server, address_of, server
from tests.support.sessions import begin_session

CONNECTIONS, ROUNDS = 4, 3


class Numbered:
    """One of the people of the scale world, by number or by id."""

    def __init__(self, number: int | uuid.UUID) -> None:
        self.id = number if isinstance(number, uuid.UUID) else key("person", number)


@dataclass
class Reached:
    """What a page reached: its windows, the bare page's beside them, and what one request of it makes."""

    page: Measured
    headers: tuple[str, ...]
    statements: int
    size: int
    windows: list[Load] = field(default_factory=list)
    ceilings: list[Load] = field(default_factory=list)
    costs: list[float] = field(default_factory=list)
    ceiling_costs: list[float] = field(default_factory=list)

    def middle(self, of: Callable[[int], float]) -> float:
        return statistics.median(of(n) for n in range(len(self.windows)))

    @property
    def ratio(self) -> float:
        return self.middle(lambda n: self.windows[n].rate / self.ceilings[n].rate)


def main() -> int:
    fraction = os.environ.get("PORTAL_BENCH_FRACTION", "0.01")
    seconds = float(os.environ.get("PORTAL_BENCH_SECONDS", "3"))
    wrong = 0
    for database in os.environ.get("PORTAL_BENCH_DATABASES", "sqlite").split():
        with tempfile.TemporaryDirectory(prefix="portal-bench-") as folder, address_of(database, folder) as url:
            wrong += bench(database, url, folder, fraction, seconds)
    return 1 if wrong else 0


def bench(database: str, url: str, folder: str, fraction: str, seconds: float) -> int:
    """One database, one table. Answers how many requests were not answered as they should be."""
    environment = settings_for(url, folder)
    for command in (["db", "upgrade"], ["scale", "load", "--fraction", fraction]):
        flask(command, environment | {"PORTAL_ENV": "development", "PORTAL_PUBLIC_URL": "http://127.0.0.1:5000"})
    app = create_app(load(environment, env_file=None))
    measured = prepare(app)
    with server("tests.bench.ceiling:app", environment) as bare, server("wsgi:app", environment, "/sign-in") as portal:
        constants = measure(bare, portal, measured, seconds)
        memory = portal.memory()
    print(table(database, measured, constants, f"{fraction} of the scale world", seconds))
    print(f"\nmemory of the two workers after that: {', '.join(f'{m:.0f} MB' for m in memory)}\n", flush=True)
    return sum(w.wrong for reached in measured for w in [*reached.windows, *reached.ceilings])


def settings_for(url: str, folder: str) -> dict[str, str]:
    """A production configuration, on this machine alone."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PORTAL_")}
    return kept | {
        "PORTAL_ENV": "production",
        "PORTAL_SECRET_KEYS": "bench-only-k4Jq9ZtR2mW8sYb7XcVd3nPf6HgLa1Ee",
        "PORTAL_PUBLIC_URL": "https://portal.example.org",
        "PORTAL_INSTANCE_FOLDER": folder,
        "DATABASE_URL": url,
        "PYTHONPATH": str(ROOT),
        "FLASK_SKIP_DOTENV": "1",
    }


def flask(command: list[str], environment: Mapping[str, str]) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "flask", "--app", "wsgi", *command],
        cwd=ROOT,
        env=dict(environment),
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        sys.exit(f"flask {' '.join(command)} failed:\n{done.stderr[-2000:]}")


def prepare(app: Flask) -> list[Reached]:
    """Sign everyone in, and count statements and bytes of each page in this process."""
    wanted = os.environ.get("PORTAL_BENCH_ONLY", "").split()
    chosen = [p for p in pages(app) if not wanted or any(word in p.name for word in wanted)]
    with app.app_context():
        engine = db.engine
    cookies = sign_in(app, chosen)
    seen: list[str] = []
    sa.event.listen(engine, "before_cursor_execute", lambda *a: seen.append(a[2]))
    found = [count(app, page, cookies.get(page.person), seen) for page in chosen]
    with app.app_context():
        db.engine.dispose()
    return found


def sign_in(app: Flask, measured: list[Measured]) -> dict[int | uuid.UUID | None, str]:
    """The cookie of everyone as whom a page is opened."""
    with app.app_context():
        name = login.cookie_name()
    people = {page.person for page in measured if page.person is not None}
    return {number: f"{name}={begin_session(app, Numbered(number))}" for number in people}


def count(app: Flask, page: Measured, cookie: str | None, seen: list[str]) -> Reached:
    """What one request of this page makes, once ticks are written and caches are warm."""
    kept = [cookie] if cookie else []
    client = app.test_client(use_cookies=False)
    first = client.get(page.path, headers={"Cookie": "; ".join(kept)})
    kept += [given.split(";")[0] for given in first.headers.getlist("Set-Cookie")]  # as a browser would send it again
    headers = {"Cookie": "; ".join(kept)} if kept else {}
    if page.unchanged:
        headers["If-None-Match"] = first.headers["ETag"]
    client.get(page.path, headers=headers)
    seen.clear()
    answer = client.get(page.path, headers=headers)
    if answer.status_code != (304 if page.unchanged else 200):
        sys.exit(f"{page.name} ({page.path}) answered {answer.status_code}")
    made = [s for s in seen if not s.startswith(("PRAGMA", "BEGIN"))]
    return Reached(page, tuple(f"{name}: {value}" for name, value in headers.items()), len(made), len(answer.data))


def measure(bare: Server, portal: Server, measured: list[Reached], seconds: float) -> list[Load]:
    """Three rounds, the bare page before every page. Answers what the constant page reached, once a round."""
    constants = []
    bare.warm("/", ())
    for reached in measured:
        portal.warm(reached.page.path, reached.headers)
    for _ in range(ROUNDS):
        constants.append(costing(bare, "/constant", seconds, ())[0])
        for reached in measured:
            ceiling, cost = costing(bare, "/", seconds, ())
            reached.ceilings.append(ceiling)
            reached.ceiling_costs.append(cost)
            found, cost = costing(portal, reached.page.path, seconds, reached.headers)
            reached.windows.append(found)
            reached.costs.append(cost)
    return constants


def costing(of: Server, path: str, seconds: float, headers: tuple[str, ...]) -> tuple[Load, float]:
    """One window, and the processor milliseconds of one request in it."""
    before = of.processor_seconds()
    found = window(of.port, path, seconds, CONNECTIONS, headers)
    return found, (of.processor_seconds() - before) * 1000 / found.requests


def table(database: str, measured: list[Reached], constants: list[Load], data: str, seconds: float) -> str:
    """What was reached, as a table in Markdown."""
    bare = statistics.median(c.rate for r in measured for c in r.ceilings)
    cost = statistics.median(c for r in measured for c in r.ceiling_costs)
    constant = statistics.median(c.rate for c in constants) / bare
    how = f"{loader()}, {CONNECTIONS} connections, windows of {seconds:g} s, the middle of {ROUNDS} rounds"
    where = f"{os.cpu_count()} cores, on which {os.getloadavg()[0]:.1f} processes wanted to run"
    lines = [
        "",
        f"{database}, {data}; {how}; {where}.",
        f"Bare Flask page of 50 rows: {bare:.0f} requests a second, {cost:.2f} ms of processor time each = 1.00 (a constant page: {constant:.1f}).",
        "",
        "| page | ratio, goal | ratio | by processor time | requests a second | p95 ms | processor ms | statements (most) | kB | |",
        "|---|--:|--:|--:|--:|--:|--:|--:|--:|---|",
    ]
    return "\n".join(lines + [row(reached) for reached in measured])


def row(reached: Reached) -> str:
    page = reached.page
    by_cost = reached.middle(lambda n: reached.ceiling_costs[n] / (reached.costs[n] or 1e9))
    rate = reached.middle(lambda n: reached.windows[n].rate)
    p95 = reached.middle(lambda n: reached.windows[n].p95)
    cost = reached.middle(lambda n: reached.costs[n])
    words = []
    if reached.ratio < page.goal * 2 / 3:
        words.append("below two thirds of the goal")
    if reached.statements > page.statements:
        words.append("too many statements")
    if any(w.wrong for w in reached.windows):
        words.append(f"{sum(w.wrong for w in reached.windows)} wrong answers")
    return (
        f"| {page.name} | {page.goal:.2f} | {reached.ratio:.2f} | {by_cost:.2f} | {rate:.0f} | {p95:.0f} | {cost:.2f} "
        f"| {reached.statements} ({page.statements}) | {reached.size / 1000:.1f} | {'; '.join(words)} |"
    )


if __name__ == "__main__":
    sys.exit(main())
