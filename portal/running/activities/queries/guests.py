"""Schools that are invited to activities, and what they said."""

import uuid
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, joinedload

from portal.core.database import session
from portal.core.duty import Duty, DutyKind
from portal.core.errors import NotFound
from portal.identity.schools.models import School
from portal.running.activities.models import Activity, ActivityGuest, ActivityKind
from portal.running.activities.queries.finding import with_everything
from portal.running.activities.queries.series import STILL_TO_COME
from portal.running.activities.queries.within import invited

MOST_GUESTS = 200
MOST_IN_SERIES = 60 * MOST_GUESTS


def get_guest(cluster_id: uuid.UUID, guest_id: uuid.UUID) -> ActivityGuest:
    """An invited school of an activity of this cluster, with all that its page and the policy read. Raises NotFound."""
    query = sa.select(ActivityGuest).join(ActivityGuest.activity)
    query = query.where(ActivityGuest.id == guest_id, Activity.cluster_id == cluster_id)
    loads = [contains_eager(ActivityGuest.activity).options(*with_everything()), *_people()]
    found = session().scalars(query.options(*loads).execution_options(populate_existing=True)).one_or_none()
    if found is None:
        raise NotFound
    return found


def _people() -> list[Any]:
    return [joinedload(ActivityGuest.school), joinedload(ActivityGuest.adult)]


def list_guests(activity_id: uuid.UUID) -> Sequence[ActivityGuest]:
    """The schools that are invited to an activity, by name. One statement."""
    query = sa.select(ActivityGuest).join(ActivityGuest.school).options(contains_eager(ActivityGuest.school))
    query = query.where(ActivityGuest.activity_id == activity_id, invited())
    query = query.options(joinedload(ActivityGuest.adult), joinedload(ActivityGuest.activity))
    return session().scalars(query.order_by(School.name, ActivityGuest.id).limit(MOST_GUESTS)).unique().all()


def rows_of(activity_ids: Collection[uuid.UUID]) -> dict[tuple[uuid.UUID, uuid.UUID], ActivityGuest]:
    """By activity and school: everybody who was ever invited to these activities. One statement."""
    query = sa.select(ActivityGuest).where(ActivityGuest.activity_id.in_(list(activity_ids)))
    rows = session().scalars(query.order_by(ActivityGuest.id).limit(MOST_IN_SERIES))
    return {(row.activity_id, row.school_id): row for row in rows}


def list_guest_of_series(guest: ActivityGuest, at: datetime) -> Sequence[ActivityGuest]:
    """The same school's invitations to the other activities of the series that are still to come, soonest first."""
    series_id = guest.activity.series_id
    if series_id is None:
        return []
    query = sa.select(ActivityGuest).join(ActivityGuest.activity).options(contains_eager(ActivityGuest.activity))
    where = (Activity.series_id == series_id, ActivityGuest.school_id == guest.school_id, ActivityGuest.id != guest.id)
    query = query.where(*where, invited(), Activity.starts_at > at, Activity.status.in_(STILL_TO_COME))
    return session().scalars(query.order_by(Activity.starts_at, Activity.id).limit(100)).all()


def list_coming_guests(
    cluster_id: uuid.UUID, at: datetime, *, school_id: uuid.UUID | None = None, but_not: Collection[uuid.UUID] = ()
) -> Sequence[ActivityGuest]:
    """Invitations of this cluster to activities still to come: of one school (ended ones too), or of all schools but these; soonest first."""
    query = sa.select(ActivityGuest).join(ActivityGuest.activity).options(contains_eager(ActivityGuest.activity))
    query = query.where(Activity.cluster_id == cluster_id, Activity.starts_at > at, Activity.status.in_(STILL_TO_COME))
    if school_id is not None:
        query = query.where(ActivityGuest.school_id == school_id)
    else:
        query = query.where(ActivityGuest.school_id.not_in(list(but_not)), invited())
    return session().scalars(query.order_by(Activity.starts_at, ActivityGuest.id).limit(MOST_IN_SERIES)).all()


def list_in_the_room(school_id: uuid.UUID, person_id: uuid.UUID, at: datetime) -> Sequence[ActivityGuest]:
    """The school's invitations, to activities with pupils still to come, for which this person is named as the adult in the room."""
    query = sa.select(ActivityGuest).join(ActivityGuest.activity).options(contains_eager(ActivityGuest.activity))
    mine = (ActivityGuest.adult_id == person_id, ActivityGuest.school_id == school_id, invited())
    to_come = (Activity.starts_at > at, Activity.status.in_(STILL_TO_COME), Activity.kind == ActivityKind.LIVE)
    return session().scalars(query.where(*mine, *to_come).order_by(ActivityGuest.id).limit(500)).all()


def list_begun_unanswered(at: datetime) -> Sequence[uuid.UUID]:
    """Activities that have begun while an invited school still owes an answer; a page of them."""
    owed = sa.and_(Duty.subject_id == ActivityGuest.id, Duty.kind == DutyKind.ANSWER_ACTIVITY, Duty.closed_at.is_(None))
    query = sa.select(Activity.id).join(ActivityGuest, ActivityGuest.activity_id == Activity.id).join(Duty, owed)
    query = query.where(Activity.starts_at <= at).distinct()
    return session().scalars(query.order_by(Activity.id).limit(500)).all()
