"""The page about signing in safely: where one is signed in, the second step for whoever wants it, codes for a lost phone."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from portal.identity.accounts import browsers
from portal.identity.accounts.models import Person, RecoveryCode, WebSession
from tests.identity.accounts.test_proof import set_up_app
from tests.identity.accounts.test_second_factor import later, set_up
from tests.identity.accounts.test_sign_in import cookie_of, sign_in
from tests.support.cast import PASSWORD, Cast
from tests.support.reader import Reader


def codes_on(reader: Reader) -> list[str]:
    return [code.get_text() for code in reader.page.select(".app-codes code")]


def test_one_session_is_ended(reader_for: Callable[..., Reader], cast: Cast, read: Any) -> None:
    here, there, other = reader_for(cast.teacher), reader_for(cast.teacher), reader_for(cast.head)
    here.get("/profile/security").press("Sign out there").sees("You are signed out in that browser.")
    there.get("/profile", follow=False, expect=303)
    assert here.get("/profile/security").page.find(string="Sign out there") is None
    theirs = read(sa.select(WebSession.id).where(WebSession.person_id == cast.head.id))
    here.post(f"/profile/sessions/{theirs}/end", expect=404)
    other.get("/profile")


def test_everywhere_here_too(reader_for: Callable[..., Reader], cast: Cast) -> None:
    here, there = reader_for(cast.teacher), reader_for(cast.teacher)
    old = cookie_of(here)
    here.get("/profile/security").press("Sign out everywhere, here too")
    assert here.path == "/"
    there.get("/profile", follow=False, expect=303)
    here.client.set_cookie("portal_session", old)
    here.get("/profile", follow=False, expect=303)


@pytest.mark.parametrize("count", [1, 3, 30])
def test_the_list_takes_the_same_statements(reader_for: Callable[..., Reader], cast: Cast, count: int) -> None:
    readers = [reader_for(cast.teacher) for _number in range(count)]
    readers[0].get("/profile/security")
    assert len(readers[0].statements) == 6
    assert len(readers[0].page.select(".app-list > li")) == count


@pytest.mark.parametrize(
    ("client", "words"),
    [
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox on Windows"),
        ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0", "Edge on Windows"),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0) AppleWebKit/605 Version/18.0 Mobile Safari/604.1",
            "Safari on iPhone",
        ),
        ("Mozilla/5.0 (X11; CrOS x86_64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36", "Chrome on Chromebook"),
        ("Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/140.0 Mobile Safari/537.36", "Chrome on Android"),
        ("curl/8.0", "A browser that is not known"),
        ("", "A browser that is not known"),
        ("<script>alert(1)</script>", "A browser that is not known"),
    ],
)
def test_browsers_in_words(client: str, words: str) -> None:
    assert browsers.words_of(client) == words


def test_anyone_may_have_a_second_step(
    reader_for: Callable[..., Reader], cast: Cast, clock: Any, mails: Any, read: Any
) -> None:
    reader, other = sign_in(reader_for(), cast.teacher), reader_for(cast.teacher)
    before = cookie_of(reader)
    app = set_up_app(reader, clock)
    codes = codes_on(reader)
    assert len(set(codes)) == 10
    assert cookie_of(reader) != before
    other.get("/profile", follow=False, expect=303)
    assert [m.subject for m in mails()] == ["A second step is needed to sign in from now on."]
    stored = read(sa.select(RecoveryCode.code_hash))
    assert len(stored) == 64
    assert not any(code.replace("-", "") in stored for code in codes)
    later(clock, minutes=1)
    again = sign_in(reader_for(), cast.teacher)
    assert again.path.startswith("/sign-in/code")
    again.get("/profile", follow=False, expect=303)
    again.get("/sign-in/code").fill(code=app.at(clock.now())).press("Go on")
    assert again.path == "/what-needs-me"


def test_the_session_rises_with_a_new_value(reader_for: Callable[..., Reader], cast: Cast, clock: Any) -> None:
    app = set_up_app(sign_in(reader_for(), cast.teacher), clock)
    later(clock, minutes=1)
    reader = sign_in(reader_for(), cast.teacher)
    half = cookie_of(reader)
    reader.fill(code=app.at(clock.now())).press("Go on")
    assert cookie_of(reader) not in ("", half)
    thief = reader_for()
    thief.client.set_cookie("portal_session", half)
    thief.get("/profile", follow=False, expect=303)


def test_a_recovery_code_works_once(reader_for: Callable[..., Reader], cast: Cast, clock: Any, mails: Any) -> None:
    owner = sign_in(reader_for(), cast.teacher)
    set_up_app(owner, clock)
    code = codes_on(owner)[3]
    later(clock, minutes=1)
    reader = sign_in(reader_for(), cast.teacher, back="/profile").follow("Use a recovery code")
    reader.fill(code="ABCD-EFGH-2345-6789").press("Go on", expect=422)
    assert reader.errors() == ["This is none of your recovery codes, or it was used already."]
    reader.fill(code=f" {code.lower().replace('-', ' ')} ").press("Go on")
    assert reader.path == "/profile"
    assert mails()[-1].subject == "A recovery code was used to sign in. 9 are left."
    assert "9 recovery codes are left" in reader.get("/profile/security").text
    again = sign_in(reader_for(), cast.teacher).get("/sign-in/recovery-code")
    again.fill(code=code).press("Go on", expect=422)
    again.get("/profile", follow=False, expect=303)


def test_a_recovery_code_is_no_one_elses(reader_for: Callable[..., Reader], cast: Cast, clock: Any) -> None:
    owner, thief = sign_in(reader_for(), cast.teacher), sign_in(reader_for(), cast.head)
    set_up_app(owner, clock)
    code = codes_on(owner)[0]
    set_up_app(thief, clock)
    later(clock, minutes=1)
    reader = sign_in(reader_for(), cast.head).get("/sign-in/recovery-code")
    reader.fill(code=code).press("Go on", expect=422)


def test_guessing_recovery_codes_is_stopped(reader_for: Callable[..., Reader], cast: Cast, clock: Any) -> None:
    owner = sign_in(reader_for(), cast.teacher)
    set_up_app(owner, clock)
    code = codes_on(owner)[0]
    later(clock, minutes=1)
    reader = sign_in(reader_for(), cast.teacher).get("/sign-in/recovery-code")
    for _try in range(5):
        reader.fill(code="ABCD-EFGH-2345-6789").press("Go on", expect=422)
    reader.fill(code=code).press("Go on", expect=429)


def test_new_codes_end_the_old_ones(reader_for: Callable[..., Reader], cast: Cast, clock: Any, mails: Any) -> None:
    reader = sign_in(reader_for(), cast.teacher)
    set_up_app(reader, clock)
    old = codes_on(reader)
    reader.get("/profile/security").press("Make new recovery codes")
    new = codes_on(reader)
    assert len(new) == 10
    assert not set(old) & set(new)
    assert mails()[-1].subject == "New recovery codes were made; the old ones are dead."
    later(clock, minutes=1)
    other = sign_in(reader_for(), cast.teacher).get("/sign-in/recovery-code")
    other.fill(code=old[0]).press("Go on", expect=422)
    other.fill(code=new[0]).press("Go on")
    assert other.path == "/what-needs-me"


def test_another_app_takes_its_place(reader_for: Callable[..., Reader], cast: Cast, clock: Any, mails: Any) -> None:
    reader = sign_in(reader_for(), cast.teacher)
    old = set_up_app(reader, clock)
    later(clock, minutes=1)
    new = set_up_app(reader, clock)
    assert old.secret != new.secret
    assert mails()[-1].subject == "Another app gives the codes for signing in from now on."
    later(clock, minutes=1)
    other = sign_in(reader_for(), cast.teacher)
    other.fill(code=old.at(clock.now())).press("Go on", expect=422)
    other.fill(code=new.at(clock.now())).press("Go on")
    assert other.path == "/what-needs-me"


def test_switching_it_off(reader_for: Callable[..., Reader], cast: Cast, clock: Any, mails: Any, read: Any) -> None:
    reader = sign_in(reader_for(), cast.teacher)
    set_up_app(reader, clock)
    reader.get("/profile/security").press("Switch the second step off")
    assert read(sa.select(Person.totp_secret).where(Person.id == cast.teacher.id)) is None
    assert read(sa.select(RecoveryCode)) is None
    assert mails()[-1].subject == "No second step is needed to sign in any more."
    assert sign_in(reader_for(), cast.teacher).path == "/what-needs-me"


def test_a_role_that_needs_it_keeps_it_on(reader_for: Callable[..., Reader], cast: Cast, clock: Any, read: Any) -> None:
    reader = reader_for()
    set_up(reader, cast.manager, clock)
    reader.get("/profile/security").sees("Your role needs a second step")
    reader.post("/profile/security/app/off", expect=303)
    assert reader.get("/profile/security").sees("You can replace the app, but not do without it.")
    assert read(sa.select(Person.totp_secret).where(Person.id == cast.manager.id)) is not None


def test_a_new_password_does_not_pass_by_the_second_step(
    reader_for: Callable[..., Reader], cast: Cast, clock: Any, link_in: Any
) -> None:
    set_up_app(sign_in(reader_for(), cast.teacher), clock)
    reader = reader_for()
    reader.post("/forgotten-password", {"email": cast.teacher.email}, expect=303)
    reader.get(link_in("reset_password")).fill(password="twelve green ladders").press("Save the new password")
    sign_in(reader, cast.teacher, "twelve green ladders")
    assert reader.path.startswith("/sign-in/code")
    reader.get("/what-needs-me", follow=False, expect=303)


def test_signing_in_ends_links_that_were_sent_before(
    reader_for: Callable[..., Reader], cast: Cast, link_in: Any
) -> None:
    reader_for().post("/forgotten-password", {"email": cast.teacher.email}, expect=303)
    path = link_in("reset_password")
    reader_for().get(path)
    sign_in(reader_for(), cast.teacher)
    reader_for().get(path, expect=404)


def test_staff_are_out_after_twelve_hours_of_work(reader_for: Callable[..., Reader], cast: Cast, clock: Any) -> None:
    officer, reviewer, start = reader_for(cast.officer), reader_for(cast.reviewer), clock.now()
    for minutes in range(20, 12 * 60, 20):
        clock.hold(start + timedelta(minutes=minutes))
        officer.get("/profile")
        reviewer.get("/profile")
    clock.hold(start + timedelta(hours=12))
    officer.get("/profile", follow=False, expect=303)
    reviewer.get("/profile")


def test_everyone_is_out_after_thirty_days(reader_for: Callable[..., Reader], cast: Cast, clock: Any) -> None:
    reader, start = reader_for(cast.teacher), clock.now()
    for hours in range(7, 30 * 24, 7):
        clock.hold(start + timedelta(hours=hours))
        reader.get("/profile")
    clock.hold(start + timedelta(days=30))
    reader.get("/profile", follow=False, expect=303)


@pytest.mark.parametrize(
    ("path", "fields", "most"),
    [
        ("/forgotten-password", {"email": "someone{}@x.example"}, 10),
        ("/forgotten-password", {"email": "someone@x.example"}, 5),
        (
            "/register",
            {
                "name": "N",
                "email": "n{}@x.example",
                "password": "eleven blue kettles",
                "zone": "Europe/London",
                "work": "teacher",
                "adult": "y",
            },
            10,
        ),
    ],
)
def test_too_often_waits_and_writes_no_mail(
    reader_for: Callable[..., Reader], cast: Cast, mails: Any, path: str, fields: dict[str, str], most: int
) -> None:
    reader = reader_for()
    for number in range(most):
        reader.post(path, {k: v.format(number) for k, v in fields.items()}, expect=303)
    before = len(mails())
    reader.post(path, {k: v.format(99) if most == 10 else v for k, v in fields.items()}, expect=429)
    assert int(reader.headers["Retry-After"]) in (600, 3600)
    assert len(mails()) == before


def test_the_password_is_the_one_that_was_typed(reader_for: Callable[..., Reader], cast: Cast) -> None:
    assert sign_in(reader_for(), cast.teacher, PASSWORD.upper(), expect=422).errors()
