"""Which activities belong to a partnership, and the partnership as its calendar shows it.

Nothing is stored for it: schools that are linked later bring what they planned before. What two linked schools do together belongs to the partnership
in which they are linked; what a school here does with a school there, linked in none, belongs to every partnership of the cluster.
"""

import uuid
from functools import cache
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from portal.core.database import first
from portal.core.errors import NotFound
from portal.core.types import Key
from portal.forming.clusters.models import Cluster, ClusterMembership, Side
from portal.identity.schools.models import School
from portal.running.activities.models import Activity, ActivityGuest, Coming
from portal.running.partnerships.models import Pair, PairStatus, Partnership


class ClusterName(NamedTuple):
    """A cluster by name, for the page of its calendar, which shows no school and no office of it. The policy asks it what it asks the cluster."""

    id: uuid.UUID
    name: str
    memberships: tuple[()] = ()
    offices: tuple[()] = ()
    started_by_id: None = None
    contact_teacher_id: None = None


class PartnershipOutline(NamedTuple):
    """A partnership by name, with its cluster. The policy asks it what it asks the cluster."""

    id: uuid.UUID
    name: str
    cluster_id: uuid.UUID
    cluster: str


class SchoolOutline(NamedTuple):
    """A school by name."""

    id: uuid.UUID
    name: str


def get_cluster_name(cluster_id: uuid.UUID) -> ClusterName:
    """A cluster. One statement. Raises NotFound."""
    row = first(_cluster(), {"cluster_id": cluster_id})
    if row is None:
        raise NotFound
    return ClusterName(row[0], row[1])


@cache
def _cluster() -> Any:
    return sa.select(Cluster.id, Cluster.name).where(Cluster.id == sa.bindparam("cluster_id", type_=Key()))


def get_partnership_outline(cluster_id: uuid.UUID, partnership_id: uuid.UUID) -> PartnershipOutline:
    """A partnership of this cluster. One statement. Raises NotFound."""
    row = first(_partnership(), {"cluster_id": cluster_id, "partnership_id": partnership_id})
    if row is None:
        raise NotFound
    return PartnershipOutline._make(row)


@cache
def _partnership() -> Any:
    query: Any = sa.select(Partnership.id, Partnership.name, Cluster.id, Cluster.name)
    ours = Partnership.cluster_id == sa.bindparam("cluster_id", type_=Key())
    return query.join(Cluster, Cluster.id == Partnership.cluster_id).where(
        ours, Partnership.id == sa.bindparam("partnership_id", type_=Key())
    )


def get_school_outline(school_id: uuid.UUID) -> SchoolOutline:
    """A school. One statement. Raises NotFound."""
    row = first(_school(), {"school_id": school_id})
    if row is None:
        raise NotFound
    return SchoolOutline._make(row)


@cache
def _school() -> Any:
    return sa.select(School.id, School.name).where(School.id == sa.bindparam("school_id", type_=Key()))


def of_partnership() -> sa.ColumnElement[bool]:
    """The condition on an activity of the partnership's cluster; `partnership` is a parameter."""
    given: Any = sa.bindparam("partnership", type_=Key())
    here = aliased(Pair)
    linked = sa.exists().where(here.partnership_id == given, *_links(here))
    other, elsewhere = aliased(Partnership), aliased(Pair)
    linked_elsewhere = sa.exists().where(
        other.cluster_id == Activity.cluster_id,
        other.id != given,
        elsewhere.partnership_id == other.id,
        *_links(elsewhere),
    )
    there = _schools_there(given)
    across = sa.or_(
        sa.and_(Activity.owner_school_id.in_(there), Activity.partner_school_id.not_in(there)),
        sa.and_(Activity.partner_school_id.in_(there), Activity.owner_school_id.not_in(there)),
    )
    return sa.or_(linked, sa.and_(across, ~linked_elsewhere))


def _links(pair: Any) -> tuple[sa.ColumnElement[bool], ...]:
    """This pair is (or was) a link between the two schools of the activity."""
    owner, partner = Activity.owner_school_id, Activity.partner_school_id
    ways = sa.or_(
        sa.and_(pair.home_school_id == owner, pair.partner_school_id == partner),
        sa.and_(pair.home_school_id == partner, pair.partner_school_id == owner),
    )
    return (pair.status != PairStatus.PROPOSED, ways)


def _schools_there(partnership: Any) -> Any:
    """The partner schools of the partnership's cluster, and the schools of its partner cluster, those that left too."""
    of, member = Partnership, ClusterMembership
    invited: Any = sa.select(member.school_id).join(of, of.cluster_id == member.cluster_id)
    mirrored: Any = sa.select(member.school_id).join(of, of.partner_cluster_id == member.cluster_id)
    return sa.union(
        invited.where(of.id == partnership, member.side == Side.PARTNER),
        mirrored.where(of.id == partnership, member.side == Side.HOME),
    )


def invited() -> sa.ColumnElement[bool]:
    """The invitation of a further school stands."""
    return sa.and_(ActivityGuest.withdrawn_at.is_(None), ActivityGuest.left_at.is_(None))


def comes(school: Any) -> sa.ColumnElement[bool]:
    """The condition on an activity to which this school is invited and said yes, or that it is not sure yet."""
    said: Any = sa.select(ActivityGuest.activity_id).where(
        ActivityGuest.school_id == school, ActivityGuest.answer.in_((Coming.YES, Coming.UNSURE)), invited()
    )
    return Activity.id.in_(said)
