"""docs/review-checks.md: every line of the design has a test, and every test that it names is there."""

import re

import pytest

from tests.oversight.safety.test_checks import ROOT, named_in

pytestmark = pytest.mark.static

ROWS = re.findall(
    r"^\| ([FPRSTV]?\d+) \| (.+?) \| (.+) \|$",
    (ROOT / "docs/review-checks.md").read_text(encoding="utf-8"),
    re.MULTILINE,
)
LINES = [
    *(str(number) for number in range(1, 36)),
    *(f"T{number}" for number in range(1, 29)),
    *(f"V{number}" for number in range(1, 9)),
    *(f"R{number}" for number in range(1, 14)),
    *(f"S{number}" for number in range(1, 20)),
    *(f"P{number}" for number in range(1, 8)),
    *(f"F{number}" for number in (*range(40, 47), 90, 92)),
]


def test_every_line_of_the_design_is_there_once_in_its_order() -> None:
    assert [line for line, _what, _held in ROWS] == LINES


def test_every_line_has_a_test_and_every_test_is_there() -> None:
    missing = []
    for line, _what, held in ROWS:
        named = re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", held)
        missing += [line] if not any(name.startswith("test_") for _file, name in named) else []
        missing += [f"{line}: {file}::{name}" for file, name in named if name not in named_in(file)]
    assert missing == []


def test_each_rule_is_named_by_a_test() -> None:
    """A test that bears the number of the rule, for each of the 35 but those that other lists name (13: planted marks, 4: with its transition)."""
    found = {int(n) for _line, _what, held in ROWS for n in re.findall(r"rule_(\d\d)", held)}
    assert set(range(1, 36)) - found <= {13}


def test_every_test_that_is_named_anywhere_in_it_is_there() -> None:
    """The sentences below the lines name tests, too; each sentence has one."""
    text = (ROOT / "docs/review-checks.md").read_text(encoding="utf-8")
    named = set(re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", text))
    assert {f"{file}::{name}" for file, name in named if name not in named_in(file)} == set()
    sentences = re.findall(
        r"^\| (?:3[ab]|6\.\d|Row|Sign-off|Absent|Outage)\b[^|]* \| [^|]+ \| (.*) \|$", text, re.MULTILINE
    )
    assert len(sentences) > 70
    assert all("::test_" in held for held in sentences)
