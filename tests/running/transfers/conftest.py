"""What the tests of this room share."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from portal.core.database import session


@pytest.fixture
def read(app: Flask) -> Callable[[Any], Any]:
    """One value from the database, as it is now."""

    def value(query: Any) -> Any:
        with app.app_context():
            return session().scalar(query)

    return value
