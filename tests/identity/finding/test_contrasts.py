"""Schools that differ from one's own: which are found for each difference, and how the differences are told."""

import uuid
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from portal.core import clock
from portal.identity.finding import contrasts, naming, places, queries
from portal.identity.finding.contrasts import Differing
from portal.identity.finding.models import Found
from portal.identity.finding.queries import Wanted
from portal.identity.profiles.models import Setting
from tests.identity.finding.conftest import names
from tests.support.cast import Cast

Listed = Callable[..., uuid.UUID]


@pytest.fixture
def world(listed: Listed, own: Callable[..., None]) -> None:
    """hill: a small town primary in Marlbury (990), England, that speaks English, with newcomers and little money."""
    own(
        "hill", languages=["en"], setting=Setting.TOWN, phases=["primary"], low_age=4, high_age=11, pupils=200,
        surroundings=["money_tight", "newcomers"], themes=["water", "food"],
    )  # fmt: skip
    same = {"authority_code": "990", "authority_name": "Marlbury", "nation": "GB-ENG", "town": "Marlbury"}
    listed(
        "Twin School",
        **same,
        languages=["en"],
        setting=Setting.TOWN,
        phases=["primary"],
        pupils=210,
        surroundings=["money_tight"],
    )
    listed(
        "Village School",
        **same,
        languages=["en"],
        setting=Setting.COUNTRYSIDE,
        phases=["primary"],
        pupils=40,
        surroundings=["farming"],
    )
    listed(
        "Town Academy",
        authority_code="991",
        authority_name="Otherham",
        languages=["en", "ur"],
        phases=["secondary"],
        pupils=900,
    )
    listed(
        "Lakeside School", country="KE", zone="Africa/Nairobi", town="Kisumu", languages=["en", "sw"], setting=Setting.TOWN, phases=["primary"],
        surroundings=["money_tight", "farming"], themes=["water"],
    )  # fmt: skip
    listed("École des Lilas", country="FR", zone="Europe/Paris", languages=["fr"], phases=["primary"])


def found(app: Flask, cast: Cast, wanted: Wanted | None = None, **differing: Any) -> list[str]:
    with app.app_context():
        own = Found.of(queries.get_listing(cast.school["hill"]))
        return sorted(names(queries.search_contrasts(own, wanted or Wanted(), Differing(**differing))))


@pytest.mark.parametrize(
    ("differing", "there"),
    [
        ({}, ["Lakeside School", "Town Academy", "Twin School", "Village School", "École des Lilas"]),
        ({"where": "authority"}, ["Twin School", "Village School"]),
        ({"where": "country"}, ["Town Academy"]),
        ({"where": "abroad"}, ["Lakeside School", "École des Lilas"]),
        ({"distance": "near"}, ["Town Academy", "Twin School", "Village School", "École des Lilas"]),
        ({"distance": "very_far"}, ["Lakeside School"]),
        ({"language": True}, ["Lakeside School", "Town Academy", "École des Lilas"]),
        ({"setting": True}, ["Village School"]),
        ({"surroundings": True}, ["Lakeside School", "Village School"]),
        ({"phase": True}, ["Town Academy"]),
        ({"size": True}, ["Town Academy", "Village School"]),
        ({"where": "authority", "setting": True, "surroundings": True}, ["Village School"]),
        ({"where": "authority", "language": True}, []),
    ],
)
def test_each_difference(app: Flask, cast: Cast, world: None, differing: dict[str, Any], there: list[str]) -> None:
    assert found(app, cast, **differing) == there


def test_differences_go_with_every_wish(app: Flask, cast: Cast, world: None) -> None:
    assert found(app, cast, Wanted(theme="water"), language=True) == ["Lakeside School"]
    assert found(app, cast, Wanted(words="lil"), where="abroad") == ["École des Lilas"]
    assert found(app, cast, Wanted(country="KE"), where="country") == []


def test_the_own_school_is_never_found(app: Flask, cast: Cast, world: None) -> None:
    assert "Hill Primary School" not in found(app, cast, Wanted(looking="all"))


def test_without_an_authority_nothing_is_inside_it(
    app: Flask, cast: Cast, world: None, own: Callable[..., None]
) -> None:
    own("tumaini", languages=["sw"])
    with app.app_context():
        there = queries.search_contrasts(
            Found.of(queries.get_listing(cast.school["tumaini"])), Wanted(), Differing(where="authority")
        )
    assert names(there) == []


def compare(app: Flask, cast: Cast, name: str) -> tuple[dict[str, tuple[str, str]], dict[str, str]]:
    with app.app_context():
        own = Found.of(queries.get_listing(cast.school["hill"]))
        other = next(one for one in queries.search(Wanted(looking="all")) if one.name == name)
        told = contrasts.compare(own, other, clock.now(), naming.words())
        return {d.about: (d.ours, d.theirs) for d in told.differences}, {d.about: d.ours for d in told.shared}


def test_differences_and_what_is_shared_are_told_in_words(app: Flask, cast: Cast, world: None) -> None:
    differs, shared = compare(app, cast, "Lakeside School")
    assert differs == {
        "Country": ("United Kingdom", "Kenya, about 6,800 km away"),
        "Clocks": ("10:00", "13:00 (3 hours ahead)"),
        "Languages": ("English", "English, Swahili"),
        "How families live and work": (
            "Money is tight for many families; Many families came from other countries",
            "Farming or fishing; Money is tight for many families",
        ),
    }
    assert shared == {
        "Languages": "English",
        "How families live and work": "Money is tight for many families",
        "Phases": "Primary",
        "Setting": "town",
        "Themes": "Water and rivers",
    }


def test_inside_one_authority_the_setting_is_told(app: Flask, cast: Cast, world: None) -> None:
    differs, shared = compare(app, cast, "Village School")
    assert differs["Setting"] == ("town", "village or countryside")
    assert differs["Size"] == ("101 to 300 pupils", "Up to 100 pupils")
    assert shared["Authority"] == "Marlbury"
    assert "Country" not in differs


def test_what_is_not_known_is_not_compared(app: Flask, cast: Cast, world: None) -> None:
    differs, shared = compare(app, cast, "École des Lilas")
    assert set(differs) == {"Country", "Clocks", "Languages"}
    assert set(shared) == {"Phases"}
    assert differs["Clocks"] == ("10:00", "11:00 (1 hour ahead)")


@pytest.mark.parametrize(
    ("zone", "country", "least", "most"),
    [
        ("Europe/London", "GB", 0, 0),
        ("Africa/Nairobi", "KE", 6_700, 7_000),
        ("Asia/Kathmandu", "NP", 7_200, 7_500),
        ("Pacific/Auckland", "NZ", 18_000, 18_700),
        ("Nowhere/At_all", "FR", 300, 400),
    ],
)
def test_distances_are_those_of_the_world(zone: str, country: str, least: int, most: int) -> None:
    far = places.apart("Europe/London", "GB", zone, country)
    assert far is not None
    assert least <= far <= most


def test_a_place_that_nobody_knows_has_no_distance() -> None:
    assert places.apart("Europe/London", "GB", "Nowhere/At_all", "XX") is None
