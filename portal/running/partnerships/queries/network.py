"""The network of a cluster: its own schools, the schools invited by name, its partner schools, and those of a partner cluster."""

import uuid
from dataclasses import dataclass
from functools import cache
from typing import Any

import sqlalchemy as sa

from portal.core.database import fetch
from portal.core.errors import NotFound
from portal.core.types import Key
from portal.forming.clusters.models import LIVE, Cluster, ClusterMembership, MembershipStatus, Side
from portal.identity.schools.models import School, SchoolStatus
from portal.identity.verification.models import Vouch
from portal.running.partnerships.models import Partnership, PartnershipStatus

MOST_SCHOOLS = 200
SHARING = (PartnershipStatus.ACTIVE, PartnershipStatus.PAUSED, PartnershipStatus.MAINTENANCE)


@dataclass(frozen=True)
class NetworkSchool:
    """A school of the network, as its pages name it."""

    id: uuid.UUID
    name: str
    zone: str
    country: str
    is_partner: bool
    is_invited: bool


@dataclass(frozen=True)
class Network:
    """Everyone who shares a cluster's board and calendar, in the order of their names."""

    cluster_id: uuid.UUID
    name: str
    schools: tuple[NetworkSchool, ...]

    @property
    def id(self) -> uuid.UUID:
        """The cluster's id, under the name by which components ask for it."""
        return self.cluster_id

    def school(self, school_id: uuid.UUID | None) -> NetworkSchool | None:
        return next((s for s in self.schools if s.id == school_id), None)


def twins_of(cluster_id: uuid.UUID) -> sa.Select[uuid.UUID | None]:
    """The partner clusters that share this cluster's board."""
    return sa.select(Partnership.partner_cluster_id).where(
        Partnership.cluster_id == cluster_id,
        Partnership.partner_cluster_id.is_not(None),
        Partnership.status.in_(SHARING),
    )


def get_network(cluster_id: uuid.UUID) -> Network:
    """The network of a cluster, in one statement: its own schools and those it invited by name; of a partner cluster those that are verified, or vouched
    for here."""
    rows = fetch(_network(), {"cluster_id": cluster_id})
    if not rows:
        raise NotFound
    schools: dict[uuid.UUID, NetworkSchool] = {}
    for _cluster, school_id, name, zone, country, of, side, status in rows:
        if school_id is None or (school_id in schools and of != cluster_id):
            continue
        partner = of != cluster_id or side == Side.PARTNER
        schools[school_id] = NetworkSchool(
            school_id, name, zone, country, partner, status == MembershipStatus.INVITED and of == cluster_id
        )
    return Network(cluster_id, rows[0][0], tuple(schools.values()))


@cache
def _network() -> Any:
    """Two ways in, each by its own index: "or" between them would make PostgreSQL read every membership there is."""
    cluster_id: Any = sa.bindparam("cluster_id", type_=Key())
    here = _members().where(
        ClusterMembership.cluster_id == cluster_id, ClusterMembership.status.in_([*LIVE, MembershipStatus.INVITED])
    )
    vouched = sa.exists().where(
        Vouch.school_id == School.id, Vouch.cluster_id == cluster_id, Vouch.withdrawn_at.is_(None)
    )
    there = _members().where(
        ClusterMembership.cluster_id.in_(twins_of(cluster_id)),
        ClusterMembership.status.in_(LIVE),
        ClusterMembership.side == Side.HOME,
        sa.or_(School.status == SchoolStatus.VERIFIED, vouched),
    )
    found = sa.union_all(here, there).subquery("found")
    query = sa.select(Cluster.name, *found.c).select_from(Cluster).outerjoin(found, sa.true())
    return query.where(Cluster.id == cluster_id).order_by(found.c.name, found.c.id).limit(MOST_SCHOOLS)


def _members() -> Any:
    membership = (ClusterMembership.cluster_id, ClusterMembership.side, ClusterMembership.status)
    query = sa.select(School.id, School.name, School.zone, School.country, *membership)
    return query.join(ClusterMembership, ClusterMembership.school_id == School.id)
