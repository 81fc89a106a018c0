"""Finding annual reviews, and counting what happened in the stretch they tell of. A fixed number of statements."""

import uuid
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

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
from portal.running.handoffs.models import Handoff
from portal.running.partnerships.models import Partnership
from portal.running.plans.models import ProjectClass

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
        known = asdict(Figures())
        return Figures(**{name: int(value) for name, value in review.figures.items() if name in known})
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
                    Handoff.was_done,
                    within(Handoff.delivered_at),
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
            )
        )
        .one()
    )
    return Figures(*(int(value or 0) for value in row))
