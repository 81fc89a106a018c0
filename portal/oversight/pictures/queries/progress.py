"""How a round goes on: what came in until when, signatures, stages, reviewers, letters, exceptions."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from portal.applying.applications.models import (
    Application,
    ApplicationVersion,
    SignOff,
    SignOffStatus,
    Stage,
    VersionStatus,
    came_in,
)
from portal.applying.programmes.models import RoundMilestone
from portal.applying.reviews.models import Review, ReviewStatus
from portal.core.database import fetch
from portal.core.duty import Duty, DutyKind
from portal.forming.clusters.models import Cluster
from portal.identity.accounts.models import Person
from portal.identity.schools.models import School
from portal.oversight.notifications.models import Notification
from portal.oversight.pictures.queries.views import View, in_round

BEFORE_CLOSING = (672, 504, 336, 240, 168, 120, 96, 72, 48, 36, 24, 12, 6, 3, 2, 1, 0)
"""Hours before the deadline at which arrivals are counted, the grace counted to the last."""
STEPS = (3, 7, 14, 28)
"""Days after which something is in the next group of those that wait."""
MOST_SIGNATURES, MOST_REVIEWERS, MOST_REQUESTS = 200, 2000, 5000
ASKED_TO_SIGN = "signatures_asked"
UNSEEN = (ReviewStatus.PROPOSED, ReviewStatus.EARLIER)
"""Reviews that nobody is told of yet, and those of an outcome that was objected to."""
_UNNAMED = (Stage.DRAFT, Stage.LAPSED, Stage.WITHDRAWN)


@dataclass(frozen=True)
class Arrivals:
    """How many had been started, were being signed and had been submitted at each of BEFORE_CLOSING; None where that is still to come. `now`: the place
    that stands for this very moment, `hours_left` before the end; None once the round is closed. `before`: what had been submitted to the round before, at
    the same times."""

    started: Sequence[int | None]
    signing: Sequence[int | None]
    submitted: Sequence[int | None]
    before: Sequence[int] | None
    now: int | None
    hours_left: float = 0.0


def arrivals(view: View, before: Any) -> Arrivals:
    """`before`: the round before this one, as `round_before` gives it. One statement."""
    planned, places = view.planned, range(len(BEFORE_CLOSING))
    left = planned.closes_at + timedelta(minutes=planned.grace_minutes) - view.at
    now = next((n for n in places if timedelta(hours=BEFORE_CLOSING[n]) < left), None)
    moments = _moments(planned.closes_at, planned.grace_minutes, left, now)
    first_version = sa.and_(ApplicationVersion.application_id == Application.id, ApplicationVersion.number == 1)
    columns = (Application.created_at, ApplicationVersion.signing_since, Application.submitted_at)
    here = sa.select(*(_until(column, moment) for column in columns for moment in moments))
    query: Any = here.select_from(Application).outerjoin(ApplicationVersion, first_version).where(*in_round(view))
    if before is not None:
        then = _moments(before.closes_at, before.grace_minutes, left, now)
        sums = [_until(Application.submitted_at, moment) for moment in then]
        there = sa.select(*sums, *(sa.literal(0) for _ in range(2 * len(sums))))
        out = [Application.cluster_id.not_in(list(view.away))] if view.away else []
        query = sa.union_all(query, there.where(Application.round_id == before.id, *out))
    rows = fetch(query)
    known = [now is None or place <= now for place in places]
    counts = [
        [int(rows[0][n * len(moments) + place] or 0) if known[place] else None for place in places] for n in range(3)
    ]
    last = [int(rows[1][place] or 0) for place in places] if before is not None else None
    return Arrivals(counts[0], counts[1], counts[2], last, now, max(0.0, left / timedelta(hours=1)))


def _moments(closes_at: datetime, grace_minutes: int, left: timedelta, now: int | None) -> list[datetime]:
    """The times of BEFORE_CLOSING, the deadline with its grace; `now` is as long before the end as this moment is."""
    ends = closes_at + timedelta(minutes=grace_minutes)
    moments = [closes_at - timedelta(hours=hours) if hours else ends for hours in BEFORE_CLOSING]
    return [ends - left if place == now else moment for place, moment in enumerate(moments)]


def _until(column: Any, moment: datetime) -> Any:
    return sa.func.sum(sa.case((column <= moment, 1), else_=0))


@dataclass(frozen=True)
class Signature:
    """A school that was asked, with how many stand the same way in all. `application_id` and names are of those that wait longest. `has_read`: someone who
    signs for it has read the request. `came_in`: the application was submitted; nobody outside its cluster opens it before."""

    status: SignOffStatus
    of_all: int
    application_id: uuid.UUID
    cluster: str
    school: str
    since: datetime | None
    has_read: bool = False
    came_in: bool = True


def signatures(view: View) -> list[Signature]:
    """The sign-offs that count now, the longest waiting of each state. Two statements."""
    after = sa.and_(ApplicationVersion.status == VersionStatus.SEALED, Application.sign_off_incomplete)
    counts = sa.or_(ApplicationVersion.status.in_([VersionStatus.SIGNING, VersionStatus.READY]), after)
    place: dict[str, Any] = {"partition_by": SignOff.status}
    inner = (
        sa.select(
            SignOff.status,
            SignOff.school_id,
            Application.id,
            Application.cluster_id,
            ApplicationVersion.signing_since,
            sa.case((came_in(), 1), else_=0).label("came_in"),
            sa.func.count().over(**place).label("of_all"),
            sa.func.row_number().over(**place, order_by=(ApplicationVersion.signing_since, SignOff.id)).label("place"),
        )
        .join(ApplicationVersion, ApplicationVersion.id == SignOff.application_version_id)
        .join(Application, Application.id == ApplicationVersion.application_id)
        .where(*in_round(view), counts, Application.stage.not_in([Stage.WITHDRAWN, Stage.LAPSED]))
        .subquery()
    )
    i = inner.c
    query = sa.select(
        i.status,
        i.of_all,
        i.id,
        Cluster.name,
        School.name.label("school"),
        i.signing_since,
        i.school_id,
        i.cluster_id,
        i.came_in,
    )
    query = query.join(Cluster, Cluster.id == i.cluster_id).join(School, School.id == i.school_id)
    query = query.where(i.place <= sa.case((i.status == SignOffStatus.SIGNED, 1), else_=MOST_SIGNATURES))
    rows = fetch(query.order_by(i.signing_since, Cluster.name, School.name, i.id))
    read = requests_read({row[7] for row in rows if row[0] != SignOffStatus.SIGNED})
    return [
        Signature(
            row[0],
            row[1],
            row[2],
            row[3],
            row[4],
            row[5],
            has_read=f"/applications/{row[2]}/sign/{row[6]}" in read,
            came_in=bool(row[8]),
        )
        for row in rows
    ]


def requests_read(clusters: set[uuid.UUID]) -> frozenset[str]:
    """The pages to which requests for a signature led that somebody has read. One statement."""
    query = sa.select(Notification.path).where(
        Notification.cluster_id.in_(sorted(clusters)),
        Notification.kind == ASKED_TO_SIGN,
        Notification.read_at.is_not(None),
    )
    return frozenset(row[0] for row in fetch(query.distinct().order_by(Notification.path).limit(MOST_REQUESTS)))


def milestones(view: View) -> list[tuple[datetime, str]]:
    """The milestones of the round: when, and what. One statement."""
    query = sa.select(RoundMilestone.at, RoundMilestone.title).where(RoundMilestone.round_id == view.planned.id)
    return [(row[0], row[1]) for row in fetch(query.order_by(RoundMilestone.at, RoundMilestone.id).limit(100))]


@dataclass(frozen=True)
class Pile:
    """The applications at one stage: how many for up to 3, 7, 14, 28 days and longer; the one that has been there longest, unless it was never sent."""

    stage: Stage
    waits: tuple[int, ...]
    oldest_id: uuid.UUID | None
    oldest: str
    since: datetime

    @property
    def count(self) -> int:
        return sum(self.waits)


def piles(view: View) -> list[Pile]:
    """Every stage that has any, in the order of stages. One statement."""
    place: dict[str, Any] = {"partition_by": Application.stage}
    older = [
        sa.func.sum(sa.case((Application.stage_since <= view.at - timedelta(days=days), 1), else_=0)).over(**place)
        for days in STEPS
    ]
    order = (Application.stage_since, Application.id)
    inner = (
        sa.select(
            Application.stage,
            Application.id,
            Application.cluster_id,
            Application.stage_since,
            sa.func.count().over(**place).label("of_all"),
            *(column.label(f"over_{days}") for column, days in zip(older, STEPS, strict=True)),
            sa.func.row_number().over(**place, order_by=order).label("place"),
        )
        .where(*in_round(view))
        .subquery()
    )
    query = sa.select(inner, Cluster.name).join(Cluster, Cluster.id == inner.c.cluster_id).where(inner.c.place == 1)
    found = {}
    for row in fetch(query):
        bounds = [row.of_all, *(getattr(row, f"over_{days}") for days in STEPS), 0]
        waits = tuple(int(bounds[n]) - int(bounds[n + 1]) for n in range(len(bounds) - 1))
        is_secret = row.stage in _UNNAMED
        found[row.stage] = Pile(
            row.stage, waits, None if is_secret else row.id, "" if is_secret else row.name, row.stage_since
        )
    return [found[stage] for stage in Stage if stage in found]


@dataclass
class Reader:
    """A reviewer with what they have of the round: how many by state ("" of a draft: "writing"), and what is overdue. `late_id`: an application whose review
    is overdue."""

    person_id: uuid.UUID
    name: str
    by_state: dict[str, int]
    overdue: int = 0
    late_id: uuid.UUID | None = None

    def count(self, *states: str) -> int:
        return sum(self.by_state.get(state, 0) for state in states)


def readers(view: View) -> tuple[list[Reader], datetime | None]:
    """The reviewers of the round, and the last date on which a review is due. One statement."""
    is_late = sa.case((Duty.due_at < view.at, 1), else_=0)
    wrote = sa.case((sa.and_(Review.status == ReviewStatus.OPEN, Review.version > 1), 1), else_=0)
    owed = sa.and_(Duty.subject_id == Review.id, Duty.kind == DutyKind.REVIEW, Duty.closed_at.is_(None))
    query = (
        sa.select(
            Person.id,
            Person.name,
            Review.status,
            wrote.label("wrote"),
            sa.func.count().label("n"),
            sa.func.sum(is_late).label("late"),
            sa.func.max(Duty.due_at, type_=Duty.due_at.type).label("due_at"),
            sa.func.min(sa.case((Duty.due_at < view.at, sa.cast(Application.id, sa.String())))).label("late_id"),
        )
        .select_from(Review)
        .join(Application, Application.id == Review.application_id)
        .join(Person, Person.id == Review.reviewer_id)
        .outerjoin(Duty, owed)
        .where(*in_round(view), Application.stage != Stage.WITHDRAWN, Review.status.not_in(UNSEEN))
        .group_by(Person.id, Person.name, Review.status, sa.text("wrote"))
        .order_by(Person.name, Person.id)
        .limit(MOST_REVIEWERS * 12)
    )
    found: dict[uuid.UUID, Reader] = {}
    due: list[datetime] = []
    for row in fetch(query):
        held = found.setdefault(row.id, Reader(row.id, row.name, {}))
        state = "writing" if row.wrote else str(row.status)
        held.by_state[state] = held.by_state.get(state, 0) + row.n
        held.overdue += int(row.late or 0)
        held.late_id = uuid.UUID(row.late_id) if row.late_id else held.late_id
        if row.due_at is not None:
            due.append(row.due_at)
    return list(found.values()), max(due, default=None)
