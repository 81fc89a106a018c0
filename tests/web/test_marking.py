"""What is still English on a page in another language says so, wherever it stands; pages in English are left as they are."""

import pytest
from flask import Flask, flash, redirect, render_template_string, request
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from portal.core.i18n import _, note_english
from portal.web.access import public
from portal.web.marking import marked
from tests.support.reader import Reader

pytestmark = pytest.mark.either

TYPED = "Save the <b>world</b>"


@pytest.mark.parametrize(
    ("page", "said", "expected"),
    [
        ("<p class='x'>Save it </p>", {"Save it"}, "<p lang=\"en\" class='x'>Save it </p>"),
        ("<p>Hwn: Save it</p>", {"Save it"}, '<p>Hwn: <span lang="en">Save it</span></p>'),
        ("<p>Save it<br>nawr</p>", {"Save it"}, '<p><span lang="en">Save it</span><br>nawr</p>'),
        ("<p>Saves it</p><p>Not</p>", {"Save", "No"}, "<p>Saves it</p><p>Not</p>"),
        ("<p>SAVE\n it</p>", {"save it"}, '<p lang="en">SAVE\n it</p>'),
        ('<p lang="cy">Save it</p>', {"Save it"}, '<p lang="cy">Save it</p>'),
        ("<option value='1'>Save it, 2</option>", {"Save it"}, "<option lang=\"en\" value='1'>Save it, 2</option>"),
        ("<title>Save it - P</title>", {"Save it"}, '<title lang="en">Save it - P</title>'),
        ("<textarea>Save it</textarea>", {"Save it"}, "<textarea>Save it</textarea>"),
        ("<script>f('Save it')</script>", {"Save it"}, "<script>f('Save it')</script>"),
        ('<input value="Save it">', {"Save it"}, '<input lang="en" value="Save it">'),
        ("<p>A &lt; B &amp; c</p>", {"A < B & c"}, '<p lang="en">A &lt; B &amp; c</p>'),
        ('<p title="a > b">Read <a href="/">this</a> now</p>', {Markup('Read <a href="/">this</a> now')},
         '<p title="a > b"><span lang="en">Read</span> <a lang="en" href="/">this</a> <span lang="en">now</span></p>'),
        ("<p>12</p>", {"12", ""}, "<p>12</p>"),
    ],
)  # fmt: skip
def test_each_text_carries_its_language(page: str, said: set[str], expected: str) -> None:
    assert marked(page, said) == expected


def test_what_has_no_translation_is_marked_on_its_way_out(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    @public
    def no_welsh() -> ResponseReturnValue:
        if request.method == "POST":
            flash(_("Not yet translated: %(who)s", who=TYPED))
            return redirect("/sign-in")
        note_english("Round of the river")
        return render_template_string(
            "<html lang='{{ page_language() }}'><head><title>{{ _('Not yet translated, one') }}</title></head><body><h1>{{ _('Save') }}</h1>"
            "<p>{{ _('Not yet translated of %(who)s', who=who) }}</p><p>{{ said }}</p><p>Rownd: Round of the river</p>"
            "{% for m in get_flashed_messages() %}<p>{{ m }}</p>{% endfor %}</body></html>",
            who=TYPED,
            said=_("Not yet translated either"),
        )

    with app.test_request_context():
        endpoint, _values = app.url_map.bind("").match("/sign-in", method="POST")
    monkeypatch.setitem(app.view_functions, endpoint, no_welsh)
    welsh, english = Reader(app), Reader(app)
    welsh.client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "cy"
    english.client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
    for _twice in range(2):  # what a template says is kept after the first time
        page = welsh.post("/sign-in", follow=True).html
        assert '<title lang="en">Not yet translated, one</title>' in page
        assert "<h1>Cadw</h1>" in page
        assert '<p lang="en">Not yet translated of Save the &lt;b&gt;world&lt;/b&gt;</p>' in page
        assert '<p lang="en">Not yet translated either</p>' in page
        assert '<p>Rownd: <span lang="en">Round of the river</span></p>' in page
        assert '<p><span lang="en">Not yet translated: Save the &lt;b&gt;world&lt;/b&gt;</span></p>' in page
    assert 'lang="en"' not in english.post("/sign-in", follow=True).html
