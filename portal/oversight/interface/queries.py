"""Keys, and what a program reads: each list bounded, in a fixed order, paged by key, in a constant number of statements."""

import uuid
from collections.abc import Sequence
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from portal.core.database import first, session
from portal.core.errors import NotFound
from portal.core.pagination import Page, page_by_key
from portal.core.types import Key
from portal.forming.clusters.models import LIVE, Cluster, ClusterMembership, ClusterStatus
from portal.identity.finding.models import SchoolListing
from portal.identity.schools.models import School
from portal.oversight.interface.models import ReadingKey
from portal.oversight.publishing.models import PublicPage
from portal.oversight.publishing.queries import is_in_public, is_named_in_public
from portal.running.activities.models import Activity, ActivityKind, ActivityStatus
from portal.running.activities.queries.feeds import calendars_open_to

MOST_SCHOOLS = 2_000


def list_keys(person_id: uuid.UUID) -> Sequence[ReadingKey]:
    """The keys of a person that work, the newest first."""
    query = sa.select(ReadingKey).where(ReadingKey.person_id == person_id, ReadingKey.revoked_at.is_(None))
    return session().scalars(query.order_by(ReadingKey.id.desc()).limit(50)).all()


def get_key(key_id: uuid.UUID) -> ReadingKey:
    """A key that works. Raises NotFound."""
    found = session().get(ReadingKey, key_id)
    if found is None or found.revoked_at is not None:
        raise NotFound
    return found


def owner_of(key_id: uuid.UUID, turn: int) -> uuid.UUID | None:
    """Whose key this is, if it works."""
    row = first(_owner(), {"key_id": key_id, "turn": turn})
    return row.person_id if row is not None else None


@cache
def _owner() -> Any:
    return sa.select(ReadingKey.person_id).where(
        ReadingKey.id == sa.bindparam("key_id"),
        ReadingKey.turn == sa.bindparam("turn"),
        ReadingKey.revoked_at.is_(None),
    )


class ListedSchool(NamedTuple):
    """A verified school as everybody may know it."""

    id: uuid.UUID
    name: str
    town: str
    country: str


@cache
def _schools(of_country: bool) -> Any:
    columns = (SchoolListing.school_id, SchoolListing.name, SchoolListing.town, SchoolListing.country)
    query = sa.select(*columns).where(SchoolListing.is_listed)
    return query.where(SchoolListing.country == sa.bindparam("country")) if of_country else query


def list_schools(country: str, *, after: str | None) -> Page[ListedSchool]:
    """The verified schools, of one country or of all (`country` empty), in the order in which they were listed first."""
    values = {"country": country} if country else {}
    page = page_by_key(_schools(bool(country)), SchoolListing.id, after=after, rows=True, values=values)
    return Page([ListedSchool(*row) for row in page.items], page.next, page.first)


def get_school(school_id: uuid.UUID) -> ListedSchool:
    """A verified school. Raises NotFound."""
    row = session().execute(_schools(False).where(SchoolListing.school_id == school_id)).first()
    if row is None:
        raise NotFound
    return ListedSchool(*row)


class ListedCluster(NamedTuple):
    """A cluster by name, with its schools: id, name, country."""

    id: uuid.UUID
    name: str
    theme: str
    status: ClusterStatus
    schools: list[ListedSchool]


def list_clusters(ids: Sequence[uuid.UUID], *, after: str | None) -> Page[ListedCluster]:
    """These clusters, the oldest first, with the schools that take part. Two statements."""
    query: Any = sa.select(Cluster.id, Cluster.name, Cluster.theme, Cluster.status).where(Cluster.id.in_(ids))
    page = page_by_key(query, Cluster.id, after=after, rows=True)
    schools = _schools_in([row[0] for row in page.items])
    items = [ListedCluster(row[0], row[1], row[2], row[3], schools.get(row[0], [])) for row in page.items]
    return Page(items, page.next, page.first)


def _schools_in(ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, list[ListedSchool]]:
    query: Any = sa.select(ClusterMembership.cluster_id, School.id, School.name, School.town, School.country)
    query = query.join(School, School.id == ClusterMembership.school_id)
    query = query.where(ClusterMembership.cluster_id.in_(ids), ClusterMembership.status.in_(LIVE))
    found: dict[uuid.UUID, list[ListedSchool]] = {}
    for cluster_id, *school in session().execute(query.order_by(School.name, School.id).limit(MOST_SCHOOLS)):
        found.setdefault(cluster_id, []).append(ListedSchool(*school))
    return found


class PublicCluster(NamedTuple):
    """A cluster that shows its public page: the schools that agreed to be named, and how many others there are."""

    id: uuid.UUID
    name: str
    theme: str
    words: str
    schools: list[ListedSchool]
    unnamed: int


def list_public_clusters(*, after: str | None) -> Page[PublicCluster]:
    """The clusters whose public page is shown now, the oldest first. Two statements."""
    query: Any = sa.select(Cluster.id, Cluster.name, Cluster.theme, PublicPage.words)
    query = query.join(PublicPage, PublicPage.cluster_id == Cluster.id)
    query = query.where(is_in_public())
    page = page_by_key(query, Cluster.id, after=after, rows=True)
    named, unnamed = _named_in([row[0] for row in page.items])
    items = [
        PublicCluster(row[0], row[1], row[2], row[3], named.get(row[0], []), unnamed.get(row[0], 0))
        for row in page.items
    ]
    return Page(items, page.next, page.first)


def _named_in(ids: Sequence[uuid.UUID]) -> tuple[dict[uuid.UUID, list[ListedSchool]], dict[uuid.UUID, int]]:
    query: Any = sa.select(
        ClusterMembership.cluster_id,
        is_named_in_public(),
        School.id,
        School.name,
        School.town,
        School.country,
    ).join(School, School.id == ClusterMembership.school_id)
    query = query.where(ClusterMembership.cluster_id.in_(ids), ClusterMembership.status.in_(LIVE))
    named: dict[uuid.UUID, list[ListedSchool]] = {}
    unnamed: dict[uuid.UUID, int] = {}
    for cluster_id, is_named, *school in session().execute(query.order_by(School.name, School.id).limit(MOST_SCHOOLS)):
        if is_named:
            named.setdefault(cluster_id, []).append(ListedSchool(*school))
        else:
            unnamed[cluster_id] = unnamed.get(cluster_id, 0) + 1
    return named, unnamed


class ListedActivity(NamedTuple):
    """An activity as a calendar tells of it: never its plan, its class or what was said."""

    id: uuid.UUID
    cluster_id: uuid.UUID
    cluster: str
    title: str
    kind: ActivityKind
    status: ActivityStatus
    starts_at: datetime
    ends_at: datetime
    zone: str
    place: str
    school: str
    partner: str | None
    stand_in: str | None


def list_activities(
    person_id: uuid.UUID, since: datetime, *, cluster_id: uuid.UUID | None, after: str | None
) -> Page[ListedActivity]:
    """The activities that this person's calendar shows, by time, from a moment (UTC) on; of one cluster, if one is named. One statement."""
    values: dict[str, Any] = {"person_id": person_id, "since": since}
    if cluster_id is not None:
        values["cluster_id"] = cluster_id
    query = _activities(cluster_id is not None)
    page = page_by_key(query, Activity.starts_at, Activity.id, after=after, rows=True, values=values)
    return Page([ListedActivity(*row) for row in page.items], page.next, page.first)


@cache
def _activities(of_cluster: bool) -> Any:
    owner, partner, stand_in = aliased(School), aliased(School), aliased(School)
    query: Any = (
        sa.select(
            Activity.id,
            Activity.cluster_id,
            Cluster.name,
            Activity.title,
            Activity.kind,
            Activity.status,
            Activity.starts_at,
            Activity.ends_at,
            Activity.zone,
            Activity.place,
            owner.name,
            partner.name,
            stand_in.name,
        )
        .join(Cluster, Cluster.id == Activity.cluster_id)
        .join(owner, owner.id == Activity.owner_school_id)
        .outerjoin(partner, partner.id == Activity.partner_school_id)
        .outerjoin(stand_in, stand_in.id == Activity.stand_in_school_id)
        .where(
            Activity.cluster_id.in_(calendars_open_to(sa.bindparam("person_id", type_=Key()))),
            Activity.starts_at >= sa.bindparam("since", type_=Activity.starts_at.type),
        )
    )
    return query.where(Activity.cluster_id == sa.bindparam("cluster_id", type_=Key())) if of_cluster else query
