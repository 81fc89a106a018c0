"""Finding activities: one with all that its page needs; those of a school that are still to come."""

import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from portal.core import clock
from portal.core.database import session
from portal.core.duty import Duty, DutyKind
from portal.core.errors import NotFound
from portal.forming.clusters.models import Cluster, ClusterMembership, Office
from portal.running.activities.models import Activity, ActivityStatus
from portal.running.activities.queries.calendars import MOST_ENTRIES


def get_activity(cluster_id: uuid.UUID, activity_id: uuid.UUID) -> Activity:
    """The activity of this cluster with its schools, its people, the cluster's schools and offices. Raises NotFound."""
    query = sa.select(Activity).where(Activity.id == activity_id, Activity.cluster_id == cluster_id)
    found = session().scalars(query.options(*with_everything()).execution_options(populate_existing=True)).one_or_none()
    if found is None:
        raise NotFound
    return found


def with_everything() -> list[Any]:
    """What the page of an activity and the policy read: three statements in all."""
    return [
        joinedload(Activity.owner_school),
        joinedload(Activity.partner_school),
        joinedload(Activity.stand_in_school),
        joinedload(Activity.teacher),
        joinedload(Activity.understudy),
        joinedload(Activity.stand_in),
        joinedload(Activity.partner_adult),
        joinedload(Activity.series),
        joinedload(Activity.capture_file),
        joinedload(Activity.cluster).selectinload(Cluster.memberships).joinedload(ClusterMembership.school),
        joinedload(Activity.cluster).selectinload(Cluster.offices).joinedload(Office.person),
    ]


def owed_answers(activity_id: uuid.UUID) -> Sequence[Duty]:
    """Whose word is still waited for on this activity: agreeing, confirming, saying that it took place."""
    kinds = (DutyKind.CONFIRM_ACTIVITY, DutyKind.CONFIRM_DELIVERY)
    seen = (Duty.closed_at.is_(None), Duty.suspended_at.is_(None))
    where = (Duty.subject_id == activity_id, Duty.kind.in_(kinds), *seen)
    return session().scalars(sa.select(Duty).where(*where).order_by(Duty.id).limit(20)).all()


def list_future_of_school(cluster_id: uuid.UUID, school_id: uuid.UUID) -> Sequence[Activity]:
    """Activities still to come in which the school is owner or partner, or was owner until it left; soonest first."""
    done = (ActivityStatus.DELIVERED, ActivityStatus.MISSED, ActivityStatus.CANCELLED)
    query = sa.select(Activity).where(
        Activity.cluster_id == cluster_id,
        sa.or_(
            Activity.owner_school_id == school_id,
            Activity.partner_school_id == school_id,
            Activity.inherited_from_school_id == school_id,
        ),
        Activity.starts_at > clock.now(),
        Activity.status.not_in(done),
    )
    return session().scalars(query.order_by(Activity.starts_at, Activity.id).limit(MOST_ENTRIES)).all()


def list_said_by_one_before(instant: datetime) -> Sequence[Activity]:
    """Activities that one side called done before this instant, while the other is silent; oldest first."""
    said = sa.func.coalesce(Activity.delivered_owner_at, Activity.delivered_partner_at)
    where = (Activity.status == ActivityStatus.DELIVERED_BY_ONE, said <= instant)
    return session().scalars(sa.select(Activity).where(*where).order_by(Activity.id).limit(MOST_ENTRIES)).all()
