"""What was typed is given back as it was typed: a date in one piece, and nothing that nobody typed."""

from flask import Flask

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
        assert typed_text() == {"title": "River songs", "on": "9 12 2026"}
