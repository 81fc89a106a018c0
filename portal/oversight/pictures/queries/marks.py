"""What the reviews of a round gave: read as columns, grouped in the database where only groups are shown. Never a draft, never what was taken out."""

import uuid
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from portal.applying.allocation.models import ReviewerProfile
from portal.applying.applications.models import Application, Stage
from portal.applying.awards.models import Decision, Outcome
from portal.applying.programmes.models import Criterion
from portal.applying.reviews.models import ApplicationStanding, Review, ReviewScore, ReviewStatus
from portal.applying.reviews.queries import ranking
from portal.applying.reviews.scoring import NEAR, SPLIT_AT, STEPS_APART
from portal.applying.reviews.workflow import COUNTED
from portal.applying.rules.queries import Rules
from portal.core.database import fetch
from portal.forming.clusters.models import Cluster
from portal.identity.accounts.models import Person
from portal.oversight.pictures.queries.views import View, in_round, with_scores

MOST = 20_000
GONE = (
    ReviewStatus.VOID,
    ReviewStatus.DECLINED,
    ReviewStatus.EXPIRED,
    ReviewStatus.PROPOSED,
    ReviewStatus.EARLIER,
)


@dataclass(frozen=True)
class Marked:
    """An application with what its reviews come to (see `reviews.models.ApplicationStanding`). `outcome`: of its live decision, None where there is none or
    this person may not know of it."""

    id: uuid.UUID
    name: str
    stage: Stage
    outcome: Outcome | None
    counted: int
    mean: float | None
    spread: float | None
    deviation: float | None
    lowest: float | None
    gap: int
    is_split: bool
    whole: int

    @property
    def has_a_place(self) -> bool:
        """Its reviews are closed and complete: it is ranked."""
        return self.stage not in (Stage.IN_REVIEW, Stage.CLARIFICATION) and self.whole >= 0

    @property
    def is_provisional(self) -> bool:
        """Reviews are missing, or one more reader was asked."""
        return not self.has_a_place

    def meets(self, rules: Rules) -> bool:
        """The mean reaches the quality bar, and no criterion lies below the floor."""
        is_high = self.mean is not None and self.mean >= rules.quality_bar
        return is_high and (self.lowest is None or self.lowest >= rules.criterion_floor)

    def is_near(self, rules: Rules, line: float | None = None) -> bool:
        """The mean, give or take ten points, crosses the quality bar or the funding line (`line`: the mean where the money ends)."""
        lines = [rules.quality_bar] if line is None else [rules.quality_bar, line]
        return self.mean is not None and any(abs(self.mean - one) <= NEAR for one in lines)

    def is_flagged(self, between: float | None) -> bool:
        """The reviewers differ: see `scoring.Standing`, and `between` there."""
        spread_out = between is not None and self.deviation is not None and self.deviation > between
        return (self.spread or 0) >= SPLIT_AT or self.is_split or self.gap >= STEPS_APART or spread_out


@dataclass(frozen=True)
class Given:
    """The total that a reviewer gave to an application."""

    application_id: uuid.UUID
    reviewer_id: uuid.UUID
    total: float


def marked(view: View) -> list[Marked]:
    """Every application whose scores this person may see, in the one order of the round. One statement."""
    live = sa.and_(Decision.application_id == Application.id, Decision.replaced_at.is_(None), _may_know(view))
    k = ApplicationStanding
    query = (
        sa.select(Application.id, Cluster.name, Application.stage, Decision.outcome)
        .add_columns(
            sa.func.coalesce(k.counted, 0), k.mean, k.spread, k.deviation, k.lowest, sa.func.coalesce(k.gap, 0)
        )
        .add_columns(sa.func.coalesce(k.is_split, sa.false()), sa.func.coalesce(k.whole, -1))
        .join(Cluster, Cluster.id == Application.cluster_id)
        .outerjoin(Decision, live)
        .outerjoin(k, k.application_id == Application.id)
        .where(*with_scores(view))
        .order_by(*ranking())
    )
    return [Marked(*row) for row in fetch(query.limit(MOST))]


def given(view: View) -> list[Given]:
    """What each reviewer gave, of all of them. One statement."""
    query = sa.select(Review.application_id, Review.reviewer_id, Review.total)
    return [Given(*row) for row in fetch(_counted(query, view).order_by(Review.id))]


def totals_of(view: View, application_ids: Sequence[uuid.UUID]) -> Mapping[uuid.UUID, Sequence[float]]:
    """The totals of the reviews of these applications. One statement."""
    query = sa.select(Review.application_id, Review.total)
    found: dict[uuid.UUID, list[float]] = defaultdict(list)
    for key, total in fetch(
        _counted(query, view).where(Review.application_id.in_(application_ids)).order_by(Review.id)
    ):
        found[key].append(total)
    return found


def _may_know(view: View) -> sa.ColumnElement[bool]:
    return sa.true() if view.sees_held else Decision.released_at.is_not(None)


def _counted(query: Any, view: View) -> Any:
    query = query.join(Application, Application.id == Review.application_id)
    return query.where(*with_scores(view), Review.status.in_(COUNTED), Review.total.is_not(None))


def criteria(view: View) -> list[tuple[uuid.UUID, str, int]]:
    """(id, title, weight) of the rubric, in its order."""
    query = sa.select(Criterion.id, Criterion.title, Criterion.weight).where(Criterion.round_id == view.planned.id)
    return [(row[0], row[1], row[2]) for row in fetch(query.order_by(Criterion.position, Criterion.id).limit(50))]


def means_by_criterion(view: View, application_ids: Sequence[uuid.UUID]) -> Mapping[tuple[uuid.UUID, uuid.UUID], float]:
    """The mean of each criterion of each of these applications. One statement."""
    query = (
        sa.select(Review.application_id, ReviewScore.criterion_id, sa.func.avg(sa.cast(ReviewScore.score, sa.Float())))
        .join(Review, Review.id == ReviewScore.review_id)
        .join(Application, Application.id == Review.application_id)
        .where(*with_scores(view), Review.status.in_(COUNTED), ReviewScore.score.is_not(None))
        .where(Review.application_id.in_(application_ids))
        .group_by(Review.application_id, ReviewScore.criterion_id)
    )
    return {(row[0], row[1]): float(row[2]) for row in fetch(query)}


@dataclass
class Habit:
    """How a reviewer scores: how often each of 0 to 5."""

    reviewer_id: uuid.UUID
    name: str
    counts: list[int]

    @property
    def used(self) -> list[int]:
        """The scores that they give, but for one in twenty."""
        rare = sum(self.counts) / 20
        return [score for score, count in enumerate(self.counts) if count > rare]


def habits(view: View) -> list[Habit]:
    """Every reviewer with a review that counts, by name. One statement."""
    query = (
        sa.select(Person.id, Person.name, ReviewScore.score, sa.func.count())
        .select_from(ReviewScore)
        .join(Review, Review.id == ReviewScore.review_id)
        .join(Application, Application.id == Review.application_id)
        .join(Person, Person.id == Review.reviewer_id)
        .where(*with_scores(view), Review.status.in_(COUNTED), ReviewScore.score.is_not(None))
        .group_by(Person.id, Person.name, ReviewScore.score)
        .order_by(Person.name, Person.id, ReviewScore.score)
    )
    found: dict[uuid.UUID, Habit] = {}
    for key, name, score, count in fetch(query.limit(MOST)):
        found.setdefault(key, Habit(key, name, [0] * 6)).counts[score] += count
    return list(found.values())


@dataclass
class Allocated:
    """An application with its readers: (person, name, state) of each review that was not ended; and who has a conflict with it by their own word. `theme`:
    what it is about; `cluster_id`: whose it is."""

    id: uuid.UUID
    name: str
    stage: Stage
    readers: list[tuple[uuid.UUID, str, str]]
    conflicts: list[tuple[uuid.UUID, str]]
    cluster_id: uuid.UUID
    theme: str


def allocations(view: View) -> list[Allocated]:
    """The applications that are with reviewers, by cluster. One statement."""
    query = (
        sa.select(Application.id, Cluster.name, Application.stage, Review.status, Person.id, Person.name)
        .add_columns(Application.cluster_id, Application.theme)
        .join(Cluster, Cluster.id == Application.cluster_id)
        .outerjoin(Review, sa.and_(Review.application_id == Application.id, Review.status.not_in(GONE)))
        .outerjoin(Person, Person.id == Review.reviewer_id)
        .where(*in_round(view), Application.stage == Stage.IN_REVIEW)
        .order_by(Cluster.name, Application.id, Person.name, Person.id)
    )
    found: dict[uuid.UUID, Allocated] = {}
    for key, name, stage, status, person_id, person, cluster_id, theme in fetch(query.limit(MOST * 5)):
        held = found.setdefault(key, Allocated(key, name, stage, [], [], cluster_id, theme))
        if status == ReviewStatus.CONFLICTED:
            held.conflicts.append((person_id, person))
        elif status is not None:
            held.readers.append((person_id, person, str(status)))
    return list(found.values())


def themes_of(people: Sequence[uuid.UUID]) -> Mapping[uuid.UUID, str]:
    """What these reviewers said they know well. One statement."""
    query = sa.select(ReviewerProfile.person_id, ReviewerProfile.themes).where(ReviewerProfile.person_id.in_(people))
    return {row[0]: row[1] for row in fetch(query.order_by(ReviewerProfile.person_id).limit(MOST))}
