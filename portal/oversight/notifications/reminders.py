"""Reminders: one notice, a day before something is due, to those who owe it. The mail of the morning says the same."""

import uuid
from collections.abc import Sequence
from datetime import timedelta

import sqlalchemy as sa

from portal.core import clock, jobs
from portal.core.actors import SYSTEM, Actor
from portal.core.database import session
from portal.core.duty import Duty
from portal.core.i18n import Later, _
from portal.core.perform import perform
from portal.oversight.notifications import needs, recipients, ways
from portal.oversight.notifications.services import About, tell

AHEAD = timedelta(hours=24)
AT_A_TIME = 200


@jobs.every(timedelta(minutes=30))
def remind() -> int:
    """Remind of everything that is due within a day. Returns how many people were told something."""
    told, after = 0, None
    while found := _due_tomorrow(after):
        after = found[-1]
        session().rollback()
        told += sum(perform(remind_of, by=SYSTEM, duty_id=duty_id) for duty_id in found)
    return told


def _due_tomorrow(after: uuid.UUID | None) -> Sequence[uuid.UUID]:
    at = clock.now()
    query = sa.select(Duty.id).where(*_is_open(), Duty.due_at > at, Duty.due_at <= at + AHEAD)
    if after is not None:
        query = query.where(Duty.id > after)
    return session().scalars(query.order_by(Duty.id).limit(AT_A_TIME)).all()


def _is_open() -> tuple[sa.ColumnElement[bool], ...]:
    return (Duty.closed_at.is_(None), Duty.suspended_at.is_(None))


def remind_of(*, by: Actor, duty_id: uuid.UUID) -> int:
    """Tell its owners once for each date it is due on, if it is still owed. A deed for `perform`."""
    duty = session().scalar(sa.select(Duty).where(Duty.id == duty_id, *_is_open()))
    if duty is None or duty.due_at is None:
        return 0
    return tell(
        recipients.owners_of(duty),
        kind="reminder",
        title=Later(_title, duty),
        path=ways.way_to(duty),
        cluster_id=duty.cluster_id,
        once=f"reminder:{duty.id}:{duty.due_at.isoformat()}",
        about=About(duty.subject_id),
    )


def _title(duty: Duty) -> str:
    return _("Due within a day: %(task)s", task=needs.words_of_one(duty))
