"""The schools that share a calendar, and their teachers."""

import uuid
from collections.abc import Collection, Sequence
from typing import Any

import sqlalchemy as sa

from portal.core.database import session
from portal.forming.clusters.models import LIVE, Cluster, ClusterMembership, MembershipStatus
from portal.identity.accounts.models import Person, PersonStatus
from portal.identity.schools.models import MemberStatus, School, SchoolMember
from portal.running.partnerships.models import Partnership, PartnershipStatus

ON_THE_CALENDAR = (MembershipStatus.INVITED, MembershipStatus.JOINED, MembershipStatus.LEAVING)


def twins_of(cluster_id: uuid.UUID) -> Any:
    """The clusters mirrored with this one, as a subquery."""
    live = sa.and_(Partnership.status != PartnershipStatus.ENDED, Partnership.partner_cluster_id.is_not(None))
    there = sa.select(Partnership.partner_cluster_id).where(Partnership.cluster_id == cluster_id, live)
    return sa.union(there, sa.select(Partnership.cluster_id).where(Partnership.partner_cluster_id == cluster_id, live))


def list_teachers(schools: Collection[uuid.UUID]) -> Sequence[Any]:
    """The people of these schools: (id, name, school_id, school), by school and name."""
    query = (
        sa.select(Person.id, Person.name, School.id.label("school_id"), School.name.label("school"))
        .join(SchoolMember, SchoolMember.person_id == Person.id)
        .join(School, School.id == SchoolMember.school_id)
        .where(
            SchoolMember.status == MemberStatus.MEMBER,
            Person.status == PersonStatus.ACTIVE,
            SchoolMember.school_id.in_(list(schools)),
        )
    )
    return session().execute(query.order_by(School.name, Person.name, Person.id).limit(1000)).all()


def schools_of_teacher(person_id: uuid.UUID) -> list[uuid.UUID]:
    """The schools of which this person is a member."""
    where = (SchoolMember.person_id == person_id, SchoolMember.status == MemberStatus.MEMBER)
    return list(session().scalars(sa.select(SchoolMember.school_id).where(*where).order_by(SchoolMember.id)).all())


def schools_on_the_calendar(cluster: Cluster) -> list[School]:
    """The schools that share this calendar: joined, leaving or invited by name, then those of a mirrored cluster. One statement."""
    own = [m.school for m in cluster.memberships if m.status in ON_THE_CALENDAR]
    twins = (
        sa.select(School)
        .join(ClusterMembership, ClusterMembership.school_id == School.id)
        .where(
            ClusterMembership.cluster_id.in_(twins_of(cluster.id)),
            ClusterMembership.status.in_(LIVE),
            School.id.not_in([school.id for school in own]),
        )
    )
    return own + list(session().scalars(twins.order_by(School.name, School.id).limit(200)).unique())
