"""`make run` a second time: the demonstration world is there already, so loading it again adds nothing and fails at nothing."""

from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.core.database import Base, session


@pytest.mark.either
def test_loading_the_demonstration_again_adds_nothing(demonstration_app: Flask) -> None:
    before = _rows(demonstration_app)
    result = demonstration_app.test_cli_runner().invoke(args=["demo", "load"])
    assert result.exit_code == 0, result.output
    assert {name: (before[name], now) for name, now in _rows(demonstration_app).items() if now != before[name]} == {}


def _rows(app: Flask) -> dict[str, Any]:
    """How many rows each table holds."""
    with app.app_context():
        found = {
            name: session().scalar(sa.select(sa.func.count()).select_from(table))
            for name, table in Base.metadata.tables.items()
        }
        session().rollback()
    return found
