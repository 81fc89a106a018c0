"""Finding visits: one with all that its page and the policy read, those of a cluster, those that concern a school or a person."""

import uuid
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from portal.core.database import session
from portal.core.errors import NotFound
from portal.core.pagination import Page, page_by_key
from portal.forming.clusters.models import Cluster, ClusterMembership, Office
from portal.identity.accounts.models import Person, PersonStatus
from portal.identity.schools.models import MemberStatus, School, SchoolMember
from portal.running.visits.models import OPEN, Visit, VisitCheck, VisitQuestion, VisitRepresented, VisitTraveller

MOST = 200
MOST_TEACHERS = 1000


def get_visit(cluster_id: uuid.UUID, visit_id: uuid.UUID) -> Visit:
    """A visit of this cluster, with its schools, its people, the schools that are represented. Raises NotFound."""
    query = sa.select(Visit).where(Visit.id == visit_id, Visit.cluster_id == cluster_id)
    found = session().scalars(query.options(*whole()).execution_options(populate_existing=True)).one_or_none()
    if found is None:
        raise NotFound
    return found


def whole(through: Any = None) -> list[Any]:
    """What the page of a visit and the policy read; `through`: of a record that belongs to a visit."""
    options = [
        joinedload(Visit.school),
        joinedload(Visit.host_school),
        joinedload(Visit.planned_by),
        joinedload(Visit.guest_adult),
        joinedload(Visit.host_adult),
        joinedload(Visit.delegate),
        joinedload(Visit.reported_by),
        joinedload(Visit.cluster).selectinload(Cluster.memberships).joinedload(ClusterMembership.school),
        joinedload(Visit.cluster).selectinload(Cluster.offices).joinedload(Office.person),
        selectinload(Visit.travellers).options(joinedload(VisitTraveller.person), joinedload(VisitTraveller.school)),
        selectinload(Visit.represented).joinedload(VisitRepresented.school),
    ]
    return options if through is None else [through.options(*options)]


def get_check(cluster_id: uuid.UUID, check_id: uuid.UUID) -> VisitCheck:
    """A point of a safety list of a visit of this cluster. Raises NotFound."""
    query = sa.select(VisitCheck).join(VisitCheck.visit)
    query = query.where(VisitCheck.id == check_id, Visit.cluster_id == cluster_id)
    options = [*whole(joinedload(VisitCheck.visit)), joinedload(VisitCheck.checked_by)]
    found = session().scalars(query.options(*options).execution_options(populate_existing=True)).one_or_none()
    if found is None:
        raise NotFound
    return found


def get_represented(cluster_id: uuid.UUID, represented_id: uuid.UUID) -> VisitRepresented:
    """A school that is represented at a visit of this cluster. Raises NotFound."""
    query = sa.select(VisitRepresented).join(VisitRepresented.visit)
    query = query.where(VisitRepresented.id == represented_id, Visit.cluster_id == cluster_id)
    options = [*whole(joinedload(VisitRepresented.visit)), joinedload(VisitRepresented.school)]
    found = session().scalars(query.options(*options).execution_options(populate_existing=True)).one_or_none()
    if found is None:
        raise NotFound
    return found


def get_question(cluster_id: uuid.UUID, visit_question_id: uuid.UUID) -> VisitQuestion:
    """A question that is taken along on a visit of this cluster. Raises NotFound."""
    query = sa.select(VisitQuestion).join(VisitQuestion.represented).join(VisitRepresented.visit)
    query = query.where(VisitQuestion.id == visit_question_id, Visit.cluster_id == cluster_id)
    through = joinedload(VisitQuestion.represented)
    options = [*whole(through.joinedload(VisitRepresented.visit)), through.joinedload(VisitRepresented.school)]
    found = session().scalars(query.options(*options).execution_options(populate_existing=True)).one_or_none()
    if found is None:
        raise NotFound
    return found


def get_traveller(cluster_id: uuid.UUID, traveller_id: uuid.UUID) -> VisitTraveller:
    """Somebody on the list of those who travel, of a visit of this cluster. Raises NotFound."""
    query = sa.select(VisitTraveller).join(VisitTraveller.visit)
    query = query.where(VisitTraveller.id == traveller_id, Visit.cluster_id == cluster_id)
    options = [
        *whole(joinedload(VisitTraveller.visit)),
        joinedload(VisitTraveller.person),
        joinedload(VisitTraveller.school),
    ]
    found = session().scalars(query.options(*options).execution_options(populate_existing=True)).one_or_none()
    if found is None:
        raise NotFound
    return found


def list_travelling_for(cluster_id: uuid.UUID, school_id: uuid.UUID) -> Sequence[Visit]:
    """The open visits of a cluster, planned by another school, on which somebody of this school travels, with everything."""
    travels = sa.exists().where(
        VisitTraveller.visit_id == Visit.id, VisitTraveller.school_id == school_id, VisitTraveller.ended_at.is_(None)
    )
    where = (Visit.cluster_id == cluster_id, Visit.school_id != school_id, Visit.status.in_(sorted(OPEN)), travels)
    query = sa.select(Visit).where(*where).options(*whole())
    return session().scalars(query.order_by(Visit.id).limit(MOST)).unique().all()


def _shown() -> Any:
    schools = (joinedload(Visit.school), joinedload(Visit.host_school))
    travellers = selectinload(Visit.travellers).joinedload(VisitTraveller.person)
    return sa.select(Visit).options(*schools, travellers)


def list_open(cluster_id: uuid.UUID) -> Sequence[Visit]:
    """The visits of a cluster with which something is still to do, the next one first. Three statements at most."""
    query = _shown().where(Visit.cluster_id == cluster_id, Visit.status.in_(sorted(OPEN)))
    return session().scalars(query.order_by(Visit.starts_on, Visit.id).limit(MOST)).all()


def page_of_closed(cluster_id: uuid.UUID, after: str | None) -> Page[Visit]:
    """The visits that were reported on or called off, those planned last first."""
    query = _shown().where(Visit.cluster_id == cluster_id, Visit.status.not_in(sorted(OPEN)))
    return page_by_key(query, Visit.id, after=after, newest_first=True, size=20)


def list_open_of_school(cluster_id: uuid.UUID, school_id: uuid.UUID) -> Sequence[Visit]:
    """The open visits that a school of this cluster plans or hosts, with everything."""
    either = sa.or_(Visit.school_id == school_id, Visit.host_school_id == school_id)
    query = sa.select(Visit).where(Visit.cluster_id == cluster_id, either, Visit.status.in_(sorted(OPEN)))
    return session().scalars(query.options(*whole()).order_by(Visit.id).limit(MOST)).unique().all()


def list_open_naming(person_id: uuid.UUID) -> Sequence[Visit]:
    """The open visits on which this person travels, is the delegate or the adult named at one end."""
    travels = sa.exists().where(
        VisitTraveller.visit_id == Visit.id, VisitTraveller.person_id == person_id, VisitTraveller.ended_at.is_(None)
    )
    named = sa.or_(
        travels,
        Visit.delegate_id == person_id,
        Visit.guest_adult_id == person_id,
        Visit.host_adult_id == person_id,
    )
    query = sa.select(Visit).where(named, Visit.status.in_(sorted(OPEN)))
    return session().scalars(query.options(*whole()).order_by(Visit.id).limit(MOST)).unique().all()


def list_represented_of_school(cluster_id: uuid.UUID, school_id: uuid.UUID) -> Sequence[VisitRepresented]:
    """Where this school is represented at an open visit of this cluster."""
    query = (
        sa.select(VisitRepresented)
        .join(VisitRepresented.visit)
        .where(
            Visit.cluster_id == cluster_id,
            VisitRepresented.school_id == school_id,
            Visit.status.in_(sorted(OPEN)),
        )
    )
    return session().scalars(query.order_by(VisitRepresented.id).limit(MOST)).all()


def list_members(school_ids: Sequence[uuid.UUID]) -> Sequence[Any]:
    """The members of these schools: (id, name, school_id, school), by school and name."""
    query = (
        sa.select(Person.id, Person.name, School.id.label("school_id"), School.name.label("school"))
        .join(SchoolMember, SchoolMember.person_id == Person.id)
        .join(School, School.id == SchoolMember.school_id)
        .where(
            SchoolMember.status == MemberStatus.MEMBER,
            Person.status == PersonStatus.ACTIVE,
            SchoolMember.school_id.in_(sorted(school_ids)),
        )
    )
    return session().execute(query.order_by(School.name, Person.name, Person.id).limit(MOST_TEACHERS)).all()
