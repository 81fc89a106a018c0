"""Fixtures for the mail that was written, and for one value from the database. A room that needs them imports them in its conftest.py."""

import re
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.core.database import session
from portal.core.outbox import OutboxMail

LINK = re.compile(r"http://[^/\s]+(/(?:link|reset)/\S+)")


@pytest.fixture
def mails(app: Flask) -> Callable[[], list[OutboxMail]]:
    """Every mail that was written, newest last."""

    def found() -> list[OutboxMail]:
        with app.app_context():
            return list(session().scalars(sa.select(OutboxMail).order_by(OutboxMail.id)))

    return found


@pytest.fixture
def link_in(mails: Callable[[], list[OutboxMail]]) -> Callable[[str], str]:
    """The path of the one-time link in the newest mail of a kind."""

    def path(kind: str) -> str:
        found = LINK.search([m for m in mails() if m.kind == kind][-1].text)
        assert found is not None
        return found.group(1)

    return path


@pytest.fixture
def read(app: Flask) -> Callable[[Any], Any]:
    """One value from the database, as it is now."""

    def value(query: Any) -> Any:
        with app.app_context():
            return session().scalar(query)

    return value
