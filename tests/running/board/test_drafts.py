"""What people begin to write: kept by a button, found on any computer, gone when it is posted."""

import io
from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from portal.core.actors import SYSTEM
from portal.core.database import session
from portal.core.perform import perform
from portal.running.board import services
from portal.running.board.models import Draft, Post, Thread
from portal.running.firstposts.models import FirstPostRule
from tests.conftest import START
from tests.support.cast import commit

PROBE = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>"
BEGUN = sa.select(Draft.person_id, Draft.text)


def test_a_draft_is_kept_by_the_button_and_found_after_signing_in_again(
    board: Any, reader_for: Any, cast: Any, rows: Any
) -> None:
    thread = board.start("teacher")
    path = board.thread_path(thread.id)
    reader = reader_for(cast.vale_teacher).get(path)
    reader.post(f"{path}/draft", {"text": "We had " + PROBE, "language": "cy"}, expect=303)
    assert rows(BEGUN) == [(cast.vale_teacher.id, "We had " + PROBE)]

    reader.get(path).does_not_see("Files are not kept")
    with_file = {"text": "We had " + PROBE, "language": "cy", "attachment": (io.BytesIO(b"rain"), "rain.txt")}
    reader.post(f"{path}/draft", with_file, expect=303)
    reader.get(path).sees("Files are not kept with it: choose them again when you send it.")

    elsewhere = reader_for(cast.vale_teacher).get("/drafts").sees("Rain", "We had <script>alert(1)</script>")
    assert "<script>alert" not in elsewhere.raw.decode()
    elsewhere.follow("Rain").sees("You had begun this message.")
    assert "We had <script>" in elsewhere.page.find(id="text").get_text()
    assert elsewhere.page.find("option", attrs={"value": "cy", "selected": True})
    reader_for(cast.vale_contact).get(path).does_not_see("You had begun this message.")
    reader_for(cast.vale_contact).get("/drafts").sees("No drafts")


def test_a_draft_goes_when_it_is_posted_and_a_late_save_does_not_bring_it_back(
    board: Any, reader_for: Any, cast: Any, rows: Any
) -> None:
    thread = board.start("teacher")
    path = board.thread_path(thread.id)
    reader = reader_for(cast.vale_teacher).get(path)
    reader.post(f"{path}/draft", {"text": "Forty millimetres"}, expect=303)
    reader.get(path).fill(text="Forty millimetres").press("Send the message")
    assert rows(BEGUN) == []
    reader.post(f"{path}/draft", {"text": "Forty millimetres"}, expect=303)
    assert rows(BEGUN) == []
    reader.post(f"{path}/draft", {"text": "And ten more"}, expect=303)
    reader.post(f"{path}/draft", {"text": ""}, expect=303)
    assert rows(BEGUN) == [], "nothing written, nothing kept"


def test_a_new_conversation_is_kept_with_its_title_and_kind(board: Any, reader_for: Any, cast: Any, rows: Any) -> None:
    new = f"{board.path}/threads/new"
    reader = reader_for(cast.teacher).get(new)
    assert reader.page.find("button", attrs={"formaction": f"{new}/draft"})
    reader.post(f"{new}/draft", {"title": "Snow", "text": "", "category": "question"}, expect=303)
    reader.get("/drafts").follow("Snow")
    assert reader.page.find(id="title")["value"] == "Snow"
    assert reader.page.find("input", attrs={"value": "question", "checked": True})
    reader.fill(text="How deep?").press("Put it on the board")
    assert [row.title for row in rows(sa.select(Thread.title))] == ["Snow"]
    assert rows(BEGUN) == []


def test_the_script_is_answered_in_its_own_way(board: Any, reader_for: Any, cast: Any) -> None:
    thread = board.start("teacher")
    reader = reader_for(cast.vale_teacher)
    path = f"{board.thread_path(thread.id)}/draft"
    words = {"text": "Forty", "csrf_token": reader.token()}
    answer = reader.client.post(path, data=words, headers={"Accept": "application/json"})
    assert (answer.status_code, answer.json) == (200, {"said": "Kept as a draft at 10:00."})
    long = reader.client.post(path, data=words | {"text": "x" * 10_001}, headers={"Accept": "application/json"})
    assert long.status_code == 422
    assert "10000 characters" in long.json["said"]


def test_a_draft_is_its_writers_alone_and_only_where_the_board_is_open(
    board: Any, reader_for: Any, cast: Any, rows: Any
) -> None:
    thread = board.start("teacher")
    path = board.thread_path(thread.id)
    reader = reader_for(cast.vale_teacher)
    reader.post(f"{path}/draft", {"text": "Forty"}, expect=303)
    draft = rows(sa.select(Draft.id))[0].id
    reader_for(cast.coordinator).post(f"/drafts/{draft}/delete", expect=404)
    reader_for(cast.outsider).post(f"{path}/draft", {"text": "x"}, expect=404)
    reader.get("/drafts").press("Delete").sees("The draft is deleted.", "No drafts")
    assert rows(BEGUN) == []


def test_drafts_are_bounded_and_old_ones_go(
    app: Any, board: Any, reader_for: Any, cast: Any, rows: Any, clock: Any
) -> None:
    thread = board.start("teacher")
    other = board.start("teacher", "Another")

    def fill() -> None:
        for n in range(50):
            place = Thread(
                cluster_id=cast.river,
                title=str(n),
                school_id=cast.school["hill"],
                author_id=cast.teacher.id,
                last_posted_at=START,
            )
            session().add(place)
            session().flush()
            session().add(
                Draft(person_id=cast.teacher.id, cluster_id=cast.river, thread_id=place.id, place=place.id, text="x")
            )

    commit(app, fill)
    reader = reader_for(cast.teacher)
    reader.post(f"{board.thread_path(thread.id)}/draft", {"text": "One more"}, expect=303)
    reader.get(board.thread_path(thread.id)).sees("You keep 50 drafts already.")
    assert len(rows(BEGUN)) == 50
    few = len(reader_for(cast.vale_teacher).get("/drafts").statements)
    assert len(reader.get("/drafts").statements) == few

    clock.hold(START + timedelta(days=100))
    with app.app_context():
        words = services.Begun("Later")
        by = cast.signed_in("vale_teacher")
        perform(services.keep_draft, by=by, cluster_id=cast.river, thread_id=other.id, words=words)
    clock.hold(START + timedelta(days=200))
    with app.app_context():
        assert perform(services.drop_old_drafts, by=SYSTEM) == 50
    assert [row.text for row in rows(BEGUN)] == ["Later"]


def test_a_message_that_waits_to_be_read_is_no_draft_any_more(
    app: Any, board: Any, reader_for: Any, cast: Any, rows: Any
) -> None:
    thread = board.start("teacher")
    commit(app, lambda: session().add(FirstPostRule(is_on=True, days=365, messages=50)))
    reader = reader_for(cast.vale_teacher).get(board.thread_path(thread.id))
    reader.post(f"{board.thread_path(thread.id)}/draft", {"text": "Forty"}, expect=303)
    reader.get(board.thread_path(thread.id)).fill(text="Forty").press("Send the message")
    assert len(rows(sa.select(Post.id))) == 1, "it waits"
    assert rows(BEGUN) == []
