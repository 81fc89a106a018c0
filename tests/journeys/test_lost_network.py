"""The network goes away in the middle of an answer: the words stay on the page, are kept when it is back, and pressing the button loses nothing (rule 9)."""

from typing import Any

import pytest
from flask import Flask

from tests.applying import support
from tests.applying.desk import Inside
from tests.support.cast import Cast

pytestmark = [pytest.mark.browser, pytest.mark.timeout(180)]
SAID = "This could not be saved. Copy your words before you leave this page."


def test_rule_09_a_lost_network_takes_no_words_away(app: Flask, cast: Cast, site: Any) -> None:
    inside = Inside(app)
    made = inside.do(lambda: support.start(cast, support.make_round()))
    held = inside.do(lambda: support.open_draft(made).sections[0].section.id)
    first = lambda: inside.do(lambda: support.open_draft(made)).text(question)  # noqa: E731
    question = inside.do(lambda: support.open_draft(made).sections[0].questions[0])
    page = site.page(cast.coordinator)
    address = f"{site.url}/applications/{made}/sections/{held}"
    page.goto(address)
    page.context.set_offline(True)
    box = page.locator("[name=answer_1]")
    box.fill("An hour of work on the train")
    # the button: no page of an error, the words are where they were
    page.get_by_role("button", name="Save the section").click()
    page.get_by_text(SAID).wait_for()
    assert (page.url, box.input_value()) == (address, "An hour of work on the train")
    assert first() == ""
    # by itself, as soon as the network is back
    page.context.set_offline(False)
    page.get_by_text("Saved at").wait_for()
    assert first() == "An hour of work on the train"
    # a server that is away while the browser thinks that all is well: said, and kept with the next key
    page.route("**/autosave", lambda route: route.abort())
    box.fill("An hour of work on the train, and more")
    page.get_by_text(SAID).wait_for()
    page.unroute("**/autosave")
    box.press("End")
    box.type(".")
    page.get_by_text("Saved at").wait_for()
    page.get_by_role("button", name="Save the section").click()
    page.get_by_text("The section has been saved.").first.wait_for()
    assert first() == "An hour of work on the train, and more."
