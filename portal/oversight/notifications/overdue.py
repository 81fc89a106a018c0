"""A reply that is late: the other schools of the network are asked once, by mail too, whether they can answer. Kindly, and never with blame.

Their answer to that mail is a message for the school that owed it, as "answer for another school" on the page is.
"""

import uuid
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from portal.core import clock, jobs
from portal.core.actors import SYSTEM, Actor
from portal.core.database import session
from portal.core.duty import Duty, DutyKind
from portal.core.i18n import Later, _
from portal.core.outbox import Answers
from portal.core.perform import perform
from portal.identity.schools.models import School
from portal.oversight.notifications import recipients, ways
from portal.oversight.notifications.messages import Said, message_of
from portal.oversight.notifications.services import About, tell
from portal.running.board import queries as board
from portal.running.board.models import Post

KIND = "reply_overdue"
NOT_OLDER_THAN = timedelta(days=7)
AT_A_TIME = 200


@jobs.every(timedelta(minutes=15))
def ask_the_others() -> int:
    """Ask about every reply that has become late. Returns how many people were told something."""
    told, after = 0, None
    while found := _late(after):
        after = found[-1]
        session().rollback()
        told += sum(perform(ask_about, by=SYSTEM, duty_id=duty_id) for duty_id in found)
    return told


def _is_late() -> tuple[sa.ColumnElement[bool], ...]:
    at = clock.now()
    open_now = (Duty.kind == DutyKind.REPLY, Duty.closed_at.is_(None), Duty.suspended_at.is_(None))
    return (*open_now, Duty.due_at <= at, Duty.due_at > at - NOT_OLDER_THAN)


def _late(after: uuid.UUID | None) -> Sequence[uuid.UUID]:
    query = sa.select(Duty.id).where(*_is_late())
    if after is not None:
        query = query.where(Duty.id > after)
    return session().scalars(query.order_by(Duty.id).limit(AT_A_TIME)).all()


def ask_about(*, by: Actor, duty_id: uuid.UUID) -> int:
    """Ask the other schools once for each date it was due on, and tell who waits for it. A deed for `perform`."""
    owed = session().scalar(sa.select(Duty).where(Duty.id == duty_id, *_is_late()))
    if owed is None or owed.cluster_id is None or owed.school_id is None or owed.due_at is None:
        return 0
    network = board.get_board(owed.cluster_id)
    others = [s.id for s in network.schools if s.id not in (owed.school_id, owed.asked_by_school_id)]
    school = session().get_one(School, owed.school_id).name
    said = _question(owed)
    once = f"{KIND}:{owed.id}:{owed.due_at.isoformat()}"
    common: dict[str, Any] = {
        "kind": KIND,
        "path": ways.way_to(owed),
        "cluster_id": owed.cluster_id,
        "once": once,
        "about": About(owed.subject_id),
    }
    asked = tell(
        recipients.speakers_for(others),
        title=Later(_can_you, school, owed.title),
        letter="board_notice" if said is not None else "notice",
        words=Later(_words, school),
        said=said,
        answers=Answers("reply_owed", owed.id),
        **common,
    )
    return asked + tell([owed.asked_by_id], title=Later(_not_yet, school, owed.title), letter="notice", **common)


def _can_you(school: str, title: str) -> str:
    return _("Can you answer “%(title)s” for %(school)s?", school=school, title=title)


def _not_yet(school: str, title: str) -> str:
    return _("%(school)s has not answered “%(title)s” yet. The other schools were asked.", school=school, title=title)


def _words(school: str) -> str:
    return _(
        "The day by which it was needed is past. It may be holiday time at %(school)s. If you answer this mail, your message goes there for them.",
        school=school,
    )


def _question(owed: Duty) -> Said | None:
    """What the school that waits wrote last before it asked."""
    query = sa.select(Post).where(Post.thread_id == owed.subject_id, Post.school_id == owed.asked_by_school_id)
    post = session().scalars(query.order_by(Post.id.desc()).limit(1)).first()
    return message_of(post) if post is not None else None
