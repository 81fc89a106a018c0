"""Signing in and out: what is said, what is counted, what a cookie is worth."""

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from argon2 import PasswordHasher
from flask import Flask

from portal.core.database import session
from portal.core.limits import LimitTurn
from portal.identity.accounts import passwords
from portal.identity.accounts.models import KnownDevice, Person, PersonStatus, WebSession
from portal.oversight.audit.models import AuditEntry
from portal.web import login
from tests.support.cast import PASSWORD, Cast, Someone, commit
from tests.support.reader import Reader

WRONG = "The e-mail address or the password is not right. Check both, or choose a new password."
TOO_MANY = "There were too many wrong tries. Wait 5 minutes, then try again, or choose a new password."


def sign_in(
    reader: Reader, someone: Someone, password: str = PASSWORD, *, expect: int = 200, back: str = "", **more: Any
) -> Reader:
    reader.get("/sign-in" + (f"?next={back}" if back else ""))
    return reader.fill(email=someone.email, password=password, **more).press("Sign in", expect=expect)


def cookie_of(reader: Reader) -> str:
    held = reader.client.get_cookie("portal_session")
    return held.value if held is not None else ""


def test_a_password_hashed_at_a_lower_cost_is_hashed_anew(
    reader_for: Callable[..., Reader], cast: Cast, app: Flask, read: Any
) -> None:
    weaker = PasswordHasher(time_cost=1, memory_cost=16, parallelism=1, hash_len=16).hash(PASSWORD)

    def change() -> None:
        session().get_one(Person, cast.teacher.id).password_hash = weaker

    commit(app, change)
    sign_in(reader_for(), cast.teacher)
    stored = read(sa.select(Person.password_hash).where(Person.id == cast.teacher.id))
    assert stored != weaker
    assert passwords.verify(PASSWORD, stored)
    sign_in(reader_for(), cast.teacher)
    assert read(sa.select(Person.password_hash).where(Person.id == cast.teacher.id)) == stored


def set_status(app: Flask, someone: Someone, status: PersonStatus) -> None:
    def change() -> None:
        session().get_one(Person, someone.id).status = status

    commit(app, change)


def test_a_right_password_leads_to_what_needs_one(reader_for: Callable[..., Reader], cast: Cast, read: Any) -> None:
    reader = sign_in(reader_for(), cast.teacher)
    assert reader.path == "/what-needs-me"
    held = read(sa.select(WebSession).where(WebSession.person_id == cast.teacher.id))
    assert held.token_hash == login.token_hash(cookie_of(reader))
    assert cookie_of(reader) not in str(held.__dict__)
    assert read(sa.select(AuditEntry.kind).where(AuditEntry.person_id == cast.teacher.id)) == "signed_in_from_browser"
    assert read(sa.select(sa.func.count()).select_from(LimitTurn)) == 0


@pytest.mark.parametrize("email", ["TEACHER@HILL.EXAMPLE", "  teacher@hill.example ", "Teacher@Hill.Example"])
def test_case_and_spaces_of_the_address_do_not_matter(
    reader_for: Callable[..., Reader], cast: Cast, email: str
) -> None:
    reader = reader_for().get("/sign-in").fill(email=email, password=PASSWORD).press("Sign in")
    assert reader.path == "/what-needs-me"


def test_known_and_unknown_are_told_the_same(reader_for: Callable[..., Reader], cast: Cast, app: Flask) -> None:
    set_status(app, cast.vale_teacher, PersonStatus.UNCONFIRMED)
    set_status(app, cast.ford_teacher, PersonStatus.SUSPENDED)
    answers = set()
    for address, password in (
        (cast.teacher.email, "wrong wrong wrong"),
        ("stranger@nowhere.example", "wrong wrong wrong"),
        (cast.vale_teacher.email, PASSWORD),
        (cast.ford_teacher.email, PASSWORD),
    ):
        reader = reader_for().post("/sign-in", {"email": address, "password": password}, expect=422)
        kinds = tuple(s.split()[0] + s.split()[2] for s in reader.statements if s.lstrip().startswith("INSERT"))
        answers.add((tuple(reader.errors()), reader.text, kinds))
        assert address in str(reader.page)
        assert password not in str(reader.page)
    assert len(answers) == 1
    assert next(iter(answers))[0] == (WRONG,)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"email": "", "password": "x"}, "Enter your e-mail address."),
        ({"email": "\x00", "password": "x"}, "Enter your e-mail address."),
        ({"email": "teacher@hill.example", "password": ""}, "Enter your password."),
        ({"email": "no address", "password": "x"}, "Enter an e-mail address like"),
        ({"email": "a" * 300 + "@x.example", "password": "x"}, "254 characters"),
        ({"email": "teacher@hill.example", "password": "p" * 1001}, "1,000 characters"),
        ({}, "Enter your e-mail address."),
    ],
)
def test_bad_input(reader_for: Callable[..., Reader], cast: Cast, fields: dict[str, str], words: str) -> None:
    reader = reader_for().post("/sign-in", fields, expect=422)
    assert any(words in error for error in reader.errors()), reader.errors()
    assert cookie_of(reader) == ""


@pytest.mark.parametrize(
    "password", ["\x00" * 20, "\udcff".encode("utf-8", "surrogatepass").decode("latin-1"), "ÿ" * 999]
)
def test_odd_passwords_are_wrong_passwords(reader_for: Callable[..., Reader], cast: Cast, password: str) -> None:
    reader = reader_for().post("/sign-in", {"email": cast.teacher.email, "password": password}, expect=422)
    assert reader.errors() == [WRONG]


def test_ten_wrong_tries_stop_the_eleventh_and_time_heals(
    reader_for: Callable[..., Reader], cast: Cast, clock: Any
) -> None:
    reader = reader_for()
    for _try in range(10):
        assert sign_in(reader, cast.teacher, "wrong wrong wrong", expect=422).errors() == [WRONG]
    assert sign_in(reader, cast.teacher, expect=429).errors() == [TOO_MANY]
    assert reader.headers["Retry-After"] == "300"
    assert sign_in(reader_for(), cast.head).path == "/what-needs-me"
    clock.hold(clock.now() + timedelta(minutes=5, seconds=1))
    assert sign_in(reader, cast.teacher).path == "/what-needs-me"


def test_an_unknown_address_is_stopped_alike(reader_for: Callable[..., Reader], cast: Cast) -> None:
    fields = {"email": "stranger@nowhere.example", "password": "wrong wrong wrong"}
    reader = reader_for()
    said = [reader.post("/sign-in", fields).errors() for _try in range(11)]
    assert said == [[WRONG]] * 10 + [[TOO_MANY]]
    assert reader.status == 429


def test_twenty_wrong_tries_stop_a_place(reader_for: Callable[..., Reader], cast: Cast) -> None:
    reader = reader_for()
    for number in range(20):
        reader.post("/sign-in", {"email": f"a{number}@x.example", "password": "wrong wrong"}, expect=422)
    assert sign_in(reader, cast.teacher, expect=429).errors() == [TOO_MANY.replace("5 min", "60 min")]
    assert reader.headers["Retry-After"] == "3600"


@pytest.mark.parametrize(
    ("threads", "each"), [(4, 4), pytest.param(20, 10, marks=pytest.mark.soak)], ids=["few", "two hundred"]
)
def test_tries_are_counted_before_they_are_looked_at(
    app: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch, threads: int, each: int
) -> None:
    """However many guess at once, ten are evaluated. (A database that is busy for long may answer 503.)"""
    evaluated: list[str] = []
    monkeypatch.setattr(passwords, "verify", lambda password, stored: bool(evaluated.append(password)))
    statuses: list[int] = []

    def guess(number: int) -> None:
        reader = Reader(app)
        for turn in range(each):
            fields = {"email": cast.teacher.email, "password": f"guess {number} {turn}"}
            statuses.append(reader.post("/sign-in", fields).status)

    running = [threading.Thread(target=guess, args=(number,)) for number in range(threads)]
    for thread in running:
        thread.start()
    for thread in running:
        thread.join()
    assert len(evaluated) == 10
    assert set(statuses) <= {422, 429, 503}
    assert statuses.count(422) <= 10
    assert len(statuses) == threads * each


def test_a_stranger_does_not_shut_the_owner_out(reader_for: Callable[..., Reader], cast: Cast) -> None:
    owner = sign_in(reader_for(), cast.teacher)
    owner.press("Sign out")
    stranger = reader_for()
    for _try in range(11):
        stranger.post("/sign-in", {"email": cast.teacher.email, "password": "wrong wrong wrong"})
    assert stranger.status == 429
    assert sign_in(reader_for(), cast.teacher, expect=429).errors() == [TOO_MANY]
    assert sign_in(owner, cast.teacher).path == "/what-needs-me"


def test_the_known_browser_has_a_limit_of_its_own(reader_for: Callable[..., Reader], cast: Cast) -> None:
    owner = sign_in(reader_for(), cast.teacher)
    owner.press("Sign out")
    for _try in range(10):
        assert sign_in(owner, cast.teacher, "wrong wrong wrong", expect=422).errors() == [WRONG]
    assert sign_in(owner, cast.teacher, expect=429).errors() == [TOO_MANY]
    assert sign_in(reader_for(), cast.teacher).path == "/what-needs-me"


def test_a_browser_known_for_one_account_is_not_known_for_another(
    reader_for: Callable[..., Reader], cast: Cast, read: Any
) -> None:
    thief = sign_in(reader_for(), cast.teacher)
    thief.press("Sign out")
    for _try in range(10):
        sign_in(thief, cast.head, "wrong wrong wrong", expect=422)
    assert sign_in(thief, cast.head, expect=429).errors() == [TOO_MANY]
    assert read(sa.select(sa.func.count()).select_from(KnownDevice)) == 1


def test_who_was_shut_out_gets_in_by_mail(reader_for: Callable[..., Reader], cast: Cast, link_in: Any) -> None:
    stranger, owner = reader_for(), reader_for()
    for _try in range(11):
        stranger.post("/sign-in", {"email": cast.teacher.email, "password": "wrong wrong wrong"})
    owner.post("/forgotten-password", {"email": cast.teacher.email}, expect=303)
    owner.get(link_in("reset_password")).fill(password="twelve green ladders").press("Save the new password")
    assert sign_in(owner, cast.teacher, "twelve green ladders").path == "/what-needs-me"


def test_a_shared_computer_is_not_known_again(reader_for: Callable[..., Reader], cast: Cast, read: Any) -> None:
    reader = sign_in(reader_for(), cast.teacher, shared_computer=True)
    assert reader.client.get_cookie("portal_device") is None
    assert read(sa.select(KnownDevice)) is None


def test_a_new_browser_is_told(reader_for: Callable[..., Reader], cast: Cast, mails: Any) -> None:
    reader = sign_in(reader_for(), cast.teacher)
    assert mails() == []
    sign_in(reader, cast.teacher)
    assert mails() == []
    sign_in(reader_for(), cast.teacher)
    told = [(m.kind, m.address, m.subject) for m in mails()]
    assert told == [("account_safety", cast.teacher.email, "You signed in with a browser that we did not know.")]
    assert "/forgotten-password" in mails()[0].text


def test_what_was_typed_is_not_stored(reader_for: Callable[..., Reader], cast: Cast, read: Any) -> None:
    sign_in(reader_for(), cast.teacher, "wrong wrong wrong", expect=422)
    row = read(sa.select(LimitTurn))
    assert cast.teacher.email not in str(row.__dict__)
    assert len(row.key) == 64


def test_the_token_of_forms_and_the_session_are_new_after_signing_in(
    reader_for: Callable[..., Reader], cast: Cast, app: Flask
) -> None:
    reader = reader_for()
    planted = login.new_token()
    reader.client.set_cookie("portal_session", planted)
    reader.get("/sign-in")
    before = str(reader.page.select_one("[name=csrf_token]")["value"])  # type: ignore[index]
    sign_in(reader, cast.teacher)
    assert cookie_of(reader) not in ("", planted)
    reader.client.post("/profile/sessions/end-others", data={"csrf_token": before})
    answer = reader.client.post("/profile", data={"csrf_token": before, "name": "X"})
    assert answer.status_code == 400
    stranger = reader_for()
    stranger.client.set_cookie("portal_session", planted)
    stranger.get("/profile", follow=False, expect=303)


def test_signing_in_again_ends_the_session_before(reader_for: Callable[..., Reader], cast: Cast) -> None:
    reader = sign_in(reader_for(), cast.teacher)
    old = cookie_of(reader)
    sign_in(reader, cast.head)
    thief = reader_for()
    thief.client.set_cookie("portal_session", old)
    thief.get("/profile", follow=False, expect=303)


def test_the_cookie_is_dead_after_signing_out(reader_for: Callable[..., Reader], cast: Cast) -> None:
    reader = sign_in(reader_for(), cast.teacher)
    old = cookie_of(reader)
    reader.press("Sign out")
    assert reader.path == "/"
    assert cookie_of(reader) == ""
    reader.client.set_cookie("portal_session", old)
    assert reader.get("/profile", follow=False, expect=303).headers["Location"].startswith("/sign-in")


def test_signing_out_needs_the_form(reader_for: Callable[..., Reader], cast: Cast) -> None:
    reader = reader_for(cast.teacher)
    reader.get("/sign-out", expect=405)
    reader.post("/sign-out", token=False, expect=400)
    reader.get("/profile")


def test_signing_out_everywhere_else(reader_for: Callable[..., Reader], cast: Cast) -> None:
    here, there = reader_for(cast.teacher), reader_for(cast.teacher)
    other = reader_for(cast.head)
    here.get("/profile/security").press("Sign out everywhere but here")
    assert "You are signed out everywhere but here." in here.text
    there.get("/profile", follow=False, expect=303)
    other.get("/profile")


@pytest.mark.parametrize("status", [PersonStatus.SUSPENDED, PersonStatus.CLOSED])
def test_a_suspended_person_is_out_at_once(
    reader_for: Callable[..., Reader], cast: Cast, app: Flask, status: PersonStatus
) -> None:
    reader = reader_for(cast.teacher)
    set_status(app, cast.teacher, status)
    reader.get("/profile", follow=False, expect=303)


def test_a_shared_computer_forgets(reader_for: Callable[..., Reader], cast: Cast, clock: Any, read: Any) -> None:
    reader = sign_in(reader_for(), cast.teacher, shared_computer=True)
    held = reader.client.get_cookie("portal_session")
    assert held is not None
    assert held.expires is None
    assert read(sa.select(WebSession.is_shared_computer).where(WebSession.person_id == cast.teacher.id)) is True
    clock.hold(clock.now() + timedelta(minutes=20))
    reader.get("/profile", follow=False, expect=303)


def test_a_session_that_rests_too_long_ends(reader_for: Callable[..., Reader], cast: Cast, clock: Any) -> None:
    teacher, officer = reader_for(cast.teacher), reader_for(cast.officer)
    clock.hold(clock.now() + timedelta(minutes=31))
    teacher.get("/profile")
    officer.get("/profile", follow=False, expect=303)
    clock.hold(clock.now() + timedelta(hours=9))
    teacher.get("/profile", follow=False, expect=303)


def test_presence_is_noted_every_five_minutes(
    reader_for: Callable[..., Reader], cast: Cast, clock: Any, read: Any
) -> None:
    reader, start = reader_for(cast.teacher), clock.now()
    seen = sa.select(WebSession.seen_at).where(WebSession.person_id == cast.teacher.id)
    clock.hold(start + timedelta(minutes=4))
    reader.get("/profile")
    assert read(seen) == start
    clock.hold(start + timedelta(minutes=6))
    reader.get("/profile")
    assert read(seen) == start + timedelta(minutes=6)


UNSAFE = [
    "//evil.example",
    "///evil.example",
    "////evil.example/x",
    "https://evil.example",
    "http:evil.example",
    "https:///evil.example",
    "HTTPS://EVIL.EXAMPLE",
    "/\\evil.example",
    "\\\\evil.example",
    "\\/evil.example",
    "/\\/evil.example",
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "data:text/html,x",
    "evil.example",
    "evil.example/path",
    "@evil.example",
    "/\tevil.example",
    "\t//evil.example",
    "/\n/evil.example",
    "/\r\nSet-Cookie: a=b",
    " //evil.example",
    "/\x00/evil.example",
    "/\x7f",
    "?x=//evil.example",
    "/" + "x" * 501,
]


@pytest.mark.parametrize("path", UNSAFE)
def test_next_leads_nowhere_else(reader_for: Callable[..., Reader], cast: Cast, path: str) -> None:
    assert login.safe_next(path) is None
    fields = {"email": cast.teacher.email, "password": PASSWORD, "next": path}
    answer = reader_for().post("/sign-in", fields, expect=303)
    assert answer.headers["Location"] == "/what-needs-me"


@pytest.mark.parametrize("path", ["/profile", "/schools/find?q=a%20b", "/schools?q=http://x.example"])
def test_next_leads_back(reader_for: Callable[..., Reader], cast: Cast, path: str) -> None:
    reader = reader_for().get(path)
    assert reader.path.startswith("/sign-in")
    reader.fill(email=cast.teacher.email, password="wrong wrong").press("Sign in", expect=422)
    reader.fill(email=cast.teacher.email, password=PASSWORD).press("Sign in")
    assert reader.path == path


def test_a_cookie_of_nonsense_is_nobody(reader_for: Callable[..., Reader], cast: Cast) -> None:
    for value in ("x", "x" * 5000, "../../etc", "%00"):
        reader = reader_for()
        reader.client.set_cookie("portal_session", value)
        reader.get("/profile", follow=False, expect=303)
