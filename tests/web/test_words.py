"""What templates say of dates, places and choices."""

import pytest
from flask import Flask

from portal.core.i18n import _l
from portal.web.forms import PortalForm, send, tick
from portal.web.templating import language_name, linked


class Choice(PortalForm):
    shared = tick(_l("This is a shared computer"), hint=_l("You are signed out after 20 minutes."))
    submit = send(_l("Go on"))


@pytest.mark.static
def test_the_hint_of_a_box_belongs_to_the_box(app: Flask) -> None:
    with app.test_request_context("/sign-in"):
        shown = str(Choice().shared())
    assert shown.index("This is a shared computer") < shown.index("You are signed out")
    assert 'aria-describedby="shared-item-hint"' in shown


@pytest.mark.static
@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("Room 4", "Room 4"),
        ("https://meet.example/a?b=1&c=2", '<a class="govuk-link" href="https://meet.example/a?b=1&amp;c=2"'),
        ("javascript:alert(1)", "javascript:alert(1)"),
        ("<a href=x onclick=y>", "&lt;a href=x onclick=y&gt;"),
        ('https://x.example/" onclick="y', "</a> onclick=&#34;y"),
    ],
)
def test_what_looks_like_an_address_becomes_a_link_and_nothing_else_does(typed: str, shown: str) -> None:
    made = str(linked(typed))
    assert shown in made
    assert made.count("<a ") == (1 if "https" in typed else 0)


@pytest.mark.static
def test_languages_have_names(app: Flask) -> None:
    with app.test_request_context("/"):
        assert (language_name("sw"), language_name("km"), language_name("xx")) == ("Swahili", "Khmer", "xx")
