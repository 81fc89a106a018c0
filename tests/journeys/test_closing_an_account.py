"""Somebody retires: she looks at what would break without her, takes her data away, closes her account, changes her mind once, and closes it after all. Two
weeks later her name is gone and her work is there. Told by the test client, and at a phone without JavaScript."""

import io
import zipfile
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from portal.core.clock import clock
from portal.core.perform import perform
from portal.oversight.privacy import jobs
from portal.oversight.privacy.services import closing
from portal.running.board import services as board
from portal.running.board.models import Message
from portal.running.board.queries import get_board
from tests.conftest import START
from tests.journeys.screen import ScreenReader
from tests.oversight.privacy.test_traces import traces
from tests.support.cast import PASSWORD, Cast
from tests.support.reader import Reader


def tell(app: Flask, cast: Cast, as_someone: Callable[[Any], Any]) -> None:
    clock.hold(START)
    with app.app_context():
        by, river = cast.signed_in("teacher"), get_board(cast.river)
        thread = perform(board.start_thread, river, by=by, title="The mill", message=Message("We measured the mill."))
    page = f"/clusters/{cast.river}/board/threads/{thread.id}"
    elsewhere = as_someone(cast.teacher).get("/what-needs-me")

    # she looks at what would break, and closes it
    mine = as_someone(cast.teacher).get("/profile").follow("Your data").follow("Close your account")
    mine.follow("What would break without you at Hill Primary School").get("/profile/close")
    mine.press("Close my account", expect=422).sees("Tick the box if you want your account to be closed.")
    mine.fill(sure="y").press("Close my account").sees("Your account is closed on Tuesday 16 March 2027")
    elsewhere.get("/what-needs-me", expect=None).sees("Sign in")
    as_someone(cast.coordinator).get(page).sees("Tom O'Neill", "We measured the mill.")

    # she changes her mind, and changes it again
    mine.get("/what-needs-me").follow("Keep the account of Tom O'Neill, or let it close")
    mine.press("Keep my account").sees("You keep your account.")
    clock.hold(START + timedelta(days=20))
    with app.app_context():
        assert jobs.close_accounts() == 0
    mine = as_someone(cast.teacher).get("/profile/close").fill(sure="y").press("Close my account")
    mine.sees("Your account is closed on Monday 5 April 2027")

    # two weeks later: no name, no address, and the work
    clock.hold(START + timedelta(days=20) + closing.GRACE + timedelta(minutes=1))
    with app.app_context():
        assert jobs.close_accounts() == 1
    mine.get("/what-needs-me", expect=None).sees("Sign in")
    mine.get("/sign-in").fill(email=cast.teacher.email, password=PASSWORD).press("Sign in", expect=None)
    mine.does_not_see("Sign out")
    as_someone(cast.coordinator).get(page).sees("Former member", "We measured the mill.").does_not_see("Tom O'Neill")
    as_someone(cast.abroad).get(page).sees("Hill Primary School", "We measured the mill.").does_not_see("Tom O'Neill")
    as_someone(cast.coordinator).get(f"/schools/{cast.school['hill']}").does_not_see("Tom O'Neill")
    assert traces(app, cast.teacher.name, cast.teacher.email) == []


def test_an_account_is_closed_in_the_test_client(app: Flask, cast: Cast) -> None:
    reader = Reader(app, cast.teacher).get("/profile/data").press("Download everything about you", expect=None)
    if reader.headers["Content-Type"].startswith("text/html"):
        reader.fill(password=PASSWORD).press("Go on").get("/profile/data").press("Download everything about you")
    with zipfile.ZipFile(io.BytesIO(reader.raw)) as parcel:
        assert {"everything.json", "everything.html"} <= set(parcel.namelist())
    tell(app, cast, lambda person: Reader(app, person))


@pytest.mark.browser
@pytest.mark.timeout(300)
def test_an_account_is_closed_at_a_phone_without_javascript(app: Flask, cast: Cast, site: Any) -> None:
    tell(app, cast, lambda person: ScreenReader(site.page(person, width=390, javascript=False), site.url))
