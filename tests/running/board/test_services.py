"""Writing on the board: rules, refusals, facts."""

import uuid
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from portal.core.duty import Duty, DutyKind
from portal.core.errors import NotAllowedNow, RuleBroken, Stale
from portal.core.perform import perform
from portal.core.search import SearchEntry, place_of
from portal.oversight.audit.models import AuditEntry
from portal.running.board import queries, services
from portal.running.board.models import Post, PostVersion, Thread, ThreadCategory, ThreadSeen
from portal.running.board.services import Wanted
from tests.conftest import START

DAY = date(2027, 3, 12)


def kinds(rows: Any) -> list[str]:
    return [row[0] for row in rows(sa.select(AuditEntry.kind).order_by(AuditEntry.id))]


def duties(rows: Any) -> list[Any]:
    return rows(sa.select(Duty.school_id, Duty.outcome, Duty.due_at, Duty.suspended_at).order_by(Duty.id))


def test_a_thread_begins_with_its_first_message(board: Any, cast: Any, rows: Any) -> None:
    thread = board.start("teacher", "Rain", "How *much* rain?", category=ThreadCategory.QUESTION)

    found = board.thread(thread.id)
    assert (found.title, found.category, found.school_id) == ("Rain", "question", cast.school["hill"])
    assert (found.post_count, found.last_author_name, found.last_school_name) == (
        1,
        "Tom O'Neill",
        "Hill Primary School",
    )
    assert found.last_posted_at == START
    assert rows(sa.select(Post.html, Post.source)) == [("<p>How <em>much</em> rain?</p>\n", "How *much* rain?")]
    assert rows(sa.select(ThreadSeen.school_id, ThreadSeen.post_count)) == [(cast.school["hill"], 1)]
    assert kinds(rows)[-2:] == ["thread_started", "post_added"]


def test_every_reply_moves_the_thread_up_and_counts(board: Any, clock: Any) -> None:
    thread = board.start("teacher")
    clock.hold(START + timedelta(hours=3))
    board.reply("abroad", thread.id)

    found = board.thread(thread.id)
    assert (found.post_count, found.last_school_name) == (2, "Tumaini Primary School")
    assert found.last_posted_at == START + timedelta(hours=3)


def test_markup_is_text(board: Any, rows: Any) -> None:
    board.start(
        "teacher", "<b>x</b>", "<script>alert(1)</script> [a](javascript:alert(1)) ![p](http://x.example/p.png)"
    )
    html = rows(sa.select(Post.html))[0][0]
    for forbidden in ("<script", 'javascript:alert(1)"', "<img"):
        assert forbidden not in html


def test_a_reply_is_needed_until_the_end_of_the_day_where_it_is_needed_from(board: Any, cast: Any, rows: Any) -> None:
    thread = board.start("teacher", wanted=Wanted(cast.school["tumaini"], DAY))

    # 23:59 in Nairobi is 20:59 in UTC
    assert duties(rows) == [(cast.school["tumaini"], None, datetime(2027, 3, 12, 20, 59, tzinfo=UTC), None)]
    owed = board.thread(thread.id).owed
    assert [(d.title, d.asked_by_id, d.asked_by_school_id) for d in owed] == [
        ("Rain", cast.teacher.id, cast.school["hill"])
    ]
    assert kinds(rows)[-1] == "reply_asked"


@pytest.mark.parametrize(
    ("school", "day", "field"),
    [
        (None, DAY, "reply_from"),
        ("brook", DAY, "reply_from"),
        ("hill", DAY, "reply_from"),
        ("vale", None, "reply_by"),
        ("vale", date(2027, 3, 1), "reply_by"),
        ("vale", date(2028, 3, 12), "reply_by"),
    ],
)
def test_who_is_asked_and_until_when_is_checked(
    board: Any, cast: Any, rows: Any, school: str | None, day: date | None, field: str
) -> None:
    wanted = Wanted(cast.school[school] if school else None, day)
    with pytest.raises(RuleBroken) as refused:
        board.start("teacher", wanted=wanted)
    assert refused.value.field == field
    assert rows(sa.select(Thread.id)) == []


def test_a_school_is_asked_once_in_a_thread(board: Any, cast: Any) -> None:
    wanted = Wanted(cast.school["vale"], DAY)
    thread = board.start("teacher", wanted=wanted)
    with pytest.raises(RuleBroken) as refused:
        board.do("ford_teacher", services.ask_for_reply, thread.id, wanted=wanted)
    assert refused.value.message == "Vale Primary School has been asked for a reply here already."


def test_a_message_of_the_school_is_its_reply(board: Any, cast: Any, rows: Any) -> None:
    thread = board.start("teacher", wanted=Wanted(cast.school["vale"], DAY))
    board.reply("vale_teacher", thread.id)

    assert [row[:2] for row in duties(rows)] == [(cast.school["vale"], "answered")]
    assert kinds(rows)[-1] == "reply_answered"
    assert list(board.thread(thread.id).owed) == []


def test_a_message_of_another_school_is_not_its_reply(board: Any, cast: Any, rows: Any) -> None:
    thread = board.start("teacher", wanted=Wanted(cast.school["vale"], DAY))
    board.reply("ford_teacher", thread.id)
    assert [row[:2] for row in duties(rows)] == [(cast.school["vale"], None)]


def test_another_school_answers_for_it(board: Any, cast: Any, rows: Any) -> None:
    thread = board.start("abroad", wanted=Wanted(cast.school["vale"], DAY))
    board.reply("ford_teacher", thread.id, for_school_id=cast.school["vale"])

    assert [row[:2] for row in duties(rows)] == [(cast.school["vale"], "answered_for")]
    assert rows(sa.select(Post.school_id, Post.for_school_id).order_by(Post.id))[-1] == (
        cast.school["ford"],
        cast.school["vale"],
    )
    facts = rows(sa.select(AuditEntry.facts).where(AuditEntry.kind == "reply_answered"))[0][0]
    assert facts["answered_by_school_id"] == str(cast.school["ford"])
    assert facts["asked_by_id"] == str(cast.abroad.id)


def test_a_reply_on_hold_with_a_stand_in_is_settled_too(board: Any, cast: Any, rows: Any, app: Any) -> None:
    from portal.core import duty
    from tests.support.cast import commit

    thread = board.start("abroad", wanted=Wanted(cast.school["vale"], DAY))
    commit(app, lambda: duty.suspend(DutyKind.REPLY, thread.id))
    assert [d.suspended_at is not None for d in board.thread(thread.id).owed] == [True]

    board.reply("ford_teacher", thread.id, for_school_id=cast.school["vale"])
    assert [row[1] for row in duties(rows)] == ["answered_for"]


@pytest.mark.parametrize("school", ["ford", "hill", "brook"])
def test_nobody_answers_for_a_school_that_owes_nothing_or_for_their_own(board: Any, cast: Any, school: str) -> None:
    thread = board.start("abroad", wanted=Wanted(cast.school["vale"], DAY))
    with pytest.raises(RuleBroken) as refused:
        board.reply("ford_teacher", thread.id, for_school_id=cast.school[school])
    assert refused.value.field == "for_school"
    assert board.thread(thread.id).post_count == 1


def test_a_reply_that_is_no_longer_needed(board: Any, cast: Any, rows: Any, app: Any) -> None:
    thread = board.start("abroad", wanted=Wanted(cast.school["vale"], DAY))
    owed = board.thread(thread.id).owed[0]

    def release() -> None:
        with app.app_context():
            by = cast.signed_in("abroad")
            duty = queries.get_reply_duty(cast.river, thread.id, owed.id)
            perform(services.release_reply, duty, by=by)

    release()
    assert [row[1] for row in duties(rows)] == ["released"]
    assert kinds(rows)[-1] == "reply_released"
    with pytest.raises(NotAllowedNow):
        release()


def test_an_outsider_writes_for_no_school_of_this_network(board: Any) -> None:
    thread = board.start("teacher")
    with pytest.raises(RuleBroken) as refused:
        board.reply("outsider", thread.id)
    assert refused.value.field == "school"


def test_somebody_elses_school_is_refused(board: Any, cast: Any) -> None:
    thread = board.start("teacher")
    with pytest.raises(RuleBroken):
        board.reply("teacher", thread.id, school_id=cast.school["vale"])


def edit(app: Any, cast: Any, thread: uuid.UUID, post: uuid.UUID, text: str, version: int = 1) -> None:
    with app.app_context():
        by = cast.signed_in("teacher")
        found = queries.get_post(cast.river, thread, post)
        perform(services.edit_post, found, by=by, text=text, language="cy", version=version)


def test_a_message_that_is_changed_says_when_and_what_it_said_before_is_kept(
    app: Any, board: Any, cast: Any, rows: Any, clock: Any
) -> None:
    thread = board.start("teacher")
    post = thread.last_post_id
    edit(app, cast, thread.id, post, "Glaw")
    assert rows(sa.select(Post.source, Post.language, Post.version, Post.edited_at)) == [("Glaw", "cy", 2, START)]

    later = START + timedelta(minutes=16)
    clock.hold(later)
    edit(app, cast, thread.id, post, "Llawer o law", version=2)
    assert rows(sa.select(Post.html, Post.edited_at)) == [("<p>Llawer o law</p>\n", later)]
    kept = sa.select(PostVersion.number, PostVersion.source, PostVersion.language, PostVersion.written_at)
    assert rows(kept.order_by(PostVersion.number)) == [
        (1, "How much rain did you have?", "", START),
        (2, "Glaw", "cy", START),
    ]
    edit(app, cast, thread.id, post, "Llawer o law", version=3)
    assert len(rows(kept)) == 2, "saving the same words again changes nothing"
    words = rows(sa.select(SearchEntry.words).where(SearchEntry.subject_id == post))
    place = place_of(cast.river.hex)
    assert [w[0].split() for w in words] == [[place + word for word in ("rain", "llawer", "o", "law")]]


def test_an_old_version_is_refused_with_the_text_that_stands(app: Any, board: Any, cast: Any) -> None:
    thread = board.start("teacher")
    edit(app, cast, thread.id, thread.last_post_id, "Second")
    with pytest.raises(Stale) as stale:
        edit(app, cast, thread.id, thread.last_post_id, "Third", version=1)
    assert stale.value.current == {"text": "Second"}


def test_a_message_taken_back_leaves_its_place_and_is_not_found(app: Any, board: Any, cast: Any, rows: Any) -> None:
    thread = board.start("teacher")
    with app.app_context():
        by = cast.signed_in("teacher")
        perform(services.remove_post, queries.get_post(cast.river, thread.id, thread.last_post_id), by=by)
    assert rows(sa.select(Post.removed_at)) == [(START,)]
    assert rows(sa.select(SearchEntry.id).where(SearchEntry.kind == "post")) == []
    with pytest.raises(NotAllowedNow):
        edit(app, cast, thread.id, thread.last_post_id, "Again", version=2)


def test_what_a_school_has_seen_never_shrinks(app: Any, board: Any, cast: Any, rows: Any) -> None:
    thread = board.start("teacher")
    vale = cast.school["vale"]
    for count in (1, 5, 3):
        with app.app_context():
            by = cast.signed_in("vale_teacher")
            perform(services.mark_seen, by=by, thread_id=thread.id, school_ids=[vale], post_count=count)
    assert rows(sa.select(ThreadSeen.post_count).where(ThreadSeen.school_id == vale)) == [(5,)]
