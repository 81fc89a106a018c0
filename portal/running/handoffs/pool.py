"""Who says that they are ready to stand in: a day of orientation, which counts for a year, and a sentence about what they can do."""

import uuid
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any, NamedTuple

import sqlalchemy as sa

from portal.core import clock
from portal.core.database import session
from portal.forming.clusters.models import LIVE, ClusterMembership
from portal.identity.accounts.models import Person, PersonStatus
from portal.identity.schools.models import MemberStatus, School, SchoolMember
from portal.running.activities.queries import twins_of
from portal.running.handoffs.models import StandInOffer

COUNTS_FOR = timedelta(days=365)


class Ready(NamedTuple):
    """Somebody who is ready. `ends_on`: the last day on which the orientation counts."""

    person_id: uuid.UUID
    name: str
    school_id: uuid.UUID
    school: str
    oriented_on: date
    words: str

    @property
    def ends_on(self) -> date:
        return last_day(self.oriented_on)


def last_day(oriented_on: date) -> date:
    """The last day on which an orientation counts: a year later."""
    return oriented_on + COUNTS_FOR


def still_counts() -> tuple[sa.ColumnElement[bool], ...]:
    """Not taken back, and the orientation not longer ago than a year."""
    return (StandInOffer.withdrawn_at.is_(None), StandInOffer.oriented_on >= clock.now().date() - COUNTS_FOR)


def offer_of(person_id: uuid.UUID, school_id: uuid.UUID) -> StandInOffer | None:
    """What this person has said for this school and not taken back, whether or not it still counts."""
    where = (
        StandInOffer.person_id == person_id,
        StandInOffer.school_id == school_id,
        StandInOffer.withdrawn_at.is_(None),
    )
    return session().scalar(sa.select(StandInOffer).where(*where))


def list_ready_of_school(school_id: uuid.UUID) -> list[Ready]:
    """Who of this school is ready, by name."""
    return _listed(StandInOffer.school_id == school_id)


def list_ready(cluster_id: uuid.UUID) -> list[Ready]:
    """Who of the schools of this network is ready, by school and name. One statement."""
    there = sa.select(ClusterMembership.school_id).where(
        sa.or_(ClusterMembership.cluster_id == cluster_id, ClusterMembership.cluster_id.in_(twins_of(cluster_id))),
        ClusterMembership.status.in_(LIVE),
    )
    return _listed(StandInOffer.school_id.in_(there))


def _listed(where: Any) -> list[Ready]:
    member = sa.and_(
        SchoolMember.school_id == StandInOffer.school_id,
        SchoolMember.person_id == StandInOffer.person_id,
        SchoolMember.status == MemberStatus.MEMBER,
    )
    query: Any = (
        sa.select(Person.id, Person.name, School.id, School.name, StandInOffer.oriented_on, StandInOffer.words)
        .join(StandInOffer, StandInOffer.person_id == Person.id)
        .join(SchoolMember, member)
        .join(School, School.id == StandInOffer.school_id)
        .where(where, Person.status == PersonStatus.ACTIVE, *still_counts())
    )
    rows: Sequence[Any] = session().execute(query.order_by(School.name, Person.name, Person.id).limit(500)).all()
    return [Ready._make(row) for row in rows]
