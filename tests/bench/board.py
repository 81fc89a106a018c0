"""`python -m tests.bench.board`: the board with a million messages, on SQLite and PostgreSQL: pages, counts, searches, posting.

Everything is asked in this process through the whole portal, signed in, with session, policy and layout, and answered as a browser would get it (the bytes are
those of the squeezed page where the browser says that it takes them). The budgets: 95 of 100 searches under 150 ms, 95 of 100 messages posted in under 60 ms.
Printed for each: the middle one and the 95th percentile in milliseconds, processor time of this process, statements, kilobytes of HTML.

    PORTAL_BENCH_DATABASES  "sqlite postgresql" unless set
    PORTAL_BENCH_FRACTIONS  how much of the scale world: "0.01 1" unless set
    PORTAL_BENCH_TIMES      how often each thing is asked, 40 unless set
"""

import os
import re
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from flask import Flask

from config import load
from portal import create_app
from portal.commands.scale import BATCH, World, add_rows, batches, key
from portal.commands.scale_board import vocabulary
from portal.core.actors import SYSTEM
from portal.core.perform import perform
from portal.extensions import db
from portal.web import login
from tests.bench.__main__ import Numbered, flask, settings_for
from tests.bench.servers import address_of
from tests.support.sessions import begin_session


@dataclass
class Asked:
    """What one kind of request took, in milliseconds. `budget`: what 95 of 100 must stay under, where a budget says so."""

    name: str
    budget: float | None = None
    times: list[float] = field(default_factory=list)
    processor: list[float] = field(default_factory=list)
    statements: int = 0
    size: int = 0

    def p95(self) -> float:
        return sorted(self.times)[int(len(self.times) * 0.95)]


def main() -> int:
    fractions = os.environ.get("PORTAL_BENCH_FRACTIONS", "0.01 1").split()
    late = 0
    for database in os.environ.get("PORTAL_BENCH_DATABASES", "sqlite postgresql").split():
        for fraction in fractions:
            with (
                tempfile.TemporaryDirectory(prefix="portal-bench-board-") as folder,
                address_of(database, folder) as url,
            ):
                late += bench(database, url, folder, fraction)
    return 1 if late else 0


def bench(database: str, url: str, folder: str, fraction: str) -> int:
    """One database, one table. Answers how many budgets were not kept."""
    environment = settings_for(url, folder)
    began = time.monotonic()
    flask(["db", "upgrade"], environment | {"PORTAL_ENV": "development", "PORTAL_PUBLIC_URL": "http://127.0.0.1:5000"})
    app = create_app(load(environment, env_file=None))
    fill(app, float(fraction))
    loaded = time.monotonic() - began
    with app.app_context():
        engine = db.engine
        if database == "postgresql":
            with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as line:
                line.execute(sa.text("VACUUM ANALYZE"))
                line.execute(sa.text("CHECKPOINT"))  # what the loading left is on the disk before anything is timed
    browser = Browser(app)
    seen: list[str] = []
    sa.event.listen(engine, "before_cursor_execute", lambda *a: seen.append(a[2]))
    asked = [ask(browser, seen, name, budget, path) for name, budget, path in requests()]
    asked.append(post(browser, seen, World(float(fraction)).spread_threads + 1))
    print(f"\n{database}, {fraction} of the scale world without what no board reads (made and loaded in {loaded:.0f} s); {os.cpu_count()} cores, "
          f"on which {os.getloadavg()[0]:.1f} processes wanted to run.\n")  # fmt: skip
    print("| | middle ms | p95 ms | budget | processor ms | statements | kB of HTML |\n|---|--:|--:|--:|--:|--:|--:|")
    for one in asked:
        budget = f"{one.budget:.0f}" if one.budget else ""
        print(f"| {one.name} | {statistics.median(one.times):.1f} | {one.p95():.1f} | {budget} | {statistics.median(one.processor):.1f} "
              f"| {one.statements} | {one.size / 1000:.1f} |", flush=True)  # fmt: skip
    return sum(1 for one in asked if one.budget and one.p95() > one.budget)


NOT_ON_A_BOARD = {
    "entries of the record", "schools in the register", "words for the search", "schools without a cluster", "schools that can be found", "activities",
    "stand-ins", "schools asked", "calendar links", "records of schools", "facts in records", "awards", "named dates", "safeguarding answers", "school years",
    "schools that wait to be verified", "looks that are owed", "flags", "programme managers",
}  # fmt: skip


def fill(app: Flask, fraction: float) -> None:
    """The scale world, without the tables that no board reads."""
    with app.app_context():
        for name, table, rows in World(fraction).tables():
            if name not in NOT_ON_A_BOARD:
                for batch in batches(rows, BATCH):
                    perform(add_rows, by=SYSTEM, table=table, rows=batch)


class Browser:
    """A browser in which the first coordinator of the scale world is signed in, without a line to a server between."""

    def __init__(self, app: Flask) -> None:
        with app.app_context():
            self.cookies = {login.cookie_name(): begin_session(app, Numbered(0))}
        self.client = app.test_client(use_cookies=False)

    def open(self, path: str, data: dict[str, str] | None = None) -> Any:
        """Ask as a browser does, and keep the cookies that are given."""
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        method = "GET" if data is None else "POST"
        answer = self.client.open(path, method=method, data=data, headers={"Cookie": cookies})
        for given in answer.headers.getlist("Set-Cookie"):
            name, _, value = given.split(";")[0].partition("=")
            self.cookies[name] = value
        return answer


def requests() -> list[tuple[str, float | None, Callable[[int], str]]]:
    """Name, budget, and the address for the numbered time: boards differ, so that nothing is only remembered."""
    board = f"/clusters/{key('cluster', 0)}/board"
    words = vocabulary()

    def search(query: Callable[[int], str]) -> Callable[[int], str]:
        return lambda n: f"{board}/search?{query(n)}"

    return [
        ("what needs me (owed and unread counts)", None, lambda n: "/what-needs-me"),
        ("board, 50 conversations", None, lambda n: board),
        ("board, replies needed", None, lambda n: f"{board}?show=needed"),
        ("board, can you answer?", None, lambda n: f"{board}?show=late"),
        ("conversation, 50 messages", None, lambda n: f"{board}/threads/{key('thread', 0)}"),
        ("files of the board", None, lambda n: f"{board}/files"),
        ("search: a word of every message", 150, search(lambda n: "q=class")),
        ("search: two words of every message", 150, search(lambda n: "q=window+morning")),
        ("search: a common word", 150, search(lambda n: f"q={words[n % 12]}")),
        ("search: a rare word", 150, search(lambda n: f"q={words[1000 + 37 * n]}")),
        ("search: the beginning of a word", 150, search(lambda n: f"q={words[100 + n][:2]}")),
        ("search: one letter", 150, search(lambda n: "q=t")),
        ("search: a word that nobody wrote", 150, search(lambda n: "q=zebra")),
        ("search: a common word, what fits best", 150, search(lambda n: f"q={words[n % 12]}&order=fit")),
        ("search: a word, a school, a language, days", 150, search(
            lambda n: f"q=class&school={key('school', n % 8)}&language=en&since=2020-01-01&until=2100-01-01")),
        ("search: where a reply is needed", 150, search(lambda n: "q=class&needed=y")),
        ("search: no word, one school", 150, search(lambda n: f"school={key('school', n % 8)}")),
        ("search: no word, with files", 150, search(lambda n: "files=y")),
    ]  # fmt: skip


def ask(browser: Browser, seen: list[str], name: str, budget: float | None, path: Callable[[int], str]) -> Asked:
    """Ask the same kind of thing many times."""
    asked = Asked(name, budget)
    for n in range(times() + 2):
        seen.clear()
        began, busy = time.perf_counter(), time.process_time()
        answer = browser.open(path(n))
        took, spent = time.perf_counter() - began, time.process_time() - busy
        if answer.status_code != 200:
            sys.exit(f"{name} ({path(n)}) answered {answer.status_code}")
        if n >= 2:  # the first two fill what is kept
            asked.times.append(took * 1000)
            asked.processor.append(spent * 1000)
        asked.statements, asked.size = _made(seen), len(answer.data)
    return asked


def post(browser: Browser, seen: list[str], other: int) -> Asked:
    """Write messages into the first conversation and another one of the first board, each time as its form is sent."""
    asked = Asked("post a message", 60)
    for n in range(times() + 2):
        path = f"/clusters/{key('cluster', 0)}/board/threads/{key('thread', other if n % 2 else 0)}"
        page = browser.open(path).get_data(as_text=True)
        token = re.search(r'name="csrf_token" value="([^"]+)"', page)
        school = re.search(r'<select[^>]*name="school"', page)
        if token is None or school is not None:
            sys.exit(f"the form of {path} is not as expected")
        words = {"csrf_token": token[1], "text": f"We had {n} millimetres of rain.", "language": "en"}
        seen.clear()
        began, busy = time.perf_counter(), time.process_time()
        answer = browser.open(f"{path}/reply", words)
        took, spent = time.perf_counter() - began, time.process_time() - busy
        if answer.status_code != 303:
            sys.exit(f"posting answered {answer.status_code}")
        if n >= 2:
            asked.times.append(took * 1000)
            asked.processor.append(spent * 1000)
        asked.statements = _made(seen)
    return asked


def _made(seen: list[str]) -> int:
    return len([s for s in seen if not s.startswith(("PRAGMA", "BEGIN", "SAVEPOINT", "RELEASE"))])


def times() -> int:
    return int(os.environ.get("PORTAL_BENCH_TIMES", "40"))


if __name__ == "__main__":
    sys.exit(main())
