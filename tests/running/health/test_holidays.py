"""Which days do not count."""

import uuid
from datetime import date

import pytest

from portal.running.health.greetings import GREETINGS, greeting, second_language
from portal.running.health.holidays import Holiday, Holidays

pytestmark = pytest.mark.either
ONE, TWO = uuid.UUID(int=1), uuid.UUID(int=2)
WINTER = Holiday("Winter", date(2026, 12, 19), date(2027, 1, 3))
LATER = Holiday("Long break", date(2026, 12, 28), date(2027, 1, 10))


def test_a_side_is_away_when_all_its_schools_are() -> None:
    held = Holidays({ONE: (WINTER,), TWO: (LATER,)})
    off = held.all_off([ONE, TWO], date(2026, 12, 1), date(2027, 2, 1))
    assert [date.fromordinal(day) for day in (min(off), max(off))] == [date(2026, 12, 28), date(2027, 1, 3)]
    assert len(off) == 7
    assert held.all_off([], date(2026, 12, 1), date(2027, 2, 1)) == frozenset()
    assert held.all_off([ONE, uuid.UUID(int=3)], date(2026, 12, 1), date(2027, 2, 1)) == frozenset()


def test_the_edges_of_a_holiday_belong_to_it() -> None:
    held = Holidays({ONE: (WINTER, LATER)})
    assert held.on(ONE, date(2026, 12, 18)) is None
    assert held.on(ONE, date(2026, 12, 19)) == WINTER
    assert held.on(ONE, date(2027, 1, 1)) == LATER
    assert held.on(ONE, date(2027, 1, 11)) is None
    assert (held.known(ONE), held.known(TWO)) == (True, False)
    assert LATER.back_on == date(2027, 1, 11)


def test_the_words_are_in_the_partners_language_and_in_english() -> None:
    assert second_language(["en", "km", "sw"], ["FR"]) == "sw"
    assert second_language(["en"], ["FR"]) == "fr"
    assert second_language([], ["GB"]) == "en"
    words = greeting("sw", to="Tumaini", school="Hill", name="Tom {x} %(y)s")
    first, second = words.split("\n\n---\n\n")
    assert first.startswith("Wapendwa marafiki wa Tumaini")
    assert second.startswith("Dear friends at Tumaini")
    assert words.count("Tom {x} %(y)s, Hill") == 2
    assert greeting("en", to="A", school="B", name="C").count("Dear friends") == 1
    for text in GREETINGS.values():
        assert {part for part in ("{to}", "{school}", "{name}") if part in text} == {"{to}", "{school}", "{name}"}
