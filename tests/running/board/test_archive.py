"""A board as an archive, a copy to take away, plain text, and the way to a translator."""

import io
import json
import zipfile
from typing import Any

import pytest
import sqlalchemy as sa

from portal.core.database import session
from portal.core.errors import NotAllowedNow
from portal.core.perform import perform
from portal.forming.clusters.models import Cluster, ClusterStatus
from portal.identity.schools.models import School
from portal.oversight.audit.models import AuditEntry
from portal.running.board import queries, services
from portal.running.board.models import BoardArchive, BoardSetting, Post, PostFile, Thread, ThreadCategory
from tests.conftest import START
from tests.support.cast import commit

PROBE = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>"


def test_the_coordinator_makes_the_board_an_archive_and_opens_it_again(
    board: Any, reader_for: Any, cast: Any, rows: Any
) -> None:
    thread = board.start("teacher", text="How much rain?")
    reader_for(cast.teacher).get(board.path).does_not_see("Make this board an archive")
    reader_for(cast.teacher).post(f"{board.path}/archive", expect=403)
    writing = reader_for(cast.vale_teacher).get(board.thread_path(thread.id))
    coordinator = reader_for(cast.coordinator).get(board.path).follow("Make this board an archive")
    coordinator.press("Make this board an archive").sees("The board is an archive now.", "This board is an archive.")
    assert len(rows(sa.select(BoardArchive.id))) == 1
    reader_for(cast.teacher).get("/notices").sees("The board is an archive now")

    writing.fill(text="Forty").press("Send the message", expect=422).sees("This board is an archive.")
    reader = (
        reader_for(cast.teacher).get(board.path).sees("This board is an archive.").does_not_see("Start a conversation")
    )
    reader.get(board.thread_path(thread.id)).sees("How much rain?", "This board is an archive.").does_not_see(
        "Write a message"
    )
    reader.get(f"{board.path}/search?q=rain").sees("How much rain")
    late = reader.get(f"{board.path}/threads/new").sees("This board is an archive.")
    assert late.page.select("main form") == [], "nobody types what cannot be sent"
    late.post(f"{board.path}/threads/new", {"title": "x", "text": "x", "category": "conversation"}, expect=422)
    coordinator.get(board.path).press("Open this board again").sees("The board can be written on again.")
    writing.get(board.thread_path(thread.id)).fill(text="Forty").press("Send the message").sees("is on the board")
    coordinator.post(f"{board.path}/reopen", expect=303)
    coordinator.get(board.path).sees("This board can be written on already.")


def test_every_way_of_writing_is_closed(app: Any, board: Any, cast: Any) -> None:
    thread = board.start("teacher", category=ThreadCategory.ANNOUNCEMENT)
    commit(app, lambda: session().add(BoardArchive(cluster_id=cast.river)))
    for who, deed, words in (
        ("vale_teacher", services.post_reply, {"message": services.Message("x")}),
        ("vale_teacher", services.ask_for_reply, {"wanted": services.Wanted(cast.school["ford"], START.date())}),
        ("coordinator", services.pin_thread, {}),
    ):
        with pytest.raises(NotAllowedNow):
            board.do(who, deed, thread.id, **words)
    with app.app_context():
        post, by = queries.get_post(cast.river, thread.id, thread.last_post_id), cast.signed_in("teacher")
        with pytest.raises(NotAllowedNow):
            perform(services.edit_post, post, by=by, text="x", language="en", version=1)
    with app.app_context():
        post = queries.get_post(cast.river, thread.id, thread.last_post_id)
        perform(services.remove_post, post, by=cast.signed_in("teacher"))


def test_the_board_of_a_cluster_that_has_ended_is_an_archive(app: Any, board: Any, cast: Any, reader_for: Any) -> None:
    thread = board.start("teacher")
    end = sa.update(Cluster).where(Cluster.id == cast.river).values(status=ClusterStatus.CLOSED)
    commit(app, lambda: session().execute(end))
    with pytest.raises(NotAllowedNow):
        board.reply("vale_teacher", thread.id)
    with app.app_context():
        assert queries.is_archive(cast.river)
        assert queries.list_pinned(cast.river) == ([], True)
        assert queries.standing_of(queries.get_conversation(cast.river, thread.id)).is_archive


@pytest.fixture
def copied(board: Any, reader_for: Any, cast: Any) -> Any:
    """Take a copy as someone: the ZIP."""

    def take(who: str = "vale_teacher") -> zipfile.ZipFile:
        reader = reader_for(cast.people[who]).get(board.path).follow("Take a copy of this board").press("Take a copy")
        assert reader.headers["Content-Type"] == "application/zip"
        return zipfile.ZipFile(io.BytesIO(reader.raw))

    return take


def test_a_copy_holds_pages_data_and_files_and_is_written_down(
    board: Any, reader_for: Any, cast: Any, copied: Any, rows: Any
) -> None:
    thread = board.start("teacher", "Rain " + PROBE, "How **much**? " + PROBE)
    path = board.thread_path(thread.id)
    files = [(io.BytesIO(b"week 1\n"), "../../plan é.txt"), (io.BytesIO(b"week 2\n"), "plan é.txt")]
    reader_for(cast.abroad).get(path).post(
        f"{path}/reply", {"text": "Ziwa", "language": "sw", "attachment": files}, expect=303
    )
    archive = copied()
    assert archive.testzip() is None
    names = archive.namelist()
    assert not [name for name in names if name.startswith("/") or ".." in name or not name.isascii()]
    assert {"index.html", "board.json", "conversations/00001.html", "conversations/00001.json"} <= set(names)
    assert [archive.read(name) for name in names if name.endswith(".txt")] == [b"week 1\n", b"week 2\n"]
    page = archive.read("conversations/00001.html").decode()
    assert "<strong>much</strong>" in page
    assert 'lang="sw"' in page
    assert "<script" not in page
    assert "<script" not in archive.read("index.html").decode()
    data = json.loads(archive.read("conversations/00001.json"))
    assert [one["text"] for one in data["messages"]] == ["How **much**? " + PROBE, "Ziwa"]
    assert json.loads(archive.read("board.json"))["board"] == "River schools"
    assert rows(sa.select(AuditEntry.by_id).where(AuditEntry.kind == "board_exported")) == [(cast.vale_teacher.id,)]
    reader_for(cast.outsider).post(f"{board.path}/copy", expect=404)


def test_a_copy_leaves_out_what_is_gone(app: Any, board: Any, reader_for: Any, cast: Any, copied: Any) -> None:
    first = board.start("teacher", "Rain", "Taken back words")
    second = board.start("vale_teacher", "Secret title", "Hidden words")
    third = board.start("teacher", "Reported title", "Reported words")
    path = board.thread_path(first.id)
    reader_for(cast.abroad).get(path).post(
        f"{path}/reply", {"text": "Kept", "attachment": [(io.BytesIO(b"x\n"), "gone.txt")]}, expect=303
    )

    def take_away() -> None:
        session().execute(sa.update(Post).where(Post.id == first.last_post_id).values(removed_at=START))
        session().execute(sa.update(Post).where(Post.thread_id == third.id).values(hidden_at=START))
        session().execute(sa.update(Thread).where(Thread.id == third.id).values(hidden_at=START))
        session().execute(sa.update(PostFile).values(withdrawn_at=START))
        shown = session().scalars(sa.select(Post).where(Post.attached.is_not(None))).one()
        shown.attached = [{**shown.attached[0], "withdrawn": True}]
        session().execute(sa.update(School).where(School.id == cast.school["vale"]).values(posts_hidden_at=START))

    commit(app, take_away)
    archive = copied("coordinator")
    everything = b"".join(archive.read(name) for name in archive.namelist())
    assert b"Kept" in everything
    for gone in (
        b"Taken back words",
        b"Hidden words",
        b"Secret title",
        b"gone.txt",
        b"Reported words",
        b"Reported title",
    ):
        assert gone not in everything
    assert second.id


def test_a_copy_of_a_long_board_is_whole(app: Any, board: Any, cast: Any, copied: Any) -> None:
    thread = board.start("teacher", "Rain", "Message 0")

    def more() -> None:
        for n in range(1, 120):
            session().add(
                Post(thread_id=thread.id, school_id=cast.school["hill"], source=f"Message {n}", html=f"<p>{n}</p>")
            )
            session().flush()

    commit(app, more)
    data = json.loads(copied().read("conversations/00001.json"))
    assert [one["text"] for one in data["messages"]] == [f"Message {n}" for n in range(120)]


def test_a_conversation_as_plain_text(board: Any, reader_for: Any, cast: Any) -> None:
    thread = board.start("teacher", "Rain", "How **much** <b>rain</b>?")
    board.reply("abroad", thread.id, "Forty")
    reader = reader_for(cast.vale_teacher).get(board.thread_path(thread.id)).follow("Read it as plain text")
    assert reader.headers["Content-Type"].startswith("text/plain")
    words = reader.raw.decode()
    assert words.startswith("Rain\n")
    assert "Tom O'Neill, Hill Primary School\nTuesday 2 March 2027, 10:00 UK time\n\nHow **much** <b>rain</b>?" in words
    assert words.endswith("Forty\n")
    reader_for(cast.outsider).get(f"{board.thread_path(thread.id)}/text", expect=404)


def test_messages_link_to_a_translator_only_when_the_administrator_has_said_one(
    board: Any, reader_for: Any, cast: Any, rows: Any
) -> None:
    thread = board.start(
        "abroad",
        text="Ziwa ni kubwa",
    )
    path = board.thread_path(thread.id)
    reader_for(cast.abroad).get(path).fill(text="Habari " + PROBE, language="sw").press("Send the message")
    teacher = reader_for(cast.teacher).get(path).does_not_see("Translate")
    teacher.get("/board-settings", expect=403)
    admin = reader_for(cast.admin).get("/board-settings")
    admin.fill(name="Somewhere", url="").press("Save", expect=422)
    assert admin.errors() == ["Enter both the name and the address, or neither."]
    admin.fill(name="Somewhere", url="http://translate.example").press("Save", expect=422)
    assert admin.errors() == ["Enter an address that begins with https://."]
    admin.fill(name=PROBE[:70], url="https://translate.example/page").press("Save").sees("Saved.")
    assert len(rows(sa.select(BoardSetting.id))) == 1

    teacher.get(path).follow("Translate").sees("The portal sends nothing to", "Take out names")
    assert "Habari <script>" in teacher.page.find("textarea").get_text()
    assert "<script>alert" not in teacher.raw.decode()
    away = teacher.page.find("a", href="https://translate.example/page")
    assert away["rel"] == ["noopener", "noreferrer"]
    translate = teacher.path
    admin.get("/board-settings").fill(name="", url="").press("Save").sees("Saved.")
    teacher.get(path).does_not_see("Translate")
    teacher.get(translate).sees("There is no translator to go to.")
