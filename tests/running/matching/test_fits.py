"""How well two clusters fit: numbers first, then themes, countries both ways, languages, settings; with the reasons."""

import uuid
from typing import Any

import pytest

from portal.running.matching.fits import About, Looker, best_first, compare
from portal.running.matching.pages import SIZE, page_of

pytestmark = pytest.mark.static


def looker(
    name: str = "One",
    *,
    schools: int = 3,
    theme: str = "",
    schools_wanted: int | None = None,
    wanted: Any = None,
    **facts: list[str],
) -> Looker:
    return Looker(uuid.uuid4(), name, theme, schools, schools_wanted, wanted or {}, facts)


def about(own: Looker, other: Looker) -> set[About]:
    return {reason.about for reason in compare(own, other).reasons}


def test_equal_numbers_come_before_others_and_near_ones_before_far_ones() -> None:
    own = looker("Own")
    others = [looker("Nine", schools=9), looker("Four", schools=4), looker("Three"), looker("Two", schools=2)]
    assert [fit.other.name for fit in best_first(own, others)] == ["Three", "Four", "Two", "Nine"]
    reasons = [compare(own, one).reasons[0] for one in others]
    assert [(r.about, r.number) for r in reasons] == [
        (About.MORE, 6),
        (About.MORE, 1),
        (About.EQUAL, 3),
        (About.FEWER, 1),
    ]


def test_a_number_that_both_wish_for_is_as_good_as_equal() -> None:
    own, other = looker(schools=3, schools_wanted=5), looker(schools=5, schools_wanted=3)
    assert about(own, other) == {About.WANTED_NUMBER}
    assert compare(own, other).points == compare(looker(), looker()).points


def test_countries_count_both_ways_and_what_does_not_fit_is_said() -> None:
    own = looker(wanted={"countries": ["KE", "GH"]}, countries=["GB"])
    assert about(own, looker(countries=["KE"], wanted={"countries": ["GB"]})) >= {About.COUNTRY, About.OUR_COUNTRY}
    reasons = {r.about: r for r in compare(own, looker(countries=["NP"], wanted={"countries": ["FR"]})).reasons}
    assert reasons[About.OTHER_COUNTRY].codes == ("NP",)
    assert reasons[About.NOT_OUR_COUNTRY].codes == ("FR",)
    assert not reasons[About.OTHER_COUNTRY].fits


def test_themes_are_compared_by_their_words_and_codes() -> None:
    own = looker(theme="Where our water comes from")
    assert About.THEME in about(own, looker(theme="Water and weather"))
    assert About.THEME not in about(own, looker(theme="Where our songs come from"))
    assert About.THEMES in about(looker(wanted={"themes": ["water"]}), looker(themes=["water", "food"]))


def test_languages_and_settings() -> None:
    own = looker(wanted={"languages": ["fr"], "settings": ["city"]}, languages=["en"])
    assert about(own, looker(languages=["fr"], settings=["city"])) == {
        About.EQUAL, About.LANGUAGE, About.NO_COMMON_LANGUAGE, About.SETTING,
    }  # fmt: skip
    assert About.COMMON_LANGUAGE in about(own, looker(languages=["en", "sw"]))


def test_it_is_never_beside_itself() -> None:
    own = looker()
    assert best_first(own, [own]) == []


def test_pages_go_on_after_the_last_one_shown() -> None:
    found = best_first(looker(), [looker(f"{n:02}") for n in range(2 * SIZE + 1)])
    page = page_of(found, None)
    seen = [fit.other.name for fit in page]
    while page.next:
        page = page_of(found, page.next)
        assert not page.first
        seen += [fit.other.name for fit in page]
    assert seen == [f"{n:02}" for n in range(2 * SIZE + 1)]
    for mark in ("nothing", "", str(uuid.uuid4())):
        assert page_of(found, mark).first
