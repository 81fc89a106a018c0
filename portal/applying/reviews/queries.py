"""Finding reviews, reviewers without a conflict, and what the panel looks at."""

import uuid
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, joinedload, undefer

from portal.applying.applications.models import Application, ApplicationVersion, Stage
from portal.applying.programmes.models import Criterion, Round
from portal.applying.reviews import links
from portal.applying.reviews.models import ModerationNote, Review, ReviewScore, Screening, SentReview
from portal.applying.reviews.scoring import Standing
from portal.applying.reviews.workflow import COUNTED, LIVE, PENDING, UNSENT
from portal.core import clock
from portal.core.database import session
from portal.core.duty import Duty, DutyKind
from portal.core.errors import NotFound
from portal.core.pagination import Page, page_by_key
from portal.forming.clusters.models import Cluster, ClusterMembership
from portal.identity.accounts.models import Person, PersonStatus, RoleGrant
from portal.policy.people import Role, SignedIn

MOST = 200
NOT_TOLD = (Stage.IN_REVIEW, Stage.MODERATION, Stage.DECIDED)
ON_THE_STRIP = (Stage.IN_REVIEW, Stage.MODERATION, Stage.DECIDED, Stage.RELEASED, Stage.ACCEPTED)


def _with_application(query: sa.Select[Any]) -> sa.Select[Any]:
    """What the policy and the page before the statement read: round, cluster and its schools."""
    application = joinedload(Review.application)
    return query.options(
        application.joinedload(Application.round).joinedload(Round.programme),
        application.joinedload(Application.cluster)
        .selectinload(Cluster.memberships)
        .joinedload(ClusterMembership.school),
    )


def _found(query: sa.Select[Any]) -> Review:
    found: Review | None = session().scalars(_with_application(query)).unique().one_or_none()
    if found is None:
        raise NotFound
    return found


def get_review(review_id: uuid.UUID) -> Review:
    """A review with its application. Raises NotFound."""
    return _found(sa.select(Review).where(Review.id == review_id))


def get_review_of(application_id: uuid.UUID, review_id: uuid.UUID) -> Review:
    """A review of this very application. Raises NotFound."""
    return _found(sa.select(Review).where(Review.id == review_id, Review.application_id == application_id))


def page_of_queue(person: SignedIn, *, after: str | None = None) -> Page[Review]:
    """What is assigned to this person, oldest first, without what they have a conflict with by now."""
    query = (
        sa.select(Review)
        .join(Review.application)
        .where(
            Review.reviewer_id == person.id,
            Review.status.in_(LIVE),
            Application.stage != Stage.WITHDRAWN,
            Application.cluster_id.not_in(list(person.kept_from)),
        )
        .options(
            contains_eager(Review.application).options(joinedload(Application.round), joinedload(Application.cluster))
        )
    )
    return page_by_key(query, Review.id, after=after)


def due_of(reviews: Sequence[Review]) -> dict[uuid.UUID, datetime]:
    """Until when these reviews are owed, by review. Those that are not owed are absent."""
    ids = [review.id for review in reviews]
    query = sa.select(Review.id, Duty.due_at).join(Duty, _is_owed()).where(Review.id.in_(ids)).order_by(Review.id)
    return {row.id: row.due_at for row in session().execute(query) if row.due_at is not None}


def next_in_queue(person: SignedIn, *, but: uuid.UUID) -> Review | None:
    """The oldest other review this person still has to write."""
    query = sa.select(Review).join(Review.application)
    query = query.where(
        Review.reviewer_id == person.id,
        Review.id != but,
        Review.status.in_(PENDING),
        Application.stage == Stage.IN_REVIEW,
        Application.cluster_id.not_in(list(person.kept_from)),
    )
    return session().scalars(query.order_by(Review.id).limit(1)).first()


def sealed_text(review: Review) -> dict[str, Any]:
    """The text of the version this review is pinned to, without the form of the cluster: it is recorded and never scored."""
    query = sa.select(ApplicationVersion).where(ApplicationVersion.id == review.application_version_id)
    version = session().scalars(query.options(undefer(ApplicationVersion.sealed_content))).one()
    facts = dict(version.sealed_content or {})
    facts["cluster"] = {k: v for k, v in facts.get("cluster", {}).items() if k != "form"}
    return facts


def list_criteria(round_id: uuid.UUID) -> Sequence[Criterion]:
    """The rubric, in its order."""
    query = sa.select(Criterion).where(Criterion.round_id == round_id)
    return session().scalars(query.order_by(Criterion.position, Criterion.id).limit(50)).all()


def scores_of(review: Review) -> dict[uuid.UUID, ReviewScore]:
    """What this reviewer gave, by criterion."""
    query = sa.select(ReviewScore).where(ReviewScore.review_id == review.id).order_by(ReviewScore.id).limit(50)
    return {score.criterion_id: score for score in session().scalars(query)}


def count_sent(review: Review) -> int:
    """How often this review was sent."""
    query = sa.select(sa.func.count()).select_from(SentReview).where(SentReview.review_id == review.id)
    return int(session().scalar(query) or 0)


def list_sent(reviews: Sequence[Review]) -> dict[uuid.UUID, list[SentReview]]:
    """What was sent before and sent again, by review, oldest first; what stands now is not among it."""
    query = sa.select(SentReview).where(SentReview.review_id.in_([r.id for r in reviews if r.submitted_at is not None]))
    found: dict[uuid.UUID, list[SentReview]] = defaultdict(list)
    for copy in session().scalars(query.order_by(SentReview.review_id, SentReview.number).limit(MOST)):
        found[copy.review_id].append(copy)
    standing = {r.id for r in reviews if r.status in COUNTED}
    return {key: copies[:-1] if key in standing else copies for key, copies in found.items()}


def _is_owed() -> Any:
    return sa.and_(Duty.subject_id == Review.id, Duty.kind == DutyKind.REVIEW, Duty.closed_at.is_(None))


def due_at_of(review: Review) -> datetime | None:
    """Until when this review is owed; None when it is not."""
    return session().scalar(sa.select(Duty.due_at).join(Review, _is_owed()).where(Review.id == review.id).limit(1))


def list_late() -> Sequence[uuid.UUID]:
    """Reviews that were not sent and are past their day."""
    query = sa.select(Review.id).join(Duty, _is_owed()).join(Review.application)
    query = query.where(Review.status.in_(UNSENT), Duty.due_at <= clock.now(), Application.stage == Stage.IN_REVIEW)
    return session().scalars(query.order_by(Review.id).limit(5000)).all()


def screening_of(application: Application) -> Screening | None:
    """The eligibility check of an application."""
    return session().scalar(sa.select(Screening).where(Screening.application_id == application.id))


def list_reviews(application: Application) -> Sequence[Review]:
    """Every review of an application with its reviewer, ended ones too, oldest first."""
    query = sa.select(Review).where(Review.application_id == application.id).options(joinedload(Review.reviewer))
    return session().scalars(query.order_by(Review.id).limit(MOST)).all()


def list_notes(application: Application) -> Sequence[ModerationNote]:
    """What the panel wrote, oldest first."""
    query = sa.select(ModerationNote).where(ModerationNote.application_id == application.id)
    return (
        session().scalars(query.options(joinedload(ModerationNote.author)).order_by(ModerationNote.id).limit(50)).all()
    )


def scores_by_review(reviews: Sequence[Review]) -> dict[uuid.UUID, dict[uuid.UUID, ReviewScore]]:
    """The scores of reviews that count, by review and criterion. Never those of a draft."""
    counted = [r.id for r in reviews if r.status in COUNTED]
    found: dict[uuid.UUID, dict[uuid.UUID, ReviewScore]] = defaultdict(dict)
    query = sa.select(ReviewScore).where(ReviewScore.review_id.in_(counted)).order_by(ReviewScore.id).limit(1000)
    for score in session().scalars(query):
        found[score.review_id][score.criterion_id] = score
    return found


def standing_of(reviews: Sequence[Review], wanted: int) -> Standing:
    """The figures of the reviews that count."""
    counted = [r for r in reviews if r.status in COUNTED and r.total is not None]
    return Standing(
        totals=tuple(r.total for r in counted if r.total is not None),
        recommendations=tuple(r.recommendation for r in counted),
        wanted=wanted,
    )


# conflicts of interest


@dataclass(frozen=True)
class Candidate:
    """A reviewer who can be asked, with what they have on their desk."""

    id: uuid.UUID
    name: str
    open_reviews: int


@dataclass(frozen=True)
class KeptOut:
    """A reviewer who is not offered, and the ties that say why. For the eyes of the programme alone."""

    id: uuid.UUID
    name: str
    ties: Sequence[links.Link]


def has_conflict(application: Application, person_id: uuid.UUID) -> bool:
    """Does the record know of a conflict of interest of this person with this application?"""
    return application.cluster_id in links.clusters_of(person_id)


def _reviewers() -> Any:
    query = sa.select(Person.id, Person.name).join(RoleGrant, RoleGrant.person_id == Person.id)
    return query.where(
        RoleGrant.role == Role.REVIEWER, RoleGrant.ended_at.is_(None), Person.status == PersonStatus.ACTIVE
    )


def list_kept_out(application: Application) -> Sequence[KeptOut]:
    """Reviewers who cannot be asked because of a tie to the cluster, by name."""
    tied = links.people_of(application.cluster_id)
    query = _reviewers().where(Person.id.in_(tied)).order_by(Person.name, Person.id).limit(MOST)
    return [KeptOut(row.id, row.name, tied[row.id]) for row in session().execute(query)]


def list_free_reviewers(application: Application) -> Sequence[Candidate]:
    """Reviewers without a known conflict who were not asked before, those with the least on their desk first."""
    load = (
        sa.select(sa.func.count())
        .select_from(Review)
        .where(Review.reviewer_id == Person.id, Review.status.in_(PENDING))
        .correlate(Person)
        .scalar_subquery()
    )
    asked = sa.select(Review.reviewer_id).where(Review.application_id == application.id)
    tied = links.people_of(application.cluster_id)
    query = _reviewers().add_columns(load).where(Person.id.not_in(asked), Person.id.not_in(tied))
    return [Candidate(*row) for row in session().execute(query.order_by(load, Person.name, Person.id).limit(MOST))]


# the panel strip of a round


@dataclass(frozen=True)
class Row:
    """One application on the strip."""

    application: Application
    standing: Standing


def panel_strip(planned: Round, person: SignedIn) -> Sequence[Row]:
    """The applications of a round by their mean; those with too few reviews come last, what the person has a conflict with is absent."""
    query = sa.select(Application).where(
        Application.round_id == planned.id,
        Application.stage.in_(ON_THE_STRIP),
        Application.cluster_id.not_in(list(person.kept_from)),
    )
    query = query.options(joinedload(Application.cluster)).order_by(Application.submitted_at, Application.id)
    applications = session().scalars(query.limit(MOST)).all()
    reviews: dict[uuid.UUID, list[Review]] = defaultdict(list)
    theirs = sa.select(Review).where(
        Review.application_id.in_([a.id for a in applications]), Review.status.in_(COUNTED)
    )
    for review in session().scalars(theirs.order_by(Review.id).limit(MOST * 10)):
        reviews[review.application_id].append(review)
    rows = [Row(a, standing_of(reviews[a.id], planned.reviewers_each)) for a in applications]
    return sorted(rows, key=_place)


def _place(row: Row) -> tuple[bool, float, str]:
    """Ranked by the mean; what is still with reviewers, or lacks reviews, comes last in the order of the ids, which says nothing of scores."""
    mean = row.standing.mean
    is_open = row.application.stage == Stage.IN_REVIEW or row.standing.is_provisional or mean is None
    return (is_open, 0.0 if is_open or mean is None else -mean, str(row.application.id))


def reviews_in(application_id: uuid.UUID) -> Sequence[Review]:
    """The live reviews of an application as the database has them now."""
    query = sa.select(Review).where(Review.application_id == application_id, Review.status.in_(LIVE))
    return session().scalars(query.order_by(Review.id).limit(MOST).execution_options(populate_existing=True)).all()


def list_readers_to_check() -> Sequence[uuid.UUID]:
    """Everyone with a live review of an application on which nothing was sent yet."""
    query = sa.select(Review.reviewer_id).join(Review.application)
    query = query.where(Review.status.in_(LIVE), Application.stage.in_(NOT_TOLD)).distinct()
    return session().scalars(query.order_by(Review.reviewer_id)).all()


def list_tied(person_id: uuid.UUID) -> Sequence[Review]:
    """The live reviews of this person, nothing sent on them yet, that they have a conflict of interest with by now."""
    tied = links.clusters_of(person_id)
    if not tied:
        return []
    query = sa.select(Review).join(Review.application)
    query = query.where(
        Review.reviewer_id == person_id,
        Review.status.in_(LIVE),
        Application.stage.in_(NOT_TOLD),
        Application.cluster_id.in_(tied),
    )
    return session().scalars(query.options(contains_eager(Review.application)).order_by(Review.id).limit(MOST)).all()


def list_pending(application_id: uuid.UUID) -> Sequence[Review]:
    """Reviews that wait for their reader."""
    query = sa.select(Review).where(Review.application_id == application_id, Review.status.in_(PENDING))
    return session().scalars(query.order_by(Review.id).limit(MOST)).all()
