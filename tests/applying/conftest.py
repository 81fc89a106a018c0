"""Route tests never hold an application context: two readers in one context would be the same person."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from tests.applying.desk import Inside


@pytest.fixture
def within(app: Flask) -> Callable[..., Any]:
    """Run something in an application context of its own: `within(make, ...)`."""

    def run(make: Callable[..., Any], *arguments: Any, **words: Any) -> Any:
        with app.app_context():
            return make(*arguments, **words)

    return run


@pytest.fixture
def inside(app: Any) -> Inside:
    """The steps of `desk`, beside requests of readers."""
    return Inside(app)
