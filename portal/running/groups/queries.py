"""Reading clusters together: who is above, who is below, their schools, dates and notices. Every list is bounded; its statements are constant."""

import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased, joinedload

from portal.core import clock
from portal.core.database import session
from portal.core.errors import NotFound
from portal.core.pagination import Page, page_by_key
from portal.forming.clusters.models import (
    LIVE,
    Cluster,
    ClusterMembership,
    ClusterStatus,
    Office,
    OfficeKind,
    OfficeStatus,
)
from portal.forming.clusters.queries import get_cluster
from portal.identity.accounts.models import Person
from portal.identity.schools.models import Function, School, SchoolFunction
from portal.running.activities.models import Activity, ActivityStatus
from portal.running.activities.queries import Entry, list_entries
from portal.running.groups.models import MOST_BELOW, GroupNotice, LinkStatus, SubCluster, Way

LOOK_AHEAD = timedelta(days=30)
WINDOW = timedelta(days=28)
MOST_DATES = 200
_JOINED = SubCluster.status == LinkStatus.JOINED


@dataclass(frozen=True)
class Between:
    """A link, as one of its two clusters sees it."""

    cluster_id: uuid.UUID
    link: SubCluster

    @property
    def is_asked(self) -> bool:
        """Is it this cluster that answers?"""
        return self.link.status == LinkStatus.ASKED and self.link.asked_id == self.cluster_id

    @property
    def cluster(self) -> Cluster:
        """The one that sees it."""
        return self.link.parent if self.link.parent_id == self.cluster_id else self.link.child

    @property
    def other(self) -> Cluster:
        return self.link.child if self.link.parent_id == self.cluster_id else self.link.parent


@dataclass
class Below:
    """A cluster within a larger one, with what is counted there. `depth` is 1 or 2 below the cluster whose page it is."""

    id: uuid.UUID
    name: str
    depth: int
    parent_id: uuid.UUID
    link_id: uuid.UUID
    lead: str = ""
    coordinator: str = ""
    schools: int = 0
    dates: int = 0


@dataclass(frozen=True)
class Together:
    """A cluster with all that is within it."""

    cluster_id: uuid.UUID
    below: Sequence[Below] = ()
    own_schools: int = 0
    own_dates: int = 0
    different_schools: int = 0

    @property
    def ids(self) -> list[uuid.UUID]:
        return [self.cluster_id, *(one.id for one in self.below)]

    @property
    def dates(self) -> int:
        return self.own_dates + sum(one.dates for one in self.below)


def get_link(cluster_id: uuid.UUID, link_id: uuid.UUID) -> Between:
    """A link of this cluster. Raises NotFound."""
    mine = sa.or_(SubCluster.child_id == cluster_id, SubCluster.parent_id == cluster_id)
    query = sa.select(SubCluster).where(SubCluster.id == link_id, mine)
    query = query.options(joinedload(SubCluster.child), joinedload(SubCluster.parent))
    found = session().scalar(query.execution_options(populate_existing=True))
    if found is None:
        raise NotFound
    return Between(cluster_id, found)


def parent_link(cluster_id: uuid.UUID) -> SubCluster | None:
    """The link to the larger cluster, if there is one."""
    query = sa.select(SubCluster).where(SubCluster.child_id == cluster_id, _JOINED)
    return session().scalar(query.options(joinedload(SubCluster.parent)))


def ids_above(cluster_id: uuid.UUID) -> list[uuid.UUID]:
    """The larger clusters, the nearest first; at most two. One statement."""
    near, far = aliased(SubCluster), aliased(SubCluster)
    joined = sa.and_(far.child_id == near.parent_id, far.status == LinkStatus.JOINED)
    query = sa.select(near.parent_id, far.parent_id).outerjoin(far, joined)
    row = session().execute(query.where(near.child_id == cluster_id, near.status == LinkStatus.JOINED)).first()
    return [one for one in row or () if one is not None]


def _children(parent_ids: Collection[uuid.UUID], depth: int) -> list[Below]:
    query = sa.select(Cluster.id, Cluster.name, SubCluster.parent_id, SubCluster.id)
    query = query.join(SubCluster, SubCluster.child_id == Cluster.id).where(
        SubCluster.parent_id.in_(sorted(parent_ids)), _JOINED
    )
    rows = session().execute(query.order_by(Cluster.name, Cluster.id).limit(MOST_BELOW))
    return [Below(key, name, depth, parent, link) for key, name, parent, link in rows]


def list_below(cluster_id: uuid.UUID) -> list[Below]:
    """The clusters within this one, each followed by its own, by name. Two statements."""
    first = _children([cluster_id], 1)
    second = _children([one.id for one in first], 2)
    return [row for one in first for row in (one, *(two for two in second if two.parent_id == one.id))]


def depth_below(cluster_id: uuid.UUID) -> int:
    """How many levels there are below."""
    return max((one.depth for one in list_below(cluster_id)), default=0)


def together(cluster_id: uuid.UUID) -> Together:
    """The cluster and what is within it, counted. Six statements, however many there are."""
    below = list_below(cluster_id)
    ids = [cluster_id, *(one.id for one in below)]
    here = (ClusterMembership.cluster_id.in_(ids), ClusterMembership.status.in_(LIVE))
    schools = _counted(sa.select(ClusterMembership.cluster_id, sa.func.count()).where(*here), ClusterMembership)
    different = session().scalar(sa.select(sa.func.count(sa.distinct(ClusterMembership.school_id))).where(*here))
    coming = (
        Activity.cluster_id.in_(ids),
        Activity.starts_at >= clock.now(),
        Activity.starts_at < clock.now() + LOOK_AHEAD,
        Activity.status != ActivityStatus.CANCELLED,
    )
    dates = _counted(sa.select(Activity.cluster_id, sa.func.count()).where(*coming), Activity)
    who = _holders(ids)
    for one in below:
        one.schools, one.dates = schools.get(one.id, 0), dates.get(one.id, 0)
        one.lead = who.get((one.id, OfficeKind.LEAD_SCHOOL), "")
        one.coordinator = who.get((one.id, OfficeKind.CONTACT_TEACHER), "")
    return Together(cluster_id, below, schools.get(cluster_id, 0), dates.get(cluster_id, 0), different or 0)


def _counted(query: Any, table: Any) -> dict[uuid.UUID, int]:
    grouped = query.group_by(table.cluster_id).order_by(table.cluster_id).limit(MOST_BELOW + 1)
    return {row[0]: row[1] for row in session().execute(grouped)}


def _holders(ids: Collection[uuid.UUID]) -> dict[tuple[uuid.UUID, OfficeKind], str]:
    kinds = (OfficeKind.LEAD_SCHOOL, OfficeKind.CONTACT_TEACHER)
    query = sa.select(Office.cluster_id, Office.kind, School.name, Person.name)
    query = query.join(School, School.id == Office.school_id).outerjoin(Person, Person.id == Office.person_id)
    query = query.where(Office.cluster_id.in_(ids), Office.kind.in_(kinds), Office.status == OfficeStatus.ACCEPTED)
    rows = session().execute(query.order_by(Office.id).limit(2 * MOST_BELOW + 2))
    return {(c, kind): school if kind == OfficeKind.LEAD_SCHOOL else person or "" for c, kind, school, person in rows}


def open_links(cluster_id: uuid.UUID) -> list[Between]:
    """What is asked and not answered, by this cluster or of it, oldest first."""
    mine = sa.or_(SubCluster.child_id == cluster_id, SubCluster.parent_id == cluster_id)
    query = sa.select(SubCluster).where(SubCluster.status == LinkStatus.ASKED, mine)
    query = query.options(joinedload(SubCluster.child), joinedload(SubCluster.parent))
    return [Between(cluster_id, link) for link in session().scalars(query.order_by(SubCluster.id).limit(100))]


def joined_links(cluster_id: uuid.UUID) -> Sequence[SubCluster]:
    """Every link of this cluster that stands, oldest first."""
    mine = sa.or_(SubCluster.child_id == cluster_id, SubCluster.parent_id == cluster_id)
    query = sa.select(SubCluster).where(_JOINED, mine).order_by(SubCluster.id).limit(MOST_BELOW + 1)
    return session().scalars(query).all()


def clusters_named(name: str) -> Sequence[Cluster]:
    """The clusters that have begun and have this name, or this name and lead school with a comma between; with schools and offices."""
    plain, _comma, lead = name.rpartition(",")
    whole = sa.func.lower(Cluster.name) == name.lower()
    leads = sa.select(Office.cluster_id).join(School, School.id == Office.school_id)
    leads = leads.where(
        Office.kind == OfficeKind.LEAD_SCHOOL,
        Office.status == OfficeStatus.ACCEPTED,
        sa.func.lower(School.name) == lead.strip().lower(),
    )
    both = sa.and_(sa.func.lower(Cluster.name) == plain.strip().lower(), Cluster.id.in_(leads))
    query = sa.select(Cluster.id).where(sa.or_(whole, both), Cluster.status != ClusterStatus.CLOSED)
    return [get_cluster(key) for key in session().scalars(query.order_by(Cluster.id).limit(2))]


@dataclass(frozen=True)
class SchoolHere:
    """A school of one of the clusters, and who is its contact."""

    school_id: uuid.UUID
    name: str
    town: str
    country: str
    cluster: str
    side: str
    contacts: list[str] = field(default_factory=list)


def page_of_schools(ids: Collection[uuid.UUID], after: str | None = None) -> Page[SchoolHere]:
    """The schools of all these clusters with their contacts, by name. Two statements."""
    query: Any = sa.select(
        School.id, School.name, School.town, School.country, Cluster.name.label("cluster"), ClusterMembership.side
    )
    query = query.join(ClusterMembership, ClusterMembership.school_id == School.id)
    query = query.join(Cluster, Cluster.id == ClusterMembership.cluster_id)
    query = query.where(ClusterMembership.cluster_id.in_(ids), ClusterMembership.status.in_(LIVE))
    page = page_by_key(query, School.name, ClusterMembership.id, after=after, rows=True)
    found = [SchoolHere(row[0], row[1], row[2], row[3], row[4], row[5].value) for row in page.items]
    held: dict[uuid.UUID, list[str]] = {}
    named = sa.select(SchoolFunction.school_id, Person.name).join(Person, Person.id == SchoolFunction.person_id)
    named = named.where(
        SchoolFunction.school_id.in_({one.school_id for one in found}),
        SchoolFunction.function == Function.CONTACT,
        SchoolFunction.ended_on.is_(None),
    )
    for school_id, name in session().execute(named.order_by(Person.name, SchoolFunction.id).limit(300)):
        held.setdefault(school_id, []).append(name)
    items = [
        SchoolHere(s.school_id, s.name, s.town, s.country, s.cluster, s.side, held.get(s.school_id, [])) for s in found
    ]
    return Page(items, page.next, page.first)


def list_dates(ids: Collection[uuid.UUID], starts: datetime) -> list[Entry]:
    """What is planned in all these clusters within four weeks of that moment, without what was cancelled; at most 200."""
    return list_entries(ids, starts=starts, ends=starts + WINDOW, limit=MOST_DATES, with_cancelled=False)


def page_of_notices(cluster_id: uuid.UUID, after: str | None = None) -> Page[GroupNotice]:
    """What this cluster wrote, what came down to it and what came up to it, the newest first."""
    below = sa.select(SubCluster.child_id).where(SubCluster.parent_id == cluster_id, _JOINED)
    ways = [
        GroupNotice.cluster_id == cluster_id,
        sa.and_(GroupNotice.way == Way.DOWN, GroupNotice.cluster_id.in_(ids_above(cluster_id))),
        sa.and_(GroupNotice.way == Way.UP, GroupNotice.cluster_id.in_(below)),
    ]
    query = sa.select(GroupNotice).where(sa.or_(*ways)).options(joinedload(GroupNotice.cluster))
    return page_by_key(query, GroupNotice.id, after=after, newest_first=True, size=20)
