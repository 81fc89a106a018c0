"""Passkeys at a real browser, with an authenticator of the browser's own: made on the page about signing in safely, used to sign in, proven again."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.core.database import session
from portal.identity.accounts.models import Passkey
from tests.journeys.conftest import Site
from tests.support.cast import PASSWORD, Cast
from tests.support.reader import Reader

pytestmark = [pytest.mark.browser, pytest.mark.either]


@pytest.fixture
def tab(app: Flask, cast: Cast, site: Site, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """A page of a browser whose device asks for a finger, and is given one."""
    here = f"http://localhost:{site.server.server_port}"
    monkeypatch.setitem(app.config, "PUBLIC_URL", here)
    context = site.chromium.new_context(base_url=here, viewport={"width": 390, "height": 800})
    page = context.new_page()
    page.set_default_timeout(15_000)
    page.complaints = []
    page.on("pageerror", lambda error: page.complaints.append(str(error)))
    page.on("console", lambda said: page.complaints.append(said.text) if "Content Security" in said.text else None)
    device = context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    about = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
    made = device.send(
        "WebAuthn.addVirtualAuthenticator",
        {"options": {**about, "isUserVerified": True, "automaticPresenceSimulation": True}},
    )
    page.device, page.authenticator = device, made["authenticatorId"]
    yield page
    assert page.complaints == []
    context.close()


def sign_in(page: Any, someone: Any) -> None:
    page.goto("/sign-in")
    page.get_by_label("E-mail address").fill(someone.email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()


def kept(app: Flask) -> tuple[int, int]:
    """How many passkeys there are, and how often they say they were used."""
    with app.app_context():
        row = session().execute(sa.select(sa.func.count(), sa.func.sum(Passkey.sign_count))).one()
        session().rollback()
        return row[0], row[1] or 0


def test_made_used_and_proven(app: Flask, cast: Cast, tab: Any, clock: Any) -> None:
    sign_in(tab, cast.teacher)
    tab.wait_for_url("**/what-needs-me")
    tab.goto("/profile/security/passkeys/add")
    assert tab.get_by_label("Name of the passkey").input_value() == "Chrome on Linux"
    assert tab.get_by_text("needs a browser that runs scripts").count() == 0
    tab.get_by_role("button", name="Make the passkey").click()
    tab.get_by_role("heading", name="Keep these recovery codes").wait_for()
    assert kept(app)[0] == 1
    tab.get_by_role("button", name="Sign out").click()
    tab.goto("/sign-in")
    tab.get_by_role("button", name="Sign in with a passkey").click()
    tab.wait_for_url("**/what-needs-me")
    used = kept(app)[1]
    assert used > 0
    clock.hold(clock.now() + timedelta(minutes=16))
    tab.goto("/profile/address")
    tab.get_by_role("button", name="Go on with a passkey").click()
    tab.get_by_role("heading", name="Change your e-mail address").wait_for()
    assert kept(app)[1] > used


def test_the_second_step_of_a_role(app: Flask, cast: Cast, tab: Any) -> None:
    sign_in(tab, cast.manager)
    tab.get_by_role("heading", name="Or make a passkey on this device").wait_for()
    tab.get_by_role("button", name="Make a passkey").click()
    tab.get_by_role("button", name="I have kept them: go on").click()
    tab.wait_for_url("**/what-needs-me")
    tab.get_by_role("button", name="Sign out").click()
    sign_in(tab, cast.manager)
    tab.get_by_role("heading", name="Use your passkey").wait_for()
    tab.get_by_role("button", name="Go on with a passkey").click()
    tab.wait_for_url("**/what-needs-me")


def test_a_finger_that_is_not_known(app: Flask, cast: Cast, tab: Any) -> None:
    tab.device.send("WebAuthn.setUserVerified", {"authenticatorId": tab.authenticator, "isUserVerified": False})
    tab.goto("/sign-in")
    tab.get_by_role("button", name="Sign in with a passkey").click()
    tab.get_by_text("Nothing was sent. Try again, or use another way.").wait_for()
    assert tab.url.endswith("/sign-in")


def test_without_a_script_the_other_way_is_said(cast: Cast, reader_for: Callable[..., Reader], site: Site) -> None:
    page = site.page(javascript=False, width=390)
    page.goto(f"{site.url}/sign-in")
    assert page.get_by_text("A passkey needs a browser that runs scripts").is_visible()
    assert not page.get_by_role("button", name="Sign in with a passkey").is_visible()
    page.context.close()
