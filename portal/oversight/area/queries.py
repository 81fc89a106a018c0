"""Schools and clusters of an authority."""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from portal.core.database import session
from portal.core.pagination import Page, page_by_key
from portal.forming.clusters.models import LIVE, Cluster, ClusterMembership
from portal.identity.schools.models import School, SchoolStatus

MOST_CLUSTERS = 200
_GONE = (SchoolStatus.REJECTED, SchoolStatus.CLOSED)


@dataclass(frozen=True)
class ClusterHere:
    """A cluster with how many of its schools belong to the area."""

    id: uuid.UUID
    name: str
    theme: str
    schools: int


def list_schools_of(authorities: Iterable[str], after: str | None = None) -> Page[School]:
    """The registered schools of these authorities, by name."""
    query = sa.select(School).where(School.authority_code.in_(sorted(authorities)), School.status.not_in(_GONE))
    return page_by_key(query, School.name, School.id, after=after)


def list_clusters_of(authorities: Iterable[str]) -> Sequence[ClusterHere]:
    """The clusters in which a school of these authorities is, by name."""
    query = (
        sa.select(Cluster.id, Cluster.name, Cluster.theme, sa.func.count())
        .join(ClusterMembership, ClusterMembership.cluster_id == Cluster.id)
        .join(School, School.id == ClusterMembership.school_id)
        .where(School.authority_code.in_(sorted(authorities)), ClusterMembership.status.in_(LIVE))
        .group_by(Cluster.id, Cluster.name, Cluster.theme)
        .order_by(Cluster.name, Cluster.id)
        .limit(MOST_CLUSTERS)
    )
    return [ClusterHere(*row) for row in session().execute(query)]
