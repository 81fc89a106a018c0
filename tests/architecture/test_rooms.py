"""Every room has the same doors, and what is not for the web knows nothing of it."""

import ast
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


@pytest.mark.parametrize("room", ROOMS, ids=_name)
def test_a_room_says_what_it_is_for(room: Path) -> None:
    words = ast.get_docstring(ast.parse((room / "__init__.py").read_text(encoding="utf-8")))
    assert words, "one sentence in __init__.py"


@pytest.mark.parametrize("room", WITH_TABLES, ids=_name)
def test_a_room_with_tables_has_its_doors(room: Path) -> None:
    missing = [name for name in ("services", "queries") if not _door(room, name)]
    assert missing == []


@pytest.mark.parametrize("room", ROOMS, ids=_name)
def test_no_room_has_a_lumber_room(room: Path) -> None:
    assert not BANNED & {path.name for path in room.rglob("*")}


def _rule_files() -> list[Path]:
    found = []
    for room in ROOMS:
        for name in ("services", "queries", "models", "events", "workflow"):
            found += [*room.glob(f"{name}.py"), *room.glob(f"{name}/**/*.py")]
    return sorted(found)


@pytest.mark.parametrize("file", _rule_files(), ids=lambda file: str(file.relative_to(PORTAL)))
def test_the_rules_know_nothing_of_the_web(file: Path) -> None:
    tree = ast.parse(file.read_text(encoding="utf-8"))
    imported: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            imported |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            imported.add(node.module)
    found = [name for name in imported if name == "flask" or name.startswith(("flask_", "flask.", *WEB[1:]))]
    assert found == []


@pytest.mark.parametrize("file", _rule_files(), ids=lambda file: str(file.relative_to(PORTAL)))
def test_only_perform_commits(file: Path) -> None:
    tree = ast.parse(file.read_text(encoding="utf-8"))
    commits = [
        node.lineno
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "session().commit"
    ]
    assert commits == []


@pytest.mark.parametrize("file", sorted(PORTAL.rglob("*.py")), ids=lambda file: str(file.relative_to(PORTAL)))
def test_only_a_lifecycle_writes_a_status(file: Path) -> None:
    """`record.status = ...` is the open gate of states."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    gates = [
        node.lineno
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Attribute)
        and target.attr in ("status", "stage", "state", "filling")
        and not (isinstance(target.value, ast.Name) and target.value.id == "self")
    ]
    assert gates == []
