"""A school's record begins with what the register says of it, and what partners search by is one row for each thing."""

from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.core.actors import SYSTEM
from portal.core.database import session
from portal.core.errors import RuleBroken
from portal.core.perform import perform
from portal.identity.profiles import queries, services
from portal.identity.profiles.models import SchoolKind, SchoolProfile, SchoolTag, Setting, TagKind
from portal.identity.profiles.services.beginning import kind_of, setting_of
from portal.identity.schools.models import School
from tests.identity.schools.conftest import enter
from tests.support.cast import Cast, commit


def _school_from(**entry: Any) -> Any:
    school = School(name="Elm Grove Primary School", phase="primary", type_name="Community school", country="GB")
    school.register_entry_id = enter(school.name, "900501", **entry)
    session().add(school)
    session().flush()
    return school.id


def _begin(app: Flask, school_id: Any) -> SchoolProfile:
    with app.app_context():
        perform(services.begin_record, session().get_one(School, school_id), by=SYSTEM)
        found = queries.profile_of(school_id)
    assert found is not None
    return found


def _tags(app: Flask, school_id: Any, kind: TagKind) -> list[tuple[str, str]]:
    with app.app_context():
        return [(tag.value, tag.words) for tag in queries.tags_of(school_id, kind)]


def test_it_is_filled_from_the_register(app: Flask) -> None:
    school_id = commit(
        app, lambda: _school_from(low_age=4, high_age=11, pupils=212, urban_rural="Rural village in a sparse setting")
    )
    profile = _begin(app, school_id)
    assert (profile.low_age, profile.high_age, profile.pupils) == (4, 11, 212)
    assert (profile.kind, profile.setting, profile.website) == (
        SchoolKind.MAINSTREAM,
        Setting.REMOTE,
        "https://www.elm.example",
    )
    assert _tags(app, school_id, TagKind.PHASE) == [("primary", "")]
    assert _tags(app, school_id, TagKind.LANGUAGE) == [("en", "")]


def test_ages_that_cannot_be_are_left_open(app: Flask) -> None:
    profile = _begin(app, commit(app, lambda: _school_from(low_age=18, high_age=4, pupils=0)))
    assert (profile.low_age, profile.high_age, profile.pupils) == (None, None, None)


def test_it_begins_once(app: Flask) -> None:
    school_id = commit(app, lambda: _school_from(low_age=4, high_age=11))
    first = _begin(app, school_id)
    assert _begin(app, school_id).id == first.id
    with app.app_context():
        assert session().scalar(sa.select(sa.func.count()).select_from(SchoolProfile)) == 1


def test_a_school_abroad_claims_no_language(app: Flask, cast: Cast) -> None:
    _begin(app, cast.school["tumaini"])
    assert _tags(app, cast.school["tumaini"], TagKind.LANGUAGE) == []
    assert _tags(app, cast.school["tumaini"], TagKind.PHASE) == [("primary", "")]


@pytest.mark.parametrize(
    ("type_name", "phase", "kind"),
    [
        ("Community special school", "all-through", SchoolKind.SPECIAL),
        ("Other independent school", "secondary", SchoolKind.INDEPENDENT),
        ("Further education", "16 plus", SchoolKind.COLLEGE),
        ("Academy 16-19 converter", "sixteen_plus", SchoolKind.COLLEGE),
        ("Voluntary controlled school", "primary", SchoolKind.MAINSTREAM),
        ("", "special", SchoolKind.SPECIAL),
        ("", "primary", None),
    ],
)
def test_the_kind_is_read_from_the_type(type_name: str, phase: str, kind: SchoolKind | None) -> None:
    assert kind_of(type_name, phase) == kind


@pytest.mark.parametrize(
    ("words", "setting"),
    [
        ("Urban major conurbation", Setting.CITY),
        ("Large Urban Areas", Setting.CITY),
        ("Urban city and town", Setting.TOWN),
        ("Rural town and fringe", Setting.TOWN),
        ("Rural village", Setting.COUNTRYSIDE),
        ("Rural hamlet and isolated dwellings", Setting.COUNTRYSIDE),
        ("Rural hamlet and isolated dwellings in a sparse setting", Setting.REMOTE),
        ("Very Remote Rural Areas", Setting.REMOTE),
        ("", None),
    ],
)
def test_the_setting_is_read_from_the_census(words: str, setting: Setting | None) -> None:
    assert setting_of(words) == setting


def _set(app: Flask, school_id: Any, codes: list[str], own: list[str]) -> bool:
    def deed(school: School, *, by: Any) -> bool:
        return services.set_tags(school, TagKind.THEME, codes, own, field="own")

    with app.app_context():
        return perform(deed, session().get_one(School, school_id), by=SYSTEM)


def test_themes_are_set_anew(app: Flask, cast: Cast) -> None:
    hill = cast.school["hill"]
    assert _set(app, hill, ["water", "music"], ["  Bees   and honey ", "Music"])
    assert _tags(app, hill, TagKind.THEME) == [("bees and honey", "Bees and honey"), ("music", ""), ("water", "")]
    assert not _set(app, hill, ["music", "water"], ["BEES AND HONEY"])
    assert _set(app, hill, ["water"], [])
    assert _tags(app, hill, TagKind.THEME) == [("water", "")]


@pytest.mark.parametrize("own", [["x" * 81], [f"word {n}" for n in range(31)]])
def test_too_much_is_refused(app: Flask, cast: Cast, own: list[str]) -> None:
    with pytest.raises(RuleBroken) as refusal:
        _set(app, cast.school["hill"], [], own)
    assert refusal.value.field == "own"
    with app.app_context():
        assert session().scalars(sa.select(SchoolTag)).all() == []
