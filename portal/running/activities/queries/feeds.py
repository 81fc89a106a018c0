"""Calendar links, whether they work, and what they give."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from portal.core.database import fetch, session
from portal.core.errors import NotFound
from portal.core.types import Key
from portal.forming.clusters.models import LIVE, Cluster, ClusterMembership
from portal.identity.accounts.models import Person, PersonStatus
from portal.identity.schools.models import MemberStatus, School, SchoolMember, SchoolStatus
from portal.identity.verification.models import Vouch
from portal.running.activities.models import Activity, ActivityStatus, CalendarFeed, FeedScope
from portal.running.activities.queries.people import ON_THE_CALENDAR
from portal.running.partnerships.models import Partnership
from portal.running.partnerships.queries.network import SHARING

MOST_IN_A_FEED = 2000


def get_feed(feed_id: uuid.UUID) -> CalendarFeed:
    """A calendar link. Raises NotFound."""
    found = session().get(CalendarFeed, feed_id)
    if found is None:
        raise NotFound
    return found


def list_feeds(person_id: uuid.UUID) -> Sequence[CalendarFeed]:
    """The live calendar links of a person, oldest first."""
    where = (CalendarFeed.person_id == person_id, CalendarFeed.revoked_at.is_(None))
    return session().scalars(sa.select(CalendarFeed).where(*where).order_by(CalendarFeed.id).limit(200)).all()


def find_feed(person_id: uuid.UUID, scope: FeedScope, cluster_id: uuid.UUID | None) -> CalendarFeed | None:
    """The person's link of this scope, live or ended."""
    where = (
        CalendarFeed.person_id == person_id,
        CalendarFeed.scope == scope,
        CalendarFeed.cluster_id.is_(None) if cluster_id is None else CalendarFeed.cluster_id == cluster_id,
    )
    return session().scalar(sa.select(CalendarFeed).where(*where).order_by(CalendarFeed.id).limit(1))


def calendars_open_to(person_id: Any) -> sa.Select[Any]:
    """The clusters whose calendar this person may read now: the same answer as the policy's CALENDAR_VIEW."""
    return _open_to(_schools_of(SchoolMember.person_id == person_id))


def _schools_of(whose: sa.ColumnElement[bool]) -> sa.Select[Any]:
    nobody_acts_for = (SchoolStatus.REJECTED, SchoolStatus.CLOSED, SchoolStatus.SUSPENDED)
    mine = sa.select(SchoolMember.school_id).join(School, School.id == SchoolMember.school_id)
    return mine.where(whose, SchoolMember.status == MemberStatus.MEMBER, School.status.not_in(nobody_acts_for))


def _open_to(schools: Any) -> sa.Select[Any]:
    """The clusters in which these schools are or to which they were invited, and those whose partner cluster they joined, once they are
    verified or vouched for there."""
    own = sa.select(ClusterMembership.cluster_id.label("id")).where(ClusterMembership.school_id.in_(schools))
    vouched = sa.exists().where(
        Vouch.school_id == School.id, Vouch.cluster_id == Partnership.cluster_id, Vouch.withdrawn_at.is_(None)
    )
    shared = (
        sa.select(Partnership.cluster_id)
        .join(ClusterMembership, ClusterMembership.cluster_id == Partnership.partner_cluster_id)
        .join(School, School.id == ClusterMembership.school_id)
        .where(
            School.id.in_(schools),
            ClusterMembership.status.in_(LIVE),
            Partnership.status.in_(SHARING),
            sa.or_(School.status == SchoolStatus.VERIFIED, vouched),
        )
    )
    every = sa.union(own.where(ClusterMembership.status.in_(ON_THE_CALENDAR)), shared).subquery()
    return sa.select(every.c.id)


@dataclass(frozen=True)
class FeedState:
    """A live calendar link, the clusters it gives, and the mark of what it would give now: equal marks, equal text."""

    scope: FeedScope
    cluster_id: uuid.UUID | None
    person_id: uuid.UUID
    mark: tuple[Any, ...]
    changed_at: datetime


def feed_state(feed_id: uuid.UUID, turn: int, starts: datetime) -> FeedState | None:
    """The link of this address, if it still works and its owner may still read what it gives. One statement."""
    rows = fetch(_feed_state(), {"feed_id": feed_id, "turn": turn, "starts": starts})
    row = rows[0] if rows else None
    if row is None or not row[4] or (row.scope == FeedScope.CLUSTER and not row[5]):
        return None
    moments = [row.updated_at, *(value for value in row[5:] if isinstance(value, datetime))]
    reached = sorted(
        (row.reached or "").split()
    )  # a person who changed from one cluster to another like it reads another text
    return FeedState(row.scope, row.cluster_id, row.person_id, (*row[4:-1], *reached), max(moments))


@cache
def _feed_state() -> Any:
    feed = _live_feed().cte("feed")
    mine = _schools_of(SchoolMember.person_id.in_(sa.select(feed.c.person_id))).cte("mine")
    only = sa.select(feed.c.cluster_id)
    opened = _open_to(sa.select(mine.c.school_id)).cte("opened")
    wanted = sa.or_(only.scalar_subquery().is_(None), opened.c.id == only.scalar_subquery())
    reach = sa.select(opened.c.id).where(wanted).cte("reach")
    clusters = sa.select(reach.c.id)
    there = sa.select(ClusterMembership.school_id).where(ClusterMembership.cluster_id.in_(clusters))
    marks = [
        *_marks(Cluster, Cluster.id.in_(clusters)),
        *_marks(School, School.id.in_(there)),
        *_marks(Activity, Activity.cluster_id.in_(clusters), Activity.starts_at >= sa.bindparam("starts")),
    ]
    schools = sa.select(sa.func.count()).select_from(mine).scalar_subquery()
    reached = sa.select(sa.func.aggregate_strings(sa.cast(reach.c.id, sa.String), " ")).scalar_subquery()
    return sa.select(feed, schools, *marks, reached.label("reached"))


def _live_feed() -> sa.Select[Any]:
    query: Any = sa.select(
        CalendarFeed.person_id, CalendarFeed.scope, CalendarFeed.cluster_id, CalendarFeed.updated_at
    ).join(Person, Person.id == CalendarFeed.person_id)
    return query.where(  # type: ignore[no-any-return]
        CalendarFeed.id == sa.bindparam("feed_id"),
        CalendarFeed.turn == sa.bindparam("turn"),
        CalendarFeed.revoked_at.is_(None),
        Person.status == PersonStatus.ACTIVE,
    )


def _marks(table: Any, *where: sa.ColumnElement[bool]) -> list[Any]:
    """How many rows, the sum of their versions, and when one was last changed."""
    return [
        sa.select(sa.func.count(table.id)).where(*where).scalar_subquery(),
        sa.select(sa.func.coalesce(sa.func.sum(table.version), 0)).where(*where).scalar_subquery(),
        sa.select(sa.func.max(table.updated_at)).where(*where).scalar_subquery(),
    ]


class FeedEntry(NamedTuple):
    """One activity as a feed gives it."""

    id: uuid.UUID
    cluster_id: uuid.UUID
    cluster: str
    title: str
    description: str
    status: ActivityStatus
    starts_at: datetime
    ends_at: datetime
    zone: str
    place: str
    sequence: int
    created_at: datetime
    revised_at: datetime
    owner: str
    owner_zone: str
    partner: str | None
    partner_zone: str | None
    stand_in: str | None


def list_for_feed(state: FeedState, starts: datetime) -> list[FeedEntry]:
    """What the link gives: everything its owner may read now, cancelled activities too, by time. One statement."""
    values = {"person_id": state.person_id, "cluster_id": state.cluster_id, "starts": starts}
    return [FeedEntry._make(row) for row in fetch(_for_feed(state.cluster_id is not None), values)]


@cache
def _for_feed(of_one_cluster: bool) -> Any:
    owner, partner, stand_in = aliased(School), aliased(School), aliased(School)
    query: Any = (
        sa.select(
            Activity.id,
            Activity.cluster_id,
            Cluster.name,
            Activity.title,
            Activity.description,
            Activity.status,
            Activity.starts_at,
            Activity.ends_at,
            Activity.zone,
            Activity.place,
            Activity.sequence,
            Activity.created_at,
            Activity.revised_at,
            owner.name,
            owner.zone,
            partner.name,
            partner.zone,
            stand_in.name,
        )
        .join(Cluster, Cluster.id == Activity.cluster_id)
        .join(owner, owner.id == Activity.owner_school_id)
        .outerjoin(partner, partner.id == Activity.partner_school_id)
        .outerjoin(stand_in, stand_in.id == Activity.stand_in_school_id)
        .where(
            Activity.cluster_id.in_(calendars_open_to(sa.bindparam("person_id", type_=Key()))),
            Activity.starts_at >= sa.bindparam("starts"),
        )
    )
    if of_one_cluster:
        query = query.where(Activity.cluster_id == sa.bindparam("cluster_id"))
    return query.order_by(Activity.starts_at, Activity.id).limit(MOST_IN_A_FEED)


def cluster_name(cluster_id: uuid.UUID) -> str:
    """The name of a cluster."""
    return session().scalar(sa.select(Cluster.name).where(Cluster.id == cluster_id)) or ""
