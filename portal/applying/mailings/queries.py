"""Finding whose signature is awaited in a round, whom to write to, and which mails went out or wait. The other lists are in `audiences`."""

import hashlib
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
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
from portal.applying.mailings.models import Audience, RoundMail
from portal.applying.programmes.models import Round, RoundSection
from portal.core.database import session
from portal.core.errors import NotFound
from portal.forming.clusters.models import Cluster, Office, OfficeKind, OfficeStatus
from portal.identity.accounts.models import Person, PersonStatus
from portal.identity.schools.models import Function, School, SchoolFunction
from portal.policy.people import SignedIn

MOST = 5000


@dataclass
class Line:
    """A line of the list that is shown: an application with the schools that are meant, a reviewer, or a condition; and who is written to: id -> name.

    `marks`: what else must not have changed between the list and the mail. `reviews` and `late` are of a reviewer, `due_on` of a condition.
    """

    application_id: uuid.UUID | None
    cluster_id: uuid.UUID | None
    name: str
    schools: dict[uuid.UUID, str] = field(default_factory=dict)
    people: dict[uuid.UUID, str] = field(default_factory=dict)
    subject_id: uuid.UUID | None = None
    marks: tuple[str, ...] = ()
    reviews: int = 0
    late: int = 0
    due_on: date | None = None


def list_unsigned(planned: Round, person: SignedIn) -> list[Line]:
    """Applications of the round that wait for a signature, by cluster, without those that the person is tied to. Three statements, however many there are."""
    found: dict[uuid.UUID, Line] = {}
    for application_id, cluster_id, cluster_name, school_id, school_name in session().execute(
        _awaited(planned, list(person.kept_from))
    ):
        held = found.setdefault(application_id, Line(application_id, cluster_id, cluster_name))
        held.schools[school_id] = school_name
    add_people(list(found.values()))
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


_SPEAKS = (
    SchoolFunction.function.in_([Function.SIGNATORY, Function.CONTACT]),
    SchoolFunction.ended_on.is_(None),
    Person.status == PersonStatus.ACTIVE,
)
_COORDINATES = (
    Office.kind.in_([OfficeKind.CONTACT_TEACHER, OfficeKind.DEPUTY]),
    Office.status == OfficeStatus.ACCEPTED,
    Person.status == PersonStatus.ACTIVE,
)


def add_people(found: list[Line]) -> None:
    """Head and contacts of each school that is meant, and the coordinators of the cluster."""
    at_schools = (
        sa.select(SchoolFunction.school_id, Person.id, Person.name)
        .join(Person, Person.id == SchoolFunction.person_id)
        .where(SchoolFunction.school_id.in_({school for one in found for school in one.schools}), *_SPEAKS)
        .order_by(Person.name, Person.id)
    )
    coordinators = (
        sa.select(Office.cluster_id, Person.id, Person.name)
        .join(Person, Person.id == Office.person_id)
        .where(Office.cluster_id.in_({one.cluster_id for one in found if one.cluster_id is not None}), *_COORDINATES)
        .order_by(Person.name, Person.id)
    )
    of_school, of_cluster = (_by_place(q) for q in (at_schools.limit(MOST * 40), coordinators.limit(MOST * 40)))
    for one in found:
        for place in [of_school.get(school, {}) for school in one.schools] + [
            of_cluster.get(one.cluster_id, {}) if one.cluster_id else {}
        ]:
            one.people.update(place)


def has_others(but: Any, school_id: Any = None) -> sa.ColumnElement[bool]:
    """In queries over applications: would `add_people` find anybody but these (a statement of ids) at the cluster, or at the school that is meant?"""
    cluster = sa.select(Office.id).join(Person, Person.id == Office.person_id)
    found = cluster.where(Office.cluster_id == Application.cluster_id, *_COORDINATES, Person.id.not_in(but)).exists()
    if school_id is None:
        return found
    school = sa.select(SchoolFunction.id).join(Person, Person.id == SchoolFunction.person_id)
    return sa.or_(found, school.where(SchoolFunction.school_id == school_id, *_SPEAKS, Person.id.not_in(but)).exists())


def _by_place(query: Any) -> dict[uuid.UUID, dict[uuid.UUID, str]]:
    held: dict[uuid.UUID, dict[uuid.UUID, str]] = {}
    for place_id, person_id, name in session().execute(query):
        held.setdefault(place_id, {})[person_id] = name
    return held


def people_of(found: Sequence[Line]) -> dict[uuid.UUID, str]:
    """Everybody who is written to, each once."""
    return {person_id: name for one in found for person_id, name in one.people.items()}


def digest_of(found: Sequence[Line]) -> str:
    """SHA-256 of who is written to about what: what was shown is what is sent."""
    lines = []
    for one in found:
        subject = one.subject_id or one.application_id
        lines += [f"{subject} {person_id}" for person_id in one.people]
        lines += [f"{subject} {school_id} unsigned" for school_id in one.schools]
        lines += [f"{subject} {mark} {one.late}" for mark in one.marks]
    return hashlib.sha256("\n".join(sorted(lines)).encode()).hexdigest()


def _of(planned: Round, audience: Audience, section_id: uuid.UUID | None) -> list[Any]:
    of_section = RoundMail.section_id.is_(None) if section_id is None else RoundMail.section_id == section_id
    return [RoundMail.round_id == planned.id, RoundMail.audience == audience, of_section]


def waiting(
    planned: Round, audience: Audience = Audience.UNSIGNED, section_id: uuid.UUID | None = None
) -> RoundMail | None:
    """The mail to these that waits for a second person, if there is one."""
    query = sa.select(RoundMail).where(*_of(planned, audience, section_id), RoundMail.sent_at.is_(None))
    return session().scalars(query.options(joinedload(RoundMail.asked_by))).first()


def last_sent_at(
    planned: Round, audience: Audience = Audience.UNSIGNED, section_id: uuid.UUID | None = None
) -> datetime | None:
    """When the last mail of this round to these went out."""
    return session().scalar(sa.select(sa.func.max(RoundMail.sent_at)).where(*_of(planned, audience, section_id)))


def was_sent(planned: Round, audience: Audience, digest: str, *, since: datetime) -> bool:
    """Did a mail go to the same list since then?"""
    query = sa.select(RoundMail.id).where(*_of(planned, audience, None), RoundMail.digest == digest)
    return session().scalars(query.where(RoundMail.sent_at > since).limit(1)).first() is not None


def get_section(section_id: uuid.UUID) -> RoundSection:
    """A section of a round's form, with its round. Raises NotFound."""
    query = sa.select(RoundSection).where(RoundSection.id == section_id)
    found = session().scalars(query.options(joinedload(RoundSection.round).joinedload(Round.programme))).first()
    if found is None:
        raise NotFound
    return found
