"""Calendar links, whether they work, and what they give."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from portal.core.database import fetch, first, session
from portal.core.errors import NotFound
from portal.core.types import Key, RepeatedKey
from portal.forming.clusters.models import LIVE, Cluster, ClusterMembership
from portal.identity.accounts.models import Person, PersonStatus
from portal.identity.schools.models import MemberStatus, School, SchoolMember, SchoolStatus
from portal.identity.verification.models import Vouch
from portal.running.activities.models import (
    Activity,
    ActivityGuest,
    ActivitySeries,
    ActivityStatus,
    CalendarFeed,
    Coming,
    FeedScope,
)
from portal.running.activities.queries.calendars import BY_RANK, rank_of, takes_part
from portal.running.activities.queries.people import ON_THE_CALENDAR
from portal.running.activities.queries.within import invited, of_partnership
from portal.running.activities.stays import sources
from portal.running.partnerships.models import Pair, Partnership
from portal.running.partnerships.queries.network import SHARING

MOST_IN_A_FEED = 10_000


class Given(NamedTuple):
    """What a link gives: everything of its owner, one cluster, one partnership of a cluster, or one school."""

    cluster_id: uuid.UUID | None = None
    partnership_id: uuid.UUID | None = None
    school_id: uuid.UUID | None = None

    @property
    def scope(self) -> FeedScope:
        if self.school_id is not None:
            return FeedScope.SCHOOL
        if self.partnership_id is not None:
            return FeedScope.PARTNERSHIP
        return FeedScope.PERSON if self.cluster_id is None else FeedScope.CLUSTER


def get_feed(feed_id: uuid.UUID) -> CalendarFeed:
    """A calendar link. Raises NotFound."""
    found = session().get(CalendarFeed, feed_id)
    if found is None:
        raise NotFound
    return found


def find_feed(person_id: uuid.UUID, given: Given) -> CalendarFeed | None:
    """The person's link to this, live or ended."""
    where = (CalendarFeed.person_id == person_id, CalendarFeed.scope == given.scope, *_gives(given))
    return session().scalar(sa.select(CalendarFeed).where(*where).order_by(CalendarFeed.id).limit(1))


def _gives(given: Given) -> list[sa.ColumnElement[bool]]:
    columns = (
        (CalendarFeed.cluster_id, given.cluster_id),
        (CalendarFeed.partnership_id, given.partnership_id),
        (CalendarFeed.school_id, given.school_id),
    )
    return [column.is_(None) if value is None else column == value for column, value in columns]


def calendars_open_to(person_id: Any) -> sa.Select[Any]:
    """The clusters whose calendar this person may read now: the same answer as the policy's CALENDAR_VIEW."""
    return _open_to(_schools_of(SchoolMember.person_id == person_id))


def _schools_of(whose: sa.ColumnElement[bool]) -> sa.Select[Any]:
    nobody_acts_for = (SchoolStatus.REJECTED, SchoolStatus.CLOSED, SchoolStatus.SUSPENDED)
    mine = sa.select(SchoolMember.school_id).join(School, School.id == SchoolMember.school_id)
    return mine.where(whose, SchoolMember.status == MemberStatus.MEMBER, School.status.not_in(nobody_acts_for))


def _open_to(schools: Any) -> sa.Select[Any]:
    """The clusters in which these schools are or to which they were invited, and those whose partner cluster they joined, once they are
    verified or vouched for there."""
    own = sa.select(ClusterMembership.cluster_id.label("id")).where(ClusterMembership.school_id.in_(schools))
    vouched = sa.exists().where(
        Vouch.school_id == School.id, Vouch.cluster_id == Partnership.cluster_id, Vouch.withdrawn_at.is_(None)
    )
    shared = (
        sa.select(Partnership.cluster_id)
        .join(ClusterMembership, ClusterMembership.cluster_id == Partnership.partner_cluster_id)
        .join(School, School.id == ClusterMembership.school_id)
        .where(
            School.id.in_(schools),
            ClusterMembership.status.in_(LIVE),
            Partnership.status.in_(SHARING),
            sa.or_(School.status == SchoolStatus.VERIFIED, vouched),
        )
    )
    every = sa.union(own.where(ClusterMembership.status.in_(ON_THE_CALENDAR)), shared).subquery()
    return sa.select(every.c.id)


@dataclass(frozen=True)
class FeedState:
    """A live calendar link, what it gives, and the mark of what it would give now: equal marks, equal text."""

    given: Given
    name: str
    person_id: uuid.UUID
    mark: tuple[Any, ...]
    changed_at: datetime


def feed_state(feed_id: uuid.UUID, turn: int, starts: datetime) -> FeedState | None:
    """The link of this address, if it still works and its owner may still read what it gives. One statement."""
    row = first(_feed_state(), {"feed_id": feed_id, "turn": turn, "starts": starts})
    if row is None or not row.schools:
        return None
    given = Given(row.cluster_id, row.partnership_id, row.school_id)
    reached = sorted((row.reached or "").split())  # another cluster just like it is another text
    if (given.cluster_id is not None and not reached) or (given.school_id is not None and not row.mine):
        return None
    marks = row[5:-2]
    moments = [row.updated_at, *(value for value in marks if isinstance(value, datetime))]
    return FeedState(given, row.name or "", row.person_id, (given, *marks, *reached), max(moments))


@cache
def _feed_state() -> Any:
    """The mark is coarser than what a link to a school or a partnership gives: a change of what it leaves out changes it, too."""
    feed = _live_feed().cte("feed")
    only, school, partnership = (
        sa.select(column).scalar_subquery() for column in (feed.c.cluster_id, feed.c.school_id, feed.c.partnership_id)
    )
    mine = _schools_of(SchoolMember.person_id.in_(sa.select(feed.c.person_id))).cte("mine")
    opened = _open_to(sa.select(mine.c.school_id)).cte("opened")
    reach = sa.select(opened.c.id).where(sa.or_(only.is_(None), opened.c.id == only)).cte("reach")
    clusters = sa.select(reach.c.id)
    there: Any = sa.select(ClusterMembership.school_id).where(ClusterMembership.cluster_id.in_(clusters))
    marks = [
        _mark(Cluster, Cluster.id.in_(clusters)),
        _mark(School, School.id.in_(there)),
        _mark(Activity, Activity.cluster_id.in_(clusters), Activity.starts_at >= sa.bindparam("starts")),
        _mark(ActivityGuest, ActivityGuest.school_id.in_(sa.select(mine.c.school_id))),
        _mark(Partnership, Partnership.id == partnership),
        _mark(Pair, partnership.is_not(None), Pair.partnership_id.in_(_beside(partnership)), versions=False),
    ]
    marks += [_mark(source.table, source.table.cluster_id.in_(clusters)) for source in sources]
    columns = [column for mark in marks for column in mark.c]
    schools = sa.select(sa.func.count()).select_from(mine).scalar_subquery().label("schools")
    held = sa.select(sa.func.count()).select_from(mine).where(mine.c.school_id == school).scalar_subquery()
    reached = sa.select(sa.func.aggregate_strings(sa.cast(reach.c.id, sa.String), " ")).scalar_subquery()
    beside: Any = feed
    for mark in marks:  # each is one row
        beside = beside.join(mark, sa.true())
    name = _name_of(only, school, partnership).label("name")
    chosen: Any = sa.select(feed, schools, held.label("mine"), *columns, reached.label("reached"), name)
    return chosen.select_from(beside)


def _name_of(cluster: Any, school: Any, partnership: Any) -> Any:
    """What a link gives, by name; nothing for everything."""
    keys: tuple[tuple[Any, Any], ...] = ((Partnership, partnership), (School, school), (Cluster, cluster))
    return sa.func.coalesce(*(sa.select(table.name).where(table.id == key).scalar_subquery() for table, key in keys))


def _beside(partnership: Any) -> Any:
    """The partnerships of the same cluster."""
    one = aliased(Partnership)
    ours: Any = sa.select(one.cluster_id).where(one.id == partnership)
    return sa.select(Partnership.id).where(Partnership.cluster_id.in_(ours))


def _live_feed() -> sa.Select[Any]:
    query: Any = sa.select(
        CalendarFeed.person_id,
        CalendarFeed.cluster_id,
        CalendarFeed.partnership_id,
        CalendarFeed.school_id,
        CalendarFeed.updated_at,
    ).join(Person, Person.id == CalendarFeed.person_id)
    return query.where(  # type: ignore[no-any-return]
        CalendarFeed.id == sa.bindparam("feed_id"),
        CalendarFeed.turn == sa.bindparam("turn"),
        CalendarFeed.revoked_at.is_(None),
        Person.status == PersonStatus.ACTIVE,
    )


def _mark(table: Any, *where: sa.ColumnElement[bool], versions: bool = True) -> Any:
    """How many rows, the sum of their versions, and when one was last changed: one row, read in one pass."""
    summed = sa.func.coalesce(sa.func.sum(table.version), 0) if versions else sa.literal(0)
    counted = sa.func.count(table.id), summed, sa.func.max(table.updated_at)
    named = [column.label(f"{table.__tablename__}_{n}") for n, column in enumerate(counted)]
    return sa.select(*named).where(*where).cte(f"mark_{table.__tablename__}")


class FeedEntry(NamedTuple):
    """One activity as a feed gives it. `said`: whether the schools of whose link it is, that are invited to it, come; `said_at`: when they said so."""

    id: uuid.UUID
    cluster_id: uuid.UUID
    title: str
    description: str
    status: ActivityStatus
    starts_at: datetime
    ends_at: datetime
    zone: str
    place: str
    access_needs: str
    language_needs: str
    partner_role: str
    classes: str
    sequence: int
    revised_at: datetime
    owner_id: uuid.UUID
    partner_id: uuid.UUID | None
    stand_in_id: uuid.UUID | None
    slot: datetime | None
    rule: int
    series_id: uuid.UUID | None
    every_weeks: int | None
    series_sequence: int | None
    series_revised_at: datetime | None
    said: Coming | None = None
    said_at: datetime | None = None


def list_for_feed(state: FeedState, starts: datetime) -> list[FeedEntry]:
    """What the link gives: everything its owner may read now, cancelled activities too, by time. One statement."""
    values: dict[str, Any] = {"person_id": state.person_id, "starts": starts, "cluster_id": state.given.cluster_id}
    values |= {"partnership": state.given.partnership_id, "school": state.given.school_id}
    rows = fetch(_for_feed(state.given.scope), values)
    return [FeedEntry._make(row if row[-2] is None else (*row[:-2], BY_RANK[row[-2]], row[-1])) for row in rows]


@cache
def _for_feed(scope: FeedScope) -> Any:
    """Columns and no joins but one: few schools stand in five thousand lines, and are read apart."""
    same = RepeatedKey()
    said = _said(scope)
    query: Any = (
        sa.select(
            Activity.id,
            sa.type_coerce(Activity.cluster_id, same),
            Activity.title,
            Activity.description,
            Activity.status,
            Activity.starts_at,
            Activity.ends_at,
            Activity.zone,
            Activity.place,
            Activity.access_needs,
            Activity.language_needs,
            Activity.partner_role,
            Activity.classes,
            Activity.sequence,
            Activity.revised_at,
            sa.type_coerce(Activity.owner_school_id, same),
            sa.type_coerce(Activity.partner_school_id, same),
            sa.type_coerce(Activity.stand_in_school_id, same),
            Activity.slot,
            Activity.rule,
            sa.type_coerce(Activity.series_id, same),
            ActivitySeries.every_weeks,
            ActivitySeries.sequence,
            ActivitySeries.revised_at,
            said.c.rank,
            said.c.at,
        )
        .outerjoin(ActivitySeries, ActivitySeries.id == Activity.series_id)
        .outerjoin(said, said.c.activity_id == Activity.id)
        .where(
            Activity.cluster_id.in_(calendars_open_to(sa.bindparam("person_id", type_=Key()))),
            Activity.starts_at >= sa.bindparam("starts"),
        )
    )
    if scope in (FeedScope.CLUSTER, FeedScope.PARTNERSHIP):
        query = query.where(Activity.cluster_id == sa.bindparam("cluster_id"))
    if scope == FeedScope.PARTNERSHIP:
        query = query.where(of_partnership())
    if scope == FeedScope.SCHOOL:
        query = query.where(takes_part(sa.bindparam("school", type_=Key())))
    return query.order_by(Activity.starts_at, Activity.id).limit(MOST_IN_A_FEED)


def _said(scope: FeedScope) -> Any:
    """By activity to which schools of one's own are invited: the rank of their most certain word, and when the last one was said. Read once, for a few rows."""
    if scope == FeedScope.SCHOOL:
        mine: Any = [sa.bindparam("school", type_=Key())]
    else:
        mine = _schools_of(SchoolMember.person_id == sa.bindparam("person_id", type_=Key()))
    there = aliased(Activity)
    query: Any = sa.select(
        ActivityGuest.activity_id.label("activity_id"),
        sa.func.min(rank_of(there)).label("rank"),
        sa.func.max(ActivityGuest.answered_at).label("at"),
    ).join(there, there.id == ActivityGuest.activity_id)
    query = query.where(ActivityGuest.school_id.in_(mine), invited(), there.starts_at >= sa.bindparam("starts"))
    return query.group_by(ActivityGuest.activity_id).cte("said")


class FeedSchool(NamedTuple):
    """A school by name, with its clocks."""

    name: str
    zone: str


def schools_in(entries: Sequence[FeedEntry]) -> dict[uuid.UUID, FeedSchool]:
    """The schools that these activities name. One statement."""
    ids = {entry.owner_id for entry in entries}
    ids |= {entry.partner_id for entry in entries if entry.partner_id is not None}
    ids |= {entry.stand_in_id for entry in entries if entry.stand_in_id is not None}
    rows = fetch(_schools_named(), {"ids": sorted(ids)}) if ids else ()
    return {school_id: FeedSchool(name, zone) for school_id, name, zone in rows}


@cache
def _schools_named() -> Any:
    given: Any = sa.bindparam("ids", expanding=True)
    return sa.select(School.id, School.name, School.zone).where(School.id.in_(given)).order_by(School.id)
