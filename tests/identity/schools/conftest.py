"""What the tests of this room share: a few entries of a register, and the mail that was written."""

import hashlib
import re
import uuid
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.core import search
from portal.core.database import session
from portal.core.outbox import OutboxMail
from portal.core.text import fold
from portal.identity.registers.models import RegisterEntry
from tests.support.cast import commit

LINK = re.compile(r"http://[^/\s]+(/(?:link|reset)/\S+)")


def enter(name: str, number: str, **values: Any) -> uuid.UUID:
    """One entry of the register, as the importer leaves it."""
    entry = RegisterEntry(
        **{
            "register": "gias",
            "number": number,
            "name": name,
            "folded_name": fold(name),
            "status": "open",
            "town": "Marlbury",
            "postcode": "ZZ3 1AA",
            "country": "GB",
            "country_name": "England",
            "authority_code": "990",
            "website": "https://www.elm.example",
            "digest": hashlib.md5(name.encode(), usedforsecurity=False).hexdigest(),
            **values,
        }
    )
    session().add(entry)
    session().flush()
    words = f"{name} {entry.town} {entry.postcode} {entry.postcode.replace(' ', '')} {number}"
    search.put("register_entry", entry.id, scope="registers", text=words)
    return entry.id


@pytest.fixture
def entries(app: Flask) -> dict[str, uuid.UUID]:
    """elm (open), oak (closed), ash (proposed), wyr (Welsh letters)."""
    return commit(
        app,
        lambda: {
            "elm": enter("Elm Grove Primary School", "900501"),
            "oak": enter("Oak Lane Infant School", "900502", status="closed", postcode="ZZ3 2AB"),
            "ash": enter("Ash Road Free School", "900503", status="proposed"),
            "wyr": enter("Ysgol Gyfun Ŵyr", "900504", town="Aberwen", country_name="Wales"),
        },
    )


@pytest.fixture
def mails(app: Flask) -> Callable[..., list[OutboxMail]]:
    """The mails written so far, newest last, of a kind or to an address."""

    def found(kind: str | None = None, address: str | None = None) -> list[OutboxMail]:
        query = sa.select(OutboxMail).order_by(OutboxMail.id)
        if kind is not None:
            query = query.where(OutboxMail.kind == kind)
        if address is not None:
            query = query.where(OutboxMail.address == address)
        with app.app_context():
            return list(session().scalars(query))

    return found


@pytest.fixture
def link_in(mails: Callable[..., list[OutboxMail]]) -> Callable[..., str]:
    """The path of the one-time link in the newest mail of a kind."""

    def path(kind: str, address: str | None = None) -> str:
        found = LINK.search(mails(kind, address)[-1].text)
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
