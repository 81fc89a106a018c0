"""docs/safety/checks.md: every line of both lists has a check, and every check that it names is there."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

pytestmark = pytest.mark.static

ROOT = Path(__file__).parents[3]
ROWS = re.findall(
    r"^\| ([SD]\d+) \| (.+?) \| (.+) \|$", (ROOT / "docs/safety/checks.md").read_text(encoding="utf-8"), re.MULTILINE
)
LINES = [*(f"S{number}" for number in range(1, 27)), *(f"D{number}" for number in range(1, 25))]


@cache
def named_in(file: str) -> frozenset[str]:
    """The names of the tests in a file."""
    tree = ast.parse((ROOT / file).read_text(encoding="utf-8"))
    return frozenset(node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))


def test_every_line_is_there_once_in_its_order() -> None:
    assert [line for line, _what, _held in ROWS] == LINES


@pytest.mark.parametrize(("line", "held"), [(line, held) for line, _what, held in ROWS])
def test_its_checks_are_there(line: str, held: str) -> None:
    named = re.findall(r"`(tests/[\w/]+\.py)::(test_\w+)`", held)
    assert named, line
    assert not [f"{file}::{name}" for file, name in named if name not in named_in(file)]
