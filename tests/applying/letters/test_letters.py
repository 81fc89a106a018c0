"""Letters: the places of a template are checked, filled once, and belong to the programme."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from portal.applying.letters import defaults, places
from portal.applying.letters.models import Outcome
from portal.core.errors import RuleBroken
from tests.applying import support
from tests.support.cast import Cast
from tests.support.reader import Reader


def test_the_letters_to_begin_with_have_every_place_they_need_in_both_languages(app: Flask) -> None:
    with app.test_request_context(headers={"Accept-Language": "cy"}):  # whoever asks, in whatever language
        for outcome in Outcome:
            english, welsh = defaults.text(outcome, "en"), defaults.text(outcome, "cy")
            places.check(english, outcome)
            places.check(welsh, outcome)
            assert english.startswith("Dear colleagues")
            assert welsh.startswith("Annwyl gydweithwyr")


@pytest.mark.parametrize(
    ("letter", "outcome", "words"),
    [
        ("{reasons} {appeal} {score}", Outcome.DECLINED, "no place called"),
        ("{reasons} {appeal} {conditions}", Outcome.DECLINED, "no place called"),
        ("{reasons} {appeal", Outcome.DECLINED, "left over"),
        ("{reasons}", Outcome.DECLINED, "needs the place"),
        ("{appeal}", Outcome.INELIGIBLE, "needs the place"),
        ("{reasons}", Outcome.RESERVE, "needs the place"),
        ("{accept_by}", Outcome.CONDITIONAL, "needs the place"),
    ],
)
def test_rule_25_a_template_without_its_places_is_refused(letter: str, outcome: Outcome, words: str) -> None:
    with pytest.raises(RuleBroken, match=words):
        places.check(letter, outcome)


def test_what_stands_in_a_value_is_not_looked_at_again() -> None:
    assert places.fill("{cluster}: {reasons}", {"cluster": "{reasons}", "reasons": "Good."}) == "{reasons}: Good."


def test_a_manager_changes_a_letter_of_the_programme(
    cast: Cast, reader_for: Callable[..., Reader], within: Callable[..., Any]
) -> None:
    round_id = within(support.make_round)
    manager = reader_for(cast.manager).get(f"/rounds/{round_id}").follow("Awards of the round")
    manager.follow("Letters of the programme").follow("Not approved").sees(
        "Dear colleagues of [the name of the cluster]"
    )
    path = manager.path
    manager.fill(letter="No. {reasons}").press("Save the letter", expect=422).sees(
        "The letter needs the place", "No. {reasons}"
    )
    manager.fill(letter="We are sorry. {reasons} {appeal}").press("Save the letter")
    manager.sees("The letter is saved", "We are sorry. [the reasons of the decision]")
    manager.get(path.rsplit("/", 1)[0]).sees("The programme’s own")
    stale = manager.get(path).page.find("input", {"name": "version"})["value"]
    assert stale == "1"
    manager.post(path, {"letter": "{reasons} {appeal}", "version": "0"}, expect=409)
    manager.get(path.replace("declined", "perhaps"), expect=404)
    for who in (cast.officer, cast.coordinator):
        assert reader_for(who).get(path, expect=None).status in (403, 404)
