"""A role that demands a longer password gets one: at the next sign-in, before any other page."""

from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.core.database import session
from portal.identity.accounts import passwords
from portal.identity.accounts.models import Person, RoleGrant
from portal.policy.people import Role
from tests.identity.accounts.test_second_factor import set_up
from tests.identity.accounts.test_sign_in import sign_in
from tests.support.cast import PASSWORD, Cast, Someone, commit
from tests.support.reader import Reader

TWELVE, FIFTEEN = "wet green ox", "twelve green ladders"
LONG = [Role.SYSTEM_ADMINISTRATOR, Role.PROGRAMME_MANAGER, Role.PROGRAMME_OFFICER, Role.MODERATOR, Role.AUDITOR]


def with_password(app: Flask, someone: Someone, password: str, *roles: Role) -> None:
    """The person has this password, and nobody has looked at its length yet."""

    def change() -> None:
        person = session().get_one(Person, someone.id)
        person.password_hash, person.password_meets = passwords.hash_password(password), None
        session().add_all(RoleGrant(person_id=someone.id, role=role) for role in roles)

    commit(app, change)


@pytest.mark.parametrize("role", [*LONG, Role.SAFEGUARDING_LEAD])
def test_a_short_password_is_changed_first(
    app: Flask, reader_for: Callable[..., Reader], cast: Cast, role: Role, clock: Any, read: Any
) -> None:
    with_password(app, cast.teacher, TWELVE, role)
    reader = sign_in(reader_for(), cast.teacher, TWELVE)
    set_up_and_go_on(reader, clock)
    assert (reader.path, reader.h1) == ("/profile/password?next=/what-needs-me", "Choose a longer password")
    for path in ("/profile", "/clusters", "/administration/people"):
        reader.get(path)
        assert reader.path.startswith("/profile/password?next=")
    reader.fill(current_password=TWELVE, password="wet green mule").press("Save the new password", expect=422)
    assert reader.errors() == ["Use a password of 15 characters or more. Three words in a row are good."]
    reader.get("/profile").fill(current_password=TWELVE, password=FIFTEEN).press("Save the new password")
    assert reader.path == "/profile"
    assert read(sa.select(Person.password_meets).where(Person.id == cast.teacher.id)) == 15
    reader.get("/what-needs-me")
    assert reader.path == "/what-needs-me"


def set_up_and_go_on(reader: Reader, clock: Any) -> None:
    import pyotp

    secret = reader.page.select_one(".app-secret")
    assert secret is not None
    code = pyotp.TOTP("".join(secret.get_text().split())).at(clock.now())
    reader.fill(code=code).press("Go on")
    reader.follow("I have kept them: go on")


@pytest.mark.parametrize("role", [Role.REVIEWER, Role.AUTHORITY_OFFICER])
def test_who_needs_twelve_may_keep_twelve(
    app: Flask, reader_for: Callable[..., Reader], cast: Cast, role: Role, clock: Any
) -> None:
    with_password(app, cast.teacher, TWELVE, role)
    reader = sign_in(reader_for(), cast.teacher, TWELVE)
    if role is Role.REVIEWER:
        set_up_and_go_on(reader, clock)
    assert reader.path == "/what-needs-me"


def test_a_long_one_will_do(app: Flask, reader_for: Callable[..., Reader], cast: Cast, clock: Any) -> None:
    assert len(PASSWORD) >= 15
    set_up(reader_for(), cast.manager, clock)  # which asserts where it leads


def test_a_role_given_meanwhile_counts_at_once(app: Flask, reader_for: Callable[..., Reader], cast: Cast) -> None:
    """Where the length is known from the sign-in; the roles that are given by two people end every session besides."""
    with_password(app, cast.teacher, TWELVE)
    reader = sign_in(reader_for(), cast.teacher, TWELVE)
    assert reader.path == "/what-needs-me"
    commit(app, lambda: session().add(RoleGrant(person_id=cast.teacher.id, role=Role.PROGRAMME_OFFICER)))
    second = reader_for(cast.teacher)  # a session that has taken its second step
    second.get("/profile")
    assert second.h1 == "Choose a longer password"


def test_nobody_is_asked_whose_password_is_not_known(app: Flask, reader_for: Callable[..., Reader], cast: Cast) -> None:
    with_password(app, cast.teacher, TWELVE, Role.PROGRAMME_OFFICER)
    reader = reader_for(cast.teacher).get("/profile")
    assert reader.path == "/profile"


@pytest.mark.parametrize(
    ("password", "met"), [("x" * 14, 12), ("x" * 15, 15), ("e\u0301" * 14, 12), ("e\u0301" * 15, 15)]
)
def test_which_demand_is_met(password: str, met: int) -> None:
    assert passwords.meets(password) == met


def test_registering_and_the_link_say_it_too(
    reader_for: Callable[..., Reader], cast: Cast, read: Any, link_in: Any
) -> None:
    fields = {"name": "New", "email": "new@hill.example", "password": "wet green oxen", "work": "teacher"}
    reader_for().get("/register").fill(**fields, adult=True).press("Create account")
    assert read(sa.select(Person.password_meets).where(Person.email == "new@hill.example")) == 12
    owner = reader_for()
    owner.post("/forgotten-password", {"email": cast.teacher.email}, expect=303)
    owner.get(link_in("reset_password")).fill(password=FIFTEEN).press("Save the new password")
    assert read(sa.select(Person.password_meets).where(Person.id == cast.teacher.id)) == 15
