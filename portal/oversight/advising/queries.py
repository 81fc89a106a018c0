"""Finding what an adviser looks after, the clusters without one, and what was noted."""

import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from portal.core.database import session
from portal.core.pagination import Page, page_by_key
from portal.forming.clusters.models import LIVE, PRESENT, Cluster, ClusterMembership, ClusterStatus
from portal.forming.clusters.queries import get_cluster
from portal.identity.accounts.models import Person, PersonStatus, RoleGrant
from portal.identity.schools.models import MemberStatus, SchoolMember
from portal.oversight.advising.models import ClusterAdviser, ContactKind, SupportNote
from portal.policy.people import STAFF

MOST_OF_ONE = 300
MOST_AT_ONCE = 50
MOST_STAFF = 200


@dataclass
class Case:
    """A cluster with who looks after it, as the policy and the page need it."""

    cluster: Cluster
    given: ClusterAdviser | None

    @property
    def id(self) -> uuid.UUID:
        return self.cluster.id

    @property
    def cluster_id(self) -> uuid.UUID:
        return self.cluster.id

    @property
    def adviser_id(self) -> uuid.UUID | None:
        return self.given.adviser_id if self.given is not None else None


@dataclass(frozen=True)
class Looked:
    """A cluster in a list: who looks after it and until when, when they were and want to be in touch."""

    id: uuid.UUID
    name: str
    theme: str
    status: ClusterStatus
    adviser: str | None
    adviser_id: uuid.UUID | None
    supported_until: date | None
    next_contact_on: date | None
    last_contact_on: date | None


def who_looked_after() -> tuple[Any, Any, Any]:
    """The columns (adviser, cluster, ended at), for whoever asks who is too near to a cluster to review it."""
    return ClusterAdviser.adviser_id, ClusterAdviser.cluster_id, ClusterAdviser.ended_at


def get_case(cluster_id: uuid.UUID) -> Case:
    """A cluster and its adviser. Raises NotFound."""
    return Case(get_cluster(cluster_id), live_of(cluster_id))


def live_of(cluster_id: uuid.UUID) -> ClusterAdviser | None:
    """Who looks after the cluster now."""
    query = sa.select(ClusterAdviser).options(joinedload(ClusterAdviser.adviser))
    return session().scalar(query.where(ClusterAdviser.cluster_id == cluster_id, ClusterAdviser.ended_at.is_(None)))


def earlier_of(cluster_id: uuid.UUID) -> Sequence[ClusterAdviser]:
    """Who looked after it before, the last first."""
    query = sa.select(ClusterAdviser).options(joinedload(ClusterAdviser.adviser))
    query = query.where(ClusterAdviser.cluster_id == cluster_id, ClusterAdviser.ended_at.is_not(None))
    return session().scalars(query.order_by(ClusterAdviser.id.desc()).limit(20)).all()


def notes_of(cluster_id: uuid.UUID, after: str | None = None) -> Page[SupportNote]:
    """What was noted, the newest first."""
    query = sa.select(SupportNote).options(joinedload(SupportNote.author)).where(SupportNote.cluster_id == cluster_id)
    return page_by_key(query, SupportNote.id, after=after, newest_first=True)


def list_mine(adviser_id: uuid.UUID) -> list[Looked]:
    """What this person looks after: those whom they want to be in touch with first come first."""
    due = ClusterAdviser.next_contact_on
    query = _looked().where(ClusterAdviser.adviser_id == adviser_id, Cluster.status != ClusterStatus.CLOSED)
    rows = session().execute(query.order_by(due.is_(None), due, Cluster.name, Cluster.id).limit(MOST_OF_ONE))
    return [Looked(*row) for row in rows]


def list_all(
    after: str | None = None, *, unsupported_on: date | None = None, but: Collection[uuid.UUID] = ()
) -> Page[Looked]:
    """Every cluster that is open, by name; with `unsupported_on` those that nobody supports on that day. `but`: those to which the reader has a tie."""
    query = _looked().where(Cluster.status != ClusterStatus.CLOSED)
    if but:
        query = query.where(Cluster.id.not_in(list(but)))
    if unsupported_on is not None:
        query = query.where(unsupported(unsupported_on))
    page = page_by_key(query, Cluster.name, Cluster.id, after=after, rows=True)
    return Page(items=[Looked(*row) for row in page.items], next=page.next, first=page.first)


def list_unsupported(on: date, limit: int = MOST_AT_ONCE, *, but: Collection[uuid.UUID] = ()) -> list[Looked]:
    """The first of them, for a list to choose from; without those to which the reader has a tie."""
    query = _looked().where(Cluster.status != ClusterStatus.CLOSED, unsupported(on))
    if but:
        query = query.where(Cluster.id.not_in(list(but)))
    return [Looked(*row) for row in session().execute(query.order_by(Cluster.name, Cluster.id).limit(limit))]


def unsupported(on: date) -> sa.ColumnElement[bool]:
    """Without an adviser, or the support is over, or the adviser is no longer of the staff. For queries that join as `_looked` does."""
    return sa.or_(
        ClusterAdviser.id.is_(None),
        ClusterAdviser.supported_until < on,
        ClusterAdviser.adviser_id.not_in(staff_ids()),
    )


def _looked() -> sa.Select[Any]:
    last = sa.select(sa.func.max(SupportNote.on)).where(
        SupportNote.cluster_id == Cluster.id, SupportNote.kind != ContactKind.NOTE
    )
    columns: tuple[Any, ...] = (
        Cluster.id,
        Cluster.name,
        Cluster.theme,
        Cluster.status,
        Person.name,
        ClusterAdviser.adviser_id,
        ClusterAdviser.supported_until,
        ClusterAdviser.next_contact_on,
        last.correlate(Cluster).scalar_subquery(),
    )
    return sa.select(*columns).select_from(with_adviser()).outerjoin(Person, Person.id == ClusterAdviser.adviser_id)


def with_adviser() -> Any:
    """Clusters beside who looks after them now."""
    live = sa.and_(ClusterAdviser.cluster_id == Cluster.id, ClusterAdviser.ended_at.is_(None))
    return sa.outerjoin(Cluster, ClusterAdviser, live)


def staff_ids() -> Any:
    """A statement: who is an officer or a manager of the programme now."""
    query = sa.select(RoleGrant.person_id).join(Person, Person.id == RoleGrant.person_id)
    return query.where(RoleGrant.role.in_(STAFF), RoleGrant.ended_at.is_(None), Person.status == PersonStatus.ACTIVE)


def list_staff() -> list[tuple[uuid.UUID, str]]:
    """Who could look after a cluster: the programme's officers and managers, by name."""
    query = sa.select(Person.id, Person.name).where(Person.id.in_(staff_ids()))
    return [(row.id, row.name) for row in session().execute(query.order_by(Person.name, Person.id).limit(MOST_STAFF))]


def list_advisers() -> list[tuple[uuid.UUID, str, int]]:
    """Who looks after clusters now, and how many: also those who are no longer of the staff."""
    query = sa.select(Person.id, Person.name, sa.func.count()).join(
        ClusterAdviser, ClusterAdviser.adviser_id == Person.id
    )
    query = query.where(ClusterAdviser.ended_at.is_(None)).group_by(Person.id, Person.name)
    rows = session().execute(query.order_by(Person.name, Person.id).limit(MOST_STAFF))
    return [(row[0], row[1], row[2]) for row in rows]


def is_of_the_staff(person_id: uuid.UUID) -> bool:
    """Is this person an officer or a manager of the programme now?"""
    return session().scalar(staff_ids().where(RoleGrant.person_id == person_id).limit(1)) is not None


def theirs_among(person_id: uuid.UUID, cluster_ids: Collection[uuid.UUID]) -> set[uuid.UUID]:
    """Of these clusters those in which a school of this person is: a conflict of interest."""
    query = sa.select(ClusterMembership.cluster_id).join(
        SchoolMember, SchoolMember.school_id == ClusterMembership.school_id
    )
    query = query.where(
        SchoolMember.person_id == person_id,
        SchoolMember.status == MemberStatus.MEMBER,
        ClusterMembership.cluster_id.in_(cluster_ids),
        ClusterMembership.status.in_(PRESENT | LIVE),
    )
    return set(session().scalars(query.distinct().limit(1000)))


def live_of_adviser(adviser_id: uuid.UUID, limit: int) -> Sequence[ClusterAdviser]:
    """The clusters that somebody looks after, as rows, oldest first."""
    query = sa.select(ClusterAdviser).where(ClusterAdviser.adviser_id == adviser_id, ClusterAdviser.ended_at.is_(None))
    return session().scalars(query.order_by(ClusterAdviser.id).limit(limit)).all()


def names_of(cluster_ids: Collection[uuid.UUID]) -> dict[uuid.UUID, str]:
    """What these clusters are called."""
    query = sa.select(Cluster.id, Cluster.name).where(
        Cluster.id.in_(cluster_ids), Cluster.status != ClusterStatus.CLOSED
    )
    return {row.id: row.name for row in session().execute(query)}
