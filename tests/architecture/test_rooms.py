"""Every room has the same doors, and what is not for the web knows nothing of it."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

pytestmark = pytest.mark.static
PORTAL = Path(__file__).parents[2] / "portal"
WINGS = ("identity", "forming", "running", "applying", "oversight")
ROOMS = sorted(
    room for wing in WINGS for room in (PORTAL / wing).iterdir() if room.is_dir() and (room / "__init__.py").exists()
)
WITH_TABLES = [room for room in ROOMS if (room / "models.py").exists()]
BANNED = {"helpers.py", "utils.py", "common.py", "misc.py", "common", "utils", "helpers"}
WEB = ("flask", "werkzeug", "wtforms", "portal.web")


def _name(room: Path) -> str:
    return f"{room.parent.name}/{room.name}"


def _door(room: Path, name: str) -> bool:
    return (room / f"{name}.py").exists() or (room / name / "__init__.py").exists()


def test_a_room_says_what_it_is_for() -> None:
    """One sentence in __init__.py."""
    silent = [
        _name(room)
        for room in ROOMS
        if not ast.get_docstring(ast.parse((room / "__init__.py").read_text(encoding="utf-8")))
    ]
    assert silent == []


def test_a_room_with_tables_has_its_doors() -> None:
    missing = [(_name(room), name) for room in WITH_TABLES for name in ("services", "queries") if not _door(room, name)]
    assert missing == []


def test_no_room_has_a_lumber_room() -> None:
    assert [str(path) for room in ROOMS for path in room.rglob("*") if path.name in BANNED] == []


def _rules() -> Iterator[tuple[str, ast.AST]]:
    """Every file of a room that holds its rules, read."""
    for room in ROOMS:
        for name in ("services", "queries", "models", "events", "workflow"):
            for file in sorted([*room.glob(f"{name}.py"), *room.glob(f"{name}/**/*.py")]):
                yield str(file.relative_to(PORTAL)), ast.parse(file.read_text(encoding="utf-8"))


def test_the_rules_know_nothing_of_the_web() -> None:
    found = []
    for file, tree in _rules():
        for node in ast.walk(tree):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module] if isinstance(node, ast.ImportFrom) and node.module else []
            found += [
                (file, name) for name in names if name == "flask" or name.startswith(("flask_", "flask.", *WEB[1:]))
            ]
    assert found == []


def test_only_perform_commits() -> None:
    commits = [
        f"{file}:{node.lineno}"
        for file, tree in _rules()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "session().commit"
    ]
    assert commits == []


def test_only_a_lifecycle_writes_a_status() -> None:
    """`record.status = ...` is the open gate of states."""
    gates = [
        f"{file.relative_to(PORTAL)}:{node.lineno}"
        for file in PORTAL.rglob("*.py")
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Attribute)
        and target.attr in ("status", "stage", "state", "filling")
        and not (isinstance(target.value, ast.Name) and target.value.id == "self")
    ]
    assert gates == []
