"""Finding what can be sent, who would be told, and how far a sending is."""

import hashlib
import uuid
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from portal.applying.applications.models import Application
from portal.applying.awards.models import Decision
from portal.applying.programmes.models import Round
from portal.applying.releases.models import ItemStatus, Release, ReleaseItem, ReleaseStatus
from portal.core.database import session
from portal.core.errors import NotFound
from portal.forming.clusters.models import LIVE, ClusterMembership, Office, OfficeKind, OfficeStatus
from portal.identity.accounts.models import Person, PersonStatus
from portal.identity.schools.models import Function, SchoolFunction
from portal.policy.people import SignedIn

MOST = 500


@dataclass
class Ready:
    """A letter that was read and can be sent, with the people who are told: id -> name."""

    decision: Decision
    people: dict[uuid.UUID, str] = field(default_factory=dict)

    @property
    def cluster_name(self) -> str:
        return self.decision.application.cluster.name


AROUND = (
    joinedload(Decision.application).joinedload(Application.cluster),
    joinedload(Decision.application).joinedload(Application.round),
)


def held(query: Any, planned: Round, person: SignedIn) -> Any:
    """Decisions of the round that were not sent, without what the person has a conflict with. `query` joins their applications."""
    return query.where(
        Decision.round_id == planned.id,
        Decision.replaced_at.is_(None),
        Decision.released_at.is_(None),
        Application.cluster_id.not_in(list(person.kept_from)),
    )


def ready(query: Any) -> Any:
    """Those that can be sent now: the letter was read by a second person."""
    return query.where(Decision.letter_read_at.is_not(None))


def list_ready(planned: Round, person: SignedIn) -> list[Ready]:
    """What can be sent now, at most 500, with who would be told; three statements, however many there are."""
    query = sa.select(Decision).join(Application, Application.id == Decision.application_id)
    query = ready(held(query, planned, person)).options(*AROUND)
    return _with_people(session().scalars(query.order_by(Decision.id).limit(MOST)).unique().all())


def _with_people(decisions: Sequence[Decision]) -> list[Ready]:
    told = people_of_clusters({d.application.cluster_id for d in decisions})
    return [Ready(d, told.get(d.application.cluster_id, {})) for d in decisions]


def people_of_clusters(cluster_ids: Collection[uuid.UUID]) -> dict[uuid.UUID, dict[uuid.UUID, str]]:
    """Who is told of results: contacts and heads of every school of the cluster, and its coordinators. Two statements."""
    found: dict[uuid.UUID, dict[uuid.UUID, str]] = {}
    for query, cluster in _told(cluster_ids):
        asked = query.add_columns(cluster, Person.id, Person.name).distinct().order_by(Person.name, Person.id)
        for cluster_id, person_id, name in session().execute(asked.limit(MOST * 40)):
            found.setdefault(cluster_id, {})[person_id] = name
    return found


def keys_of_people(cluster_ids: Collection[uuid.UUID]) -> dict[uuid.UUID, set[str]]:
    """The same people, for many clusters, without names: their ids in 32 digits. Two statements."""
    found: dict[uuid.UUID, set[str]] = {}
    for query, cluster in _told(cluster_ids):
        keys = sa.func.aggregate_strings(sa.cast(Person.id, sa.String), ",")
        for cluster_id, listed in session().execute(query.add_columns(cluster, keys).group_by(cluster)):
            found.setdefault(cluster_id, set()).update(listed.replace("-", "").split(","))
    return found


def _told(cluster_ids: Collection[uuid.UUID]) -> Sequence[tuple[sa.Select[Any], Any]]:
    """Who is told of results in these clusters, in two statements that ask for nothing yet, each with its column of the cluster."""
    at_schools = (
        sa.select()
        .select_from(ClusterMembership)
        .join(SchoolFunction, SchoolFunction.school_id == ClusterMembership.school_id)
        .join(Person, Person.id == SchoolFunction.person_id)
        .where(
            ClusterMembership.cluster_id.in_(cluster_ids),
            ClusterMembership.status.in_(LIVE),
            SchoolFunction.function.in_([Function.SIGNATORY, Function.CONTACT]),
            SchoolFunction.ended_on.is_(None),
            Person.status == PersonStatus.ACTIVE,
        )
    )
    coordinators = (
        sa.select()
        .select_from(Office)
        .join(Person, Person.id == Office.person_id)
        .where(
            Office.cluster_id.in_(cluster_ids),
            Office.kind.in_([OfficeKind.CONTACT_TEACHER, OfficeKind.DEPUTY]),
            Office.status == OfficeStatus.ACCEPTED,
            Person.status == PersonStatus.ACTIVE,
        )
    )
    return (at_schools, ClusterMembership.cluster_id), (coordinators, Office.cluster_id)


def people_in(ready: Sequence[Ready]) -> dict[uuid.UUID, str]:
    """Everybody who is told, each once."""
    return {person_id: name for one in ready for person_id, name in one.people.items()}


def digest_of(ready: Sequence[Ready]) -> str:
    """The digest of these."""
    return digest((one.decision.id, [person.hex for person in one.people]) for one in ready)


def digest(told: Iterable[tuple[uuid.UUID, Iterable[str]]]) -> str:
    """SHA-256 of who is told of which decision: what was shown is what is sent. People by their ids in 32 digits."""
    pairs: list[str] = []
    alone: list[str] = []
    for decision, people in told:
        key = decision.hex
        alone.append(f"{key} decision")
        pairs += [f"{key} {person}" for person in people]
    return hashlib.sha256("\n".join(sorted(pairs) + sorted(alone)).encode()).hexdigest()


def get_release(release_id: uuid.UUID) -> Release:
    """A sending with its round and its applications. Raises NotFound."""
    item = selectinload(Release.items).joinedload(ReleaseItem.decision).joinedload(Decision.application)
    query = sa.select(Release).where(Release.id == release_id)
    query = query.options(
        joinedload(Release.round).joinedload(Round.programme),
        joinedload(Release.asked_by),
        joinedload(Release.confirmed_by),
        item.joinedload(Application.cluster),
        item.joinedload(Application.round),
    )
    found = session().scalars(query.execution_options(populate_existing=True)).unique().one_or_none()
    if found is None:
        raise NotFound
    return found


def get_item(item_id: uuid.UUID) -> ReleaseItem:
    """One application of a sending, with what sending it reads. Raises NotFound."""
    query = sa.select(ReleaseItem).where(ReleaseItem.id == item_id).options(joinedload(ReleaseItem.release))
    found = session().scalars(query.execution_options(populate_existing=True)).one_or_none()
    if found is None:
        raise NotFound
    return found


def still_ready(release: Release) -> list[Ready]:
    """What of this sending can be sent as it stands now."""
    decisions = [
        item.decision
        for item in release.items
        if item.decision.replaced_at is None
        and item.decision.released_at is None
        and item.decision.letter_read_at is not None
    ]
    return _with_people(decisions)


def list_waiting(release_id: uuid.UUID, *, most: int) -> Sequence[uuid.UUID]:
    """The applications of a sending that were not tried yet, in their order."""
    query = sa.select(ReleaseItem.id).where(
        ReleaseItem.release_id == release_id, ReleaseItem.status == ItemStatus.WAITING
    )
    return session().scalars(query.order_by(ReleaseItem.id).limit(most)).all()


def list_running() -> Sequence[uuid.UUID]:
    """Sendings that are under way."""
    query = sa.select(Release.id).where(Release.status == ReleaseStatus.RUNNING)
    return session().scalars(query.order_by(Release.id).limit(50)).all()


def list_releases(planned: Round) -> Sequence[Release]:
    """The sendings of a round, newest first."""
    query = sa.select(Release).where(Release.round_id == planned.id)
    query = query.options(joinedload(Release.asked_by))
    return session().scalars(query.order_by(Release.id.desc()).limit(20)).all()
