"""What was taken although it is hostile, opened in a real browser in every way that a page can: nothing of it runs (check 23)."""

import io
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.core import storage
from portal.core.database import session
from portal.core.perform import perform
from portal.running.board import services
from portal.running.board.models import Attached, Message, PostFile
from portal.running.board.queries import get_board
from tests.support import hostile
from tests.support.cast import Cast

pytestmark = [pytest.mark.browser, pytest.mark.either]
WAYS = (
    '<iframe src="{0}"></iframe><object data="{0}"></object><embed src="{0}"><img src="{0}" alt=""><script src="{0}"></script>'
    '<script type="module" src="{0}"></script><link rel="stylesheet" href="{0}"><iframe sandbox="allow-scripts allow-same-origin" src="{0}"></iframe>'
)


@pytest.fixture
def addresses(app: Flask, cast: Cast) -> list[str]:
    """The address of each hostile file that is taken, with a message on the board."""
    with app.app_context():
        files = tuple(
            Attached(storage.receive(io.BytesIO(one.content), one.name, field="file", most_bytes=hostile.MOST))
            for one in hostile.all_of_them()
            if not one.refused
        )
        words = {"by": cast.signed_in("teacher"), "title": "Files", "message": Message("Look", files=files)}
        thread = perform(services.start_thread, get_board(cast.river), **words)
        base = f"/clusters/{cast.river}/board/threads/{thread.id}/posts/{thread.last_post_id}/files"
        return [f"{base}/{key}" for key in session().scalars(sa.select(PostFile.id).order_by(PostFile.id))]


def test_nothing_of_a_hostile_file_runs(site: Any, cast: Cast, addresses: list[str]) -> None:
    assert len(addresses) >= 50
    page, spoken, saved = site.page(cast.teacher), [], []
    page.on("dialog", lambda dialog: (spoken.append(dialog.message), dialog.dismiss()))
    page.on("download", lambda download: saved.append(download.suggested_filename))
    # a page of our own address that protects itself by nothing, as an attacker would like to have one
    body = "".join(WAYS.format(address) for address in addresses)
    page.route("**/attack", lambda route: route.fulfill(content_type="text/html", body=f"<!doctype html>{body}"))
    page.goto(site.url + "/attack", wait_until="load")
    page.wait_for_timeout(300)
    assert page.evaluate("window.hacked === undefined")
    assert page.evaluate("getComputedStyle(document.body).backgroundImage") == "none"
    for address in addresses:
        page.evaluate("where => { location.href = where }", site.url + address)
    page.wait_for_timeout(300)
    assert page.url.endswith("/attack")
    assert page.evaluate("window.hacked === undefined")
    assert spoken == []
    assert saved, "a file that is opened is saved, never shown"
