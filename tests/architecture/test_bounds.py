"""Every list that a query gives has a ceiling: a limit of its own, pages by key, or another list's."""

import ast
import re
from pathlib import Path

import pytest

pytestmark = pytest.mark.static

PORTAL = Path(__file__).parents[2] / "portal"
CEILING = re.compile(r"\.limit\(|\blimit\b|page_by_key\(|\bMOST\w*\b|fetch_page|\bfirst_page\b")
# Wanted whole, and as many as there are of something that has an end itself.
AS_MANY_AS = {
    "applying/applications/queries.py list_versions",  # as an application was submitted; which of them stands is told from all
    "applying/applications/queries.py list_sections",  # as the form of a round has
    "applying/reviews/queries/conflicts.py list_readers_to_check",  # as there are reviewers, for the nightly look
}


def queries() -> list[Path]:
    return sorted(file for file in PORTAL.rglob("*.py") if file.name == "queries.py" or file.parent.name == "queries")


def without_a_ceiling(source: str) -> set[str]:
    """The functions `list_...` of a module in which, and in the functions of the module that they call, nothing sets a ceiling."""
    functions = {node.name: node for node in ast.parse(source).body if isinstance(node, ast.FunctionDef)}

    def has_one(name: str, asked: frozenset[str] = frozenset()) -> bool:
        body = ast.unparse(ast.Module(functions[name].body, []))
        if CEILING.search(body):
            return True
        called = {node.id for node in ast.walk(functions[name]) if isinstance(node, ast.Name)} - asked - {name}
        return any(
            other.startswith("list_") if other not in functions else has_one(other, asked | {name}) for other in called
        )

    return {name for name in functions if name.startswith("list_") and not has_one(name)}


def test_every_list_has_a_ceiling() -> None:
    found = {
        f"{file.relative_to(PORTAL)} {name}"
        for file in queries()
        for name in without_a_ceiling(file.read_text("utf-8"))
    }
    assert found == AS_MANY_AS


def test_a_list_without_a_ceiling_is_found() -> None:
    whole = "def list_a():\n    return session().scalars(query).all()\n"
    assert without_a_ceiling(whole) == {"list_a"}
    assert not without_a_ceiling(whole.replace("query", "query.limit(5)"))
    assert not without_a_ceiling("def list_a():\n    return _of()\ndef _of():\n    return page_by_key(query, A.id)\n")
    assert without_a_ceiling("def list_a():\n    return _of()\ndef _of():\n    return list_a()\n") == {"list_a"}
