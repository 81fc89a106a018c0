"""Registering, confirming, and choosing a new password: by links that work once, and without telling who has an account."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.core.outbox import OutboxMail
from portal.identity.accounts.models import (
    CONDUCT_VERSION,
    ConductAcceptance,
    OneTimeLink,
    Person,
    PersonStatus,
    RoleGrant,
    Work,
)
from portal.policy import Role
from tests.support.cast import PASSWORD, Cast
from tests.support.reader import Reader

GOOD = {
    "name": "Nora Ŵyn-d'Arcy",
    "email": "Nora@Elm.example",
    "password": "eleven blue kettles",
    "work": "leader",
    "zone": "Europe/London",
    "adult": "y",
}


def register(reader: Reader, **changed: str) -> Reader:
    return reader.post("/register", {**GOOD, **changed}, expect=303)


def person(read: Any, email: str = "nora@elm.example") -> Any:
    return read(sa.select(Person).where(Person.email == email))


def test_register_confirm_sign_in(reader_for: Callable[..., Reader], cast: Cast, link_in: Any, read: Any) -> None:
    reader = reader_for().get("/register")
    reader.fill(name=GOOD["name"], email=GOOD["email"], password=GOOD["password"], adult=True).press("Create account")
    assert reader.path == "/register/look-at-your-mail"
    made = person(read)
    assert (made.name, made.status, made.zone) == (GOOD["name"], PersonStatus.UNCONFIRMED, "Europe/London")
    assert made.password_hash.startswith("$argon2id$")
    reader.get(link_in("confirm_email"))
    assert person(read).status == PersonStatus.UNCONFIRMED
    reader.press("Confirm my e-mail address")
    assert reader.path == "/sign-in"
    assert person(read).status == PersonStatus.ACTIVE
    reader.fill(email="nora@elm.example", password=GOOD["password"]).press("Sign in")
    assert reader.path == "/what-needs-me"


def test_what_was_declared_and_accepted_is_kept(reader_for: Callable[..., Reader], cast: Cast, read: Any) -> None:
    reader_for().get("/register").sees("we ask for nothing about pupils")
    register(reader_for())
    made = person(read)
    assert (made.declared_work, made.conduct_version) == (Work.LEADER, CONDUCT_VERSION)
    assert read(sa.select(ConductAcceptance.version).where(ConductAcceptance.person_id == made.id)) == CONDUCT_VERSION


def test_another_browser_confirms_with_the_password(
    reader_for: Callable[..., Reader], cast: Cast, link_in: Any, read: Any
) -> None:
    register(reader_for())
    other = reader_for().get(link_in("confirm_email"))
    other.press("Confirm my e-mail address", expect=422)
    assert "Enter the password you chose when you registered." in other.errors()
    other.fill(password="some other words").press("Confirm my e-mail address", expect=422)
    assert any("not the password that was chosen" in error for error in other.errors())
    assert person(read).status == PersonStatus.UNCONFIRMED
    other.fill(password=GOOD["password"]).press("Confirm my e-mail address")
    assert person(read).status == PersonStatus.ACTIVE
    assert other.sees("Your e-mail address is confirmed.").path == "/what-needs-me", "nobody types it twice"


def test_a_stranger_cannot_have_ones_address_confirmed_for_them(
    reader_for: Callable[..., Reader], cast: Cast, link_in: Any, read: Any
) -> None:
    owner, thief = reader_for(), reader_for()
    register(owner)
    register(thief, password="thirty loud magpies")
    owner.get(link_in("confirm_email"))
    owner.fill(password=GOOD["password"]).press("Confirm my e-mail address", expect=422)
    assert person(read).status == PersonStatus.UNCONFIRMED
    owner.get("/forgotten-password").fill(email="nora@elm.example").press("Send me a link")
    owner.get(link_in("reset_password")).fill(password=GOOD["password"]).press("Save the new password")
    assert person(read).status == PersonStatus.ACTIVE
    thief.get("/sign-in").fill(email="nora@elm.example", password="thirty loud magpies").press("Sign in", expect=422)


def test_a_known_address_gets_another_mail_and_the_same_page(
    reader_for: Callable[..., Reader], cast: Cast, mails: Callable[[], list[OutboxMail]], read: Any
) -> None:
    new, known = register(reader_for()), register(reader_for(), email=cast.teacher.email)
    assert new.headers["Location"] == known.headers["Location"]
    assert [(m.kind, m.address) for m in mails()] == [
        ("confirm_email", "nora@elm.example"),
        ("account_exists", cast.teacher.email),
    ]
    assert person(read, cast.teacher.email).name == cast.teacher.name


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"name": ""}, "Enter your name"),
        ({"name": "\x00\u202e"}, "Enter your name"),
        ({"name": "x" * 121}, "120 characters"),
        ({"email": "nowhere"}, "Enter an e-mail address like"),
        ({"email": ""}, "Enter your e-mail address"),
        ({"zone": "Mars/Base"}, "This choice is not there any more"),
        ({"work": "pupil"}, "This choice is not there any more"),
        ({"work": ""}, "Choose what you are"),
        ({"adult": ""}, "Tick the box if you are an adult"),
        ({"password": ""}, "Choose a password"),
        ({"password": "short"}, "12 characters or more"),
        ({"password": "passwordpassword"}, "too easy"),
        ({"password": "partnership2027!"}, "too easy"),
        ({"password": "aaaaaaaaaaaaaa"}, "too easy"),
        ({"password": "p" * 1001}, "1,000 characters"),
    ],
)
def test_bad_input_makes_no_account(
    reader_for: Callable[..., Reader], cast: Cast, read: Any, mails: Any, changed: dict[str, str], words: str
) -> None:
    reader = reader_for().post(
        "/register", {k: v for k, v in {**GOOD, **changed}.items() if v or k != "adult"}, expect=422
    )
    assert any(words in error for error in reader.errors()), reader.errors()
    assert person(read) is None
    assert mails() == []


@pytest.mark.parametrize(
    "name", ["O'Neill", "d'Arcy-Smith", "Null", "True", "Sukarno", "ليلى حدّاد", "សុខា", "Ŵyn", "李雷"]
)
def test_names_of_all_shapes(reader_for: Callable[..., Reader], cast: Cast, read: Any, name: str) -> None:
    register(reader_for(), name=name)
    assert person(read).name == name


def test_a_new_password_by_link(reader_for: Callable[..., Reader], cast: Cast, link_in: Any, mails: Any) -> None:
    signed_in, reader = reader_for(cast.teacher), reader_for()
    reader.get("/forgotten-password").fill(email=cast.teacher.email.upper()).press("Send me a link")
    assert reader.path == "/register/look-at-your-mail"
    path = link_in("reset_password")
    reader.get(path).fill(password="short").press("Save the new password", expect=422)
    assert any("12 characters or more" in error for error in reader.errors())
    reader.fill(password="twelve green ladders").press("Save the new password")
    assert reader.path == "/sign-in"
    signed_in.get("/profile", follow=False, expect=303)
    reader.get(path, expect=404)
    assert (mails()[-1].kind, mails()[-1].subject) == ("account_safety", "Your password was changed.")
    reader.get("/sign-in").fill(email=cast.teacher.email, password=PASSWORD).press("Sign in", expect=422)
    reader.fill(email=cast.teacher.email, password="twelve green ladders").press("Sign in")
    assert reader.path == "/what-needs-me"


def test_an_unknown_address_gets_no_mail_but_the_same_page(
    reader_for: Callable[..., Reader], cast: Cast, mails: Any, read: Any
) -> None:
    known = reader_for().post("/forgotten-password", {"email": cast.teacher.email}, expect=303)
    kinds = [s.split()[0:3] for s in known.statements if s.startswith("INSERT")]
    before = read(sa.select(sa.func.count()).select_from(Person))
    unknown = reader_for().post("/forgotten-password", {"email": "stranger@nowhere.example"}, expect=303)
    assert known.headers["Location"] == unknown.headers["Location"]
    assert [m.address for m in mails()] == [cast.teacher.email]
    assert read(sa.select(sa.func.count()).select_from(Person)) == before
    assert read(sa.select(sa.func.count()).select_from(OneTimeLink)) == 1
    assert abs(len(kinds) - len([s for s in unknown.statements if s.startswith("INSERT")])) <= 1


def test_a_newer_link_makes_the_older_one_useless_and_each_ends(
    reader_for: Callable[..., Reader], cast: Cast, link_in: Any, clock: Any
) -> None:
    reader = reader_for()
    reader.post("/forgotten-password", {"email": cast.teacher.email}, expect=303)
    old = link_in("reset_password")
    reader.post("/forgotten-password", {"email": cast.teacher.email}, expect=303)
    new = link_in("reset_password")
    reader.get(old, expect=404)
    reader.get(new)
    clock.hold(clock.now() + timedelta(hours=1))
    reader.get(new, expect=404)


def test_a_link_of_one_kind_is_no_link_of_another(
    reader_for: Callable[..., Reader], cast: Cast, link_in: Any, read: Any
) -> None:
    register(reader_for())
    token = link_in("confirm_email").rsplit("/", 1)[1]
    reader_for().get(f"/reset/{token}", expect=404)
    reader_for().get(f"/link/school/{token}", expect=404)
    stored = read(sa.select(OneTimeLink.token_hash))
    assert token not in stored


def test_links_are_not_told_to_other_sites(reader_for: Callable[..., Reader], cast: Cast, link_in: Any) -> None:
    register(reader_for())
    assert reader_for().get(link_in("confirm_email")).headers["Referrer-Policy"] == "no-referrer"


def test_the_first_administrator_by_command(
    reader_for: Callable[..., Reader], cast: Cast, app: Flask, read: Any
) -> None:
    run = app.test_cli_runner().invoke
    result = run(args=["administrators", "create", "--name", "Ada Root", "--email", "Ada@Root.example"])
    assert result.exit_code == 0, result.output
    path = "/reset/" + result.output.strip().rsplit("/reset/", 1)[1]
    made = person(read, "ada@root.example")
    assert read(sa.select(RoleGrant.role).where(RoleGrant.person_id == made.id)) == Role.SYSTEM_ADMINISTRATOR
    reader = reader_for().get(path).fill(password="nineteen tin whistles").press("Save the new password")
    reader.fill(email="ada@root.example", password="nineteen tin whistles").press("Sign in")
    assert reader.path.startswith("/sign-in/set-up-code")
    again = run(args=["administrators", "create", "--name", "Ada Root", "--email", "ada@root.example"])
    assert again.exit_code == 0
    grants = sa.select(sa.func.count()).select_from(RoleGrant).where(RoleGrant.person_id == made.id)
    assert read(grants) == 1


@pytest.mark.parametrize("words", [["--name", "", "--email", "a@x.example"], ["--name", "A", "--email", "nowhere"]])
def test_the_command_refuses_bad_input(app: Flask, cast: Cast, words: list[str]) -> None:
    assert app.test_cli_runner().invoke(args=["administrators", "create", *words]).exit_code == 1


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"name": ""}, "Enter your name"),
        ({"name": "x" * 121}, "120"),
        ({"zone": "Mars/Base"}, "This choice is not there"),
        ({"language": "xx"}, "This choice is not there"),
    ],
)
def test_bad_input_of_the_profile(
    reader_for: Callable[..., Reader], cast: Cast, read: Any, changed: dict[str, str], words: str
) -> None:
    fields = {"name": "Tom", "zone": "Europe/London", "language": "en", "email": "sly@x.example", **changed}
    reader = reader_for(cast.teacher).post("/profile", fields, expect=422)
    assert any(words in error for error in reader.errors()), reader.errors()
    assert person(read, cast.teacher.email).name == cast.teacher.name


def test_the_profile_changes_nothing_else(reader_for: Callable[..., Reader], cast: Cast, read: Any) -> None:
    sly = {"email": "sly@x.example", "status": "closed", "is_demonstration": "y", "id": str(cast.head.id)}
    fields = {"name": "Tom Two", "zone": "Africa/Nairobi", "language": "cy", **sly}
    reader_for(cast.teacher).post("/profile", fields, expect=303)
    made = person(read, cast.teacher.email)
    assert (made.name, made.zone, made.language, made.status) == (
        "Tom Two",
        "Africa/Nairobi",
        "cy",
        PersonStatus.ACTIVE,
    )
    assert made.is_demonstration is False
