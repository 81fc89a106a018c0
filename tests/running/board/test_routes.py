"""The board in a browser without a script."""

import io
import uuid
from datetime import date, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from portal.core.database import session
from portal.core.duty import Duty
from portal.forming.clusters.models import ClusterMembership, MembershipStatus
from portal.identity.schools.models import MemberStatus, SchoolMember
from portal.running.board.models import Post, Thread, ThreadSeen
from portal.running.board.services import Wanted
from tests.conftest import START
from tests.support.cast import commit

DAY = date(2027, 3, 12)
PROBE = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>"


def test_an_empty_board_teaches_the_next_step(board: Any, reader_for: Any, cast: Any) -> None:
    reader = reader_for(cast.teacher).get(board.path).sees("Say hello")
    reader.follow("Write the first message")
    assert reader.h1 == "Start a conversation"


def test_a_conversation_is_begun_and_answered(board: Any, reader_for: Any, cast: Any, rows: Any) -> None:
    reader = reader_for(cast.teacher).get(board.path).follow("Start a conversation")
    reader.fill(title="Rain", text="How **much** rain?", reply_from=cast.school["tumaini"], reply_by=DAY, language="en")
    reader.label("A question", True).press("Put it on the board")
    assert reader.h1.endswith("Rain")
    reader.sees(
        "Your message is on the board.",
        "A question",
        "Reply needed by Tumaini Primary School until Friday 12 March 2027, 23:59 Nairobi time",
        "Seen by Hill Primary School; not yet by Ford Special School, Tumaini Primary School, Vale Primary School.",
    )

    abroad = reader_for(cast.abroad).get(board.path).sees("1 new", "begun by Hill Primary School", "1 message")
    abroad.follow("Rain").sees("Tom O'Neill", "Tuesday 2 March 2027, 13:00 Nairobi time")
    assert "<strong>much</strong>" in abroad.raw.decode()
    abroad.fill(text="Forty millimetres", language="sw").press("Send the message")
    abroad.sees("Your message is on the board.", "Amina Wanjiru , Tumaini Primary School").does_not_see(
        "Reply needed by Tumaini"
    )
    assert rows(sa.select(Duty.outcome)) == [("answered",)]
    assert rows(sa.select(Post.language, Post.source).order_by(Post.id)) == [
        ("en", "How **much** rain?"),
        ("sw", "Forty millimetres"),
    ]


def test_another_school_answers_for_one_that_is_late(
    board: Any, reader_for: Any, cast: Any, clock: Any, rows: Any
) -> None:
    thread = board.start("abroad", wanted=Wanted(cast.school["vale"], DAY))
    clock.hold(START + timedelta(days=12))
    reader = reader_for(cast.ford_teacher).get(f"{board.path}?show=needed")
    reader.sees("Reply needed by Vale Primary School was due Friday 12 March 2027, 23:59 UK time; can you answer?")
    reader.follow("Rain").fill(text="Vale had snow", for_school=cast.school["vale"]).press("Send the message")
    reader.sees("for Vale Primary School").does_not_see("was due")
    assert rows(sa.select(Duty.outcome)) == [("answered_for",)]
    assert board.thread(thread.id).post_count == 2


def test_a_reply_is_asked_for_later_and_released(board: Any, reader_for: Any, cast: Any, rows: Any) -> None:
    thread = board.start("vale_teacher")
    path = board.thread_path(thread.id)
    reader = reader_for(cast.ford_teacher).get(path).follow("Ask a school for a reply")
    reader.press("Ask for the reply", expect=422)
    assert reader.errors() == ["Choose the school that should reply.", "Enter the day by which you need the reply."]
    reader.fill(reply_from=cast.school["hill"], reply_by=DAY).press("Ask for the reply")
    reader.sees("The school has been asked for a reply.", "No longer needed")

    duty_id = rows(sa.select(Duty.id))[0][0]
    assert "No longer needed" not in reader_for(cast.teacher).get(path).text
    reader_for(cast.abroad).post(f"{path}/replies/{duty_id}/release", expect=403)
    assert "No longer needed" in reader_for(cast.coordinator).get(path).text
    reader.get(path).press("No longer needed").sees("The reply is no longer asked for.")
    assert rows(sa.select(Duty.outcome)) == [("released",)]
    reader.post(f"{path}/replies/{duty_id}/release", expect=303)
    reader.get(path).sees("This reply has been given already, or is no longer needed.")


def test_what_was_read_is_ticked_once_for_the_school(board: Any, reader_for: Any, cast: Any, rows: Any) -> None:
    thread = board.start("teacher")
    reader = reader_for(cast.vale_teacher).get(board.thread_path(thread.id))
    reader.sees("Seen by Hill Primary School, Vale Primary School; not yet by")
    vale = sa.select(ThreadSeen.post_count).where(ThreadSeen.school_id == cast.school["vale"])
    assert rows(vale) == [(1,)]
    reader_for(cast.vale_contact).get(board.path).does_not_see("1 new")
    again = reader.get(board.thread_path(thread.id))
    assert not [s for s in again.statements if s.startswith("INSERT")]


def test_a_message_is_changed_and_taken_back_by_its_author_alone(
    board: Any, reader_for: Any, cast: Any, clock: Any
) -> None:
    thread = board.start("teacher")
    path = board.thread_path(thread.id)
    reader = reader_for(cast.teacher).get(path).follow("Change")
    stale = reader_for(cast.teacher).get(reader.path)
    reader.fill(text="").press("Save the message", expect=422)
    assert reader.errors() == ["Write your message."]
    reader.fill(text="How much snow?").press("Save the message").sees("Your message was changed.", "How much snow?")
    stale.fill(text="My other text").press("Save the message", expect=409)
    stale.sees("This was changed while you were writing", "My other text", "How much snow?")
    stale.press("Save my text").sees("My other text", "edited 2 Mar 2027")

    post = f"{path}/posts/{thread.last_post_id}"
    for door in ("edit", "remove"):
        reader_for(cast.vale_teacher).get(f"{post}/{door}", expect=403)
        reader_for(cast.vale_teacher).post(f"{post}/{door}", {"text": "x"}, expect=403)
        reader_for(cast.outsider).get(f"{post}/{door}", expect=404)
    reader.get(path).follow("Take back").press("Take the message back")
    reader.sees("This message was taken back by its author.").does_not_see("My other text")


def test_a_file_goes_with_a_message_and_only_the_network_reads_it(board: Any, reader_for: Any, cast: Any) -> None:
    thread = board.start("teacher")
    path = board.thread_path(thread.id)
    reader = reader_for(cast.teacher).get(path)
    sent = {"text": "The plan", "language": "en", "attachment": (io.BytesIO(b"week 1\n"), "plan <b>.txt")}
    reader.post(f"{path}/reply", sent, expect=303)
    found = reader.get(path).sees("plan <b>.txt").page.find("a", string="plan <b>.txt")
    answer = reader_for(cast.abroad).get(found["href"])
    assert answer.raw == b"week 1\n"
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    reader_for(cast.outsider).get(found["href"], expect=404)
    elsewhere = found["href"].replace(str(thread.last_post_id), str(uuid.uuid4()))
    reader_for(cast.teacher).get(elsewhere.rpartition("/")[0] + f"/{uuid.uuid4()}", expect=404)


def test_a_disguised_file_is_refused_beside_its_field(board: Any, reader_for: Any, cast: Any, rows: Any) -> None:
    thread = board.start("teacher")
    path = board.thread_path(thread.id)
    reader = reader_for(cast.teacher).get(path)
    sent = {"text": "The plan stays here", "attachment": (io.BytesIO(b"MZ\x90not a picture"), "plan.png")}
    reader.post(f"{path}/reply", sent, expect=422)
    assert reader.errors() == ["The file is not what its name says. Save it again as the right kind, then choose it."]
    reader.sees("The plan stays here")
    assert rows(sa.select(Thread.post_count)) == [(1,)]


@pytest.mark.parametrize("field", ["title", "text"])
def test_markup_is_shown_as_text(board: Any, reader_for: Any, cast: Any, field: str) -> None:
    reader = reader_for(cast.teacher).get(f"{board.path}/threads/new")
    reader.fill(**{"title": "Rain", "text": "Hello", field: PROBE}).press("Put it on the board")
    reader.sees("<script>alert(1)</script>")
    for path in (reader.path, board.path, f"{board.path}/search?q=alert", f"{board.path}/search?q={PROBE}"):
        reader.get(path)
        assert not reader.page.select("main script, main img, main [onerror]"), path


@pytest.mark.parametrize(
    ("sent", "errors"),
    [
        ({"title": "", "text": ""}, ["Enter a title.", "Write your message."]),
        (
            {"title": "x" * 161, "text": "y" * 10_001},
            ["Use 160 characters or fewer.", "Use 10000 characters or fewer."],
        ),
        ({"title": "\x00", "text": "\u200b \x00"}, ["Enter a title.", "Write your message."]),
        ({"category": "party"}, ["This choice is not there any more. Choose again."]),
        ({"reply_from": "00000000-0000-0000-0000-000000000000"}, ["This choice is not there any more. Choose again."]),
        ({"reply_from": "me"}, ["This choice is not there any more. Choose again."]),
        ({"reply_by": ["31", "2", "2027"]}, ["Enter a real date, like 27 11 2026."]),
        ({"reply_by": ["3", "3", "2027"]}, ["Choose the school that should reply."]),
        ({"language": "xx"}, ["This choice is not there any more. Choose again."]),
    ],
)
def test_bad_input_is_refused_beside_its_field(
    board: Any, reader_for: Any, cast: Any, rows: Any, sent: dict[str, Any], errors: list[str]
) -> None:
    reader = reader_for(cast.teacher).get(f"{board.path}/threads/new")
    good = {"title": "Rain", "text": "Hello there", "category": "question", "language": "en"}
    reader.post(f"{board.path}/threads/new", {**good, **sent}, expect=422)
    assert set(reader.errors()) <= set(errors)
    assert reader.errors()
    assert rows(sa.select(Thread.id)) == []


def test_strangers_find_nothing_here(board: Any, reader_for: Any, cast: Any) -> None:
    thread = board.start("teacher", wanted=Wanted(cast.school["vale"], DAY))
    path = board.thread_path(thread.id)
    for who in (cast.outsider, cast.manager, cast.admin, cast.nobody):
        reader = reader_for(who)
        for page in (board.path, f"{board.path}/search?q=a", f"{board.path}/threads/new", path, f"{path}/ask"):
            reader.get(page, expect=404)
        for door in (f"{board.path}/threads/new", f"{path}/reply", f"{path}/ask"):
            reader.post(door, {"text": "x"}, expect=404)
    assert "/sign-in" in reader_for(None).get(path).path
    reader_for(cast.teacher).get(f"{path}/reply", expect=405)
    reader_for(cast.teacher).get(board.thread_path(uuid.uuid4()), expect=404)


def test_a_school_invited_by_name_uses_the_board_at_once(app: Any, board: Any, reader_for: Any, cast: Any) -> None:
    def invite() -> None:
        session().add(
            ClusterMembership(cluster_id=cast.river, school_id=cast.school["quiet"], status=MembershipStatus.INVITED)
        )

    commit(app, invite)
    reader = reader_for(cast.waiting).get(f"{board.path}/threads/new")
    reader.fill(title="Hello", text="We are new here").press("Put it on the board")
    reader.sees("Quinn Lee , Quiet Lane School")


def test_someone_of_two_schools_is_asked_for_which_they_write(
    app: Any, board: Any, reader_for: Any, cast: Any, rows: Any
) -> None:
    both = {"school_id": cast.school["vale"], "person_id": cast.teacher.id, "status": MemberStatus.MEMBER}
    commit(app, lambda: session().add(SchoolMember(**both)))
    reader = reader_for(cast.teacher).get(f"{board.path}/threads/new")
    reader.fill(title="Rain", text="Hello").press("Put it on the board", expect=422)
    assert reader.errors() == ["Choose the school for which you write."]
    reader.fill(school=cast.school["vale"]).press("Put it on the board")
    assert rows(sa.select(Post.school_id)) == [(cast.school["vale"],)]


def test_a_form_sent_twice_writes_once(board: Any, reader_for: Any, cast: Any, rows: Any) -> None:
    thread = board.start("teacher")
    path = board.thread_path(thread.id)
    reader = reader_for(cast.teacher).get(path)
    sent = {"text": "Once", "once_key": str(uuid.uuid4())}
    places = []
    for _ in range(2):
        reader.post(f"{path}/reply", sent, expect=303)
        places.append(reader.headers["Location"])
    assert places[0] == places[1]
    assert rows(sa.select(Thread.post_count)) == [(2,)]


def fill_board(app: Any, board: Any, cast: Any, threads: int, posts: int = 1) -> Thread:
    first = None
    for number in range(threads):
        made = board.start("teacher", f"Thread {number}", wanted=Wanted(cast.school["tumaini"], DAY))
        first = first or made

    def add() -> None:
        for number in range(posts - 1):
            session().add(
                Post(
                    thread_id=first.id,
                    school_id=cast.school["hill"],
                    author_id=cast.teacher.id,
                    source=str(number),
                    html=f"<p>{number}</p>",
                )
            )
        session().execute(sa.update(Thread).where(Thread.id == first.id).values(post_count=posts))

    commit(app, add)
    return first


@pytest.mark.parametrize("number", [1, 3, 30])
def test_the_board_costs_few_statements_however_much_is_on_it(
    app: Any, board: Any, reader_for: Any, cast: Any, number: int
) -> None:
    fill_board(app, board, cast, number)
    reader = reader_for(cast.vale_teacher)
    reader.get(board.path)
    reader.get(board.path).sees(f"Thread {number - 1}")
    assert len(reader.statements) == 6, reader.statements
    reader.get(f"{board.path}/search?q=rain")
    assert len(reader.statements) == 4, reader.statements


@pytest.mark.parametrize("number", [1, 3, 50])
def test_a_conversation_costs_six_statements_however_long_it_is(
    app: Any, board: Any, reader_for: Any, cast: Any, number: int
) -> None:
    thread = fill_board(app, board, cast, 1, posts=number)
    reader = reader_for(cast.vale_teacher)
    reader.get(board.thread_path(thread.id))
    reader.get(board.thread_path(thread.id)).sees("How much rain did you have?")
    assert len(reader.statements) == 6, reader.statements
    assert len(reader.raw) < 100_000


def test_a_long_conversation_is_read_page_by_page(app: Any, board: Any, reader_for: Any, cast: Any, rows: Any) -> None:
    thread = fill_board(app, board, cast, 1, posts=120)
    path = board.thread_path(thread.id)
    vale = sa.select(ThreadSeen.post_count).where(ThreadSeen.school_id == cast.school["vale"])
    reader = reader_for(cast.vale_teacher).get(path)
    assert rows(vale) == [(50,)]
    reader.follow("Next messages")
    assert rows(vale) == [(50,)], "in the middle nobody knows how far it was read"
    reader.follow("Next messages").sees("118")
    assert rows(vale) == [(120,)]
    reader.get(path).follow("Go to the newest messages").sees("118")
