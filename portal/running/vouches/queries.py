"""Which schools of a network still wait to be verified, and who vouches for them here."""

import uuid
from dataclasses import dataclass, field

import sqlalchemy as sa
from sqlalchemy.orm import aliased, contains_eager

from portal.core.database import session
from portal.core.errors import NotFound
from portal.forming.clusters.models import LIVE, ClusterMembership, MembershipStatus, Side
from portal.identity.schools.models import School, SchoolStatus
from portal.identity.verification.models import Vouch
from portal.running.partnerships.queries.network import twins_of

MOST = 100
WAITS = (SchoolStatus.PROPOSED, SchoolStatus.CONFIRMED_BY_HEAD)


@dataclass(frozen=True)
class WaitingSchool:
    """A school of this network that waits to be verified, with the vouches that stand for it here."""

    cluster_id: uuid.UUID
    school: School
    vouches: list[Vouch] = field(default_factory=list)

    @property
    def school_id(self) -> uuid.UUID:
        return self.school.id


def list_waiting_schools(cluster_id: uuid.UUID, school_id: uuid.UUID | None = None) -> list[WaitingSchool]:
    """The schools of a cluster, those invited by name and those of a partner cluster that wait to be verified, by name. One statement."""
    here = sa.select(ClusterMembership.school_id).where(
        ClusterMembership.cluster_id == cluster_id,
        ClusterMembership.status.in_([*sorted(LIVE), MembershipStatus.INVITED]),
    )
    there = sa.select(ClusterMembership.school_id).where(
        ClusterMembership.cluster_id.in_(twins_of(cluster_id)),
        ClusterMembership.status.in_(sorted(LIVE)),
        ClusterMembership.side == Side.HOME,
    )
    of = aliased(School)
    stands = sa.and_(Vouch.school_id == School.id, Vouch.cluster_id == cluster_id, Vouch.withdrawn_at.is_(None))
    query = (
        sa.select(School, Vouch)
        .outerjoin(Vouch, stands)
        .outerjoin(Vouch.voucher_school.of_type(of))
        .options(contains_eager(Vouch.voucher_school.of_type(of)))
        .where(School.status.in_(WAITS), School.id.in_(sa.union_all(here, there)))
        .order_by(School.name, School.id, Vouch.id)
        .limit(MOST)
    )
    if school_id is not None:
        query = query.where(School.id == school_id)
    found: dict[uuid.UUID, WaitingSchool] = {}
    for school, vouch in session().execute(query):
        waiting = found.setdefault(school.id, WaitingSchool(cluster_id, school))
        if vouch is not None:
            waiting.vouches.append(vouch)
    return list(found.values())


def get_waiting_school(cluster_id: uuid.UUID, waiting_school_id: uuid.UUID) -> WaitingSchool:
    """A school of this network that waits to be verified. Raises NotFound."""
    found = list_waiting_schools(cluster_id, waiting_school_id)
    if not found:
        raise NotFound
    return found[0]
