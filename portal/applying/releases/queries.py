"""Finding what can be sent, who would be told, and how far a sending is."""

import hashlib
import uuid
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from portal.applying.applications.models import Application
from portal.applying.awards.models import Decision
from portal.applying.programmes.models import Round
from portal.applying.releases.models import ItemStatus, Release, ReleaseItem, ReleaseStatus
from portal.core.database import fetch, session
from portal.core.errors import NotFound
from portal.core.types import Key, RepeatedKey
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


def values_of(planned: Round, person: SignedIn) -> dict[str, Any]:
    """The parameters of `held`."""
    return {"round_id": planned.id, "kept_from": list(person.kept_from)}


def held(query: Any) -> Any:
    """Decisions of the round that were not sent, without what the person has a conflict with. It needs no more of a decision than its indexes hold.
    Parameters: `values_of`."""
    theirs = sa.select(Application.id).where(
        Application.cluster_id.in_(sa.bindparam("kept_from", expanding=True, type_=Key()))
    )
    return query.where(
        Decision.round_id == sa.bindparam("round_id", type_=Key()),
        Decision.replaced_at.is_(None),
        Decision.released_at.is_(None),
        Decision.application_id.not_in(theirs),
    )


def ready(query: Any) -> Any:
    """Those that can be sent now: the letter was read by a second person."""
    return query.where(Decision.letter_read_at.is_not(None))


def list_ready(planned: Round, person: SignedIn) -> list[Ready]:
    """What can be sent now, at most 500, with who would be told; three statements, however many there are."""
    query = sa.select(Decision).join(Application, Application.id == Decision.application_id)
    query = ready(held(query)).options(*AROUND).order_by(Decision.id).limit(MOST)
    return _with_people(session().scalars(query, values_of(planned, person)).unique().all())


def _with_people(decisions: Sequence[Decision]) -> list[Ready]:
    told = people_of_clusters({d.application.cluster_id for d in decisions})
    return [Ready(d, told.get(d.application.cluster_id, {})) for d in decisions]


def people_of_clusters(cluster_ids: Collection[uuid.UUID]) -> dict[uuid.UUID, dict[uuid.UUID, str]]:
    """Who is told of results: contacts and heads of every school of the cluster, and its coordinators. Two statements."""
    found: dict[uuid.UUID, dict[uuid.UUID, str]] = {}
    for query in _named():
        for cluster_id, person_id, name in fetch(query, {"clusters": list(cluster_ids)}):
            found.setdefault(cluster_id, {})[person_id] = name
    return found


@cache
def _named() -> Sequence[Any]:
    told = _told(sa.bindparam("clusters", expanding=True, type_=Key()))
    return [
        query.add_columns(cluster, Person.id, Person.name).distinct().order_by(Person.name, Person.id).limit(MOST * 40)
        for query, cluster in told
    ]


def keys_of_people(planned: Round, person: SignedIn) -> dict[str, Collection[str]]:
    """The same people of the clusters of `first_ready`, without names: cluster and people by their ids in 32 digits, some people twice. One statement."""
    found = fetch(_keys(), values_of(planned, person))
    return {cluster.replace("-", ""): listed.replace("-", "").split(",") for cluster, listed in found}


@cache
def _keys() -> Any:
    clusters = first_ready().with_only_columns(Application.cluster_id, maintain_column_froms=True)
    key = sa.cast(Person.id, sa.String).label("key")
    parts = [query.add_columns(cluster.label("cluster_id"), key) for query, cluster in _told(clusters)]
    told = sa.union_all(*parts).subquery()
    listed = sa.func.aggregate_strings(told.c.key, ",")
    return sa.select(sa.cast(told.c.cluster_id, sa.String), listed).group_by(told.c.cluster_id)


@cache
def first_ready() -> Any:
    """The decisions that can be sent at once, at most 500: id, the digits of the cluster, who decided. Parameters: `values_of`."""
    decider = sa.type_coerce(Decision.decided_by_id, RepeatedKey())
    query = sa.select(Decision.id, sa.cast(Application.cluster_id, sa.String), decider).select_from(Decision)
    query = query.join(Application, Application.id == Decision.application_id)
    return ready(held(query)).order_by(Decision.id).limit(MOST)


def _told(clusters: Any) -> Sequence[tuple[sa.Select[Any], Any]]:
    """Who is told of results in these clusters, in two statements that ask for nothing yet, each with its column of the cluster."""
    at_schools = (
        sa.select()
        .select_from(ClusterMembership)
        .join(SchoolFunction, SchoolFunction.school_id == ClusterMembership.school_id)
        .join(Person, Person.id == SchoolFunction.person_id)
        .where(
            ClusterMembership.cluster_id.in_(clusters),
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
            Office.cluster_id.in_(clusters),
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
    listed = sorted((decision.hex, sorted(set(people))) for decision, people in told)
    pairs = [f"{key} " + f"\n{key} ".join(people) for key, people in listed if people]
    alone = [f"{key} decision" for key, _people in listed]
    return hashlib.sha256("\n".join(pairs + alone).encode()).hexdigest()


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
