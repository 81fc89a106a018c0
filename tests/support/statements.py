"""Which statements each test makes the portal issue: written down in the run on SQLite, so that the run on PostgreSQL knows what it has to come to.

A statement is one by its text, with lists and rows of any length alike. What is written (INSERT, UPDATE) counts by each column and by how its rows are
found: which columns go together is chance. Beside them count the row that is locked, the constraint that is broken (and where the portal takes it), and a
value of a kind that only PostgreSQL refuses. What a test asks by itself, past the portal, does not count. See docs/decisions/0040.
"""

import heapq
import os
import pickle
import re
import shutil
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.engine import Engine

from tests.support import tiers

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / ".pytest_cache" / "statements"
BEFORE = ROOT / ".pytest_cache" / "statements-before"
PORTAL, TESTS = str(ROOT / "portal") + os.sep, str(ROOT / "tests") + os.sep
LISTS = re.compile(r"\(\?(?:, \?)*\)(?:, \(\?(?:, \?)*\))*")
SPACES = re.compile(r"\s+")
UPDATE = re.compile(r"UPDATE (\w+) SET (.*?)(?: WHERE (.*))?$")
INSERT = re.compile(r"INSERT INTO (\w+) \((.*?)\) (.*)$")
NOT_OURS = ("SAVEPOINT", "RELEASE", "ROLLBACK", "BEGIN", "PRAGMA", "EXPLAIN", "CREATE", "DROP", "VACUUM")
MOST_INTEGER = 2**31
LEAST_WORK = 0.02  # seconds: what laying the database costs, whatever a test does


@dataclass
class Noted:
    """What one test came to: its work in seconds, its statements, and what it needed that is made once in a run (whose statements count for it too)."""

    work: float = 0.0
    statements: set[str] = field(default_factory=set)
    shared: set[str] = field(default_factory=set)


@dataclass
class Record:
    """What a run came to."""

    tests: dict[str, Noted] = field(default_factory=dict)
    shared: dict[str, set[str]] = field(default_factory=dict)
    work_of_shared: dict[str, float] = field(default_factory=dict)
    apart: set[str] = field(
        default_factory=set
    )  # where the other run does not go: in a test marked `either`, or a part of a test

    def add(self, part: "Record") -> None:
        """What another worker of the same run came to."""
        self.tests.update(part.tests)
        self.work_of_shared.update(part.work_of_shared)
        self.apart |= part.apart
        for name, statements in part.shared.items():
            self.shared.setdefault(name, set()).update(statements)

    def work(self, test: str) -> float:
        """What this test costs where nothing that it needs is there yet."""
        noted = self.tests[test]
        return noted.work + sum(self.work_of_shared.get(name, 0.0) for name in noted.shared)

    def of(self, test: str) -> set[str]:
        """All that this test would come to by itself."""
        noted = self.tests[test]
        return noted.statements.union(*(self.shared.get(name, set()) for name in noted.shared))


class Noting:
    """Writes down, in one process, what its tests come to."""

    def __init__(self) -> None:
        self.record = Record()
        self.parts: dict[tuple[str, bool], tuple[str, ...]] = {}
        self.ours: set[tuple[str, bool]] = set()
        self.heard: list[set[tuple[str, bool]]] = [set()]  # the test's, and above it what is made once
        self.more: list[set[str]] = [set()]
        self.needed: set[str] = set()
        self.began = 0.0

    def listen(self) -> None:
        event.listen(Engine, "before_cursor_execute", self.hear)
        event.listen(Engine, "handle_error", self.hear_refusal)

    def stop(self) -> None:
        event.remove(Engine, "before_cursor_execute", self.hear)
        event.remove(Engine, "handle_error", self.hear_refusal)

    def begin(self) -> None:
        self.heard, self.more, self.needed, self.began = [set()], [set()], set(), time.process_time()

    def end(self, test: str) -> None:
        self.record.tests[test] = Noted(time.process_time() - self.began, self._heard(), self.needed)

    def begin_aside(self) -> None:
        self.heard.append(set())
        self.more.append(set())

    def end_aside(self) -> set[str]:
        """What was heard since."""
        heard = self._heard()
        self.heard.pop()
        self.more.pop()
        return heard

    def end_shared(self, name: str, work: float) -> None:
        heard = self.end_aside()
        self.record.shared.setdefault(name, set()).update(heard)
        self.record.work_of_shared[name] = work
        if len(self.heard) > 1:  # it was needed for something else that is made once
            self.more[-1] |= heard
        else:
            self.began += work

    def _heard(self) -> set[str]:
        return self.more[-1].union(*(self.parts[key] for key in self.heard[-1]))

    def hear(self, _line: Any, _cursor: Any, statement: str, _values: Any, context: Any, _many: bool) -> None:
        compiled = getattr(context, "compiled", None)
        locks = compiled is not None and getattr(compiled.statement, "_for_update_arg", None) is not None
        key = (statement, locks)
        if key not in self.ours:
            if not is_the_portals(sys._getframe()):
                return
            self.ours.add(key)
            self.parts[key] = tuple(parts_of(statement, locks=locks))
        self.heard[-1].add(key)
        if (
            compiled is not None
            and context.compiled_parameters
            and may_be_refused(context.compiled_parameters[0], compiled)
        ):
            self.more[-1] |= {f"a value that PostgreSQL may refuse in {part}" for part in self.parts[key]}

    def hear_refusal(self, context: Any) -> None:
        """Here what a test asks by itself counts too: that is how the constraints of a table are tested."""
        said = str(context.original_exception).splitlines()[0][:150]
        place = nearest(sys._getframe()).removeprefix(str(ROOT))
        self.more[-1].add(f"refused: {type(context.original_exception).__name__} {said} in {place}")


NOTING: Noting | None = None


@contextmanager
def made_once(name: str) -> Iterator[None]:
    """What is asked for meanwhile is asked by every test that needs `name`."""
    if NOTING is None:
        yield
        return
    NOTING.begin_aside()
    began = time.process_time()
    try:
        yield
    finally:
        NOTING.end_shared(name, time.process_time() - began)


@contextmanager
def apart() -> Iterator[None]:
    """What is asked for meanwhile is asked on SQLite alone: this part of the test is left out in the other run."""
    if NOTING is None:
        yield
        return
    NOTING.begin_aside()
    try:
        yield
    finally:
        NOTING.record.apart |= NOTING.end_aside()


def needs(name: str) -> None:
    """The test that is running needs what is made once under this name."""
    if NOTING is not None:
        NOTING.needed.add(name)


class Writing:
    """In the run on SQLite: writes down for the run that follows. Of what fails or is skipped nothing is known, so there it runs."""

    def __init__(self, *, first: bool) -> None:
        global NOTING
        NOTING, self.passed = Noting(), True
        NOTING.listen()
        if first:
            shutil.rmtree(BEFORE, ignore_errors=True)
            FOLDER.mkdir(parents=True, exist_ok=True)
            FOLDER.rename(BEFORE)
            FOLDER.mkdir()

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[None]:
        assert NOTING is not None
        NOTING.begin()
        self.passed = True
        done = yield
        if any(item.get_closest_marker(mark) is not None for mark in ("either", "browser", "static")):
            NOTING.record.apart |= NOTING.end_aside()
        elif self.passed:
            NOTING.end(item.nodeid)
        return done

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self.passed = self.passed and report.passed

    def pytest_sessionfinish(self) -> None:
        assert NOTING is not None
        name = os.environ.get("PYTEST_XDIST_WORKER", "alone")
        (FOLDER / name).write_bytes(pickle.dumps(NOTING.record))


class Choosing:
    """In the run on PostgreSQL: of the tests whose statements are known, those that come to all of them. What is not known, because it is new, runs."""

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, config: pytest.Config, items: list[pytest.Item]) -> None:
        record = kept()
        if record is None:
            return
        chosen = cover(record, {item.nodeid for item in items if tiers.always(item)})
        left = [item for item in items if item.nodeid in record.tests and item.nodeid not in chosen]
        config.hook.pytest_deselected(items=left)
        out = {item.nodeid for item in left}
        items[:] = [item for item in items if item.nodeid not in out]

    def pytest_report_header(self) -> str:
        record = kept()
        if record is None:
            return "statements: nothing is written down of these sources, so every test runs"
        known: set[str] = set().union(*(record.of(test) for test in record.tests))
        return f"statements: {len(known)} to come to; {len(record.apart - known)} that are asked on SQLite alone stay unproved"


def kept() -> Record | None:
    """What the last run wrote down; None where there was none, or where a file of the portal or its tests has changed since."""
    files = sorted(FOLDER.glob("*"))
    return read(files) if files and min(file.stat().st_mtime for file in files) >= newest() else None


def read(files: list[Path]) -> Record:
    """What the workers of a run wrote down."""
    whole = Record()
    for file in files:
        whole.add(pickle.loads(file.read_bytes()))  # noqa: S301 - written by `Writing`
    return whole


def work_before() -> dict[str, float]:
    """The work of each test in the last run that was written down, whatever has changed since: enough to begin with the long ones."""
    writing = isinstance(NOTING, Noting)
    return {test: noted.work for test, noted in read(sorted((BEFORE if writing else FOLDER).glob("*"))).tests.items()}


def newest() -> float:
    """When a source file was last changed."""
    return max(
        file.stat().st_mtime for name in ("portal", "tests", "migrations") for file in (ROOT / name).rglob("*.py")
    )


def nearest(frame: FrameType | None) -> str:
    """The file, and the function, of the portal or the tests that is nearest to asking for a statement."""
    while frame is not None:
        name = frame.f_code.co_filename
        if name.startswith((PORTAL, TESTS)) and name != __file__:
            return f"{name} {frame.f_code.co_name}"
        frame = frame.f_back
    return ""


def is_the_portals(frame: FrameType | None) -> bool:
    return nearest(frame).startswith(PORTAL)


def parts_of(statement: str, *, locks: bool) -> Iterator[str]:
    """What of a statement PostgreSQL has to understand."""
    text = SPACES.sub(" ", LISTS.sub("(?)", statement)).strip()
    if text.upper().startswith(NOT_OURS):
        return
    if found := UPDATE.match(text):
        table, columns, where = found.groups()
        yield from (f"UPDATE {table} SET {column.strip()}" for column in columns.split(", "))
        yield f"UPDATE {table} WHERE {where}"
    elif found := INSERT.match(text):
        table, columns, rest = found.groups()
        yield from (f"INSERT INTO {table} {column.strip()}" for column in columns.split(", "))
        yield f"INSERT INTO {table} {rest}"
    else:
        yield text + (" FOR UPDATE" if locks else "")


def column_of(name: str, compiled: Any) -> Any:
    """The type of a value; None for those of a list, which have names of their own."""
    found = compiled.binds.get(name)
    return None if found is None else found.type


def may_be_refused(values: Mapping[str, Any], compiled: Any) -> bool:
    """Would PostgreSQL refuse one of these values, which SQLite takes: NUL in words, words for a number or longer than their column, numbers too large?"""
    for name, value in values.items():
        kind = type(value)
        if kind is int:
            if not -MOST_INTEGER <= value < MOST_INTEGER and not isinstance(column_of(name, compiled), sa.BigInteger):
                return True
        elif kind is str:
            column = column_of(name, compiled)
            if "\x00" in value or isinstance(column, sa.Integer):
                return True
            most = getattr(column, "length", None)
            if most is not None and len(value) > most and (compiled.isinsert or compiled.isupdate):
                return True
        elif kind is list and any(type(one) is str and "\x00" in one for one in value):
            return True
    return False


def cover(record: Record, always: set[str]) -> set[str]:
    """The tests that between them come to every statement of the record, beside those that run always: the least work that was found."""
    all_of = {test: record.of(test) for test in record.tests}
    open_: set[str] = set().union(*all_of.values()) if all_of else set()
    chosen = {most_direct(statement, all_of) for statement in open_ if TELLS_APART.search(statement)} | always
    open_ -= set().union(*(all_of.get(test, set()) for test in chosen)) if chosen else set()
    waiting = {test: found for test in sorted(all_of) if (found := all_of[test] & open_)}
    return chosen | fewest(waiting, {test: record.work(test) for test in waiting}, open_)


# Where SQLite and PostgreSQL can both answer and the answers differ: letters small and large, sums and averages, words in their order.
TELLS_APART = re.compile(r"^SELECT .*(?: LIKE |lower\(|\bsum\(|\bavg\(|round\(|json)")


def most_direct(statement: str, all_of: Mapping[str, set[str]]) -> str:
    """The test that asks this and least beside it: it is most likely to be about the answer."""
    return min((len(found), test) for test, found in all_of.items() if statement in found)[1]


def fewest(waiting: dict[str, set[str]], work: Mapping[str, float], open_: set[str]) -> set[str]:
    """Again and again the test that comes to most that is still open, for the least work."""
    chosen, left = set[str](), set(open_)
    queue = [(-len(found) / (work[test] + LEAST_WORK), test) for test, found in waiting.items()]
    heapq.heapify(queue)
    while queue and left:
        _worth, test = heapq.heappop(queue)
        still = waiting[test] & left
        worth = -len(still) / (work[test] + LEAST_WORK)
        if queue and worth > queue[0][0]:  # worth less than it was, and less than the next
            if still:
                heapq.heappush(queue, (worth, test))
        elif still:
            chosen.add(test)
            left -= still
    return chosen
