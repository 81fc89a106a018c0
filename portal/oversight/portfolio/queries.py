"""What the portal holds of a school's work in a stretch of time: read in a fixed number of statements, each with a ceiling."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from portal.core import clock
from portal.core.database import session
from portal.forming.clusters.models import Cluster, ClusterMembership
from portal.forming.evidence.models import EvidenceItem, EvidenceStatus, StatementStatus, SupporterStatement
from portal.identity.accounts.models import Person
from portal.identity.profiles import queries as profiles
from portal.identity.profiles.models import SchoolAward, SchoolProfile
from portal.identity.profiles.naming import listed
from portal.identity.schools.models import School
from portal.identity.years.models import SchoolYear
from portal.running.activities.models import Activity, ActivityKind, ActivityStatus
from portal.running.board.models import Post
from portal.running.handoffs.counting import stood_in
from portal.running.handoffs.models import Handoff
from portal.running.partnerships.models import Pair
from portal.running.visits.models import Visit, VisitStatus, VisitTraveller

MOST_ACTIVITIES, MOST_STAND_INS, MOST_OTHERS = 200, 100, 60
DONE = (ActivityStatus.DELIVERED, ActivityStatus.DELIVERED_BY_ONE)


@dataclass(frozen=True)
class Stretch:
    """From one moment to another (UTC, the second not included), and the first day of the school year that it is; None: everything."""

    since: datetime
    until: datetime
    year: date | None = None


@dataclass(frozen=True)
class Joined:
    """A cluster in which the school was."""

    id: uuid.UUID
    name: str
    theme: str
    joined_at: datetime
    left_at: datetime | None


@dataclass(frozen=True)
class Partner:
    """A school with which it was linked."""

    name: str
    country: str
    since: datetime
    until: datetime | None


@dataclass(frozen=True)
class Done:
    """An activity that took place. `by_both`: both schools said so. `role`: "owner", "partner" or "stand_in" is what this school was in it."""

    title: str
    kind: ActivityKind
    starts_at: datetime
    zone: str
    role: str
    others: tuple[str, ...]
    pupils: int | None
    words: str
    by_both: bool


@dataclass(frozen=True)
class StoodIn:
    """A stand-in that ended well. `ours`: this school took it on for the other one; else the other one for this school."""

    title: str
    at: datetime
    ours: bool
    other: str
    is_reply: bool
    debrief: str


@dataclass(frozen=True)
class Visited:
    """A visit that took place. `ours`: this school travelled; else it was the host. `who`: who of this school travelled."""

    title: str
    starts_on: date
    ends_on: date
    ours: bool
    other: str
    who: tuple[str, ...]
    pupils: int
    report: str
    afterwards: bool


@dataclass(frozen=True)
class Supported:
    """A letter of support for one of the school's clusters."""

    organisation: str
    given_at: datetime
    words: str


@dataclass
class Work:
    """Everything of one stretch. `total` and `pupils` count all activities, also those beyond the ceiling."""

    school: School
    stretch: Stretch
    profile: SchoolProfile | None = None
    tags: Mapping[str, Sequence[str]] = field(default_factory=dict)
    awards: Sequence[SchoolAward] = ()
    clusters: Sequence[Joined] = ()
    partners: Sequence[Partner] = ()
    activities: Sequence[Done] = ()
    total: int = 0
    pupils: int = 0
    stand_ins: Sequence[StoodIn] = ()
    visits: Sequence[Visited] = ()
    supported: Sequence[Supported] = ()
    evidence: Sequence[str] = ()
    messages: int = 0
    agreed_at: datetime | None = None

    @property
    def more(self) -> int:
        """How many activities are not listed."""
        return self.total - len(self.activities)


def work_of(school: School, stretch: Stretch) -> Work:
    """Read it, in fifteen statements."""
    work = Work(school, stretch)
    work.profile = profiles.profile_of(school.id)
    work.tags = listed(profiles.tags_of(school.id))
    work.awards = profiles.awards_of(school.id)
    work.clusters = _clusters(school.id, stretch)
    work.partners = _partners(school.id, stretch)
    work.total, work.pupils = _totals(school.id, stretch)
    done, helped = _activities(school.id, stretch), _stand_ins(school.id, stretch)
    visits = _visits(school, stretch)
    names = _names({*_schools_in(done), *_schools_in(helped), *_schools_in(visits)})
    who = _who_travelled(school.id, [row.id for row in visits])
    work.visits = [_visited(row, school.id, names, who) for row in visits]
    work.activities = [_done(row, school.id, names) for row in done]
    work.stand_ins = [_stood_in(row, school.id, names) for row in helped]
    here = [joined.id for joined in work.clusters]
    work.supported = _supported(here, stretch)
    work.evidence = _evidence(school.id, stretch)
    work.messages = _messages(school.id, stretch)
    work.agreed_at = _agreed(school.id, stretch)
    return work


def within(column: Any, stretch: Stretch) -> tuple[Any, Any]:
    """A moment of the stretch."""
    return column >= stretch.since, column < stretch.until


def _clusters(school_id: uuid.UUID, stretch: Stretch) -> list[Joined]:
    member = ClusterMembership
    query: Any = sa.select(Cluster.id, Cluster.name, Cluster.theme, member.joined_at, member.left_at)
    query = query.join(member, member.cluster_id == Cluster.id).where(member.school_id == school_id)
    there = (member.joined_at < stretch.until, sa.or_(member.left_at.is_(None), member.left_at >= stretch.since))
    return [Joined(*row) for row in session().execute(query.where(*there).order_by(member.id).limit(MOST_OTHERS))]


def _partners(school_id: uuid.UUID, stretch: Stretch) -> list[Partner]:
    """The schools at the other end of agreed pairs, whichever end this school is at."""
    other = sa.case((Pair.home_school_id == school_id, Pair.partner_school_id), else_=Pair.home_school_id)
    query: Any = sa.select(School.name, School.country, Pair.agreed_at, Pair.ended_at).join(School, School.id == other)
    there = (
        sa.or_(Pair.home_school_id == school_id, Pair.partner_school_id == school_id),
        Pair.agreed_at < stretch.until,
        sa.or_(Pair.ended_at.is_(None), Pair.ended_at >= stretch.since),
    )
    return [
        Partner(*row)
        for row in session().execute(query.select_from(Pair).where(*there).order_by(Pair.id).limit(MOST_OTHERS))
    ]


def _ids(school_id: uuid.UUID) -> Any:
    """Activities in which the school was owner or partner, or appeared for another: each by its own index."""
    return sa.union(
        sa.select(Activity.id).where(Activity.owner_school_id == school_id),
        sa.select(Activity.id).where(Activity.partner_school_id == school_id),
        sa.select(Handoff.activity_id).where(Handoff.accepted_school_id == school_id, Handoff.activity_id.is_not(None)),
    )


def _took_place(school_id: uuid.UUID, stretch: Stretch) -> tuple[Any, ...]:
    own = sa.or_(
        Activity.owner_school_id == school_id,
        Activity.partner_school_id == school_id,
        Activity.stand_in_school_id == school_id,
    )
    return Activity.id.in_(_ids(school_id)), own, Activity.status.in_(DONE), *within(Activity.starts_at, stretch)


def _totals(school_id: uuid.UUID, stretch: Stretch) -> tuple[int, int]:
    counted = sa.select(sa.func.count(), sa.func.coalesce(sa.func.sum(Activity.pupil_count), 0))
    row = session().execute(counted.select_from(Activity).where(*_took_place(school_id, stretch))).one()
    return int(row[0]), int(row[1] or 0)


def _activities(school_id: uuid.UUID, stretch: Stretch) -> Sequence[Any]:
    query: Any = sa.select(
        Activity.title,
        Activity.kind,
        Activity.starts_at,
        Activity.zone,
        Activity.owner_school_id,
        Activity.partner_school_id,
        Activity.stand_in_school_id,
        Activity.pupil_count,
        Activity.delivered_words,
        Activity.status,
    )
    query = query.where(*_took_place(school_id, stretch)).order_by(Activity.starts_at.desc(), Activity.id.desc())
    return session().execute(query.limit(MOST_ACTIVITIES)).all()


def _stand_ins(school_id: uuid.UUID, stretch: Stretch) -> Sequence[Any]:
    own = sa.or_(Handoff.accepted_school_id == school_id, Handoff.owner_school_id == school_id)
    ended = stood_in(stretch.since, stretch.until)
    query: Any = sa.select(
        Handoff.title,
        Handoff.delivered_at,
        Handoff.owner_school_id,
        Handoff.accepted_school_id,
        Handoff.thread_id,
        Handoff.debrief,
    )
    query = query.where(own, Handoff.accepted_school_id != Handoff.owner_school_id, *ended)
    return session().execute(query.order_by(Handoff.delivered_at.desc(), Handoff.id.desc()).limit(MOST_STAND_INS)).all()


def _visits(school: School, stretch: Stretch) -> Sequence[Any]:
    """Visits on which somebody of this school travelled, or that it hosted, and that took place; the days are those of the host."""
    mine = sa.select(VisitTraveller.visit_id).where(
        VisitTraveller.school_id == school.id, VisitTraveller.ended_at.is_(None)
    )
    today = clock.today(school.zone)
    was = sa.or_(
        Visit.status == VisitStatus.REPORTED, sa.and_(Visit.status == VisitStatus.CONFIRMED, Visit.ends_on < today)
    )
    zone = ZoneInfo(school.zone)
    days = (
        Visit.starts_on >= stretch.since.astimezone(zone).date(),
        Visit.starts_on < stretch.until.astimezone(zone).date(),
    )
    query: Any = sa.select(
        Visit.id,
        Visit.title,
        Visit.starts_on,
        Visit.ends_on,
        Visit.school_id,
        Visit.host_school_id,
        Visit.pupil_count,
        Visit.report,
        Visit.afterwards,
    ).where(sa.or_(Visit.host_school_id == school.id, Visit.id.in_(mine)), was, *days)
    return session().execute(query.order_by(Visit.starts_on.desc(), Visit.id.desc()).limit(MOST_OTHERS)).all()


def _who_travelled(school_id: uuid.UUID, visit_ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, list[str]]:
    """By visit: the school's own people who travelled, by name."""
    query: Any = sa.select(VisitTraveller.visit_id, Person.name).join(Person, Person.id == VisitTraveller.person_id)
    there = (VisitTraveller.visit_id.in_(visit_ids), VisitTraveller.school_id == school_id)
    query = query.where(*there, VisitTraveller.ended_at.is_(None))
    found: dict[uuid.UUID, list[str]] = {}
    for visit_id, name in session().execute(query.order_by(Person.name, VisitTraveller.id).limit(2000)):
        found.setdefault(visit_id, []).append(name)
    return found


def _visited(
    row: Any, school_id: uuid.UUID, names: Mapping[uuid.UUID, str], who: Mapping[uuid.UUID, list[str]]
) -> Visited:
    ours = row.host_school_id != school_id
    other = names.get(row.host_school_id if ours else row.school_id, "")
    people = tuple(who.get(row.id, ()))
    report = str(row.report or "") if row.school_id == school_id else ""
    return Visited(row.title, row.starts_on, row.ends_on, ours, other, people, row.pupil_count, report, row.afterwards)


def _schools_in(rows: Iterable[Any]) -> Iterable[uuid.UUID]:
    for row in rows:
        yield from (value for name, value in row._mapping.items() if name.endswith("school_id") and value is not None)


def _names(school_ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, str]:
    wanted = sorted(set(school_ids))
    query = sa.select(School.id, School.name).where(School.id.in_(wanted)).order_by(School.id).limit(len(wanted) + 1)
    return {row[0]: row[1] for row in session().execute(query)}


def _done(row: Any, school_id: uuid.UUID, names: Mapping[uuid.UUID, str]) -> Done:
    there = {row.owner_school_id: "owner", row.partner_school_id: "partner", row.stand_in_school_id: "stand_in"}
    role = "stand_in" if row.stand_in_school_id == school_id else there.get(school_id, "partner")
    others = tuple(names[key] for key in there if key is not None and key != school_id and key in names)
    by_both = row.status == ActivityStatus.DELIVERED
    words = str(row.delivered_words or "")
    return Done(row.title, row.kind, row.starts_at, row.zone, role, others, row.pupil_count, words, by_both)


def _stood_in(row: Any, school_id: uuid.UUID, names: Mapping[uuid.UUID, str]) -> StoodIn:
    ours = row.accepted_school_id == school_id
    other = names.get(row.owner_school_id if ours else row.accepted_school_id, "")
    return StoodIn(row.title, row.delivered_at, ours, other, row.thread_id is not None, str(row.debrief or ""))


def _supported(cluster_ids: Sequence[uuid.UUID], stretch: Stretch) -> list[Supported]:
    letter = SupporterStatement
    query: Any = sa.select(letter.organisation, letter.given_at, letter.what_supported)
    given = (letter.status == StatementStatus.GIVEN, *within(letter.given_at, stretch))
    rows = query.where(letter.cluster_id.in_(cluster_ids), *given).order_by(letter.given_at.desc(), letter.id.desc())
    return [Supported(*row) for row in session().execute(rows.limit(MOST_OTHERS))]


def _evidence(school_id: uuid.UUID, stretch: Stretch) -> list[str]:
    query = sa.select(EvidenceItem.claim).where(
        EvidenceItem.school_id == school_id,
        EvidenceItem.status == EvidenceStatus.EVIDENCE,
        *within(EvidenceItem.created_at, stretch),
    )
    return list(session().scalars(query.order_by(EvidenceItem.id).limit(MOST_OTHERS)))


def _messages(school_id: uuid.UUID, stretch: Stretch) -> int:
    counted = sa.select(sa.func.count()).select_from(Post).where(Post.school_id == school_id, Post.removed_at.is_(None))
    return session().scalar(counted.where(*within(Post.created_at, stretch))) or 0


def _agreed(school_id: uuid.UUID, stretch: Stretch) -> datetime | None:
    query = sa.select(sa.func.max(SchoolYear.agreed_at)).where(SchoolYear.school_id == school_id)
    return session().scalar(query.where(*within(SchoolYear.agreed_at, stretch)))
