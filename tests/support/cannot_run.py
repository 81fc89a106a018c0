"""What cannot be tested on this machine is said loudly at the end; under CI it is a failure.

Fixtures that miss something call `cannot_run("browser journeys", why)`; the conftest calls `say_loudly` at the end.
"""

import os
from collections import Counter
from typing import NoReturn

import pytest

MARK = "CANNOT RUN: "


def under_ci() -> bool:
    """Whether nobody is there to read a warning."""
    return os.environ.get("CI", "").strip().lower() not in {"", "0", "false", "no"}


def cannot_run(what: str, why: str) -> NoReturn:
    """Leave this test out, and say so at the end of the run. Under CI the test fails instead."""
    if under_ci():
        pytest.fail(f"{MARK}{what}: {why}", pytrace=False)
    # the one skip of the suite: a machine without a browser still runs the rest; it is listed at the end, and under CI the line above has failed the test
    pytest.skip(f"{MARK}{what}: {why}")


def left_out(terminalreporter: pytest.TerminalReporter) -> Counter[str]:
    """How many tests were left out for each reason."""
    found: Counter[str] = Counter()
    for report in terminalreporter.stats.get("skipped", []):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
        _, mark, told = reason.partition(MARK)
        if mark:
            found[told] += 1
    return found


def say_loudly(terminalreporter: pytest.TerminalReporter) -> None:
    """Write the loud lines, just above the closing one."""
    found = left_out(terminalreporter)
    if not found:
        return
    terminalreporter.section("NOT EVERYTHING WAS TESTED", sep="!", red=True, bold=True)
    for told, number in sorted(found.items()):
        terminalreporter.write_line(f"{number} tests left out: {told}", red=True, bold=True)
