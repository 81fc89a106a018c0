"""Messages: written, answered for another school, changed, taken back, seen."""

import uuid
from typing import Any

import sqlalchemy as sa

from portal.core import clock, search
from portal.core.database import session
from portal.core.errors import NotAllowedNow, RuleBroken, Stale
from portal.core.events import record
from portal.core.i18n import _
from portal.core.text import to_html
from portal.core.workflow import change
from portal.forming.clusters.models import LIVE, ClusterMembership
from portal.identity.schools.models import School
from portal.policy.people import SignedIn
from portal.running.board import events
from portal.running.board.models import Message, Post, PostVersion, Thread, Wanted
from portal.running.board.services.archiving import check_open
from portal.running.board.services.attention import settle_help_by
from portal.running.board.services.drafts import drop_draft
from portal.running.board.services.files import attach
from portal.running.board.services.mentions import mention_typed
from portal.running.board.services.replies import ask_for_reply, needs_reply_from, settle_by
from portal.running.board.services.seen import note_seen
from portal.running.partnerships.services.acting import acting_school

MOST_VERSIONS = 50


def post_reply(
    thread: Thread,
    *,
    by: SignedIn,
    message: Message,
    school_id: uuid.UUID | None = None,
    for_school_id: uuid.UUID | None = None,
    wanted: Wanted | None = None,
) -> Post:
    """Write a message into a thread. It settles the reply that the writer's school owed; with `for_school_id` the one that school owed.

    `wanted` asks another school for a reply in the same act.
    """
    check_open(thread.cluster_id)
    school = acting_school(thread.cluster_id, by=by, school_id=school_id)
    if for_school_id is not None:
        _check_answers_for(thread, school, for_school_id)
    post = add_post(thread, by=by, school_id=school, message=message, for_school_id=for_school_id)
    settle_by(post, thread, by=by)
    settle_help_by(post, thread, by=by)
    drop_draft(by=by, place=thread.id)
    if wanted is not None:
        ask_for_reply(thread, by=by, school_id=school, wanted=wanted)
    return post


def _check_answers_for(thread: Thread, school_id: uuid.UUID, for_school_id: uuid.UUID) -> None:
    if for_school_id == school_id:
        raise RuleBroken("for_school", _("You write for this school anyway. Leave this as it is."))
    if not needs_reply_from(thread, for_school_id):
        raise RuleBroken("for_school", _("No reply is needed from that school any more. Someone may have answered."))


def add_post(
    thread: Thread,
    *,
    by: SignedIn,
    school_id: uuid.UUID,
    message: Message,
    for_school_id: uuid.UUID | None = None,
    is_first: bool = False,
) -> Post:
    """Put a message at the end of a thread and keep the thread's counters."""
    held = session()
    school = held.get_one(School, school_id)
    post = Post(
        thread_id=thread.id,
        author_id=by.id,
        school=school,
        for_school_id=for_school_id,
        source=message.text,
        html=to_html(message.text),
        language=message.language,
    )
    held.add(post)
    held.flush()
    attach(message.attached, by=by, cluster_id=thread.cluster_id, school_id=school_id, post=post)
    count: Any = Thread.post_count + 1
    thread.post_count = count
    thread.last_posted_at, thread.last_post_id = clock.now(), post.id
    thread.last_author_name, thread.last_school_name = by.name, school.name
    held.flush()
    note_seen(thread.id, school_id, thread.post_count)
    _note_sign_of_life(thread, school_id)
    make_findable(post, thread, is_first=is_first, is_new=True)
    mention_typed(post, thread, by=by)
    record(
        events.PostAdded(
            by_id=by.id,
            cluster_id=thread.cluster_id,
            school_id=school_id,
            subject_id=thread.id,
            post_id=post.id,
            for_school_id=for_school_id,
            is_first=is_first,
        )
    )
    return post


def _note_sign_of_life(thread: Thread, school_id: uuid.UUID) -> None:
    member = (ClusterMembership.cluster_id == thread.cluster_id, ClusterMembership.school_id == school_id)
    live = ClusterMembership.status.in_(LIVE)
    session().execute(sa.update(ClusterMembership).where(*member, live).values(last_wrote_at=clock.now()))


def make_findable(post: Post, thread: Thread, *, is_first: bool, is_new: bool = False) -> None:
    """Its words can be searched for on its board; of the first message the title, too."""
    text = f"{thread.title}\n{post.source}" if is_first else post.source
    search.put("post", post.id, scope=thread.cluster_id.hex, text=text, within=True, is_new=is_new)


def edit_post(post: Post, *, by: SignedIn, text: str, language: str, version: int) -> None:
    """Change one's own message. What it said before is kept, and everyone sees that it was changed, and when."""
    _check_may_change(post)
    check_open(post.thread.cluster_id)
    if version != post.version:
        raise Stale(_("This message was changed after you opened the page."), {"text": post.source})
    if text == post.source and language == post.language:
        return
    if version >= MOST_VERSIONS:
        raise NotAllowedNow(_("This message was changed very often. Write a new one instead."))
    _keep_what_it_said(post)
    change(
        post,
        {"version": version, "removed_at": None, "kept_at": None},
        {
            "source": text,
            "html": to_html(text),
            "language": language,
            "version": version + 1,
            "edited_at": clock.now(),
        },
    )
    thread = post.thread
    make_findable(post, thread, is_first=is_first(post))
    mention_typed(post, thread, by=by)
    record(
        events.PostEdited(
            by_id=by.id, cluster_id=thread.cluster_id, school_id=post.school_id, subject_id=thread.id, post_id=post.id
        )
    )


def _keep_what_it_said(post: Post) -> None:
    written_at = post.edited_at or post.created_at
    session().add(
        PostVersion(
            post_id=post.id, number=post.version, source=post.source, language=post.language, written_at=written_at
        )
    )
    session().flush()


def remove_post(post: Post, *, by: SignedIn) -> None:
    """Take one's own message back: a mark stays in its place, and its text is kept for who handles reports."""
    _check_may_change(post)
    change(post, {"removed_at": None, "kept_at": None}, {"removed_at": clock.now(), "version": post.version + 1})
    search.remove("post", post.id)
    record(
        events.PostRemoved(
            by_id=by.id,
            cluster_id=post.thread.cluster_id,
            school_id=post.school_id,
            subject_id=post.thread_id,
            post_id=post.id,
        )
    )


def _check_may_change(post: Post) -> None:
    if post.removed_at is not None:
        raise NotAllowedNow(_("This message was taken back and cannot be changed any more."))
    if post.kept_at is not None:
        raise NotAllowedNow(_("The portal safeguarding team keeps this message as it is. It cannot be changed now."))
    if post.hidden_at is not None:
        raise NotAllowedNow(_("This message is hidden for now, and cannot be changed until it is shown again."))
    if post.school.posts_hidden_at is not None:
        raise NotAllowedNow(
            _("What your school wrote is hidden for now, and cannot be changed until it is shown again.")
        )


def is_first(post: Post) -> bool:
    """Does it begin its conversation?"""
    first = sa.select(Post.id).where(Post.thread_id == post.thread_id).order_by(Post.id).limit(1)
    return session().scalar(first) == post.id
