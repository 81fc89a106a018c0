"""The migrations: one line of them, each of which can be read without a database."""

from pathlib import Path

import pytest
from alembic.script import ScriptDirectory

pytestmark = pytest.mark.static
FOLDER = Path(__file__).parents[2] / "migrations"


def test_the_migrations_are_one_line_and_are_read_without_a_database() -> None:
    """`flask db heads` and `history` read every file with no operation going on: none may ask `op` for anything outside its functions."""
    script = ScriptDirectory(str(FOLDER))
    line = [revision.revision for revision in script.walk_revisions()]
    assert len(line) == len(set(line)) == len(list((FOLDER / "versions").glob("*.py")))
    assert script.get_heads() == line[:1]
