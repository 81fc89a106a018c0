"""Staff and reviewers take a second step; until then the session gives nothing."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pyotp
import pytest
import sqlalchemy as sa
from flask import Flask

from portal import who
from portal.core.database import session
from portal.identity.accounts import second_factor
from portal.identity.accounts.models import Person, WebSession
from portal.policy.people import SECOND_FACTOR_ROLES, Role
from tests.identity.accounts.test_sign_in import TOO_MANY, sign_in
from tests.support.cast import ROLES, Cast, commit
from tests.support.reader import Reader

WRONG_CODE = "This code is not right. Enter the one that your app shows now."


def set_up(reader: Reader, someone: Any, clock: Any) -> pyotp.TOTP:
    """Sign in for the first time, and make the app known."""
    sign_in(reader, someone)
    assert reader.path.startswith("/sign-in/set-up-code")
    secret = reader.page.select_one(".app-secret")
    assert secret is not None
    app = pyotp.TOTP("".join(secret.get_text().split()))
    reader.fill(code=app.at(clock.now())).press("Go on")
    assert reader.h1 == "Keep these recovery codes"
    assert reader.follow("I have kept them: go on").path == "/what-needs-me"
    return app


def later(clock: Any, **span: int) -> None:
    clock.hold(clock.now() + timedelta(**span))


@pytest.mark.parametrize("key", sorted(ROLES))
def test_who_needs_a_second_step(reader_for: Callable[..., Reader], cast: Cast, key: str) -> None:
    reader = sign_in(reader_for(), cast.people[key])
    needs = ROLES[key] in SECOND_FACTOR_ROLES
    assert reader.path.startswith("/sign-in/set-up-code" if needs else "/what-needs-me")
    assert needs is (ROLES[key] != Role.AUTHORITY_OFFICER)


def test_before_the_second_step_nothing_opens(reader_for: Callable[..., Reader], cast: Cast) -> None:
    reader = sign_in(reader_for(), cast.manager)
    for path in ("/what-needs-me", "/verification", "/profile", "/schools", f"/schools/{cast.school['hill']}"):
        assert reader.get(path, follow=False, expect=303).headers["Location"].startswith("/sign-in")
    reader.post(f"/verification/{cast.school['quiet']}/reject", {"reason": "x"}, expect=303)


def test_set_up_then_a_code_at_each_sign_in(
    reader_for: Callable[..., Reader], cast: Cast, clock: Any, read: Any
) -> None:
    app = set_up(reader_for(), cast.manager, clock)
    later(clock, minutes=2)
    reader = sign_in(reader_for(), cast.manager, back="/verification")
    assert reader.path.startswith("/sign-in/code")
    assert reader.fill(code="000000").press("Go on", expect=422).errors() == [WRONG_CODE]
    code = app.at(clock.now())
    reader.fill(code=f"{code[:3]} {code[3:]}").press("Go on")
    assert reader.path == "/verification"
    stored = read(sa.select(Person.totp_secret).where(Person.id == cast.manager.id))
    assert app.secret not in stored


def test_a_code_works_once(reader_for: Callable[..., Reader], cast: Cast, clock: Any) -> None:
    app = set_up(reader_for(), cast.manager, clock)
    used = app.at(clock.now())
    thief = sign_in(reader_for(), cast.manager)
    thief.fill(code=used).press("Go on", expect=422)
    assert thief.errors() == ["This code was used already. Wait for the next one."]
    later(clock, seconds=30)
    thief.fill(code=used).press("Go on", expect=422)
    assert thief.errors() == ["This code was used already. Wait for the next one."]
    thief.get("/profile", follow=False, expect=303)


def test_five_wrong_codes_stop_the_sixth(reader_for: Callable[..., Reader], cast: Cast, clock: Any) -> None:
    app = set_up(reader_for(), cast.manager, clock)
    later(clock, minutes=1)
    reader = sign_in(reader_for(), cast.manager)
    good = app.at(clock.now())
    wrong = "000000" if good != "000000" else "000001"
    for _try in range(5):
        reader.fill(code=wrong).press("Go on", expect=422)
    assert reader.fill(code=good).press("Go on", expect=429).errors() == [TOO_MANY]


@pytest.mark.parametrize("code", ["", "12345", "1234567", "abcdef", "１２３４５６", "\x00", "x" * 200])
def test_bad_codes(reader_for: Callable[..., Reader], cast: Cast, clock: Any, code: str, read: Any) -> None:
    reader = sign_in(reader_for(), cast.manager)
    reader.fill(code=code).press("Go on", expect=422)
    assert reader.errors()
    assert read(sa.select(Person.totp_secret).where(Person.id == cast.manager.id)) is None


def test_another_secret_is_not_set_up_over_the_first(reader_for: Callable[..., Reader], cast: Cast, clock: Any) -> None:
    set_up(reader_for(), cast.manager, clock)
    reader = sign_in(reader_for(), cast.manager)
    reader.get("/sign-in/set-up-code", follow=False, expect=303)


def test_the_second_step_must_come_soon(reader_for: Callable[..., Reader], cast: Cast, clock: Any) -> None:
    reader = sign_in(reader_for(), cast.manager)
    later(clock, minutes=11)
    assert reader.get("/sign-in/set-up-code", follow=False, expect=303).headers["Location"] == "/sign-in"


@pytest.mark.parametrize("path", ["/sign-in/code", "/sign-in/set-up-code"])
def test_the_second_step_alone_is_nothing(reader_for: Callable[..., Reader], cast: Cast, path: str) -> None:
    assert reader_for().get(path, follow=False, expect=303).headers["Location"] == "/sign-in"
    reader_for().post(path, {"code": "123456"}, expect=303)
    assert reader_for(cast.teacher).get(path, follow=False, expect=303).headers["Location"] == "/sign-in"


def test_a_new_role_asks_for_the_second_step_at_once(reader_for: Callable[..., Reader], cast: Cast, app: Flask) -> None:
    from portal.identity.accounts.models import RoleGrant

    reader = sign_in(reader_for(), cast.teacher)
    reader.get("/profile")
    commit(app, lambda: session().add(RoleGrant(person_id=cast.teacher.id, role=Role.REVIEWER)))
    reader.get("/profile", follow=False, expect=303)


@pytest.mark.parametrize("demonstration", [True, False])
def test_demonstration_accounts_are_excepted_only_in_a_demonstration(
    reader_for: Callable[..., Reader], cast: Cast, app: Flask, monkeypatch: pytest.MonkeyPatch, demonstration: bool
) -> None:
    def mark() -> None:
        session().get_one(Person, cast.manager.id).is_demonstration = True

    commit(app, mark)
    monkeypatch.setattr(who.limits, "demonstration", demonstration)
    monkeypatch.setitem(app.config, "DEMONSTRATION", demonstration)
    reader = sign_in(reader_for(), cast.manager)
    assert reader.path.startswith("/what-needs-me" if demonstration else "/sign-in/set-up-code")
    other = sign_in(reader_for(), cast.manager2)
    assert other.path.startswith("/sign-in/set-up-code")


def test_the_person_is_found_in_two_statements(reader_for: Callable[..., Reader], cast: Cast, app: Flask) -> None:
    reader = reader_for(cast.manager).get("/schools/thank-you")
    assert len(reader.statements) == 2


def test_an_older_key_is_still_believed(clock: Any) -> None:
    seed = second_factor.new_seed()
    app = pyotp.TOTP(second_factor.secret_of(seed, "old"))
    at = clock.now()
    assert second_factor.matching_step(seed, app.at(at), keys=["new", "old"], at=at) == int(at.timestamp()) // 30
    assert second_factor.matching_step(seed, app.at(at), keys=["new"], at=at) is None
    assert second_factor.matching_step(seed, app.at(at), keys=["old"], at=at + timedelta(minutes=2)) is None


def test_the_session_row_says_when(reader_for: Callable[..., Reader], cast: Cast, clock: Any, read: Any) -> None:
    set_up(reader_for(), cast.admin, clock)
    assert read(sa.select(WebSession.second_factor_at).where(WebSession.person_id == cast.admin.id)) == clock.now()
