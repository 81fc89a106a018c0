"""Who is to be told: the ids of people with an active account, ordered and bounded."""

import uuid
from collections.abc import Iterable, Sequence
from typing import Any

import sqlalchemy as sa

from portal.applying.reviews import links
from portal.core.database import session
from portal.core.duty import Duty
from portal.forming.clusters.models import (
    LIVE,
    PRESENT,
    Cluster,
    ClusterMembership,
    Office,
    OfficeKind,
    OfficeStatus,
    Side,
)
from portal.identity.accounts.models import Person, PersonStatus, RoleGrant
from portal.identity.schools.models import Function, MemberStatus, School, SchoolFunction, SchoolMember, SchoolStatus
from portal.identity.verification.models import Vouch
from portal.oversight.freezes.models import Freeze
from portal.oversight.notifications.sharing import roles_of
from portal.policy.people import Role
from portal.running.partnerships.models import Partnership, PartnershipStatus

MOST = 500


def people_of_school(school_id: uuid.UUID) -> list[uuid.UUID]:
    """Every member of a school."""
    return _ids(_members().where(SchoolMember.school_id == school_id))


def able_to_answer(people: Iterable[uuid.UUID | None]) -> list[uuid.UUID]:
    """Without those whose account is read-only: they could not do what they are asked for."""
    asked = sorted({one for one in people if one is not None})
    frozen = sa.select(Freeze.person_id).where(Freeze.person_id.in_(asked), Freeze.lifted_at.is_(None))
    held = set(session().scalars(frozen.order_by(Freeze.person_id)))
    return [one for one in asked if one not in held]


def people_of_schools(school_ids: Sequence[uuid.UUID]) -> list[uuid.UUID]:
    """Every member of any of these schools."""
    return _ids(_members().where(SchoolMember.school_id.in_(school_ids))) if school_ids else []


def schools_of(person_id: uuid.UUID) -> list[uuid.UUID]:
    """The schools of which a person is a member."""
    query = sa.select(SchoolMember.school_id).where(
        SchoolMember.person_id == person_id, SchoolMember.status == MemberStatus.MEMBER
    )
    return list(session().scalars(query.order_by(SchoolMember.school_id).limit(MOST)))


def contacts_of_school(school_id: uuid.UUID) -> list[uuid.UUID]:
    """The school's international contacts."""
    return _holders(school_id, Function.CONTACT)


def speakers_for(school_ids: Sequence[uuid.UUID]) -> list[uuid.UUID]:
    """Who is told for these schools: their contacts; for a school without one, everyone there. Two statements, however many they are."""
    if not school_ids:
        return []
    held = sa.select(SchoolFunction.school_id, SchoolFunction.person_id).where(
        SchoolFunction.school_id.in_(school_ids),
        SchoolFunction.function == Function.CONTACT,
        SchoolFunction.ended_on.is_(None),
    )
    contacts = [tuple(row) for row in session().execute(held.limit(MOST))]
    without = set(school_ids) - {school_id for school_id, _person in contacts}
    return sorted({person_id for _school, person_id in contacts} | set(people_of_schools(sorted(without))))


def signatories_of_school(school_id: uuid.UUID) -> list[uuid.UUID]:
    """Who signs for the school."""
    return _holders(school_id, Function.SIGNATORY)


def people_of_cluster(cluster_id: uuid.UUID, *, partner: bool | None = None) -> list[uuid.UUID]:
    """Every member of a school in the cluster. `partner`: True for the partner schools alone (with those of a twin cluster), False for the others,
    None for all."""
    live = sa.select(ClusterMembership.school_id).where(ClusterMembership.status.in_(LIVE))
    here = live.where(ClusterMembership.cluster_id == cluster_id)
    home = here.where(ClusterMembership.side == Side.HOME)
    abroad = [here.where(ClusterMembership.side == Side.PARTNER), _sharing_twins(live, cluster_id)]
    schools: Any = home if partner is False else sa.union(*abroad) if partner else sa.union(home, *abroad)
    return _ids(_members().where(SchoolMember.school_id.in_(schools)))


def coordinators_of(cluster_id: uuid.UUID) -> list[uuid.UUID]:
    """The contact teacher and the deputy; as long as there is neither, who started the cluster."""
    held = sa.select(Person.id).join(Office, Office.person_id == Person.id)
    held = held.where(
        Office.cluster_id == cluster_id,
        Office.kind.in_([OfficeKind.CONTACT_TEACHER, OfficeKind.DEPUTY]),
        Office.status == OfficeStatus.ACCEPTED,
    )
    found = _ids(held)
    if found:
        return found
    return _ids(sa.select(Person.id).join(Cluster, Cluster.started_by_id == Person.id).where(Cluster.id == cluster_id))


def coordinators_by_person(cluster_ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, uuid.UUID]:
    """The coordinators and deputies of these clusters, each with one cluster that they coordinate. One statement, however many clusters there are."""
    held = sa.select(Person.id, Office.cluster_id).join(Office, Office.person_id == Person.id)
    held = held.where(
        Office.cluster_id.in_(cluster_ids),
        Office.kind.in_([OfficeKind.CONTACT_TEACHER, OfficeKind.DEPUTY]),
        Office.status == OfficeStatus.ACCEPTED,
        Person.status == PersonStatus.ACTIVE,
    )
    found: dict[uuid.UUID, uuid.UUID] = {}
    for person_id, cluster_id in session().execute(held.order_by(Office.id).limit(MOST)):
        found.setdefault(person_id, cluster_id)
    return found


def clusters_of_school(school_id: uuid.UUID) -> list[uuid.UUID]:
    """The clusters that the school is in, or is invited to."""
    query = sa.select(ClusterMembership.cluster_id).where(
        ClusterMembership.school_id == school_id, ClusterMembership.status.in_(PRESENT)
    )
    return list(session().scalars(query.order_by(ClusterMembership.id).limit(MOST)))


def people_with_role(*roles: Role) -> list[uuid.UUID]:
    """Everyone who holds one of these roles of the programme."""
    query = sa.select(Person.id).join(RoleGrant, RoleGrant.person_id == Person.id)
    return _ids(query.where(RoleGrant.role.in_(roles), RoleGrant.ended_at.is_(None)))


def owners_of(duty: Duty) -> list[uuid.UUID]:
    """Who owes this, and who is the back-up: the same people whose page *What needs me* shows it."""
    named = [person_id for person_id in (duty.person_id, duty.understudy_id) if person_id is not None]
    return sorted({*named, *_unnamed_owners(duty)})


def _absent(cluster_id: uuid.UUID) -> frozenset[uuid.UUID]:
    """Who owes nothing by their role about this cluster: its own people, and those whom the records tie to it."""
    return frozenset(people_of_cluster(cluster_id)) | frozenset(links.people_of(cluster_id))


def _unnamed_owners(duty: Duty) -> list[uuid.UUID]:
    found: list[uuid.UUID] = []
    if duty.role is not None:
        absent = _absent(duty.cluster_id) if duty.cluster_id is not None else frozenset()
        found += [one for one in people_with_role(*roles_of(Role(duty.role), duty.kind)) if one not in absent]
    if duty.person_id is not None:
        return found
    if duty.school_id is not None:
        holders = _holders(duty.school_id, Function(duty.office)) if duty.office else people_of_school(duty.school_id)
        return found + holders
    if duty.cluster_id is not None and duty.office is not None:
        found += _ids(
            sa.select(Person.id)
            .join(Office, Office.person_id == Person.id)
            .where(
                Office.cluster_id == duty.cluster_id,
                Office.kind == OfficeKind(duty.office),
                Office.status == OfficeStatus.ACCEPTED,
            )
        )
    return found


def _members() -> sa.Select[Any]:
    query = sa.select(Person.id).join(SchoolMember, SchoolMember.person_id == Person.id)
    return query.where(SchoolMember.status == MemberStatus.MEMBER)


def _holders(school_id: uuid.UUID, function: Function) -> list[uuid.UUID]:
    query = _members().join(
        SchoolFunction,
        sa.and_(SchoolFunction.person_id == SchoolMember.person_id, SchoolFunction.school_id == SchoolMember.school_id),
    )
    return _ids(
        query.where(
            SchoolFunction.school_id == school_id,
            SchoolFunction.function == function,
            SchoolFunction.ended_on.is_(None),
        )
    )


def _twins_of(cluster_id: uuid.UUID) -> Any:
    """The partner clusters that share this cluster's board; it does not share theirs."""
    there = sa.select(Partnership.partner_cluster_id).where(
        Partnership.cluster_id == cluster_id, Partnership.status != PartnershipStatus.ENDED
    )
    return there.where(Partnership.partner_cluster_id.is_not(None))


def _sharing_twins(live: Any, cluster_id: uuid.UUID) -> Any:
    """Of the partner cluster's schools those that share this cluster's board: verified, or vouched for here."""
    vouched = sa.exists().where(
        Vouch.school_id == School.id, Vouch.cluster_id == cluster_id, Vouch.withdrawn_at.is_(None)
    )
    there = live.join(School, School.id == ClusterMembership.school_id)
    return there.where(
        ClusterMembership.cluster_id.in_(_twins_of(cluster_id)),
        sa.or_(School.status == SchoolStatus.VERIFIED, vouched),
    )


def _ids(query: sa.Select[Any]) -> list[uuid.UUID]:
    active = query.where(Person.status == PersonStatus.ACTIVE).distinct().order_by(Person.id).limit(MOST)
    return list(session().scalars(active).all())
