"""What was typed is given back as it was typed: a date in one piece, and nothing that nobody typed."""

from flask import Flask

from portal.web.forms import PortalForm, line
from portal.web.typed import typed_text


def test_a_date_comes_back_whole_and_hidden_fields_do_not(app: Flask) -> None:
    sent = {
        "title": "River songs",
        "on": ["9", "12", "2026"],
        "version": "None",
        "kind": "lesson_plan",
        "once_key": "k",
    }
    with app.test_request_context("/clusters", method="POST", data=sent):
        assert typed_text() == {"Title": "River songs", "On": "9 12 2026"}


def test_each_text_stands_under_the_words_of_its_box(app: Flask) -> None:
    """Two boxes of one name keep both their texts."""

    class Two(PortalForm):
        went_well = line("What went well")
        other = line("What went well")

    with app.test_request_context("/reviews", method="POST", data={"went_well": "Songs", "other": "Letters"}):
        Two()
        assert list(typed_text().items()) == [("What went well", "Songs"), ("What went well (2)", "Letters")]
