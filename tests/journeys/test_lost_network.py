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
    # words are counted while they are written
    page.get_by_text("Words now: 7 of at most 300.").wait_for()
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
    # whoever leaves right after the last key takes nothing away, and comes back to what was written
    page.goto(address)
    box.fill("Written just before the bell")
    page.get_by_role("link", name="Application to").first.click()
    page.get_by_text("What is still missing").wait_for()
    page.go_back()
    page.wait_for_function("document.querySelector('[name=answer_1]').value.startsWith('Written just')")
    assert first() == "Written just before the bell"
    # while nothing can be kept, the browser asks before it leaves
    page.route("**/autosave", lambda route: route.abort())
    box.fill("Not kept yet")
    page.get_by_text(SAID).wait_for()
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    page.get_by_role("link", name="Application to").first.click()
    page.wait_for_timeout(500)
    assert (asked, page.url, box.input_value()) == (["beforeunload"], address, "Not kept yet")
