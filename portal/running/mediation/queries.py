"""Finding difficulties, and who could mediate."""

import uuid
from collections.abc import Collection, Sequence
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from portal.core.database import session
from portal.core.errors import NotFound
from portal.core.i18n import _
from portal.core.pagination import Page, page_by_key
from portal.forming.clusters.models import ClusterMembership, Office, OfficeKind, OfficeStatus
from portal.forming.evidence.models import SupporterStatement
from portal.identity.accounts.models import Person, PersonStatus, RoleGrant
from portal.identity.organisations.models import Organisation, OrganisationMember
from portal.identity.schools.models import Function, MemberStatus, School, SchoolFunction, SchoolMember
from portal.policy.people import Role, SignedIn
from portal.running.mediation.models import (
    OPEN,
    Mediation,
    MediationAction,
    MediationStatus,
    MediationStep,
    MediatorKind,
)
from portal.running.partnerships.queries import get_network

MOST_PEOPLE = 30


class Convenor(NamedTuple):
    """Someone who could mediate. `key` stands for them in a form."""

    key: str
    label: str
    kind: MediatorKind
    school_id: uuid.UUID | None = None
    person_id: uuid.UUID | None = None


def get_mediation(mediation_id: uuid.UUID) -> Mediation:
    """The matter with its schools, mediator, steps and agreements. Raises NotFound."""
    found = session().scalar(_whole().where(Mediation.id == mediation_id))
    if found is None:
        raise NotFound
    return found


def get_mediation_of_action(action_id: uuid.UUID) -> Mediation:
    """The matter in which this was agreed. Raises NotFound."""
    found = session().scalar(
        _whole().where(Mediation.id.in_(sa.select(MediationAction.mediation_id).where(MediationAction.id == action_id)))
    )
    if found is None:
        raise NotFound
    return found


def get_action(mediation_id: uuid.UUID, action_id: uuid.UUID) -> MediationAction:
    """Something that was agreed in this matter. Raises NotFound."""
    query = sa.select(MediationAction).options(joinedload(MediationAction.mediation).joinedload(Mediation.cluster))
    found = session().scalar(query.where(MediationAction.id == action_id, MediationAction.mediation_id == mediation_id))
    if found is None:
        raise NotFound
    return found


def _whole() -> sa.Select[Mediation]:
    return sa.select(Mediation).options(
        joinedload(Mediation.cluster),
        joinedload(Mediation.raising_school),
        joinedload(Mediation.other_school),
        joinedload(Mediation.mediator_school),
        joinedload(Mediation.mediator),
        selectinload(Mediation.steps).joinedload(MediationStep.by),
        selectinload(Mediation.actions),
    )


def list_mine(person: SignedIn, after: str | None = None) -> Page[Mediation]:
    """The matters that this person may see, the newest first: the rule MEDIATION_VIEW as a statement."""
    mine = sorted(person.school_ids)
    speaks_for = [m.school_id for m in person.memberships.values() if m.functions & {"contact", "signatory"}]
    no_party = sa.and_(Mediation.raising_school_id.not_in(mine), Mediation.other_school_id.not_in(mine))
    asked = sa.or_(
        Mediation.mediator_school_id.in_(speaks_for),
        sa.and_(Mediation.mediator_school_id.is_(None), Mediation.mediator_id == person.id),
    )
    ways = [
        sa.and_(Mediation.raised_by_id == person.id, Mediation.raising_school_id.in_(mine)),
        Mediation.raising_school_id.in_(speaks_for),
        Mediation.other_school_id.in_(speaks_for),
        sa.and_(asked, no_party),
    ]
    if person.has(Role.SYSTEM_ADMINISTRATOR):
        ways.append(sa.and_(Mediation.escalated_at.is_not(None), no_party))
    query = sa.select(Mediation).options(
        joinedload(Mediation.cluster), joinedload(Mediation.raising_school), joinedload(Mediation.other_school)
    )
    return page_by_key(query.where(sa.or_(*ways)), Mediation.id, after=after, newest_first=True)


def list_open_of(cluster_id: uuid.UUID, school_id: uuid.UUID) -> Sequence[Mediation]:
    """The matters of a school in a cluster that are open, or settled and still to be looked at again."""
    live = [*OPEN, MediationStatus.SETTLED]
    query = sa.select(Mediation).options(joinedload(Mediation.cluster), selectinload(Mediation.actions))
    of_school = sa.or_(Mediation.raising_school_id == school_id, Mediation.other_school_id == school_id)
    where = (Mediation.cluster_id == cluster_id, of_school, Mediation.status.in_(live))
    return session().scalars(query.where(*where).order_by(Mediation.id).limit(100)).all()


def office_of(school_id: uuid.UUID) -> str:
    """Through whom a school owes an answer here: its contact; its head as long as it has none."""
    held = sa.select(SchoolFunction.id).where(
        SchoolFunction.school_id == school_id,
        SchoolFunction.function == Function.CONTACT,
        SchoolFunction.ended_on.is_(None),
    )
    return (Function.CONTACT if session().scalar(held.limit(1)) is not None else Function.SIGNATORY).value


def list_convenors(cluster_id: uuid.UUID, parties: Collection[uuid.UUID]) -> list[Convenor]:
    """Who is not involved: the network's other schools, who coordinates, the programme's advisers, people of the organisations that stand by the
    cluster. Nobody who belongs to one of the two schools. A fixed number of statements."""
    network = get_network(cluster_id)
    found = [
        Convenor(f"school:{school.id}", school.name, MediatorKind.SCHOOL, school_id=school.id)
        for school in network.schools
        if school.id not in parties and not school.is_invited
    ]
    for row in session().execute(_people(cluster_id, list(parties))):
        kind = MediatorKind(row.kind)
        label = f"{row.name}, {row.post or _kind_words(kind)}"
        found.append(Convenor(f"person:{row.id}", label, kind, person_id=row.id))
    return list({one.key: one for one in reversed(found)}.values())[::-1]


def _kind_words(kind: MediatorKind) -> str:
    words = {
        MediatorKind.COORDINATOR: _("coordinates the cluster"),
        MediatorKind.ADVISER: _("adviser of the programme"),
    }
    return str(words.get(kind, ""))


def _people(cluster_id: uuid.UUID, parties: list[uuid.UUID]) -> Any:
    """Coordinators, then advisers, then people of organisations."""
    involved = sa.select(SchoolMember.person_id).where(
        SchoolMember.school_id.in_(parties), SchoolMember.status == MemberStatus.MEMBER
    )
    nothing = sa.literal_column("''", sa.String())

    def people(place: int, kind: MediatorKind, post: Any) -> sa.Select[Any]:
        return sa.select(
            sa.literal_column(str(place), sa.Integer()).label("place"),
            sa.literal_column(f"'{kind.value}'", sa.String()).label("kind"),
            Person.id.label("id"),
            Person.name.label("name"),
            post.label("post"),
        ).where(Person.status == PersonStatus.ACTIVE, Person.id.not_in(involved))

    coordinating = people(1, MediatorKind.COORDINATOR, nothing).join(Office, Office.person_id == Person.id)
    coordinating = coordinating.where(
        Office.cluster_id == cluster_id,
        Office.status == OfficeStatus.ACCEPTED,
        Office.kind.in_([OfficeKind.CONTACT_TEACHER, OfficeKind.DEPUTY]),
    )
    advising = people(2, MediatorKind.ADVISER, nothing).join(RoleGrant, RoleGrant.person_id == Person.id)
    advising = advising.where(RoleGrant.role == Role.PROGRAMME_OFFICER, RoleGrant.ended_at.is_(None))
    helping = people(3, MediatorKind.ORGANISATION, Organisation.name)
    helping = helping.join(OrganisationMember, OrganisationMember.person_id == Person.id)
    helping = helping.join(Organisation, Organisation.id == OrganisationMember.organisation_id)
    codes = sa.select(School.authority_code).join(ClusterMembership, ClusterMembership.school_id == School.id)
    codes = codes.where(ClusterMembership.cluster_id == cluster_id, School.authority_code != "")
    supports = sa.select(SupporterStatement.organisation_id).where(
        SupporterStatement.cluster_id == cluster_id, SupporterStatement.organisation_id.is_not(None)
    )
    helping = helping.where(
        OrganisationMember.ended_at.is_(None),
        Organisation.is_ended.is_(False),
        sa.or_(Organisation.code.in_(codes), Organisation.id.in_(supports)),
    )
    every = sa.union_all(coordinating, advising, helping).subquery()
    return sa.select(every).order_by(every.c.place, every.c.name, every.c.id).limit(MOST_PEOPLE)
