"""Replies that are needed: asked for, answered, released. Each is a duty whose subject is the thread."""

import uuid
from datetime import date, time, timedelta

from portal.core import clock, duty
from portal.core.duty import Duty, DutyKind
from portal.core.errors import NotAllowedNow, RuleBroken
from portal.core.events import record
from portal.core.i18n import _
from portal.core.moments import instant
from portal.policy.people import SignedIn
from portal.running.board import events, queries
from portal.running.board.models import Post, Thread, Wanted
from portal.running.board.queries import NetworkSchool
from portal.running.board.services.archiving import check_open
from portal.running.partnerships.services.acting import acting_school

FURTHEST = timedelta(days=366)


def ask_for_reply(thread: Thread, *, by: SignedIn, wanted: Wanted, school_id: uuid.UUID | None = None) -> Duty:
    """Say that a reply is needed from a school, by the end of a day in that school's own zone."""
    check_open(thread.cluster_id)
    asking = acting_school(thread.cluster_id, by=by, school_id=school_id)
    owing, day = check_wanted(thread.cluster_id, wanted, asking=asking, thread_id=thread.id)
    due_at = instant(day, time(23, 59), owing.zone, field="reply_by")
    owed = duty.owe(
        DutyKind.REPLY,
        subject_id=thread.id,
        title=thread.title,
        cluster_id=thread.cluster_id,
        school_id=owing.id,
        due_at=due_at,
        asked_by_id=by.id,
        asked_by_school_id=asking,
    )
    record(
        events.ReplyAsked(
            by_id=by.id,
            cluster_id=thread.cluster_id,
            school_id=owing.id,
            subject_id=thread.id,
            asked_by_school_id=asking,
            due_at=due_at,
        )
    )
    return owed


def check_wanted(
    cluster_id: uuid.UUID, wanted: Wanted, *, asking: uuid.UUID, thread_id: uuid.UUID | None = None
) -> tuple[NetworkSchool, date]:
    """The school that would owe the reply that is wanted, and the day. Raises RuleBroken where it cannot be asked for."""
    owing = queries.get_board(cluster_id).school(wanted.from_school_id)
    if owing is None:
        raise RuleBroken("reply_from", _("Choose the school that should reply."))
    if owing.id == asking:
        raise RuleBroken("reply_from", _("Choose another school than your own."))
    if wanted.by is None:
        raise RuleBroken("reply_by", _("Enter the day by which you need the reply."))
    today = clock.today(owing.zone)
    if wanted.by < today:
        raise RuleBroken("reply_by", _("Choose today or a later day."))
    if wanted.by > today + FURTHEST:
        raise RuleBroken("reply_by", _("Choose a day within the next year."))
    owed = duty.open_duties(DutyKind.REPLY, thread_id) if thread_id is not None else ()
    if any(open_one.school_id == owing.id for open_one in owed):
        raise RuleBroken("reply_from", _("%(school)s has been asked for a reply here already.", school=owing.name))
    return owing, wanted.by


def release_reply(owed: Duty, *, by: SignedIn) -> None:
    """The reply is no longer needed."""
    if owed.closed_at is not None:
        raise NotAllowedNow(_("This reply has been given already, or is no longer needed."))
    duty.close(owed, by=by, outcome="released")
    record(
        events.ReplyReleased(
            by_id=by.id, cluster_id=owed.cluster_id, school_id=owed.school_id, subject_id=owed.subject_id
        )
    )


def settle_by(post: Post, thread: Thread, *, by: SignedIn) -> None:
    """A message settles the reply that its school owed, or that of the school for which it was written. Answering is the end."""
    owing = post.for_school_id or post.school_id
    settled = [d for d in duty.open_duties(DutyKind.REPLY, thread.id) if d.school_id == owing]
    for one in settled:
        duty.close(one, by=by, outcome="answered_for" if post.for_school_id else "answered")
        record(
            events.ReplyAnswered(
                by_id=by.id,
                cluster_id=thread.cluster_id,
                school_id=owing,
                subject_id=thread.id,
                answered_by_school_id=post.school_id,
                post_id=post.id,
                asked_by_id=one.asked_by_id,
            )
        )


def needs_reply_from(thread: Thread, school_id: uuid.UUID) -> bool:
    """Is a reply of this school still needed here?"""
    return any(d.school_id == school_id for d in duty.open_duties(DutyKind.REPLY, thread.id))
