"""Two clusters side by side: links first, then the nearest in phase and age, then the empty places of either side."""

import uuid
from typing import Any

import pytest

from portal.running.mirrors.beside import TwinSchool, nearness, side_by_side, years_in_common

pytestmark = pytest.mark.static


def school(name: str, *phases: str, ages: tuple[int, int] | None = None) -> TwinSchool:
    low, high = ages or (None, None)
    return TwinSchool(uuid.uuid4(), name, "GB", frozenset(phases), low, high)


def names(rows: list[Any]) -> list[tuple[str, str, str]]:
    return [(row.home.name if row.home else "-", row.partner.name if row.partner else "-", row.pair) for row in rows]


def test_phase_and_age_decide() -> None:
    infants, juniors, high = (
        school("Infants", "primary", ages=(4, 7)),
        school("Juniors", "primary", ages=(7, 11)),
        school("High", "secondary", ages=(11, 16)),
    )
    lower, upper = school("Lower", "primary", ages=(3, 6)), school("Upper", "secondary", ages=(12, 18))
    assert names(side_by_side([high, juniors, infants], [upper, lower], [])) == [
        ("High", "Upper", ""),
        ("Infants", "Lower", ""),
        ("Juniors", "-", ""),
    ]
    assert years_in_common(infants, lower) == 3


def test_nobody_is_suggested_who_teaches_other_pupils() -> None:
    assert nearness(school("A", "primary", ages=(4, 11)), school("B", "secondary", ages=(12, 16))) is None
    assert nearness(school("A", "primary"), school("B", "secondary")) is None
    assert nearness(school("A"), school("B")) == 0
    assert nearness(school("A", "primary"), school("B", "primary")) == 4


def test_links_come_first_and_take_their_schools_out() -> None:
    one, two, other = school("One", "primary"), school("Two", "primary"), school("Other", "primary")
    rows = side_by_side([one, two], [other], [(two.id, other.id, "agreed"), (two.id, uuid.uuid4(), "agreed")])
    assert names(rows) == [("Two", "Other", "agreed"), ("One", "-", "")]


def test_as_many_empty_places_as_schools_when_the_other_side_begins() -> None:
    here = [school(f"S{n}", "primary") for n in range(4)]
    lead = school("Lead", "primary")
    rows = side_by_side(here, [lead], [])
    assert [row.partner is None for row in rows] == [False, True, True, True]
    assert names(side_by_side([], [lead], [])) == [("-", "Lead", "")]
