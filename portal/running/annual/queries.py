"""Finding annual reviews, and counting what happened in the stretch they tell of. A fixed number of statements."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.orm import aliased, joinedload, selectinload

from portal.core.database import session
from portal.core.duty import Duty, DutyKind
from portal.core.errors import NotFound
from portal.forming.clusters.models import LIVE, Cluster, ClusterMembership, ClusterStatus
from portal.forming.evidence.models import EvidenceItem, EvidenceStatus, StatementStatus, SupporterStatement
from portal.forming.parts.models import Mentoring, MentoringSession
from portal.forming.sharing.models import Sharing, SharingStatus
from portal.running.activities.models import Activity, ActivityStatus
from portal.running.annual.models import AnnualReview, AnnualVoice
from portal.running.board.models import Post, Thread
from portal.running.handoffs.counting import stood_in
from portal.running.handoffs.models import Handoff
from portal.running.ledger import money
from portal.running.ledger.models import EntryKind, EntryStatus, LedgerEntry, Purse
from portal.running.meetings.models import (
    DecisionStatus,
    Meeting,
    MeetingAction,
    MeetingDecision,
    MeetingKind,
    MeetingStatus,
)
from portal.running.partnerships.models import Partnership
from portal.running.plans.models import ProjectClass

MOST_TOLD = 8
_MET = (MeetingStatus.HELD, MeetingStatus.AGREED)
_TOOK_PLACE = (ActivityStatus.DELIVERED, ActivityStatus.DELIVERED_BY_ONE)


@dataclass(frozen=True)
class Figures:
    """What was counted: numbers of things and of people, never names."""

    schools: int = 0
    joined: int = 0
    left: int = 0
    activities: int = 0
    stand_ins: int = 0
    messages: int = 0
    replies: int = 0
    evidence: int = 0
    letters: int = 0
    mentoring: int = 0
    passed_on: int = 0
    pupils: int = 0
    meetings: int = 0
    decisions: int = 0
    paid_in_minor: int = 0
    spent_minor: int = 0
    currency: str = ""

    @classmethod
    def read(cls, kept: Mapping[str, Any]) -> "Figures":
        """As they were kept; what was not counted then is nothing."""
        known = asdict(cls())
        return cls(**{name: type(known[name])(value) for name, value in kept.items() if name in known})

    @property
    def paid_in(self) -> str:
        """What schools and others paid into the cluster's purse, with its currency; empty where it was nothing."""
        return money.shown(self.paid_in_minor, self.currency) if self.paid_in_minor and self.currency else ""

    @property
    def spent(self) -> str:
        """What bills came to, with the currency; empty where there were none."""
        return money.shown(self.spent_minor, self.currency) if self.spent_minor and self.currency else ""


COUNTED = tuple(name for name in asdict(Figures()) if name != "currency")


def get_review(cluster_id: uuid.UUID, annual_id: uuid.UUID) -> AnnualReview:
    """A review with its cluster and voices. Raises NotFound."""
    query = sa.select(AnnualReview).where(AnnualReview.id == annual_id, AnnualReview.cluster_id == cluster_id)
    query = query.options(
        joinedload(AnnualReview.cluster).selectinload(Cluster.offices),
        selectinload(AnnualReview.voices).joinedload(AnnualVoice.school),
    )
    found = session().scalars(query.execution_options(populate_existing=True)).unique().one_or_none()
    if found is None:
        raise NotFound
    return found


def list_reviews(cluster_id: uuid.UUID) -> Sequence[AnnualReview]:
    """The reviews of a cluster, the newest first."""
    query = sa.select(AnnualReview).where(AnnualReview.cluster_id == cluster_id)
    return session().scalars(query.order_by(AnnualReview.year.desc(), AnnualReview.id).limit(50)).all()


def review_of(cluster_id: uuid.UUID, year: int) -> AnnualReview | None:
    """The review of this year."""
    return session().scalar(
        sa.select(AnnualReview).where(AnnualReview.cluster_id == cluster_id, AnnualReview.year == year)
    )


def list_clusters_without(
    year: int, began_before: datetime, after: uuid.UUID | None, *, limit: int
) -> Sequence[uuid.UUID]:
    """Clusters at work that have no review of this year and are older than this, in the order of their keys."""
    has_one = sa.exists().where(AnnualReview.cluster_id == Cluster.id, AnnualReview.year == year)
    query = sa.select(Cluster.id).where(
        Cluster.status == ClusterStatus.ACTIVE, Cluster.created_at < began_before, ~has_one
    )
    if after is not None:
        query = query.where(Cluster.id > after)
    return session().scalars(query.order_by(Cluster.id).limit(limit)).all()


def figures_of(review: AnnualReview) -> Figures:
    """As they were sent; as long as the review is open, as they are now."""
    if review.figures is not None:
        return Figures.read(review.figures)
    return figures_between(review.cluster, review.from_on, review.until_on)


def figures_between(cluster: Cluster, first: date, last: date) -> Figures:
    """What happened in a cluster from the first to the last of these days, both included, on its own clocks."""
    zone = ZoneInfo(cluster.zone)
    begins = datetime.combine(first, time(), zone)
    ends = datetime.combine(last + timedelta(days=1), time(), zone)
    return _count(cluster.id, begins, ends, first, last)


def _count(cluster_id: uuid.UUID, begins: datetime, ends: datetime, first: date, last: date) -> Figures:
    def within(column: Any) -> Any:
        return sa.and_(column >= begins, column < ends)

    def number(table: Any, *where: Any) -> Any:
        return sa.select(sa.func.count()).select_from(table).where(*where).scalar_subquery()

    member, item, letter = ClusterMembership, EvidenceItem, SupporterStatement
    of_cluster = member.cluster_id == cluster_id
    posts = sa.select(sa.func.count()).select_from(Post).join(Thread, Thread.id == Post.thread_id)
    posts = posts.where(Thread.cluster_id == cluster_id, Post.removed_at.is_(None), within(Post.created_at))
    sessions = sa.select(sa.func.count()).select_from(MentoringSession)
    sessions = sessions.join(Mentoring, Mentoring.id == MentoringSession.mentoring_id)
    sessions = sessions.where(Mentoring.cluster_id == cluster_id, MentoringSession.held_on.between(first, last))
    pupils = sa.select(sa.func.coalesce(sa.func.sum(ProjectClass.pupil_count), 0))
    pupils = pupils.join(Partnership, Partnership.id == ProjectClass.partnership_id)
    done = (
        Sharing.cluster_id == cluster_id,
        Sharing.status == SharingStatus.DONE,
        Sharing.held_on.between(first, last),
    )
    row = (
        session()
        .execute(
            sa.select(
                number(member, of_cluster, member.status.in_(LIVE)),
                number(member, of_cluster, within(member.joined_at)),
                number(member, of_cluster, within(member.left_at)),
                number(
                    Activity,
                    Activity.cluster_id == cluster_id,
                    Activity.status.in_(_TOOK_PLACE),
                    within(Activity.starts_at),
                ),
                number(
                    Handoff,
                    Handoff.cluster_id == cluster_id,
                    *stood_in(begins, ends),
                ),
                posts.scalar_subquery(),
                number(
                    Duty,
                    Duty.cluster_id == cluster_id,
                    Duty.kind == DutyKind.REPLY,
                    Duty.outcome == "answered",
                    within(Duty.closed_at),
                ),
                number(
                    item, item.cluster_id == cluster_id, item.status == EvidenceStatus.EVIDENCE, within(item.created_at)
                ),
                number(
                    letter,
                    letter.cluster_id == cluster_id,
                    letter.status == StatementStatus.GIVEN,
                    within(letter.given_at),
                ),
                sessions.scalar_subquery(),
                number(Sharing, *done),
                pupils.where(Partnership.cluster_id == cluster_id).scalar_subquery(),
                number(
                    Meeting,
                    Meeting.cluster_id == cluster_id,
                    Meeting.kind == MeetingKind.MEETING,
                    Meeting.status.in_(_MET),
                    Meeting.on_day.between(first, last),
                ),
                number(
                    MeetingDecision,
                    MeetingDecision.cluster_id == cluster_id,
                    MeetingDecision.status == DecisionStatus.CARRIED,
                    within(MeetingDecision.decided_at),
                ),
                _money(cluster_id, first, last, EntryKind.CONTRIBUTION, EntryKind.INCOME),
                _money(cluster_id, first, last, EntryKind.BILL),
                sa.select(Purse.currency).where(Purse.cluster_id == cluster_id).scalar_subquery(),
            )
        )
        .one()
    )
    *numbers, currency = row
    counted = dict(zip(COUNTED, (int(value or 0) for value in numbers), strict=True))
    return Figures(**counted, currency=currency or "")


def _money(cluster_id: uuid.UUID, first: date, last: date, *kinds: EntryKind) -> Any:
    """What entries of these kinds come to; those that were reversed count for nothing."""
    reversal = aliased(LedgerEntry)
    undone = sa.exists().where(reversal.reverses_id == LedgerEntry.id, reversal.status == EntryStatus.POSTED)
    total = sa.select(sa.func.coalesce(sa.func.sum(LedgerEntry.amount_minor), 0)).where(
        LedgerEntry.cluster_id == cluster_id,
        LedgerEntry.kind.in_(kinds),
        LedgerEntry.status == EntryStatus.POSTED,
        LedgerEntry.happened_on.between(first, last),
        ~undone,
    )
    return total.scalar_subquery()


@dataclass(frozen=True)
class Told:
    """What the record tells of a year, to write the review from: titles of activities with their days, what was decided, what is still to be done."""

    activities: Sequence[tuple[str, date]]
    decisions: Sequence[str]
    open_actions: Sequence[str]


def told_of(review: AnnualReview) -> Told:
    """The latest of each, in order of time. Three statements."""
    zone = ZoneInfo(review.cluster.zone)
    begins = datetime.combine(review.from_on, time(), zone)
    ends = datetime.combine(review.until_on + timedelta(days=1), time(), zone)
    held = session()
    done = sa.select(Activity.title, Activity.starts_at).where(
        Activity.cluster_id == review.cluster_id,
        Activity.status.in_(_TOOK_PLACE),
        Activity.starts_at >= begins,
        Activity.starts_at < ends,
    )
    activities = held.execute(done.order_by(Activity.starts_at.desc(), Activity.id).limit(MOST_TOLD)).all()
    carried = sa.select(MeetingDecision.proposal).where(
        MeetingDecision.cluster_id == review.cluster_id,
        MeetingDecision.status == DecisionStatus.CARRIED,
        MeetingDecision.decided_at >= begins,
        MeetingDecision.decided_at < ends,
    )
    decisions = held.scalars(carried.order_by(MeetingDecision.decided_at.desc(), MeetingDecision.id).limit(MOST_TOLD))
    still = sa.select(MeetingAction.task).where(
        MeetingAction.cluster_id == review.cluster_id, MeetingAction.closed_at.is_(None)
    )
    return Told(
        [(row.title, row.starts_at.astimezone(zone).date()) for row in reversed(activities)],
        list(reversed(decisions.all())),
        list(held.scalars(still.order_by(MeetingAction.due_on, MeetingAction.id).limit(MOST_TOLD))),
    )
