"""What the tests of the scanner share: looking at rows."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.core import storage
from portal.core.database import session


@pytest.fixture(autouse=True)
def shop(tmp_path: Path) -> Iterator[None]:
    """A store of its own, in which deleting deletes."""
    before = storage.in_use()
    storage.use(storage.LocalStorage(tmp_path / "files"))
    yield
    storage.use(before)


@pytest.fixture
def rows(app: Flask) -> Any:
    """What a query answers, from a session of its own."""

    def found(query: sa.Select[Any]) -> list[Any]:
        with app.app_context():
            answer = [tuple(row) for row in session().execute(query)]
            session().rollback()
            return answer

    return found
