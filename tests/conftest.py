"""What every test stands on: a database that really commits, laid new for each test; a clock that stands still; the cast.

`--database=sqlite|postgresql` says which; the same tests run on both. With xdist the controller starts PostgreSQL once and every worker copies a
database that the migrations made.
"""

import gc
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from tests.support import cannot_run, databases, shared, statements

START = datetime(2027, 3, 2, 10, 0, tzinfo=UTC)  # a Tuesday in term, in the UK and in Nairobi
RUN = pytest.StashKey[Path | None]()
LONG_WORK = 2.0  # seconds
LONG: tuple[Callable[[pytest.Item], bool], ...] = (
    lambda item: item.get_closest_marker("browser") is not None,
    lambda item: "tests/journeys/" in item.nodeid,
    lambda item: "tests/policy/" in item.nodeid or item.get_closest_marker("static") is not None,
)
# While the first worker loads the demonstration for the long ones, the others would wait for it: they begin with what has a world of its own.
MEANWHILE, MOST_MEANWHILE = "tests/policy/test_every_route.py::test_every_door", 12
AT_FIRST = 2  # tests that xdist hands to the first worker before it hands any to the second


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--database", choices=["sqlite", "postgresql"], default="sqlite", help="which database the tests use"
    )
    parser.addoption(
        "--statements",
        choices=["note", "cover"],
        help="note which statements each test issues, or run what comes to all that were noted (docs/decisions/0040)",
    )


def hands_out_tests(config: pytest.Config) -> bool:
    """Is this the process that gives its tests to workers, and runs none?"""
    return not hasattr(config, "workerinput") and bool(getattr(config.option, "tx", None))


def pytest_configure(config: pytest.Config) -> None:
    if not hands_out_tests(config):
        gc.disable()  # until the portal is made (`the_app`): what is imported and collected stays, and to look through it took a fifth of its work
        from tests.support import fixtures  # it knows the portal, which takes seconds

        globals().update({name: made for name, made in vars(fixtures).items() if not name.startswith("__")})
    config.stash[RUN] = shared.begin()
    databases.prepare(config)
    what = config.getoption("--statements")
    if what == "note":
        config.pluginmanager.register(statements.Writing(first=not hasattr(config, "workerinput")))
    elif what == "cover":
        config.pluginmanager.register(statements.Choosing())


def pytest_unconfigure(config: pytest.Config) -> None:
    databases.tidy(config)
    shared.end(config.stash.get(RUN, None))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The long ones first, as far as it is known which they are: so workers end at the same time, as short ones fill what is left."""
    work = statements.work_before()

    def place(item: pytest.Item) -> tuple[int, float]:
        kind = next((place for place, is_so in enumerate(LONG) if is_so(item)), len(LONG))
        known = work.get(item.nodeid, 0.0)
        return (min(kind, 1), -known) if known > LONG_WORK else (kind, 0.0)

    items.sort(key=place)
    on_server = bool(items) and databases.is_postgresql(
        items[0].config
    )  # where nothing is surely chosen but what is marked so
    loading = [
        item
        for item in items
        if "demonstration_app" in getattr(item, "fixturenames", ())
        and (item.get_closest_marker("both") is not None or not on_server)
    ][:AT_FIRST]
    first = [*loading, *[item for item in items if MEANWHILE in item.nodeid][:MOST_MEANWHILE]]
    there = {item.nodeid for item in first}
    items[:] = [*first, *[item for item in items if item.nodeid not in there]]


def pytest_terminal_summary(terminalreporter: Any) -> None:
    cannot_run.say_loudly(terminalreporter) if hasattr(cannot_run, "say_loudly") else None
