"""Finding newcomers."""

import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from portal.core.database import session
from portal.core.errors import NotFound
from portal.forming.clusters.models import LIVE, Cluster, ClusterMembership, ClusterStatus
from portal.forming.newcomers.models import Newcomer
from portal.identity.accounts.models import Person, PersonStatus
from portal.identity.schools.models import MemberStatus, SchoolMember


def _whole() -> Any:
    return sa.select(Newcomer).options(
        joinedload(Newcomer.person),
        joinedload(Newcomer.buddy),
        joinedload(Newcomer.school),
        joinedload(Newcomer.cluster).selectinload(Cluster.offices),
        selectinload(Newcomer.steps),
    )


def get_newcomer(cluster_id: uuid.UUID, newcomer_id: uuid.UUID) -> Newcomer:
    """A newcomer of this cluster with what is ticked. Raises NotFound."""
    query = _whole().where(Newcomer.id == newcomer_id, Newcomer.cluster_id == cluster_id)
    found = session().scalars(query.execution_options(populate_existing=True)).unique().one_or_none()
    if found is None:
        raise NotFound
    return found  # type: ignore[no-any-return]


def list_newcomers(cluster_id: uuid.UUID) -> Sequence[Newcomer]:
    """The newcomers of a cluster, those who read in now first, then the newest."""
    query = _whole().where(Newcomer.cluster_id == cluster_id)
    query = query.order_by(Newcomer.finished_at.is_not(None), Newcomer.began_on.desc(), Newcomer.id.desc())
    found: Sequence[Newcomer] = session().scalars(query.limit(100)).unique().all()
    return found


def list_to_welcome(since: datetime) -> Sequence[tuple[uuid.UUID, uuid.UUID, uuid.UUID]]:
    """(cluster, school, person) of teachers who joined a school since then, after the school had joined the cluster, and were not welcomed there."""
    known = sa.exists().where(
        Newcomer.cluster_id == ClusterMembership.cluster_id, Newcomer.person_id == SchoolMember.person_id
    )
    query = (
        sa.select(ClusterMembership.cluster_id, ClusterMembership.school_id, SchoolMember.person_id)
        .join(SchoolMember, SchoolMember.school_id == ClusterMembership.school_id)
        .join(Person, Person.id == SchoolMember.person_id)
        .join(Cluster, Cluster.id == ClusterMembership.cluster_id)
        .where(
            ClusterMembership.status.in_(LIVE),
            SchoolMember.status == MemberStatus.MEMBER,
            SchoolMember.answered_at >= since,
            SchoolMember.answered_at > ClusterMembership.joined_at,
            Person.status == PersonStatus.ACTIVE,
            Cluster.status != ClusterStatus.CLOSED,
            ~known,
        )
    )
    rows = session().execute(query.order_by(SchoolMember.id, ClusterMembership.id).limit(500))
    return [(cluster_id, school_id, person_id) for cluster_id, school_id, person_id in rows]


def open_of(school_id: uuid.UUID, person_id: uuid.UUID) -> Sequence[Newcomer]:
    """Where this person reads in at this school, or is the buddy of someone who does, of this school or of another one of its clusters."""
    there = sa.select(ClusterMembership.cluster_id).where(ClusterMembership.school_id == school_id)
    mine = sa.and_(Newcomer.person_id == person_id, Newcomer.school_id == school_id)
    shows = sa.and_(Newcomer.buddy_id == person_id, Newcomer.cluster_id.in_(there))
    query = _whole().where(Newcomer.finished_at.is_(None), sa.or_(mine, shows))
    found: Sequence[Newcomer] = session().scalars(query.order_by(Newcomer.id).limit(200)).unique().all()
    return found
