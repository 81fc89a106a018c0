"""Searching a board: words, and what must be true besides; only what the reader may see."""

from datetime import date, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from portal.core.database import session
from portal.identity.schools.models import School
from portal.running.board import queries
from portal.running.board.excerpts import excerpt
from portal.running.board.models import Post, ThreadCategory
from portal.running.board.queries import Sought
from portal.running.board.services import Wanted
from tests.conftest import START
from tests.support.cast import commit

PROBE = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>"


@pytest.fixture
def found(app: Any, cast: Any) -> Any:
    """The texts that a search finds."""

    def search(words: str = "", before: str | None = None, **asked: Any) -> list[str]:
        with app.app_context():
            finding = queries.find_posts(cast.river, Sought(words, **asked), before=before, now=START)
            return [one.source for one in finding.found]

    return search


@pytest.fixture
def talk(board: Any, cast: Any, clock: Any) -> Any:
    """Three conversations on three days."""
    clock.hold(START - timedelta(days=2))
    board.start("teacher", "Rain", "The lake is high", category=ThreadCategory.QUESTION)
    clock.hold(START - timedelta(days=1))
    thread = board.start(
        "abroad", "Boats", "Ziwa, lake, lake, lake", wanted=Wanted(cast.school["vale"], date(2027, 3, 12))
    )
    clock.hold(START)
    board.reply("vale_teacher", board.start("vale_teacher", "Else", "Nothing").id, "A lake of tea")
    return thread


def test_each_filter_narrows_and_they_work_together(talk: Any, found: Any, cast: Any) -> None:
    high, ziwa, tea = "The lake is high", "Ziwa, lake, lake, lake", "A lake of tea"
    assert found("lake") == [tea, ziwa, high]
    assert found("lake", school_id=cast.school["hill"]) == [high]
    assert found("lake", category=ThreadCategory.QUESTION) == [high]
    assert found("lake", since=date(2027, 3, 1)) == [tea, ziwa]
    assert found("lake", until=date(2027, 3, 1)) == [ziwa, high]
    assert found("lake", since=date(2027, 3, 1), until=date(2027, 3, 1)) == [ziwa]
    assert found("lake", is_needed=True) == [ziwa]
    assert found("lake", language="cy") == []
    assert found("lake", with_files=True) == []
    assert found("lake", fits_best=True)[0] == ziwa
    assert found("lake tea", fits_best=True) == [tea]
    assert found("", school_id=cast.school["tumaini"]) == [ziwa]
    assert found() == []


def test_a_reply_that_is_needed_is_a_filter(board: Any, found: Any, cast: Any) -> None:
    board.start("teacher", "Rain", "The lake is high")
    board.start("teacher", "Snow", "The lake is ice", wanted=Wanted(cast.school["vale"], date(2027, 3, 12)))
    assert found("lake", is_needed=True) == ["The lake is ice"]


def test_what_is_taken_back_or_hidden_is_not_found(app: Any, talk: Any, found: Any, cast: Any) -> None:
    taken = sa.update(Post).where(Post.thread_id == talk.id).values(removed_at=START)
    commit(app, lambda: session().execute(taken))
    assert found("lake") == ["A lake of tea", "The lake is high"]
    hide = sa.update(School).where(School.id == cast.school["vale"]).values(posts_hidden_at=START)
    commit(app, lambda: session().execute(hide))
    assert found("lake") == ["The lake is high"]
    assert found("", since=date(2027, 2, 1)) == ["The lake is high"]


@pytest.mark.parametrize("words", ["rain", ""])
def test_every_message_is_found_page_by_page(app: Any, board: Any, cast: Any, words: str) -> None:
    thread = board.start("teacher", "Rain", "rain 0")
    for n in range(1, 53):
        board.reply("teacher", thread.id, f"rain {n}")
    sought = Sought(words, school_id=cast.school["hill"])
    with app.app_context():
        first = queries.find_posts(cast.river, sought, now=START)
        second = queries.find_posts(cast.river, sought, before=first.older, now=START)
        nonsense = queries.find_posts(cast.river, sought, before="nonsense", now=START)
    assert [f.source for f in first.found][:2] == ["rain 52", "rain 51"]
    assert [f.source for f in second.found] == ["rain 2", "rain 1", "rain 0"]
    assert second.older is None
    assert len(nonsense.found) == 50


def test_the_page_marks_the_words_and_shows_markup_as_text(board: Any, reader_for: Any, cast: Any) -> None:
    board.start("teacher", "Rain " + PROBE, "Our lake: " + PROBE)
    reader = reader_for(cast.abroad).get(f"{board.path}/search?q=LAK")
    assert [mark.get_text() for mark in reader.page.find_all("mark")] == ["lake"]
    assert "<script>alert" not in reader.raw.decode()
    reader.sees("Our lake : <script>alert(1)</script>")
    reader.get(
        f"{board.path}/search?q={PROBE.replace('#', '')}&since={PROBE}&school={PROBE}&category=x&order=x&language=x"
    )
    assert "<script>alert" not in reader.raw.decode()


def test_a_search_without_a_word_says_so(board: Any, reader_for: Any, cast: Any) -> None:
    board.start("teacher", "Rain", "The lake is high")
    reader = reader_for(cast.abroad).get(f"{board.path}/search?q=%22?!").sees("There is no word in this")
    reader.get(f"{board.path}/search?q=").does_not_see("There is no word in this", "No message is like that")


def test_what_was_asked_stays_on_the_page_and_in_the_way_to_older_messages(
    board: Any, reader_for: Any, cast: Any
) -> None:
    thread = board.start("teacher", "Rain", "rain 0")
    for n in range(1, 53):
        board.reply("teacher", thread.id, f"rain {n}")
    reader = reader_for(cast.abroad).get(
        f"{board.path}/search?q=rain&school={cast.school['hill']}&since=1/3/2027&files="
    )
    assert reader.page.find(id="since")["value"] == "2027-03-01"
    assert reader.page.find("option", attrs={"selected": True}).get_text() == "Hill Primary School"
    reader.follow("Older messages").sees("Rain")
    assert len(reader.page.find_all("mark")) == 3
    link = reader.page.find("h2", class_="app-list__title").a["href"]
    reader.get(link.partition("#")[0]).sees("rain 2").does_not_see("rain 1 ")


def test_the_statements_do_not_grow(board: Any, reader_for: Any, cast: Any) -> None:
    thread = board.start("teacher", "Rain", "rain 0")
    counts = []
    for more in (0, 2, 27):
        for n in range(more):
            board.reply("teacher", thread.id, f"rain {n}")
        counts.append(len(reader_for(cast.abroad).get(f"{board.path}/search?q=rain&files=&order=fit").statements))
    assert len(set(counts)) == 1


@pytest.mark.parametrize(
    ("source", "words", "shown"),
    [
        ("a lake", "lake", "a <mark>lake</mark>"),
        ("Llyn â dŵr", "dwr", "Llyn â <mark>dŵr</mark>"),
        ("<b>lake</b>", "lake", "&lt;b&gt;<mark>lake</mark>&lt;/b&gt;"),
        ("lakes and rivers", "lak riv", "<mark>lakes</mark> and <mark>rivers</mark>"),
        ("no such word", "lake", "no such word"),
        ("x" * 300 + " lake", "lake", "… <mark>lake</mark>"),
        ("lake " + "y" * 300, "lake", "<mark>lake</mark> " + "y" * 235 + " …"),
    ],
)
def test_an_excerpt_marks_what_was_looked_for(source: str, words: str, shown: str) -> None:
    assert str(excerpt(source, words)) == shown


def test_khmer_without_spaces_is_found_and_marked(board: Any, reader_for: Any, cast: Any) -> None:
    board.start("teacher", "River", "យើងរស់នៅជិតទន្លេ")
    reader = reader_for(cast.abroad).get(f"{board.path}/search?q=យើង")
    assert reader.page.find("mark") is not None
