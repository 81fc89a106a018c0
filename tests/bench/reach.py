"""Every page that somebody of the national world, or of a cluster of thirty schools, can reach by links: `python -m tests.bench.reach`.

The world is loaded into a database of its own; a contact teacher, a coordinator, an officer, an adviser and a programme manager follow every link that they
are shown (three pages of each kind at most), and each page is asked for several times. The table says for each kind: who reaches it, statements (the fewest
and the most), the 95th percentile in milliseconds of the processor and of the clock, kilobytes, and what is over its budget. In this process, without a
server: only one waits.

    PORTAL_BENCH_FRACTION   how much of the national world, 1 unless set
    PORTAL_BENCH_DATABASES  "sqlite" unless set; "sqlite postgresql" makes two tables
    PORTAL_BENCH_WORLD      "national" unless set; "thirty": the scale world at a hundredth, and the pages of its cluster of thirty schools
"""

import os
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from flask import Flask

from config import load
from portal import create_app
from portal.commands.scale import ZONES, key
from portal.commands.scale_national import National
from portal.core.database import session
from portal.extensions import limiter
from portal.identity.accounts.models import RoleGrant
from portal.identity.finding.jobs import list_schools
from portal.oversight.advising.models import ClusterAdviser
from portal.policy.people import Role
from tests.bench.__main__ import Numbered, flask, settings_for
from tests.bench.servers import address_of
from tests.support.crawler import walk
from tests.support.reader import Reader

TIMES = 5
MOST_STATEMENTS = 15
MOST_MS = 60.0
MOST_KB = 100.0
BUDGETS = {
    "public.home": 8, "tasks.index": 8, "clusters.show": 10, "finding.index": 5, "board.show": 6, "board.thread": 6, "board.search": 5,
    "activities.calendar": 7, "handoffs.show": 7,
}  # fmt: skip
"""The statements of docs and tests for pages that have a budget of their own; every other page: MOST_STATEMENTS."""


class Timed(Reader):
    """A reader that knows how long the last answer took, and what it cost this process: milliseconds of the clock, and of the processor."""

    took = 0.0
    cost = 0.0

    def _open(self, method: str, target: str, data: dict[str, Any] | None) -> Any:
        begun, busy = time.perf_counter(), time.process_time()
        answer = super()._open(method, target, data)
        self.took, self.cost = (time.perf_counter() - begun) * 1000, (time.process_time() - busy) * 1000
        return answer


@dataclass
class Kind:
    """What pages of one kind cost."""

    who: list[str] = field(default_factory=list)
    path: str = ""
    statements: list[int] = field(default_factory=list)
    times: list[float] = field(default_factory=list)
    costs: list[float] = field(default_factory=list)
    kb: float = 0.0

    @property
    def p95(self) -> float:
        return _p95(self.times)

    @property
    def busy(self) -> float:
        return _p95(self.costs)


def _p95(times: list[float]) -> float:
    return sorted(times)[round(0.95 * (len(times) - 1))]


def main() -> int:
    world, fraction = os.environ.get("PORTAL_BENCH_WORLD", "national"), os.environ.get("PORTAL_BENCH_FRACTION", "1")
    over = 0
    for database in os.environ.get("PORTAL_BENCH_DATABASES", "sqlite").split():
        with tempfile.TemporaryDirectory(prefix="portal-reach-") as folder, address_of(database, folder) as url:
            environment = settings_for(url, folder) | {"PORTAL_ENV": "development"}
            environment |= {"PORTAL_PUBLIC_URL": "http://127.0.0.1:5000"}
            flask(["db", "upgrade"], environment)
            which = ["--world", "national", "--fraction", fraction] if world == "national" else ["--fraction", "0.01"]
            flask(["scale", "load", *which], environment)
            app = create_app(load(environment, env_file=None))
            limiter.enabled = False  # one person asks more here than people do in a day
            found = reached_in(app, float(fraction)) if world == "national" else reached_in_thirty(app)
            print(table(database, f"{world}, {fraction}" if world == "national" else world, found))
            over += sum(1 for name, kind in found.items() if faults(name, kind))
    return 1 if over else 0


def reached_in(app: Flask, fraction: float) -> dict[str, Kind]:
    """The pages of each of the five, from their start on."""
    with app.app_context():
        list_schools()  # as the job does within the hour
    people = someone_of_each(app, National(fraction))
    found: dict[str, Kind] = {}
    for who, person in people.items():
        look(app, who, person, "/what-needs-me", found)
    return found


def reached_in_thirty(app: Flask) -> dict[str, Kind]:
    """The pages of the second cluster of the scale world, as a teacher of a member school sees them."""
    found: dict[str, Kind] = {}
    base = f"/clusters/{key('cluster', 1)}"
    home = next(n for n in range(8, 38) if ZONES[n % len(ZONES)] == "Europe/London")
    look(app, "member school", Numbered(2 * home), base, found, only=base)
    return found


def someone_of_each(app: Flask, world: National) -> dict[str, Numbered]:
    """The numbered people by what they are; an officer and an adviser are named, as an administrator would."""
    officer, adviser = world.manager() - 1, world.manager() - 2
    with app.app_context():
        held = session()
        for person, role in ((officer, Role.PROGRAMME_OFFICER), (adviser, Role.PROGRAMME_OFFICER)):
            held.add(RoleGrant(person_id=key("person", person), role=role))
        for number in range(min(world.clusters, 60)):
            held.add(ClusterAdviser(cluster_id=key("cluster", number), adviser_id=key("person", adviser)))
        held.commit()
    second = world.schools_of(0)[1]
    return {
        "contact teacher": Numbered(2 * second),
        "coordinator": Numbered(0),
        "officer": Numbered(officer),
        "adviser": Numbered(adviser),
        "programme manager": Numbered(world.manager()),
    }


def look(app: Flask, who: str, person: Numbered, start: str, found: dict[str, Kind], *, only: str = "") -> None:
    """Follow every link from the start on; what is not below `only` is not counted."""
    reader = Timed(app, person)
    for name, path in pages_of(reader, start):
        if only and not path.startswith(only):
            continue
        kind = found.setdefault(name, Kind(path=path))
        if who not in kind.who:
            kind.who.append(who)
        if reader.path.split("?", 1)[0] != path.split("?", 1)[0]:
            continue  # it led somewhere else, which is counted there
        for _time in range(TIMES):
            reader.get(path)
            kind.times.append(reader.took)
            kind.costs.append(reader.cost)
        kind.statements.append(len(reader.statements))
        kind.kb = max(kind.kb, len(reader.raw) / 1000)


def pages_of(reader: Timed, start: str) -> Iterator[tuple[str, str]]:
    """Kind and path of every page, with the reader at it when it is given."""
    yield from walk(reader, start)


def faults(name: str, kind: Kind) -> list[str]:
    """What is over its budget."""
    if not kind.statements:
        return []
    most = BUDGETS.get(name.split("?", maxsplit=1)[0], MOST_STATEMENTS)
    found = []
    if max(kind.statements) > most:
        found.append(f"statements > {most}")
    if kind.busy > MOST_MS:  # where other work shares the machine the clock says little
        found.append(f"> {MOST_MS:.0f} ms")
    if kind.kb > MOST_KB:
        found.append(f"> {MOST_KB:.0f} kB")
    return found


def table(database: str, world: str, found: dict[str, Kind]) -> str:
    """What was reached, as a table in Markdown: what is over its budget first, then by time."""
    load_now = f"{os.cpu_count()} cores, on which {os.getloadavg()[0]:.1f} processes wanted to run"
    lines = [
        "",
        f"{database}, {world}; {len(found)} kinds of pages; {load_now}.",
        "",
        "| page | who | statements | p95 processor ms | p95 ms | median ms | kB | over |",
        "|---|---|--:|--:|--:|--:|--:|---|",
    ]
    counted = [(name, kind) for name, kind in found.items() if kind.statements]
    for name, kind in sorted(counted, key=lambda one: (not faults(*one), -one[1].busy)):
        fewest, most = min(kind.statements), max(kind.statements)
        made = str(most) if fewest == most else f"{fewest} to {most}"
        said = "; ".join(faults(name, kind))
        lines.append(
            f"| {name} | {', '.join(kind.who)} | {made} | {kind.busy:.0f} | {kind.p95:.0f} | {statistics.median(kind.times):.0f} | {kind.kb:.0f} | {said} |"
        )
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
