"""What a calendar shows: activities between two instants, as rows."""

import uuid
from collections.abc import Collection
from datetime import datetime, timedelta
from functools import cache
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from portal.core import clock
from portal.core.database import fetch
from portal.core.types import Key
from portal.forming.clusters.models import Cluster
from portal.identity.schools.models import School
from portal.running.activities.models import Activity, ActivityGuest, ActivityStatus, Coming, Cover, at_risk
from portal.running.activities.queries.within import comes, invited, of_partnership

MOST_ENTRIES = 500
RANK = {said: rank for rank, said in enumerate((Coming.YES, Coming.UNSURE, Coming.ASKED, Coming.NO))}
BY_RANK = {rank: said for said, rank in RANK.items()}


class Entry(NamedTuple):
    """One activity as a calendar shows it. `said`: whether the reader's schools, that are invited to it, come."""

    id: uuid.UUID
    cluster_id: uuid.UUID
    cluster: str
    title: str
    status: ActivityStatus
    cover: Cover
    starts_at: datetime
    ends_at: datetime
    zone: str
    place: str
    access_needs: str
    language_needs: str
    partner_role: str
    classes: str
    owner: str
    partner: str | None
    partner_zone: str | None
    stand_in: str | None
    said: Coming | None = None

    def is_at_risk(self, now: datetime) -> bool:
        return at_risk(self.status, self.cover, self.starts_at, now)

    @property
    def is_cancelled(self) -> bool:
        return self.status == ActivityStatus.CANCELLED


def list_entries(
    cluster_ids: Collection[uuid.UUID],
    *,
    starts: datetime,
    ends: datetime | None = None,
    limit: int = MOST_ENTRIES,
    with_cancelled: bool = True,
    school_id: uuid.UUID | None = None,
    partnership_id: uuid.UUID | None = None,
    mine: Collection[uuid.UUID] = (),
) -> list[Entry]:
    """The activities of these clusters that begin between two instants (of one school: as owner, partner, stand-in or guest; of one partnership), by time.
    `mine`: the schools of whose answers to invitations is told. One statement."""
    if not cluster_ids:
        return []
    values = {"clusters": list(cluster_ids), "starts": starts, "ends": ends, "limit": limit}
    values |= {"school": school_id} if school_id is not None else {}
    values |= {"partnership": partnership_id} if partnership_id is not None else {}
    values |= {"mine": sorted(mine)} if mine else {}
    statement = _entries(
        ends is not None, with_cancelled, school_id is not None, partnership_id is not None, bool(mine)
    )
    if not mine:
        return [Entry(*row) for row in fetch(statement, values)]
    return [Entry._make((*row[:-1], BY_RANK.get(row[-1]))) for row in fetch(statement, values)]


@cache
def _entries(has_end: bool, with_cancelled: bool, of_a_school: bool, of_a_partnership: bool, says: bool) -> Any:
    owner, partner, stand_in = aliased(School), aliased(School), aliased(School)
    query: Any = (
        sa.select(
            Activity.id,
            Activity.cluster_id,
            Cluster.name,
            Activity.title,
            Activity.status,
            Activity.cover,
            Activity.starts_at,
            Activity.ends_at,
            Activity.zone,
            Activity.place,
            Activity.access_needs,
            Activity.language_needs,
            Activity.partner_role,
            Activity.classes,
            owner.name,
            partner.name,
            partner.zone,
            stand_in.name,
            *((_said(),) if says else ()),
        )
        .join(Cluster, Cluster.id == Activity.cluster_id)
        .join(owner, owner.id == Activity.owner_school_id)
        .outerjoin(partner, partner.id == Activity.partner_school_id)
        .outerjoin(stand_in, stand_in.id == Activity.stand_in_school_id)
        .where(
            Activity.cluster_id.in_(sa.bindparam("clusters", expanding=True)),
            Activity.starts_at >= sa.bindparam("starts"),
        )
    )
    if has_end:
        query = query.where(Activity.starts_at < sa.bindparam("ends"))
    if of_a_school:
        query = query.where(takes_part(sa.bindparam("school", type_=Key())))
    if of_a_partnership:
        query = query.where(of_partnership())
    if not with_cancelled:
        query = query.where(Activity.status != ActivityStatus.CANCELLED)
    return query.order_by(Activity.starts_at, Activity.id).limit(sa.bindparam("limit"))


def _said() -> Any:
    """What the reader's schools say, as the rank of the most certain word (see RANK); nothing where none is invited."""
    own = ActivityGuest.school_id.in_(sa.bindparam("mine", expanding=True))
    said: Any = sa.select(sa.func.min(rank_of(Activity))).where(
        ActivityGuest.activity_id == Activity.id, own, invited()
    )
    return said.correlate(Activity).scalar_subquery()


def rank_of(activity: Any) -> Any:
    """The rank of what an invited school says of the activity as it is now; `activity`: the table or an alias of it, joined."""
    counts = ActivityGuest.answered_for == activity.starts_at
    said = [
        (sa.and_(counts, ActivityGuest.answer == word), rank) for word, rank in RANK.items() if word != Coming.ASKED
    ]
    return sa.case(*said, else_=RANK[Coming.ASKED])


def takes_part(school: Any) -> sa.ColumnElement[bool]:
    """The school does it, is asked to it as partner, stands in, or was invited and does not stay away."""
    sides = (Activity.owner_school_id, Activity.partner_school_id, Activity.stand_in_school_id)
    return sa.or_(*(side == school for side in sides), comes(school))


def list_upcoming(cluster_id: uuid.UUID, *, days: int = 7, limit: int = 20) -> list[Entry]:
    """What happens in this cluster in the next days, without what was cancelled."""
    at = clock.now()
    return list_entries([cluster_id], starts=at, ends=at + timedelta(days=days), limit=limit, with_cancelled=False)
