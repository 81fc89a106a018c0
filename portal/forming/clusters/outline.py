"""A cluster as pages show it that change nothing: the columns they name, as plain values, in two statements.

`queries.get_cluster` reads whole records, because services change them. A home page with thirty schools would spend most of its time on columns
that it never shows. The policy asks an outline what it asks a cluster.
"""

import uuid
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache, cached_property
from typing import Any

import sqlalchemy as sa

from portal.core.database import fetch
from portal.core.duty import DutyKind, OwedLine, list_owed_in_cluster
from portal.core.errors import NotFound
from portal.core.types import Key
from portal.forming.clusters.models import (
    Cluster,
    ClusterForm,
    ClusterMembership,
    ClusterStatus,
    ClusterWays,
    MembershipStatus,
    Office,
    OfficeKind,
    OfficeStatus,
    Side,
    Vacancy,
    VacancyStatus,
)
from portal.forming.committees.models import Committee
from portal.forming.formality.models import PLAIN, ClusterFormality, Feature, LevelFeature
from portal.identity.accounts.models import Person
from portal.identity.schools.models import School, SchoolStatus


@dataclass(slots=True)
class OutlinedSchool:
    """A school by name and place."""

    id: uuid.UUID
    name: str
    town: str = ""
    country: str = ""
    authority_code: str = ""
    status: SchoolStatus | None = None


@dataclass(slots=True)
class OutlinedVacancy:
    """The place that a school left behind."""

    membership: "OutlinedMembership"
    id: uuid.UUID
    status: VacancyStatus


@dataclass(slots=True)
class OutlinedMembership:
    """A school's standing in the cluster."""

    cluster: "Outline"
    school: OutlinedSchool
    id: uuid.UUID
    side: Side
    status: MembershipStatus
    leaving_on: date | None
    left_at: datetime | None
    last_wrote_at: datetime | None
    vacancy: OutlinedVacancy | None = None

    @property
    def cluster_id(self) -> uuid.UUID:
        return self.cluster.id

    @property
    def school_id(self) -> uuid.UUID:
        return self.school.id


@dataclass(slots=True)
class OutlinedPerson:
    """Somebody by name."""

    id: uuid.UUID
    name: str


@dataclass(slots=True)
class OutlinedOffice:
    """An office: who is nominated, who holds it, who held it."""

    cluster: "Outline"
    school: OutlinedSchool
    person: OutlinedPerson | None
    id: uuid.UUID
    kind: OfficeKind
    status: OfficeStatus
    created_at: datetime

    @property
    def cluster_id(self) -> uuid.UUID:
        return self.cluster.id

    @property
    def school_id(self) -> uuid.UUID:
        return self.school.id

    @property
    def person_id(self) -> uuid.UUID | None:
        return self.person.id if self.person is not None else None


@dataclass
class Outline(ClusterWays):
    """The cluster, its schools in the order they came, its offices. `has_committees`: whether there is anything for the panels of committees to show.
    `shares_costs`: whether it has a purse, or may begin one by how formal it is."""

    id: uuid.UUID
    name: str
    status: ClusterStatus
    theme: str
    theme_reasons: str
    rationale: str
    form: ClusterForm
    started_by_id: uuid.UUID | None
    zone: str
    has_committees: bool = False
    shares_costs: bool = False
    memberships: list[OutlinedMembership] = field(default_factory=list)
    offices: list[OutlinedOffice] = field(default_factory=list)

    @cached_property
    def owed(self) -> list[OwedLine]:
        """What is owed in the cluster, by date: asked once, however many panels of its home show a part of it."""
        return list_owed_in_cluster(self.id, kinds=list(DutyKind))


_PURSE = sa.table(
    "purse", sa.column("cluster_id", Key())
)  # of a room above: asked by its name, in the statement that is made anyway


def _may_share_costs() -> Any:
    """By its level, or because it switched it on: as `formality.queries.standing_of` reads it."""
    # Said outright, because it stands two selects deep: else it would read the levels of all clusters.
    level = sa.select(ClusterFormality.level).where(ClusterFormality.cluster_id == Cluster.id).correlate(Cluster)
    is_given = sa.exists().where(
        LevelFeature.feature == Feature.LEDGER,
        LevelFeature.is_on,
        LevelFeature.level == sa.func.coalesce(level.scalar_subquery(), PLAIN.value),
    )
    extra = sa.cast(ClusterFormality.extra, sa.Text()).like(f'%"{Feature.LEDGER.value}"%')
    return sa.or_(is_given, sa.exists().where(ClusterFormality.cluster_id == Cluster.id, extra))


_CLUSTER = (
    Cluster.id,
    Cluster.name,
    Cluster.status,
    Cluster.theme,
    Cluster.theme_reasons,
    Cluster.rationale,
    Cluster.form,
    Cluster.started_by_id,
    Cluster.zone,
    sa.exists().where(Committee.cluster_id == Cluster.id).label("has_committees"),
    sa.or_(_may_share_costs(), sa.exists().where(_PURSE.c.cluster_id == Cluster.id)).label("shares_costs"),
)


def get_outline(cluster_id: uuid.UUID) -> Outline:
    """The cluster with its schools and offices, in two statements. Raises NotFound."""
    rows = fetch(_cluster_and_offices(), {"cluster_id": cluster_id})
    if not rows:
        raise NotFound
    outline = Outline(*rows[0][: len(_CLUSTER)])
    for row in rows:
        office_id, kind, status, created_at, school_id, school, person_id, person = row[len(_CLUSTER) :]
        if office_id is not None:
            who = OutlinedPerson(person_id, person) if person_id is not None else None
            outline.offices.append(
                OutlinedOffice(outline, OutlinedSchool(school_id, school), who, office_id, kind, status, created_at)
            )
    for vacancy_id, vacancy_status, *school, membership_id, side, status, leaving_on, left_at, wrote_at in fetch(
        _memberships(), {"cluster_id": cluster_id}
    ):
        membership = OutlinedMembership(
            outline, OutlinedSchool(*school), membership_id, side, status, leaving_on, left_at, wrote_at
        )
        if vacancy_id is not None:
            membership.vacancy = OutlinedVacancy(membership, vacancy_id, vacancy_status)
        outline.memberships.append(membership)
    return outline


@cache
def _cluster_and_offices() -> Any:
    return (
        sa.select(
            *_CLUSTER,
            Office.id,
            Office.kind,
            Office.status,
            Office.created_at,
            School.id,
            School.name,
            Person.id,
            Person.name,
        )
        .outerjoin(Office, Office.cluster_id == Cluster.id)
        .outerjoin(School, School.id == Office.school_id)
        .outerjoin(Person, Person.id == Office.person_id)
        .where(Cluster.id == sa.bindparam("cluster_id"))
        .order_by(Office.id)
    )


@cache
def _memberships() -> Any:
    return (
        sa.select(
            Vacancy.id,
            Vacancy.status,
            School.id,
            School.name,
            School.town,
            School.country,
            School.authority_code,
            School.status,
            ClusterMembership.id,
            ClusterMembership.side,
            ClusterMembership.status,
            ClusterMembership.leaving_on,
            ClusterMembership.left_at,
            ClusterMembership.last_wrote_at,
        )
        .join(School, School.id == ClusterMembership.school_id)
        .outerjoin(Vacancy, Vacancy.membership_id == ClusterMembership.id)
        .where(ClusterMembership.cluster_id == sa.bindparam("cluster_id"))
        .order_by(ClusterMembership.id)
    )
