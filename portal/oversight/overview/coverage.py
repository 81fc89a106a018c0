"""How far the programme reaches: schools in clusters and outside, what they are there, and which bodies support the clusters now. Grouped in the database."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa

from portal.core.database import session
from portal.forming.backing.models import SupportRecord
from portal.forming.clusters.models import LIVE, Cluster, ClusterMembership, ClusterStatus, Side
from portal.forming.parts.models import Part, PartSet, SchoolPart
from portal.identity.schools.models import School, SchoolStatus
from portal.oversight.overview.queries import Figure, Not

MOST_PARTS = 40
MOST_AGENCIES = 40
_OPEN = Cluster.status != ClusterStatus.CLOSED


@dataclass(frozen=True)
class PartCount:
    """A part, how many schools play it, and in how many clusters its set is used."""

    set_name: str
    name: str
    schools: int
    clusters: int

    @property
    def mean(self) -> float:
        """Schools for each cluster, to two places."""
        return round(self.schools / self.clusters, 2) if self.clusters else 0.0


def reach(but: Not = ()) -> list[Figure]:
    """Verified schools that are in a cluster as a member school, and those that are in none. One statement."""
    inside = sa.exists().where(
        ClusterMembership.school_id == School.id,
        ClusterMembership.status.in_(LIVE),
        ClusterMembership.side == Side.HOME,
        ClusterMembership.cluster_id.not_in(but) if but else sa.true(),
    )
    is_in = sa.case((inside, "in"), else_="out").label("where_it_is")
    rows = sa.select(is_in).where(School.status == SchoolStatus.VERIFIED).subquery()
    query = sa.select(rows.c.where_it_is, sa.func.count()).group_by(rows.c.where_it_is)
    found = {code: number for code, number in session().execute(query)}  # noqa: C416 - a row is no pair
    return [Figure(code, found.get(code, 0)) for code in ("in", "out")]


def parts(but: Not = ()) -> list[PartCount]:
    """How many schools play which part, set by set, in clusters that are open. Two statements."""
    live = sa.and_(ClusterMembership.id == SchoolPart.membership_id, ClusterMembership.status.in_(LIVE))
    here = sa.select(PartSet.id, PartSet.name, Part.id, Part.name, Part.position, sa.func.count())
    where = [_OPEN, Cluster.id.not_in(but)] if but else [_OPEN]

    def joined(query: Any) -> Any:
        query = query.select_from(SchoolPart).join(Part, Part.id == SchoolPart.part_id)
        query = query.join(PartSet, PartSet.id == Part.set_id).join(ClusterMembership, live)
        return query.join(Cluster, Cluster.id == SchoolPart.cluster_id).where(*where)

    counted = joined(here).group_by(PartSet.id, PartSet.name, PartSet.position, Part.id, Part.name, Part.position)
    rows = (
        session()
        .execute(counted.order_by(PartSet.position, PartSet.id, Part.position, Part.id).limit(MOST_PARTS))
        .all()
    )
    in_use = joined(sa.select(PartSet.id, sa.func.count(sa.distinct(SchoolPart.cluster_id)))).group_by(PartSet.id)
    clusters = {row[0]: row[1] for row in session().execute(in_use.limit(MOST_PARTS))}
    return [PartCount(row[1], row[3], row[5], clusters.get(row[0], 0)) for row in rows]


@dataclass(frozen=True)
class Agency:
    """A body, how many clusters it supports now, and the first day on which its support ends."""

    name: str
    clusters: int
    first_end: date | None


def agencies(today: date, but: Not = ()) -> tuple[int, int, Sequence[Agency]]:
    """Clusters that are supported from outside now, clusters that are not, and by which bodies; a cluster with two bodies counts for each. Two statements."""
    now = (SupportRecord.from_on <= today, sa.or_(SupportRecord.until_on.is_(None), SupportRecord.until_on >= today))
    where = [_OPEN, Cluster.id.not_in(but)] if but else [_OPEN]
    supported = sa.exists().where(SupportRecord.cluster_id == Cluster.id, *now)
    query = sa.select(sa.func.count(), sa.func.sum(sa.case((supported, 1), else_=0))).select_from(Cluster).where(*where)
    number, with_support = session().execute(query).one()
    by = sa.select(
        sa.func.min(SupportRecord.agency),
        sa.func.count(sa.distinct(SupportRecord.cluster_id)),
        sa.func.min(SupportRecord.until_on),
    )
    by = by.join(Cluster, Cluster.id == SupportRecord.cluster_id).where(*now, *where)
    by = by.group_by(SupportRecord.folded_agency)
    ordered = by.order_by(sa.func.count(sa.distinct(SupportRecord.cluster_id)).desc(), SupportRecord.folded_agency)
    rows = session().execute(ordered.limit(MOST_AGENCIES))
    held = int(with_support or 0)
    return held, number - held, [Agency(*row) for row in rows]
