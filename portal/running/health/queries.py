"""When each side of a partnership was last heard, and whether a holiday explains the silence. Constant statements, however many schools there are.

A school is heard when it writes on the board (by page or by mail), proposes an activity, or says that one took place.
"""

import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from portal.core import clock
from portal.core.database import session
from portal.core.duty import Duty, DutyKind
from portal.identity.profiles.models import PeriodKind, SchoolPeriod, SchoolTag, TagKind
from portal.running.activities.models import Activity, ActivityStatus
from portal.running.board.models import Post, Thread
from portal.running.health.holidays import Holiday, Holidays
from portal.running.partnerships import queries as partnerships
from portal.running.partnerships.models import Pair, PairStatus, Partnership, PartnershipShape, PartnershipStatus
from portal.running.partnerships.queries import Network, NetworkSchool

LOOK_BACK = timedelta(days=400)
SETTLING_IN = timedelta(days=7)
SOON = timedelta(days=14)
MOST_ROWS = 20_000
_AGREED = (ActivityStatus.AGREED, ActivityStatus.CONFIRMED)


@dataclass(frozen=True)
class Heard:
    """A school, when it was last heard of, and the holiday it is in today."""

    school: NetworkSchool
    at: datetime | None
    holiday: Holiday | None
    has_dates: bool


@dataclass(frozen=True)
class Side:
    """One end of a link: its schools, and for how many days it has been silent that no holiday explains."""

    heard: tuple[Heard, ...]
    silent_days: int
    back_on: date | None

    @property
    def at(self) -> datetime | None:
        """When it was last heard."""
        return max((one.at for one in self.heard if one.at is not None), default=None)

    @property
    def is_away(self) -> bool:
        """Are all its schools on holiday today?"""
        return self.back_on is not None


@dataclass(frozen=True)
class Link:
    """Two ends that should hear of each other: two linked schools, or all schools here and there."""

    here: Side
    there: Side
    pair: Pair | None
    just_back: bool
    next_activity_at: datetime | None

    @property
    def is_resting(self) -> bool:
        """A holiday, or the first week after one, explains any silence."""
        return self.here.is_away or self.there.is_away or self.just_back

    def is_quiet(self, after_days: int) -> bool:
        """Has one end been silent for so many school days, with no holiday to explain it and nothing planned for the next two weeks?"""
        if self.is_resting or self.next_activity_at is not None:
            return False
        return max(self.here.silent_days, self.there.silent_days) >= after_days

    @property
    def school_id(self) -> uuid.UUID | None:
        """The school here whose contact is asked to say hello; None for the coordinator."""
        return self.pair.home_school_id if self.pair is not None else None

    @property
    def title(self) -> str:
        """The two schools by name."""
        return f"{self.here.heard[0].school.name} – {self.there.heard[0].school.name}" if self.pair is not None else ""


@dataclass(frozen=True)
class Signs:
    """What is known of the schools of some clusters."""

    heard: dict[tuple[uuid.UUID, uuid.UUID], datetime]
    coming: dict[uuid.UUID, list[tuple[uuid.UUID, uuid.UUID | None, datetime]]]
    holidays: Holidays


def get_health(partnership: Partnership) -> list[Link]:
    """How the links of one partnership are doing, in four statements."""
    network = partnerships.get_network(partnership.cluster_id)
    signs = _signs([partnership.cluster_id], {school.id for school in network.schools})
    return links_of(partnership, network, signs)


def list_health(of: Sequence[Partnership]) -> dict[uuid.UUID, list[Link]]:
    """How the links of these partnerships are doing, by partnership."""
    networks = {one.cluster_id: partnerships.get_network(one.cluster_id) for one in of}
    schools = {school.id for network in networks.values() for school in network.schools}
    signs = _signs(sorted(networks), schools)
    return {one.id: links_of(one, networks[one.cluster_id], signs) for one in of}


def links_of(partnership: Partnership, network: Network, signs: Signs) -> list[Link]:
    """The links of a partnership: each agreed pair of linked schools; else everyone here and everyone there."""
    here = [s for s in network.schools if not s.is_partner and not s.is_invited]
    there = [s for s in network.schools if s.is_partner and not s.is_invited]
    if partnership.shape == PartnershipShape.BILATERAL:
        by_id = {school.id: school for school in (*here, *there)}
        agreed = [p for p in partnership.pairs if p.status == PairStatus.AGREED]
        paired = [p for p in agreed if p.home_school_id in by_id and p.partner_school_id in by_id]
        if paired:
            return [
                _link(partnership, [by_id[p.home_school_id]], [by_id[p.partner_school_id]], signs, p) for p in paired
            ]
    return [_link(partnership, here, there, signs, None)] if here and there else []


def _link(
    partnership: Partnership, here: list[NetworkSchool], there: list[NetworkSchool], signs: Signs, pair: Pair | None
) -> Link:
    zone = partnership.cluster.zone
    today = clock.today(zone)
    first = today - LOOK_BACK
    ids = [[school.id for school in side] for side in (here, there)]
    ahead = today + LOOK_BACK
    off = [signs.holidays.all_off(side, first, ahead) for side in ids]
    either = off[0] | off[1]
    began = (pair.agreed_at if pair is not None else None) or partnership.opened_at or partnership.created_at
    sides = [
        _side(partnership.cluster_id, schools, signs, began=began, today=today, zone=zone, away=away, either=either)
        for schools, away in zip((here, there), off, strict=True)
    ]
    week = range((today - SETTLING_IN).toordinal(), today.toordinal())
    of = {*ids[0], *ids[1]}
    coming = [
        starts
        for owner, partner, starts in signs.coming.get(partnership.cluster_id, ())
        if owner in of and (pair is None or partner in of)
    ]
    return Link(sides[0], sides[1], pair, any(day in either for day in week), min(coming, default=None))


def _side(
    cluster_id: uuid.UUID,
    schools: list[NetworkSchool],
    signs: Signs,
    *,
    began: datetime,
    today: date,
    zone: str,
    away: frozenset[int],
    either: frozenset[int],
) -> Side:
    heard = tuple(
        Heard(
            school,
            signs.heard.get((cluster_id, school.id)),
            signs.holidays.on(school.id, today),
            signs.holidays.known(school.id),
        )
        for school in schools
    )
    last = max((one.at for one in heard if one.at is not None), default=began)
    since = max(last, began).astimezone(ZoneInfo(zone)).date()
    since = max(since, today - LOOK_BACK)
    silent = sum(1 for day in range(since.toordinal() + 1, today.toordinal() + 1) if day not in either)
    return Side(heard, silent, _back_on(today, away))


def _back_on(today: date, away: frozenset[int]) -> date | None:
    """The first day on which a side that is on holiday today is back; None when it is not on holiday."""
    day = today.toordinal()
    if day not in away:
        return None
    while day in away:
        day += 1
    return date.fromordinal(day)


def _signs(cluster_ids: Sequence[uuid.UUID], school_ids: Collection[uuid.UUID]) -> Signs:
    return Signs(_last_heard(cluster_ids), _coming(cluster_ids), holidays_of(school_ids))


def _last_heard(cluster_ids: Sequence[uuid.UUID]) -> dict[tuple[uuid.UUID, uuid.UUID], datetime]:
    since = clock.now() - LOOK_BACK
    wrote = (
        sa.select(Thread.cluster_id, Post.school_id, sa.func.max(Post.created_at))
        .join(Thread, Thread.id == Post.thread_id)
        .where(Thread.cluster_id.in_(cluster_ids), Thread.last_posted_at >= since)
        .group_by(Thread.cluster_id, Post.school_id)
    )
    here = (Activity.cluster_id.in_(cluster_ids), Activity.starts_at >= since)
    said = [
        sa.select(Activity.cluster_id, school, sa.func.max(at)).where(*here, at.is_not(None)).group_by(Activity.cluster_id, school)
        for school, at in (
            (Activity.owner_school_id, Activity.created_at),
            (Activity.owner_school_id, Activity.delivered_owner_at),
            (Activity.partner_school_id, Activity.delivered_partner_at),
        )
    ]  # fmt: skip
    found: dict[tuple[uuid.UUID, uuid.UUID], datetime] = {}
    rows: Any = session().execute(sa.union_all(wrote, *said).limit(MOST_ROWS))
    for cluster_id, school_id, at in rows:
        key = (cluster_id, school_id)
        found[key] = max(at, found.get(key, at))
    return found


def _coming(
    cluster_ids: Sequence[uuid.UUID],
) -> dict[uuid.UUID, list[tuple[uuid.UUID, uuid.UUID | None, datetime]]]:
    """What is agreed for the next two weeks, by cluster: (owner school, partner school, when)."""
    at = clock.now()
    query = (
        sa.select(Activity.cluster_id, Activity.owner_school_id, Activity.partner_school_id, Activity.starts_at)
        .where(
            Activity.cluster_id.in_(cluster_ids),
            Activity.starts_at >= at,
            Activity.starts_at < at + SOON,
            Activity.status.in_(_AGREED),
        )
        .order_by(Activity.starts_at, Activity.id)
        .limit(MOST_ROWS)
    )
    found: dict[uuid.UUID, list[tuple[uuid.UUID, uuid.UUID | None, datetime]]] = {}
    for cluster_id, owner, partner, starts in session().execute(query):
        found.setdefault(cluster_id, []).append((owner, partner, starts))
    return found


def holidays_of(school_ids: Collection[uuid.UUID]) -> Holidays:
    """The holidays and closed days of these schools, from a year ago to a year ahead. One statement."""
    today = clock.today()
    query = (
        sa.select(SchoolPeriod)
        .where(
            SchoolPeriod.school_id.in_(sorted(school_ids)),
            SchoolPeriod.kind.in_([PeriodKind.HOLIDAY, PeriodKind.CLOSED]),
            SchoolPeriod.removed_at.is_(None),
            SchoolPeriod.ends_on >= today - LOOK_BACK,
            SchoolPeriod.starts_on <= today + LOOK_BACK,
        )
        .order_by(SchoolPeriod.starts_on, SchoolPeriod.id)
        .limit(MOST_ROWS)
    )
    found: dict[uuid.UUID, list[Holiday]] = {}
    for period in session().scalars(query):
        found.setdefault(period.school_id, []).append(Holiday(period.name, period.starts_on, period.ends_on))
    return Holidays({school_id: tuple(held) for school_id, held in found.items()})


def languages_of(school_ids: Collection[uuid.UUID]) -> list[str]:
    """The languages that these schools say they speak."""
    query = sa.select(SchoolTag.value).where(
        SchoolTag.school_id.in_(sorted(school_ids)), SchoolTag.kind == TagKind.LANGUAGE
    )
    return list(session().scalars(query.order_by(SchoolTag.value).distinct().limit(50)))


def asked_lately(partnership_ids: Collection[uuid.UUID], since: datetime) -> set[tuple[uuid.UUID, uuid.UUID | None]]:
    """(partnership, school) of those who are asked to say hello, or were since then."""
    query = sa.select(Duty.subject_id, Duty.school_id).where(
        Duty.kind == DutyKind.BREAK_SILENCE,
        Duty.subject_id.in_(sorted(partnership_ids)),
        sa.or_(Duty.closed_at.is_(None), Duty.closed_at >= since),
    )
    return {(subject, school) for subject, school in session().execute(query.limit(MOST_ROWS))}


def open_hellos(partnership_ids: Collection[uuid.UUID]) -> set[tuple[uuid.UUID, uuid.UUID | None]]:
    """(partnership, school) of those who are asked to say hello."""
    query = sa.select(Duty.subject_id, Duty.school_id).where(
        Duty.kind == DutyKind.BREAK_SILENCE, Duty.subject_id.in_(sorted(partnership_ids)), Duty.closed_at.is_(None)
    )
    return {(subject, school) for subject, school in session().execute(query.limit(MOST_ROWS))}


def list_going_on(after: uuid.UUID | None, *, limit: int) -> Sequence[Partnership]:
    """Partnerships that go on, with their pairs and cluster, in the order of their keys."""
    query = sa.select(Partnership).where(Partnership.status == PartnershipStatus.ACTIVE)
    if after is not None:
        query = query.where(Partnership.id > after)
    loaded = query.options(selectinload(Partnership.pairs), joinedload(Partnership.cluster))
    return session().scalars(loaded.order_by(Partnership.id).limit(limit)).all()


def list_on_hold(after: uuid.UUID | None, *, limit: int) -> Sequence[Partnership]:
    """Partnerships that are on hold and of which nobody is reminded now."""
    reminded = sa.exists().where(
        Duty.kind == DutyKind.RESUME_PARTNERSHIP, Duty.subject_id == Partnership.id, Duty.closed_at.is_(None)
    )
    query = sa.select(Partnership).where(Partnership.status == PartnershipStatus.PAUSED, ~reminded)
    if after is not None:
        query = query.where(Partnership.id > after)
    return session().scalars(query.options(joinedload(Partnership.cluster)).order_by(Partnership.id).limit(limit)).all()


def done_together(cluster_ids: Collection[uuid.UUID]) -> dict[uuid.UUID, int]:
    """How many activities of a cluster both sides say took place, by cluster."""
    query = (
        sa.select(Activity.cluster_id, sa.func.count())
        .where(Activity.cluster_id.in_(sorted(cluster_ids)), Activity.status == ActivityStatus.DELIVERED)
        .group_by(Activity.cluster_id)
    )
    return {row[0]: row[1] for row in session().execute(query.limit(MOST_ROWS))}
