"""Finding schools that may be one, and counting what each holds: over every table that names a school, read from the models."""

import uuid
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from portal.core.database import Base, session
from portal.core.errors import NotFound
from portal.core.pagination import Page, page_by_key
from portal.core.text import fold
from portal.forming.clusters.models import PRESENT, Cluster, ClusterMembership
from portal.identity.schools.models import School, SchoolFunction, SchoolMember, SchoolStatus

LIVE = (SchoolStatus.PROPOSED, SchoolStatus.CONFIRMED_BY_HEAD, SchoolStatus.VERIFIED, SchoolStatus.SUSPENDED)
NAMES_AT_A_TIME, MOST_OF_A_NAME = 25, 200

# stays with the old entry: the record, the decisions made about it, and what it said of itself
STAYS = frozenset(
    {
        "audit_entry",
        "school_award",
        "school_flag",
        "school_listing",
        "school_period",
        "school_profile",
        "school_profile_part",
        "school_tag",
        "verification",
    }
)


@dataclass(frozen=True)
class LikelyPair:
    """Two schools that may be one, and why it looks so: "town", "postcode" or "website"."""

    one: School
    other: School
    because: str


@dataclass(frozen=True)
class Two:
    """Two schools looked at side by side."""

    one: School
    other: School

    @property
    def school_ids(self) -> tuple[uuid.UUID, uuid.UUID]:
        return self.one.id, self.other.id

    @property
    def merged(self) -> School | None:
        """The school that they are now; None while they are two."""
        if self.one.merged_into_id == self.other.id:
            return self.other
        return self.one if self.other.merged_into_id == self.one.id else None


@dataclass(frozen=True)
class Holding:
    """What a school holds in one table."""

    table: str
    one: int
    other: int


def columns_naming_a_school() -> list[tuple[sa.Table, sa.Column[Any]]]:
    """Every column that names a school, by table: foreign keys to `school`, and ids that are called so. A new table is here by itself."""
    found = []
    for table in Base.metadata.sorted_tables:
        for column in table.columns:
            is_key = any(key.column.table.name == "school" for key in column.foreign_keys)
            if (is_key or column.name.endswith("school_id")) and table.name != "school":
                found.append((table, column))
    return found


def columns_that_move() -> list[tuple[sa.Table, sa.Column[Any]]]:
    """Those whose rows go to the school that stays."""
    return [(table, column) for table, column in columns_naming_a_school() if table.name not in STAYS]


def list_likely(after: str | None = None) -> Page[LikelyPair]:
    """Pairs that may be one school, by name: the same name in one town or at one postcode, or the same name and website in the register."""
    name = sa.func.lower(School.name, type_=sa.String())
    twice = sa.select(name.label("name")).where(School.status.in_(LIVE)).group_by(name).having(sa.func.count() > 1)
    names = twice.subquery()
    page = page_by_key(sa.select(names.c.name), names.c.name, after=after, size=NAMES_AT_A_TIME)
    query = sa.select(School).where(name.in_(list(page.items)), School.status.in_(LIVE))
    query = query.options(joinedload(School.entry))
    schools = session().scalars(query.order_by(name, School.id).limit(NAMES_AT_A_TIME * MOST_OF_A_NAME)).all()
    return Page(items=_paired(list(schools)), next=page.next, first=page.first)


def _paired(schools: list[School]) -> list[LikelyPair]:
    found = []
    for position, one in enumerate(schools):
        for other in schools[position + 1 :]:
            if fold(one.name) != fold(other.name) or one.country != other.country:
                continue
            if because := _likeness(one, other):
                found.append(LikelyPair(one, other, because))
    return found


def _likeness(one: School, other: School) -> str:
    if one.postcode and one.postcode.replace(" ", "").upper() == other.postcode.replace(" ", "").upper():
        return "postcode"
    if one.town and fold(one.town) == fold(other.town):
        return "town"
    here, there = (s.entry.website if s.entry is not None else "" for s in (one, other))
    return "website" if here and here == there else ""


def get_two(school_id: uuid.UUID, other_school_id: uuid.UUID) -> Two:
    """Two schools that are in use, or of which one was made part of the other, with their people. Raises NotFound, also for one and the same."""
    loading = (
        selectinload(School.members).joinedload(SchoolMember.person),
        selectinload(School.functions).joinedload(SchoolFunction.person),
        joinedload(School.entry),
        joinedload(School.proposed_by),
    )
    wanted = (school_id, other_school_id)
    usable = sa.or_(School.status.in_(LIVE), School.merged_into_id.in_(wanted))
    query = sa.select(School).where(School.id.in_(wanted), usable).options(*loading).order_by(School.id)
    found = {school.id: school for school in session().scalars(query.limit(2))}
    if len(found) != 2:
        raise NotFound
    return Two(found[school_id], found[other_school_id])


def holdings_of(two: Two) -> list[Holding]:
    """How many rows of each table name the one and the other school; tables with none are left out. One statement for each table and column."""
    found: dict[str, list[int]] = {}
    for table, column in columns_naming_a_school():
        query = sa.select(column, sa.func.count()).where(column.in_(two.school_ids)).group_by(column)
        for school_id, count in session().execute(query.order_by(column)):
            found.setdefault(table.name, [0, 0])[two.school_ids.index(school_id)] += count
    return [Holding(table, one, other) for table, (one, other) in sorted(found.items())]


def clusters_of_both(two: Two) -> list[str]:
    """The clusters that both are in or invited to: the one membership ends with the merging."""
    query = (
        sa.select(Cluster.name)
        .join(ClusterMembership, ClusterMembership.cluster_id == Cluster.id)
        .where(ClusterMembership.school_id.in_(two.school_ids), ClusterMembership.status.in_(PRESENT))
        .group_by(Cluster.id, Cluster.name)
        .having(sa.func.count(sa.distinct(ClusterMembership.school_id)) == 2)
    )
    return list(session().scalars(query.order_by(Cluster.name).limit(50)))
