"""Before something dangerous the portal asks once more whether it is you; what was typed is kept meanwhile."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pyotp
import pytest
import sqlalchemy as sa
from flask import Flask

from portal.identity.accounts.models import Person
from tests.identity.accounts.test_second_factor import later
from tests.identity.accounts.test_sign_in import cookie_of, sign_in
from tests.support.cast import PASSWORD, Cast
from tests.support.reader import Reader

ASKING = {  # what quality.md, check 61, names; a new password asks for the present one on its own page
    "accounts.change_address",
    "accounts.set_up_app",
    "accounts.make_recovery_codes",
    "accounts.switch_off_app",
    "accounts.add_passkey",
    "accounts.remove_passkey",
    "privacy.close",
    "privacy.take_away",
    "people.propose",
    "people.confirm",
    "people.take_second_factor_away",
    "duplicates.compare",
    "interface.mine",
    "interface.show",
}


def set_up_app(reader: Reader, clock: Any) -> pyotp.TOTP:
    """Set up an app from the profile."""
    reader.get("/profile/security/app")
    secret = reader.page.select_one(".app-secret")
    assert secret is not None
    app = pyotp.TOTP("".join(secret.get_text().split()))
    reader.fill(code=app.at(clock.now())).press("Go on")
    assert reader.h1 == "Keep these recovery codes"
    return app


def test_which_pages_ask(app: Flask) -> None:
    asking = {name for name, view in app.view_functions.items() if getattr(view, "asks_for_proof", False)}
    assert asking >= ASKING


def test_within_a_quarter_of_an_hour_it_goes_straight_on(
    reader_for: Callable[..., Reader], cast: Cast, clock: Any
) -> None:
    reader = sign_in(reader_for(), cast.teacher)
    later(clock, minutes=14, seconds=59)
    assert reader.get("/profile/address").path == "/profile/address"
    later(clock, seconds=1)
    assert reader.get("/profile/address").path == "/prove-it-is-you?next=/profile/address"


def test_what_was_typed_comes_back(reader_for: Callable[..., Reader], cast: Cast, clock: Any, mails: Any) -> None:
    reader = sign_in(reader_for(), cast.teacher).get("/profile/address")
    later(clock, minutes=20)
    reader.fill(email="a.very.long.new.address@hill.example").press("Send me the link")
    assert reader.path.startswith("/prove-it-is-you")
    assert mails() == []
    before = cookie_of(reader)
    reader.fill(password="not mine at all").press("Go on", expect=422)
    assert reader.errors() == ["This is not your password."]
    reader.fill(password=PASSWORD).press("Go on")
    assert cookie_of(reader) != before
    assert reader.h1 == "Your text is still here"
    reader.press("Send it now")
    assert [m.kind for m in mails()] == ["confirm_new_address", "address_change_asked"]


def test_the_old_cookie_is_dead_afterwards(reader_for: Callable[..., Reader], cast: Cast, clock: Any) -> None:
    reader = sign_in(reader_for(), cast.teacher)
    old = cookie_of(reader)
    later(clock, minutes=20)
    reader.get("/profile/address").fill(password=PASSWORD).press("Go on")
    assert reader.path == "/profile/address"
    thief = reader_for()
    thief.client.set_cookie("portal_session", old)
    thief.get("/profile", follow=False, expect=303)


def test_a_code_will_do(reader_for: Callable[..., Reader], cast: Cast, clock: Any) -> None:
    reader = sign_in(reader_for(), cast.teacher)
    app = set_up_app(reader, clock)
    later(clock, minutes=20)
    reader.get("/profile/address")
    reader.fill(code="000000").press("Go on with the code", expect=422)
    reader.fill(code=app.at(clock.now())).press("Go on with the code")
    assert reader.path == "/profile/address"


def test_guessing_is_stopped(reader_for: Callable[..., Reader], cast: Cast, clock: Any) -> None:
    reader = reader_for(cast.teacher)
    later(clock, minutes=20)
    reader.get("/profile/address")
    for _try in range(10):
        reader.fill(password="wrong wrong wrong").press("Go on", expect=422)
    assert reader.fill(password=PASSWORD).press("Go on", expect=429).headers["Retry-After"] == "300"


@pytest.mark.parametrize("path", ["//evil.example", "https://evil.example", "/\\evil.example"])
def test_it_leads_nowhere_else(reader_for: Callable[..., Reader], cast: Cast, path: str) -> None:
    reader = reader_for(cast.teacher)
    answer = reader.post("/prove-it-is-you", {"password": PASSWORD, "next": path}, expect=303)
    assert answer.headers["Location"] == "/what-needs-me"


def test_secrets_are_not_kept(reader_for: Callable[..., Reader], cast: Cast, clock: Any, read: Any) -> None:
    from portal.identity.accounts.models import KeptForm

    reader = sign_in(reader_for(), cast.teacher)
    later(clock, minutes=20)
    reader.post("/profile/security/app", {"code": "123456", "password": "x", "current_password": "y"}, expect=303)
    kept = read(sa.select(KeptForm.fields))
    assert kept is None or not {"code", "password", "current_password"} & set(kept)


def test_an_old_form_is_not_offered(reader_for: Callable[..., Reader], cast: Cast, clock: Any, read: Any) -> None:
    reader = sign_in(reader_for(), cast.teacher).get("/profile/address")
    later(clock, minutes=20)
    reader.fill(email="new@hill.example").press("Send me the link")
    clock.hold(clock.now() + timedelta(hours=1))
    reader.fill(password=PASSWORD).press("Go on")
    assert reader.path == "/what-needs-me"
    assert read(sa.select(Person.email).where(Person.id == cast.teacher.id)) == cast.teacher.email
