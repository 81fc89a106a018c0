"""Activities with pupils at which an adult is still missing at one end."""

import uuid
from datetime import datetime, timedelta
from typing import Any, NamedTuple

import sqlalchemy as sa

from portal.core.database import session
from portal.running.activities.models import Activity, ActivityKind, ActivityReminder, ActivityStatus, Cover

MOST_AT_A_TIME = 500
OWN, PARTNER = "own", "partner"


class Lacking(NamedTuple):
    """An activity, when it begins, at which ends nobody is named, and of what was told for this time of it."""

    id: uuid.UUID
    starts_at: datetime
    sides: tuple[str, ...]
    stages: frozenset[str]


def lacks_own() -> sa.ColumnElement[bool]:
    """Nobody of the owner school does it, and nobody is asked to stand in."""
    return sa.and_(Activity.teacher_id.is_(None), Activity.cover == Cover.NONE)


def lacks_partner() -> sa.ColumnElement[bool]:
    """The partner school has named nobody."""
    return sa.and_(Activity.partner_school_id.is_not(None), Activity.partner_adult_id.is_(None))


def list_lacking_adults(at: datetime, *, ahead: timedelta, after: Lacking | None = None) -> list[Lacking]:
    """Agreed or confirmed activities with pupils that begin within `ahead` and lack an adult; soonest first, a page of them. Two statements."""
    where: list[Any] = [
        Activity.kind == ActivityKind.LIVE,
        Activity.status.in_((ActivityStatus.AGREED, ActivityStatus.CONFIRMED)),
        Activity.starts_at > at,
        Activity.starts_at <= at + ahead,
        sa.or_(lacks_own(), lacks_partner()),
    ]
    if after is not None:
        where.append(sa.tuple_(Activity.starts_at, Activity.id) > (after.starts_at, after.id))
    ends = (lacks_own().label("own"), lacks_partner().label("partner"))
    query: Any = sa.select(Activity.id, Activity.starts_at, *ends).where(*where)
    rows = session().execute(query.order_by(Activity.starts_at, Activity.id).limit(MOST_AT_A_TIME)).all()
    told: dict[tuple[uuid.UUID, datetime], set[str]] = {}
    reminders: Any = sa.select(ActivityReminder.activity_id, ActivityReminder.starts_at, ActivityReminder.stage)
    for one in session().execute(reminders.where(ActivityReminder.activity_id.in_([row.id for row in rows]))):
        told.setdefault((one.activity_id, one.starts_at), set()).add(one.stage)
    return [
        Lacking(
            row.id,
            row.starts_at,
            tuple(side for side, lacks in ((OWN, row.own), (PARTNER, row.partner)) if lacks),
            frozenset(told.get((row.id, row.starts_at), ())),
        )
        for row in rows
    ]
