"""Verbs: the programme's rule, a first message that waits, its yes and its way back."""

import uuid
from collections.abc import Callable
from typing import Any

from portal.core import clock, duty
from portal.core.database import session
from portal.core.duty import DutyKind
from portal.core.errors import NotAllowedNow, RuleBroken, Stale
from portal.core.events import record
from portal.core.i18n import _
from portal.core.text import clean
from portal.core.workflow import change, claim
from portal.identity.schools.models import School
from portal.policy import Action, SignedIn, allows
from portal.running.board import queries as board_queries
from portal.running.board import services as board
from portal.running.board.models import Message, Post, Thread, ThreadCategory, Wanted
from portal.running.board.services.threads import OfACluster
from portal.running.firstposts import events, queries
from portal.running.firstposts.models import FirstPostRule, HeldPost, HeldStatus
from portal.running.partnerships.services.acting import acting_school


def set_rule(*, by: SignedIn, is_on: bool, days: int, messages: int, version: int) -> None:
    """Say whether first messages of new schools wait. `version`: the one that was read, 0 while there is none."""
    rule = queries.get_rule()
    new = {"is_on": is_on, "days": days, "messages": messages}
    if rule is None and version == 0:
        rule = FirstPostRule(**new)
        session().add(rule)
        session().flush()
    elif rule is None or not claim(rule, {"version": version}, {**new, "version": version + 1}):
        raise Stale(_("Someone else changed this since you opened the page."), {})
    record(events.FirstPostRuleChanged(by_id=by.id, subject_id=rule.id, is_on=is_on, days=days, messages=messages))


def begin(
    network: OfACluster,
    *,
    by: SignedIn,
    title: str,
    message: Message,
    category: ThreadCategory = ThreadCategory.CONVERSATION,
    school_id: uuid.UUID | None = None,
    wanted: Wanted | None = None,
) -> Thread | HeldPost:
    """Begin a conversation; the first messages of a new school wait instead."""
    school = acting_school(network.cluster_id, by=by, school_id=school_id)
    if queries.must_wait(school):
        board.check_open(network.cluster_id)
        return _hold(network.cluster_id, school, by, message, wanted, title=title, category=category)
    return board.start_thread(
        network, by=by, title=title, message=message, category=category, school_id=school, wanted=wanted
    )


def answer(
    thread: Thread,
    *,
    by: SignedIn,
    message: Message,
    school_id: uuid.UUID | None = None,
    for_school_id: uuid.UUID | None = None,
    wanted: Wanted | None = None,
) -> Post | HeldPost:
    """Write into a conversation; the first messages of a new school wait instead. A reply that is needed stays needed until then."""
    school = acting_school(thread.cluster_id, by=by, school_id=school_id)
    if queries.must_wait(school):
        board.check_open(thread.cluster_id)
        more: dict[str, Any] = {"thread_id": thread.id, "title": thread.title, "for_school_id": for_school_id}
        return _hold(thread.cluster_id, school, by, message, wanted, **more)
    return board.post_reply(
        thread, by=by, message=message, school_id=school, for_school_id=for_school_id, wanted=wanted
    )


def _hold(
    cluster_id: uuid.UUID, school_id: uuid.UUID, by: SignedIn, message: Message, wanted: Wanted | None, **more: Any
) -> HeldPost:
    if wanted is not None:
        board.check_wanted(cluster_id, wanted, asking=school_id, thread_id=more.get("thread_id"))
    held = HeldPost(
        cluster_id=cluster_id,
        school_id=school_id,
        author_id=by.id,
        source=message.text,
        language=message.language,
        wanted_from_id=wanted.from_school_id if wanted is not None else None,
        wanted_by=wanted.by if wanted is not None else None,
        **more,
    )
    session().add(held)
    session().flush()
    board.attach(message.attached, by=by, cluster_id=cluster_id, school_id=school_id, held_post_id=held.id)
    board.drop_draft(by=by, place=more.get("thread_id") or cluster_id)
    to_staff = not queries.has_reader(cluster_id, school_id)
    duty.owe(
        DutyKind.READ_FIRST_POST,
        subject_id=held.id,
        title=session().get_one(School, school_id).name,
        cluster_id=cluster_id,
        asked_by_id=by.id,
        asked_by_school_id=school_id,
        role="programme_officer" if to_staff else None,
        office=None if to_staff else "contact_teacher",
    )
    record(
        events.PostHeld(by_id=by.id, cluster_id=cluster_id, school_id=school_id, subject_id=held.id, to_staff=to_staff)
    )
    return held


def approve(held: HeldPost, *, by: SignedIn, find: Callable[[uuid.UUID], SignedIn | None]) -> Post:
    """Put a message that waited on the board, in its author's name and as of now."""
    author = find(held.author_id)
    network = board_queries.get_board(held.cluster_id)
    if author is None or not allows(author, Action.THREAD_START, network):
        raise NotAllowedNow(_("The author can no longer write on this board. Return the message instead."))
    _decide(held, HeldStatus.APPROVED, by)
    post = _post(held, author)
    held.post_id = post.id
    board.release_held(held.id, post)
    session().flush()
    duty.settle(DutyKind.READ_FIRST_POST, held.id, by=by, outcome="approved")
    record(
        events.HeldPostApproved(by_id=by.id, cluster_id=held.cluster_id, school_id=held.school_id, subject_id=held.id)
    )
    return post


def _post(held: HeldPost, author: SignedIn) -> Post:
    message, wanted = Message(held.source, held.language), _still_wanted(held)
    if held.thread is not None:
        needed = held.for_school_id is not None and board.needs_reply_from(held.thread, held.for_school_id)
        return board.post_reply(
            held.thread,
            by=author,
            message=message,
            school_id=held.school_id,
            for_school_id=held.for_school_id if needed else None,
            wanted=wanted,
        )
    network = board_queries.get_board(held.cluster_id)
    thread = board.start_thread(
        network,
        by=author,
        title=held.title,
        message=message,
        category=held.category,
        school_id=held.school_id,
        wanted=wanted,
    )
    held.thread_id = thread.id
    return session().get_one(Post, thread.last_post_id)


def _still_wanted(held: HeldPost) -> Wanted | None:
    """The reply that the message asks for; none when its day is past, or that school has been asked since."""
    if held.wanted_from_id is None:
        return None
    wanted = Wanted(held.wanted_from_id, held.wanted_by)
    try:
        board.check_wanted(held.cluster_id, wanted, asking=held.school_id, thread_id=held.thread_id)
    except RuleBroken:
        return None
    return wanted


def give_back(held: HeldPost, *, by: SignedIn, reason: str) -> None:
    """Return a message to its author with a reason; nobody else sees it."""
    if not clean(reason):
        raise RuleBroken("reason", _("Say why, so that the author can write it differently."))
    _decide(held, HeldStatus.RETURNED, by, reason=clean(reason))
    duty.settle(DutyKind.READ_FIRST_POST, held.id, by=by, outcome="returned")
    record(
        events.HeldPostReturned(by_id=by.id, cluster_id=held.cluster_id, school_id=held.school_id, subject_id=held.id)
    )


def withdraw(held: HeldPost, *, by: SignedIn) -> None:
    """Take back one's own message that waits: it is nobody's to read any more, and no reply that it asked for is needed."""
    _decide(held, HeldStatus.WITHDRAWN, by)
    duty.settle(DutyKind.READ_FIRST_POST, held.id, by=by, outcome="withdrawn")
    record(
        events.HeldPostWithdrawn(by_id=by.id, cluster_id=held.cluster_id, school_id=held.school_id, subject_id=held.id)
    )


def _decide(held: HeldPost, status: HeldStatus, by: SignedIn, **more: Any) -> None:
    if held.status != HeldStatus.WAITING:
        raise NotAllowedNow(_("Someone has decided about this message already, or it was taken back."))
    change(
        held,
        {"status": HeldStatus.WAITING},
        {"status": status, "decided_at": clock.now(), "decided_by_id": by.id, **more},
    )
