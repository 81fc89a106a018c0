"""Repeating activities, and what the clock must look at before an activity begins."""

import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from portal.core.database import session
from portal.core.duty import Duty, DutyKind
from portal.running.activities.models import Activity, ActivityReminder, ActivityStatus, Cover
from portal.running.activities.queries.finding import with_everything

MOST_AT_A_TIME = 500
STILL_TO_COME = (ActivityStatus.PROPOSED, ActivityStatus.AGREED, ActivityStatus.CONFIRMED)


def list_of_series(series_id: uuid.UUID, *, since: datetime | None = None) -> Sequence[Activity]:
    """The activities of a series that may still change (since an instant, where given), soonest first, with all that services read."""
    where = [Activity.series_id == series_id, Activity.status.in_(STILL_TO_COME)]
    if since is not None:
        where.append(Activity.starts_at >= since)
    query = sa.select(Activity).where(*where).options(*with_everything())
    return session().scalars(query.order_by(Activity.starts_at, Activity.id).limit(100)).unique().all()


def count_cancelled(series_id: uuid.UUID) -> int:
    """How many times of a series were cancelled."""
    query = sa.select(sa.func.count()).where(
        Activity.series_id == series_id, Activity.status == ActivityStatus.CANCELLED
    )
    return session().scalar(query) or 0


def rules_of_series(series_id: uuid.UUID) -> dict[int, int]:
    """By rule: how many activities of the series follow it, whatever became of them."""
    query: Any = sa.select(Activity.rule, sa.func.count()).where(Activity.series_id == series_id)
    return {row[0]: row[1] for row in session().execute(query.group_by(Activity.rule))}


def times_of_series(series_id: uuid.UUID) -> Sequence[Any]:
    """When the activities of a series begin, and in which zone they are planned: (starts_at, zone), in order."""
    query: Any = sa.select(Activity.starts_at, Activity.zone).where(Activity.series_id == series_id)
    return session().execute(query.order_by(Activity.starts_at, Activity.id).limit(MOST_AT_A_TIME)).all()


def list_coming_near(at: datetime, *, ahead: timedelta) -> Sequence[uuid.UUID]:
    """Activities of series that begin within `ahead` and that nobody is to do yet, soonest first."""
    owed = aliased(Duty)
    nothing = ~sa.exists().where(owed.subject_id == Activity.id, owed.kind == DutyKind.DELIVER_ACTIVITY)
    where = (
        Activity.series_id.is_not(None),
        Activity.status.in_(STILL_TO_COME),
        Activity.starts_at > at,
        Activity.starts_at <= at + ahead,
        nothing,
    )
    query = sa.select(Activity.id).where(*where)
    return session().scalars(query.order_by(Activity.starts_at, Activity.id).limit(MOST_AT_A_TIME)).all()


class Unsure(NamedTuple):
    """An activity that is not confirmed: when it begins, since when that is known, and of what it was reminded for this time."""

    id: uuid.UUID
    starts_at: datetime
    known_since: datetime
    stages: frozenset[str]


def list_to_remind(at: datetime, *, ahead: timedelta, after: Unsure | None = None) -> list[Unsure]:
    """Activities that begin within `ahead` and are not confirmed, for which no stand-in is asked; soonest first, a page of them, `after` the last of the
    page before. Two statements.
    """
    where: list[Any] = [
        Activity.status.in_((ActivityStatus.PROPOSED, ActivityStatus.AGREED)),
        Activity.cover == Cover.NONE,
        Activity.starts_at > at,
        Activity.starts_at <= at + ahead,
    ]
    if after is not None:
        where.append(sa.tuple_(Activity.starts_at, Activity.id) > (after.starts_at, after.id))
    query: Any = sa.select(Activity.id, Activity.starts_at, Activity.created_at).where(*where)
    rows = session().execute(query.order_by(Activity.starts_at, Activity.id).limit(MOST_AT_A_TIME)).all()
    told: dict[tuple[uuid.UUID, datetime], set[str]] = {}
    ids = [row.id for row in rows]
    reminders: Any = sa.select(ActivityReminder.activity_id, ActivityReminder.starts_at, ActivityReminder.stage)
    for one in session().execute(reminders.where(ActivityReminder.activity_id.in_(ids))):
        told.setdefault((one.activity_id, one.starts_at), set()).add(one.stage)
    return [
        Unsure(row.id, row.starts_at, row.created_at, frozenset(told.get((row.id, row.starts_at), ()))) for row in rows
    ]
