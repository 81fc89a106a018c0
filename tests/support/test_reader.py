"""The reader sees what is wrong with a page, whatever the page is about."""

import pytest
from flask import Flask

from tests.support.reader import Reader

SOUND = '<title>A page</title><h1 id="top">A page</h1><p data-id="top" id=low title="a > b {{x}}">Text</p>'
WRONG = {
    "ids used twice: {'top'}": SOUND + "<p class=x id='top'>",
    "ids used twice: {'low'}": SOUND + '<input\n  value=""\n  id="low">',
    "this one has 2": SOUND + "<h1>Another</h1>",
    "this one has 0": SOUND.replace("h1", "h2"),
    "no title": SOUND.replace("title>", "b>"),
    "an empty title": SOUND.replace("<title>A page", "<title> "),
    "a placeholder is shown: %(name)s": SOUND + "<p>Hello %(name)s</p>",
    "a placeholder is shown: {{": SOUND + "<p>Hello {{ name }}</p>",
}


def reader_of(page: str) -> Reader:
    app = Flask(__name__)
    app.add_url_rule("/", view_func=lambda: page)
    reader = Reader.__new__(Reader)
    reader.app, reader.client, reader.typed = app, app.test_client(), {}
    reader._open = lambda method, target, data: reader.client.open(target, method=method)  # type: ignore[method-assign]
    return reader


@pytest.mark.static
def test_a_sound_page_is_sound_and_grows_its_tree_when_looked_at() -> None:
    reader = reader_of(SOUND).get("/")
    assert (reader.h1, reader.text) == ("A page", "A page A page Text")


@pytest.mark.static
@pytest.mark.parametrize("said", WRONG)
def test_a_fault_is_told(said: str) -> None:
    with pytest.raises(AssertionError) as told:
        reader_of(WRONG[said]).get("/")
    assert said in str(told.value)
