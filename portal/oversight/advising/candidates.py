"""Which clusters wait for somebody to look after them, and who of the staff is the nearest."""

import uuid
from collections.abc import Collection, Sequence

import sqlalchemy as sa

from portal.applying.reviews import links
from portal.core.database import session
from portal.core.duty import Duty, DutyKind
from portal.forming.clusters.models import PRESENT, Cluster, ClusterMembership, ClusterStatus
from portal.identity.schools.models import School
from portal.oversight.advising import queries
from portal.oversight.advising.models import ClusterAdviser


def waiting(limit: int) -> Sequence[uuid.UUID]:
    """Open clusters that nobody of the staff looks after, the oldest first. Where the support is over on purpose (`supported until`), nobody is looked for."""
    query = sa.select(Cluster.id).select_from(queries.with_adviser()).where(Cluster.status != ClusterStatus.CLOSED)
    gone = sa.or_(ClusterAdviser.id.is_(None), ClusterAdviser.adviser_id.not_in(queries.staff_ids()))
    return session().scalars(query.where(gone).order_by(Cluster.id).limit(limit)).all()


def owed_for_closed(limit: int) -> Sequence[uuid.UUID]:
    """Closed clusters for which an adviser is still looked for."""
    query = sa.select(Cluster.id).join(Duty, Duty.subject_id == Cluster.id)
    where = (Duty.kind == DutyKind.NAME_ADVISER, Duty.closed_at.is_(None), Cluster.status == ClusterStatus.CLOSED)
    return session().scalars(query.where(*where).order_by(Cluster.id).limit(limit)).all()


def nearest(cluster_id: uuid.UUID) -> uuid.UUID | None:
    """Who of the staff has the fewest clusters; of several, who looks after most clusters of the same authorities. Never anybody who is tied to this cluster
    (see applying/reviews/links.py). A fixed number of statements."""
    tied = links.people_of(cluster_id)
    staff = [person_id for person_id, _name in queries.list_staff() if person_id not in tied]
    if not staff:
        return None
    load = {person_id: number for person_id, _name, number in queries.list_advisers()}
    near = _in_the_area(staff, cluster_id)
    order = {person_id: place for place, person_id in enumerate(staff)}
    return min(staff, key=lambda one: (load.get(one, 0), -near.get(one, 0), order[one]))


def _in_the_area(staff: Collection[uuid.UUID], cluster_id: uuid.UUID) -> dict[uuid.UUID, int]:
    """By person: how many of their clusters have a school of an authority that is in this cluster, too."""
    codes = sa.select(School.authority_code).join(ClusterMembership, ClusterMembership.school_id == School.id)
    here = codes.where(
        ClusterMembership.cluster_id == cluster_id,
        ClusterMembership.status.in_(PRESENT),
        School.authority_code != "",
    )
    query = sa.select(ClusterAdviser.adviser_id, sa.func.count(ClusterAdviser.cluster_id.distinct()))
    query = query.join(ClusterMembership, ClusterMembership.cluster_id == ClusterAdviser.cluster_id)
    query = query.join(School, School.id == ClusterMembership.school_id).where(
        ClusterAdviser.ended_at.is_(None),
        ClusterAdviser.adviser_id.in_(list(staff)),
        ClusterMembership.status.in_(PRESENT),
        School.authority_code.in_(here),
    )
    return {row[0]: row[1] for row in session().execute(query.group_by(ClusterAdviser.adviser_id))}
