"""What messages said before, what was taken back, and what is kept as it is."""

from typing import Any

import pytest
import sqlalchemy as sa

from portal.core.database import session
from portal.core.errors import NotAllowedNow
from portal.core.perform import perform
from portal.identity.schools.models import School
from portal.oversight.audit.models import AuditEntry
from portal.running.board import queries, services
from portal.running.board.models import Post, PostVersion
from tests.conftest import START
from tests.support.cast import commit

PROBE = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>"


@pytest.fixture
def edit(app: Any, cast: Any) -> Any:
    def change(thread: Any, text: str, version: int = 1, who: str = "teacher") -> None:
        with app.app_context():
            post = queries.get_post(cast.river, thread.id, thread.last_post_id)
            by = cast.signed_in(who)
            perform(services.edit_post, post, by=by, text=text, language="en", version=version)

    return change


def path_of(board: Any, thread: Any) -> str:
    return f"{board.thread_path(thread.id)}/posts/{thread.last_post_id}"


def test_every_member_reads_what_a_message_said_before(board: Any, reader_for: Any, cast: Any, edit: Any) -> None:
    thread = board.start("teacher", text="We had **ten** millimetres.")
    edit(thread, PROBE)
    edit(thread, "We had twenty.", version=2)
    reader = reader_for(cast.abroad).get(board.thread_path(thread.id)).follow("edited 2 Mar 2027")
    assert reader.h1.endswith("What this message said before")
    reader.sees("We had twenty.", "<script>alert(1)</script>", "We had ten millimetres.", "Text 2", "Text 1")
    assert "<script>alert" not in reader.raw.decode()
    reader.does_not_see("Keep it as it is")
    reader_for(cast.outsider).get(path_of(board, thread) + "/history", expect=404)


def test_the_history_costs_the_same_however_long_it_is(app: Any, board: Any, reader_for: Any, cast: Any) -> None:
    thread = board.start("teacher")
    reader = reader_for(cast.vale_teacher)
    counts = []
    for more in (1, 2, 27):

        def add(more: int = more) -> None:
            so_far = session().scalar(sa.select(sa.func.count()).select_from(PostVersion)) or 0
            for n in range(so_far, so_far + more):
                session().add(
                    PostVersion(post_id=thread.last_post_id, number=n + 1, source=f"Text {n}", written_at=START)
                )

        commit(app, add)
        counts.append(len(reader.get(path_of(board, thread) + "/history").statements))
    assert len(set(counts)) == 1


def test_what_was_taken_back_is_read_by_who_handles_reports_alone(
    app: Any, board: Any, reader_for: Any, cast: Any, rows: Any, edit: Any
) -> None:
    thread = board.start("teacher", text="Rude words")
    edit(thread, "Ruder words")
    with app.app_context():
        post = queries.get_post(cast.river, thread.id, thread.last_post_id)
        perform(services.remove_post, post, by=cast.signed_in("teacher"))
    history = path_of(board, thread) + "/history"
    for who in (cast.teacher, cast.coordinator):
        reader_for(who).get(history).sees("taken back by its author").does_not_see("Rude", "Ruder", "Read what was")
        reader_for(who).post(history + "/taken-back", expect=403)
    lead = reader_for(cast.safeguarding).get(history).does_not_see("Rude")
    lead.press("Read what was taken back", expect=200).sees("Ruder words", "Rude words", "What it said last")
    written = sa.select(AuditEntry.by_id, AuditEntry.subject_id).where(AuditEntry.kind == "removed_post_read")
    assert rows(written) == [(cast.safeguarding.id, thread.id)]
    reader_for(cast.safeguarding).get(board.thread_path(thread.id), expect=404)


def test_a_message_that_is_kept_as_it_is_cannot_be_changed_or_taken_back(
    app: Any, board: Any, reader_for: Any, cast: Any, rows: Any, edit: Any
) -> None:
    thread = board.start("teacher", text="Rude words")
    lead = reader_for(cast.safeguarding).get(path_of(board, thread) + "/history")
    author = reader_for(cast.teacher).get(path_of(board, thread) + "/edit")
    lead.press("Keep it as it is").sees("Its author can no longer change it.", "keeps this message as it is")
    author.fill(text="Kind words").press("Save the message", expect=422)
    assert any("keeps this message as it is" in error for error in author.errors())
    reader_for(cast.teacher).get(path_of(board, thread) + "/remove").press("Take the message back", expect=422)
    assert rows(sa.select(Post.source, Post.removed_at)) == [("Rude words", None)]
    lead.press("Let the author change it again").sees("Its author can change it again.")
    edit(thread, "Kind words")
    reader_for(cast.coordinator).post(path_of(board, thread) + "/freeze", expect=403)


def test_what_is_hidden_with_its_school_is_not_changed(
    app: Any, board: Any, cast: Any, edit: Any, reader_for: Any
) -> None:
    thread = board.start("teacher", text="Hidden words")
    hide = sa.update(School).where(School.id == cast.school["hill"]).values(posts_hidden_at=START)
    commit(app, lambda: session().execute(hide))
    with pytest.raises(NotAllowedNow):
        edit(thread, "Other words")
    reader_for(cast.vale_teacher).get(path_of(board, thread) + "/history").does_not_see("Hidden words")


def test_a_message_is_not_changed_without_end(app: Any, board: Any, cast: Any, edit: Any) -> None:
    thread = board.start("teacher")
    often = sa.update(Post).values(version=50)
    commit(app, lambda: session().execute(often))
    with pytest.raises(NotAllowedNow):
        edit(thread, "Once more", version=50)
