"""The people of the demonstration: laid once, never in production, able to sign in."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from portal import who
from portal.commands.demo import people
from portal.commands.demo.world import World
from portal.core.clock import clock as the_clock
from portal.core.database import session
from portal.core.duty import Duty, DutyKind
from portal.identity.accounts.models import Person
from portal.identity.registers.models import RegisterEntry
from portal.identity.schools import queries
from portal.identity.schools.models import School, SchoolStatus
from portal.policy.people import Role
from tests.support.reader import Reader

PASSWORD = "a demonstration password"


@pytest.fixture
def world(app: Flask, database: Any) -> World:
    made = World(password=PASSWORD)
    people.load(made)
    return made


def count(kind: type[Any]) -> int:
    return session().scalar(sa.select(sa.func.count()).select_from(kind)) or 0


def test_it_is_laid_once(world: World) -> None:
    before = {kind: count(kind) for kind in (School, Person, RegisterEntry, Duty)}
    again = World(password=PASSWORD)
    people.load(again)
    assert {kind: count(kind) for kind in before} == before
    assert before[RegisterEntry] >= 60
    assert {key: p.id for key, p in again.people.items()} == {key: p.id for key, p in world.people.items()}


def test_every_account_of_the_brief_is_there(world: World) -> None:
    wanted = "teacher contact lead head head2 head3 abroad abroadlead reviewer reviewer2 reviewer3 moderator officer "
    wanted += "manager manager2 authority safeguarding admin auditor newcomer"
    for key in wanted.split():
        assert world.people[key].email == f"{key}@demo.example"
        assert world.people[key].is_demonstration


def test_every_verified_school_has_a_contact_and_a_head(world: World) -> None:
    for key, school in world.schools.items():
        if school.status == SchoolStatus.VERIFIED:
            assert world.signed_in(world.made["contact"][key]).holds("contact", school.id)
            assert world.signed_in(world.made["head"][key]).holds("signatory", school.id)


def test_schools_wait_for_verification_and_one_for_its_head(world: World) -> None:
    kinds = (DutyKind.CONFIRM_SCHOOL, DutyKind.VERIFY_SCHOOL)
    owed = session().execute(sa.select(Duty.kind, Duty.subject_id).where(Duty.kind.in_(kinds))).all()
    assert {tuple(row) for row in owed} == {
        (DutyKind.VERIFY_SCHOOL, world.schools["quiet"].id),
        (DutyKind.VERIFY_SCHOOL, world.schools["mto"].id),
        (DutyKind.CONFIRM_SCHOOL, world.schools["brook"].id),
        (DutyKind.CONFIRM_SCHOOL, world.schools["mill2"].id),
    }


def test_newcomers_find_schools_in_the_register_and_the_directory(world: World) -> None:
    assert {f.school is not None for f in queries.find_entries("mill lane")} == {True}
    assert any(f.can_be_registered for f in queries.find_entries("ashgrove"))
    assert any(f.entry.status == "closed" for f in queries.find_entries("infant"))
    assert [s.id for s in queries.list_verified_schools("dyffryn wyr")] == [world.schools["ysgol"].id]
    assert [s.id for s in queries.list_verified_schools("الأرزة")] == [world.schools["arz"].id]


def test_they_sign_in(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(who.limits, "demonstration", True)
    monkeypatch.setitem(app.config, "DEMONSTRATION", True)
    with app.app_context():
        people.load(World(password=PASSWORD))
    for key in ("lead", "abroadlead", "manager", "admin"):
        reader = Reader(app).get("/sign-in").fill(email=f"{key}@demo.example", password=PASSWORD).press("Sign in")
        assert reader.path == "/what-needs-me"


def test_another_password_takes_the_place_of_the_first(world: World) -> None:
    people.load(World(password="another good password"))
    assert people.passwords.verify(
        "another good password", session().get_one(Person, world.people["lead"].id).password_hash
    )


def test_a_moment_of_the_world(world: World, clock: Callable[..., Any]) -> None:
    assert world.at(days=1, hour=9, zone="Asia/Kathmandu").isoformat() == "2027-03-03T03:15:00+00:00"
    before = the_clock.now()
    with world.then(days=-10, hour=8):
        assert the_clock.now().isoformat() == "2027-02-20T08:00:00+00:00"
    assert the_clock.now() == before
    assert world.signed_in("manager").has(Role.PROGRAMME_MANAGER)


def test_it_is_refused_where_the_demonstration_is_off(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = app.config["SETTINGS"]
    monkeypatch.setitem(app.config, "SETTINGS", replace(settings, demonstration=False))
    for command in ("load", "accounts"):
        result = app.test_cli_runner().invoke(args=["demo", command])
        assert result.exit_code == 1
        assert "never for production" in result.output
    with app.app_context():
        assert count(Person) == 0


def test_the_accounts_are_printed(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = replace(app.config["SETTINGS"], demonstration=True, demo_password="shown to all here")
    monkeypatch.setitem(app.config, "SETTINGS", settings)
    result = app.test_cli_runner().invoke(args=["demo", "accounts"])
    assert result.exit_code == 0
    assert "shown to all here" in result.output
    assert "abroadlead@demo.example" in result.output
