"""Finding committees and seats."""

import uuid
from collections.abc import Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from portal.core.database import session
from portal.core.errors import NotFound
from portal.forming.clusters.models import LIVE, Cluster, ClusterMembership, ClusterStatus
from portal.forming.clusters.queries import list_people_of_schools
from portal.forming.committees.models import Committee, Seat
from portal.forming.evidence.models import StatementStatus, SupporterStatement
from portal.identity.accounts.models import Person, PersonStatus, RoleGrant
from portal.identity.organisations.queries import find_live, people_of
from portal.identity.schools.models import School
from portal.policy.people import Role

MOST = 50
MOST_PEOPLE = 300


def whole() -> list[Any]:
    """What the page and the policy read of a committee."""
    return [
        joinedload(Committee.cluster).selectinload(Cluster.offices),
        joinedload(Committee.cluster).selectinload(Cluster.memberships).joinedload(ClusterMembership.school),
        selectinload(Committee.seats).options(joinedload(Seat.school), joinedload(Seat.person)),
    ]


def get_committee(cluster_id: uuid.UUID, committee_id: uuid.UUID) -> Committee:
    """A committee of this cluster with its seats. Raises NotFound."""
    query = sa.select(Committee).where(Committee.id == committee_id, Committee.cluster_id == cluster_id)
    query = query.options(*whole()).execution_options(populate_existing=True)
    found = session().scalars(query).unique().one_or_none()
    if found is None:
        raise NotFound
    return found


def get_seat(cluster_id: uuid.UUID, seat_id: uuid.UUID) -> Seat:
    """A seat in a committee of this cluster, its committee whole. Raises NotFound."""
    committee_id = session().scalar(sa.select(Seat.committee_id).where(Seat.id == seat_id))
    if committee_id is None:
        raise NotFound
    committee = get_committee(cluster_id, committee_id)
    return next(seat for seat in committee.seats if seat.id == seat_id)


def list_committees(cluster_id: uuid.UUID) -> Sequence[Committee]:
    """The committees of a cluster, those at work first, by name."""
    query = sa.select(Committee).where(Committee.cluster_id == cluster_id).options(selectinload(Committee.seats))
    query = query.order_by(Committee.closed_at.is_not(None), Committee.name, Committee.id)
    return session().scalars(query.limit(MOST)).all()


def has_committee(cluster_id: uuid.UUID) -> bool:
    """Is there a committee, at work or over?"""
    return bool(session().scalar(sa.select(sa.exists().where(Committee.cluster_id == cluster_id))))


def list_seats_held(cluster_id: uuid.UUID, *, school_id: uuid.UUID) -> Sequence[Seat]:
    """The seats that a school has now in the committees of a cluster, or had until it left."""
    query = sa.select(Seat).join(Committee, Committee.id == Seat.committee_id)
    query = query.where(Committee.cluster_id == cluster_id, Seat.school_id == school_id, Committee.closed_at.is_(None))
    query = query.where(sa.or_(Seat.ended_at.is_(None), Seat.left_school.is_(True)))
    return session().scalars(query.options(joinedload(Seat.committee)).order_by(Seat.id).limit(200)).all()


def list_open_seats(cluster_id: uuid.UUID) -> Sequence[Seat]:
    """The seats that schools hold in a cluster's committees."""
    query = sa.select(Seat).join(Committee, Committee.id == Seat.committee_id)
    query = query.where(Committee.cluster_id == cluster_id, Seat.school_id.is_not(None), Seat.ended_at.is_(None))
    return session().scalars(query.options(joinedload(Seat.committee)).order_by(Seat.id).limit(1000)).all()


def list_seats_of(school_id: uuid.UUID, person_id: uuid.UUID) -> Sequence[Seat]:
    """The seats of a school, in any cluster, on which this person sits."""
    query = sa.select(Seat).where(Seat.school_id == school_id, Seat.person_id == person_id, Seat.ended_at.is_(None))
    return session().scalars(query.options(joinedload(Seat.committee)).order_by(Seat.id).limit(200)).all()


def list_ending(until: date, after: uuid.UUID | None, *, limit: int) -> Sequence[uuid.UUID]:
    """Seats whose term ends by this day and of which nobody was reminded, in the order of their keys."""
    query = (
        sa.select(Seat.id)
        .join(Committee, Committee.id == Seat.committee_id)
        .join(Cluster, Cluster.id == Committee.cluster_id)
    )
    query = query.where(Seat.until_on <= until, Seat.ended_at.is_(None), Seat.reminded_on.is_(None))
    query = query.where(Committee.closed_at.is_(None), Cluster.status != ClusterStatus.CLOSED)
    if after is not None:
        query = query.where(Seat.id > after)
    return session().scalars(query.order_by(Seat.id).limit(limit)).all()


def schools_to_seat(cluster_id: uuid.UUID) -> Sequence[School]:
    """The schools that can hold a seat: those in the cluster, by name."""
    query = sa.select(School).join(ClusterMembership, ClusterMembership.school_id == School.id)
    query = query.where(ClusterMembership.cluster_id == cluster_id, ClusterMembership.status.in_(LIVE))
    return session().scalars(query.order_by(School.name, School.id).limit(200)).all()


def _has_spoken_for(cluster_id: uuid.UUID, organisation_id: uuid.UUID) -> bool:
    """Has the organisation itself given the cluster a letter of support that stands?"""
    query = sa.select(SupporterStatement.id).where(
        SupporterStatement.cluster_id == cluster_id,
        SupporterStatement.organisation_id == organisation_id,
        SupporterStatement.status == StatementStatus.GIVEN,
    )
    return session().scalar(query.limit(1)) is not None


def people_to_seat(
    cluster_id: uuid.UUID, organisation_id: uuid.UUID | None = None, *, own: Seat | None = None
) -> list[tuple[uuid.UUID, str]]:
    """Who can sit in a committee and has an account: teachers of the schools, officers of their authorities, and people of the organisation whose seat it is,
    where it has given this cluster a letter of support; and who sits on this seat of theirs (`own`) already. Who belongs to any other body is its own to tell:
    their name is typed. (person, name with the school)"""
    schools = schools_to_seat(cluster_id)
    teachers = list_people_of_schools([school.id for school in schools])
    found = {one.person_id: f"{one.person.name}, {one.school.name}" for one in teachers}
    codes = {school.authority_code for school in schools if school.authority_code}
    officers = sa.select(Person.id, Person.name).join(RoleGrant, RoleGrant.person_id == Person.id)
    officers = officers.where(RoleGrant.role == Role.AUTHORITY_OFFICER, RoleGrant.ended_at.is_(None))
    officers = officers.where(RoleGrant.authority_code.in_(codes), Person.status == PersonStatus.ACTIVE)
    for row in session().execute(officers.order_by(Person.name, Person.id).limit(MOST_PEOPLE)):
        found.setdefault(row.id, row.name)
    organisation = find_live(organisation_id)
    if organisation is not None and _has_spoken_for(cluster_id, organisation.id):
        theirs = sa.select(Person.id, Person.name).where(
            Person.id.in_(people_of(organisation)), Person.status == PersonStatus.ACTIVE
        )
        for row in session().execute(theirs.order_by(Person.name, Person.id).limit(MOST_PEOPLE)):
            found.setdefault(row.id, f"{row.name}, {organisation.name}")
    if own is not None and own.person is not None:
        found.setdefault(own.person.id, own.person.name)
    return list(found.items())
