"""The code of conduct is asked for again when it has changed."""

from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.core.database import session
from portal.identity.accounts import links
from portal.identity.accounts.models import CONDUCT_VERSION, ConductAcceptance, LinkPurpose, Person
from tests.support.cast import Cast, commit
from tests.support.reader import Reader


def grow_old(app: Flask, cast: Cast) -> None:
    def change() -> None:
        session().get_one(Person, cast.teacher.id).conduct_version = "2025-1"

    commit(app, change)


def test_anyone_reads_it(reader_for: Callable[..., Reader], cast: Cast) -> None:
    for person in (None, cast.teacher):
        reader = reader_for(person).get("/code-of-conduct").sees("Code of conduct", CONDUCT_VERSION)
        assert reader.page.find(string="I accept") is None
        reader.post("/code-of-conduct", expect=200)


def test_a_new_version_is_asked_for_once(reader_for: Callable[..., Reader], cast: Cast, app: Flask, read: Any) -> None:
    reader = reader_for(cast.teacher).get("/profile")
    grow_old(app, cast)
    reader.get("/clusters")
    assert reader.path == "/code-of-conduct?next=/clusters"
    reader.sees("The code of conduct has changed").press("I accept")
    assert reader.path == "/clusters"
    assert read(sa.select(Person.conduct_version).where(Person.id == cast.teacher.id)) == CONDUCT_VERSION
    mine = ConductAcceptance.person_id == cast.teacher.id
    rows = sa.select(sa.func.count()).select_from(ConductAcceptance).where(mine)
    assert read(rows) == 1
    reader.post("/code-of-conduct", expect=200)
    assert read(rows) == 1


def test_a_form_that_was_open_is_not_lost(reader_for: Callable[..., Reader], cast: Cast, app: Flask, read: Any) -> None:
    reader = reader_for(cast.teacher).get("/profile")
    grow_old(app, cast)
    reader.fill(name="Tomos Stone").press("Save")
    assert reader.path.startswith("/code-of-conduct")
    assert read(sa.select(Person.name).where(Person.id == cast.teacher.id)) == "Tomos Stone"


def test_signing_out_is_always_possible(reader_for: Callable[..., Reader], cast: Cast, app: Flask) -> None:
    reader = reader_for(cast.teacher)
    grow_old(app, cast)
    assert reader.get("/profile").press("Sign out").path == "/"


def confirm_as_head(reader_for: Callable[..., Reader], app: Flask, cast: Cast, email: str) -> None:
    """The head at this address follows the link, and asks for an account."""

    def link() -> str:
        return links.make_link(LinkPurpose.CONFIRM_SCHOOL, subject_id=cast.school["vale"], address=email)

    token = commit(app, link)
    reader_for().get(f"/link/school/{token}").fill(name="Ada Head", wants_account=True).press("Yes")


def test_a_head_who_signs_by_link_is_asked_at_the_first_sign_in(
    reader_for: Callable[..., Reader], cast: Cast, app: Flask, read: Any, link_in: Any
) -> None:
    """They were never shown it, so no version is recorded for them."""
    confirm_as_head(reader_for, app, cast, "ada@head.example")
    mine = sa.select(Person.conduct_version).where(Person.email == "ada@head.example")
    assert read(mine) == ""
    assert read(sa.select(ConductAcceptance)) is None
    reader = reader_for().get(link_in("choose_password"))
    reader.fill(password="twelve green ladders").press("Save the new password")
    reader.fill(email="ada@head.example", password="twelve green ladders").press("Sign in")
    assert reader.path == "/code-of-conduct?next=/what-needs-me"
    reader.sees("Please read the code of conduct").does_not_see("has changed since you accepted it")
    reader.press("I accept")
    assert reader.path == "/what-needs-me"
    assert read(mine) == CONDUCT_VERSION


@pytest.mark.parametrize("way", ["as head", "by reset"])
def test_what_a_stranger_accepted_counts_for_nobody(
    reader_for: Callable[..., Reader], cast: Cast, app: Flask, read: Any, link_in: Any, way: str
) -> None:
    """Someone asks for an account with another's address; whoever proves the address is asked themselves."""
    fields = {"name": "Stranger", "email": "ada@head.example", "password": "wet green oxen 77", "work": "teacher"}
    reader_for().get("/register").fill(**fields, adult=True).press("Create account")
    assert read(sa.select(sa.func.count()).select_from(ConductAcceptance)) == 1
    if way == "as head":
        confirm_as_head(reader_for, app, cast, "ada@head.example")
    else:
        reader = reader_for()
        reader.post("/forgotten-password", {"email": "ada@head.example"}, expect=303)
        reader.get(link_in("reset_password")).fill(password="twelve green ladders").press("Save the new password")
        reader.fill(email="ada@head.example", password="twelve green ladders").press("Sign in")
        assert reader.path.startswith("/code-of-conduct")
        reader.press("I accept")
    version = read(sa.select(Person.conduct_version).where(Person.email == "ada@head.example"))
    assert version == ("" if way == "as head" else CONDUCT_VERSION)
    assert read(sa.select(sa.func.count()).select_from(ConductAcceptance)) == (0 if way == "as head" else 1)
