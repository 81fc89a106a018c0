"""A refusal has a page with a way on; a surprise has a number and gives the words back, without asking the database for anything."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy.exc import OperationalError

from portal.core.errors import NotPermitted, TryLater
from tests.support.cast import Cast

Readers = Callable[..., Any]
WORDS = "Words that took ten minutes to write, and that nobody wants to write again"


@pytest.fixture
def broken(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Callable[[Exception], None]:
    """Make the page of a new profile fail with this exception."""
    monkeypatch.setitem(app.config, "PROPAGATE_SURPRISES", False)

    def with_(error: Exception) -> None:
        def view(**_arguments: Any) -> None:
            raise error

        monkeypatch.setitem(app.view_functions, "accounts.register", view)

    return with_


@pytest.mark.parametrize(
    ("error", "status", "h1"),
    [
        (ZeroDivisionError(), 500, "Sorry, something went wrong"),
        (NotPermitted("You may no longer do this."), 403, "You cannot do this"),
        (TryLater(), 503, "The portal is busy"),
        (OperationalError("SELECT 1", {}, Exception("gone")), 503, "The portal is busy"),
    ],
)
def test_words_are_given_back_when_something_breaks(
    cast: Cast, reader_for: Readers, broken: Callable[[Exception], None], error: Exception, status: int, h1: str
) -> None:
    broken(error)
    reader = reader_for().get("/sign-in")
    token = reader.page.find("input", {"name": "csrf_token"})["value"]
    sent = {"csrf_token": token, "name": WORDS, "password": "x" * 60}
    reader.post("/register", sent, expect=None)
    assert (reader.status, reader.h1) == (status, h1)
    assert [area.get_text().strip() for area in reader.page.find_all("textarea")] == [WORDS]
    assert "x" * 60 not in reader.raw.decode()
    assert reader.page.find("link", rel="stylesheet")
    assert bool(re.search(r"Reference: [0-9a-f]{8}", reader.text)) == (status == 500)


@pytest.mark.parametrize(
    ("path", "status", "h1"),
    [("/nothing/here", 404, "There is nothing here"), ("/reviews", 403, "You cannot do this")],
)
def test_a_refusal_has_a_page_and_a_way_on(cast: Cast, reader_for: Readers, path: str, status: int, h1: str) -> None:
    reader = reader_for(cast.teacher).get(path, expect=status)
    assert reader.h1 == h1
    assert reader.page.select_one("main a[href='/']")
