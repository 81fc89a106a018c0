"""Finding whose signature is awaited in a round, and whom to write to about it."""

import hashlib
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased, joinedload

from portal.applying.applications.models import (
    Application,
    ApplicationVersion,
    SignOff,
    SignOffStatus,
    Stage,
    VersionStatus,
)
from portal.applying.mailings.models import SigningMail
from portal.applying.programmes.models import Round
from portal.core.database import session
from portal.forming.clusters.models import Cluster, Office, OfficeKind, OfficeStatus
from portal.identity.accounts.models import Person, PersonStatus
from portal.identity.schools.models import Function, School, SchoolFunction
from portal.policy.people import SignedIn

MOST = 5000


@dataclass
class Unsigned:
    """An application with the schools whose signature is awaited, and the people who are written to: id -> name."""

    application_id: uuid.UUID
    cluster_id: uuid.UUID
    cluster_name: str
    schools: dict[uuid.UUID, str] = field(default_factory=dict)
    people: dict[uuid.UUID, str] = field(default_factory=dict)


def list_unsigned(planned: Round, person: SignedIn) -> list[Unsigned]:
    """Applications of the round that wait for a signature, by cluster, without the person's own clusters. Three statements, however many there are."""
    found: dict[uuid.UUID, Unsigned] = {}
    for application_id, cluster_id, cluster_name, school_id, school_name in session().execute(
        _awaited(planned, list(person.places))
    ):
        held = found.setdefault(application_id, Unsigned(application_id, cluster_id, cluster_name))
        held.schools[school_id] = school_name
    _add_people(list(found.values()))
    return list(found.values())


def _awaited(planned: Round, own: list[uuid.UUID]) -> Any:
    newer = aliased(ApplicationVersion)
    newest_sealed = (
        sa.select(sa.func.max(newer.number))
        .where(newer.application_id == Application.id, newer.status == VersionStatus.SEALED)
        .scalar_subquery()
    )
    after_submission = sa.and_(
        ApplicationVersion.status == VersionStatus.SEALED,
        Application.sign_off_incomplete,
        ApplicationVersion.number == newest_sealed,
    )
    return (
        sa.select(Application.id, Cluster.id, Cluster.name, School.id, School.name)
        .join(Cluster, Cluster.id == Application.cluster_id)
        .join(ApplicationVersion, ApplicationVersion.application_id == Application.id)
        .join(SignOff, SignOff.application_version_id == ApplicationVersion.id)
        .join(School, School.id == SignOff.school_id)
        .where(
            Application.round_id == planned.id,
            Application.stage.not_in([Stage.WITHDRAWN, Stage.LAPSED, Stage.RELEASED, Stage.ACCEPTED]),
            Application.cluster_id.not_in(own),
            SignOff.status == SignOffStatus.ASKED,
            sa.or_(ApplicationVersion.status == VersionStatus.SIGNING, after_submission),
        )
        .order_by(Cluster.name, Application.id, School.name, School.id)
        .limit(MOST)
    )


def _add_people(found: list[Unsigned]) -> None:
    """Head and contacts of each school that has not signed, and the coordinators of the cluster."""
    at_schools = (
        sa.select(SchoolFunction.school_id, Person.id, Person.name)
        .join(Person, Person.id == SchoolFunction.person_id)
        .where(
            SchoolFunction.school_id.in_({school for one in found for school in one.schools}),
            SchoolFunction.function.in_([Function.SIGNATORY, Function.CONTACT]),
            SchoolFunction.ended_on.is_(None),
            Person.status == PersonStatus.ACTIVE,
        )
        .order_by(Person.name, Person.id)
    )
    coordinators = (
        sa.select(Office.cluster_id, Person.id, Person.name)
        .join(Person, Person.id == Office.person_id)
        .where(
            Office.cluster_id.in_({one.cluster_id for one in found}),
            Office.kind.in_([OfficeKind.CONTACT_TEACHER, OfficeKind.DEPUTY]),
            Office.status == OfficeStatus.ACCEPTED,
            Person.status == PersonStatus.ACTIVE,
        )
        .order_by(Person.name, Person.id)
    )
    of_school, of_cluster = (_by_place(q) for q in (at_schools.limit(MOST), coordinators.limit(MOST)))
    for one in found:
        for place in [of_school.get(school, {}) for school in one.schools] + [of_cluster.get(one.cluster_id, {})]:
            one.people.update(place)


def _by_place(query: Any) -> dict[uuid.UUID, dict[uuid.UUID, str]]:
    held: dict[uuid.UUID, dict[uuid.UUID, str]] = {}
    for place_id, person_id, name in session().execute(query):
        held.setdefault(place_id, {})[person_id] = name
    return held


def people_of(found: Sequence[Unsigned]) -> dict[uuid.UUID, str]:
    """Everybody who is written to, each once."""
    return {person_id: name for one in found for person_id, name in one.people.items()}


def digest_of(found: Sequence[Unsigned]) -> str:
    """SHA-256 of who is written to about what: what was shown is what is sent."""
    lines = sorted(f"{one.application_id} {person_id}" for one in found for person_id in one.people)
    lines += sorted(f"{one.application_id} {school_id} unsigned" for one in found for school_id in one.schools)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def waiting(planned: Round) -> SigningMail | None:
    """The mail that waits for a second person, if there is one."""
    query = sa.select(SigningMail).where(SigningMail.round_id == planned.id, SigningMail.sent_at.is_(None))
    return session().scalars(query.options(joinedload(SigningMail.asked_by))).first()


def last_sent_at(planned: Round) -> datetime | None:
    """When the last mail of this round went out."""
    return session().scalar(sa.select(sa.func.max(SigningMail.sent_at)).where(SigningMail.round_id == planned.id))
