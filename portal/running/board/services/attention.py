"""What asks for attention: conversations at the top, announcements noted by schools, calls for help."""

import uuid
from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from portal.core import clock, duty
from portal.core.database import session
from portal.core.duty import DutyKind
from portal.core.errors import NotAllowedNow, RuleBroken
from portal.core.events import record
from portal.core.i18n import _
from portal.core.workflow import change
from portal.policy.people import SignedIn
from portal.running.board import events
from portal.running.board.models import Post, Thread, ThreadCategory, ThreadSeen
from portal.running.board.services.archiving import check_open
from portal.running.board.services.seen import note_seen
from portal.running.partnerships.queries.network import get_network

ANSWER_HELP_WITHIN = timedelta(days=3)


def pin_thread(thread: Thread, *, by: SignedIn) -> None:
    """Put a conversation at the top of the board."""
    check_open(thread.cluster_id)
    change(thread, {"pinned_at": None}, {"pinned_at": clock.now()})
    record(events.ThreadPinned(by_id=by.id, cluster_id=thread.cluster_id, subject_id=thread.id))


def unpin_thread(thread: Thread, *, by: SignedIn) -> None:
    """Let a conversation take its place among the others again."""
    if thread.pinned_at is None:
        raise NotAllowedNow(_("This conversation is not at the top of the board any more."))
    change(thread, {"pinned_at": thread.pinned_at}, {"pinned_at": None})
    record(events.ThreadUnpinned(by_id=by.id, cluster_id=thread.cluster_id, subject_id=thread.id))


def note_announcement(thread: Thread, *, by: SignedIn) -> None:
    """Say for one's schools that they have noted an announcement. A second time changes nothing."""
    if thread.category != ThreadCategory.ANNOUNCEMENT:
        raise NotAllowedNow(_("Only news for everyone is noted. Write a message instead."))
    place = by.place_in(thread.cluster_id)
    for school_id in sorted(place.schools if place is not None else ()):
        note_seen(thread.id, school_id, 0)
        noted: Any = session().execute(
            sa.update(ThreadSeen)
            .where(ThreadSeen.thread_id == thread.id, ThreadSeen.school_id == school_id, ThreadSeen.noted_at.is_(None))
            .values(noted_at=clock.now(), noted_by_id=by.id)
        )
        if noted.rowcount:
            facts = {"by_id": by.id, "cluster_id": thread.cluster_id, "subject_id": thread.id}
            record(events.AnnouncementNoted(**facts, school_id=school_id))


def ask_for_help(thread: Thread, *, by: SignedIn, school_id: uuid.UUID) -> None:
    """A conversation that began as a call for help is the coordinator's to follow, until another school has answered."""
    duty.owe(
        DutyKind.ANSWER_HELP,
        subject_id=thread.id,
        title=thread.title,
        cluster_id=thread.cluster_id,
        office="contact_teacher",
        due_at=clock.now() + ANSWER_HELP_WITHIN,
        asked_by_id=by.id,
        asked_by_school_id=school_id,
    )
    record(events.HelpAsked(by_id=by.id, cluster_id=thread.cluster_id, school_id=school_id, subject_id=thread.id))


def settle_help_by(post: Post, thread: Thread, *, by: SignedIn) -> None:
    """Another school has written: the call for help is answered."""
    if thread.category != ThreadCategory.HELP or post.school_id == thread.school_id:
        return
    for one in duty.open_duties(DutyKind.ANSWER_HELP, thread.id):
        duty.close(one, by=by, outcome="answered")
        record(
            events.HelpGiven(
                by_id=by.id,
                cluster_id=thread.cluster_id,
                school_id=thread.school_id,
                subject_id=thread.id,
                answered_by_school_id=post.school_id,
                asked_by_id=one.asked_by_id,
            )
        )


def pass_help_on(thread: Thread, *, by: SignedIn, school_id: uuid.UUID) -> None:
    """Ask one school of the network to answer a call for help: from now on it is that school's to answer, within three days."""
    waiting = duty.open_duties(DutyKind.ANSWER_HELP, thread.id)
    if not waiting:
        raise NotAllowedNow(_("This call for help has been answered already."))
    if school_id == thread.school_id or get_network(thread.cluster_id).school(school_id) is None:
        raise RuleBroken("school", _("Choose a school that can help."))
    if any(one.school_id == school_id for one in waiting):
        raise RuleBroken("school", _("That school has been asked already."))
    asked_by_id = waiting[0].asked_by_id
    duty.settle(DutyKind.ANSWER_HELP, thread.id, by=by, outcome="passed_on")
    duty.owe(
        DutyKind.ANSWER_HELP,
        subject_id=thread.id,
        title=thread.title,
        cluster_id=thread.cluster_id,
        school_id=school_id,
        due_at=clock.now() + ANSWER_HELP_WITHIN,
        asked_by_id=asked_by_id,
        asked_by_school_id=thread.school_id,
    )
    record(
        events.HelpPassedOn(
            by_id=by.id,
            cluster_id=thread.cluster_id,
            school_id=school_id,
            subject_id=thread.id,
            asked_by_school_id=thread.school_id,
            asked_by_id=asked_by_id,
        )
    )


def withdraw_help(thread: Thread, *, by: SignedIn) -> None:
    """The school that asked needs no help any more."""
    closed = duty.settle(DutyKind.ANSWER_HELP, thread.id, by=by, outcome="withdrawn")
    if not closed:
        raise NotAllowedNow(_("This call for help has been answered already."))
