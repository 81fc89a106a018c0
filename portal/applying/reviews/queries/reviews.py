"""Finding reviews, drafts, what was sent, notes and checks."""

import uuid
from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from portal.applying.applications.models import Application, ApplicationVersion, Stage, VersionStatus
from portal.applying.programmes.models import Criterion, Round
from portal.applying.reviews.blind import blind_copy
from portal.applying.reviews.models import (
    BlindWords,
    DroppedCriterion,
    ModerationNote,
    Review,
    ReviewRemark,
    ReviewScore,
    ReviewStatus,
    Screening,
    ScreeningAnswer,
    SentReview,
)
from portal.applying.reviews.workflow import COUNTED, LIVE, PENDING, UNSENT
from portal.applying.rules.models import ReviewRules
from portal.core import clock, duty
from portal.core.database import fetch, session
from portal.core.duty import Duty, DutyKind
from portal.core.errors import NotFound
from portal.core.pagination import Page, page_by_key
from portal.core.types import Key
from portal.forming.clusters.models import Cluster, ClusterMembership
from portal.identity.accounts.models import Person
from portal.identity.schools.models import School, SchoolMember
from portal.policy.people import SignedIn

MOST = 200


def _with_application(query: sa.Select[Any]) -> sa.Select[Any]:
    """What the policy and the page before the statement read: round, cluster and its schools."""
    application = joinedload(Review.application)
    return query.options(
        application.joinedload(Application.round).joinedload(Round.programme),
        application.joinedload(Application.cluster)
        .joinedload(Cluster.memberships)
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


def get_review_to_write(review_id: uuid.UUID) -> Review:
    """A review with its application, round and cluster, without the schools. Raises NotFound."""
    found: Review | None = session().scalars(_to_write(), {"review_id": review_id}).one_or_none()
    if found is None:
        raise NotFound
    return found


@cache
def _to_write() -> Any:
    application = joinedload(Review.application)
    return (
        sa.select(Review)
        .where(Review.id == sa.bindparam("review_id", type_=Key()))
        .options(
            application.joinedload(Application.round).joinedload(Round.programme),
            application.joinedload(Application.cluster),
        )
    )


def get_review_of(application_id: uuid.UUID, review_id: uuid.UUID) -> Review:
    """A review of this very application. Raises NotFound."""
    return _found(sa.select(Review).where(Review.id == review_id, Review.application_id == application_id))


class QueueLine(NamedTuple):
    """A line of a reviewer's queue. `due_at`: until when it is owed, None where it is not. `is_blind`: reviewers of the round do not learn who applies."""

    id: uuid.UUID
    position: int
    status: ReviewStatus
    application_id: uuid.UUID
    round_name: str
    cluster_name: str
    is_blind: bool
    due_at: datetime | None


@cache
def _queue() -> Any:
    return (
        sa.select(
            Review.id,
            Review.position,
            Review.status,
            Review.application_id,
            Round.name.label("round_name"),
            Cluster.name.label("cluster_name"),
            sa.func.coalesce(ReviewRules.is_blind, sa.false()).label("is_blind"),
            Duty.due_at,
        )
        .join(Application, Application.id == Review.application_id)
        .join(Round, Round.id == Application.round_id)
        .join(Cluster, Cluster.id == Application.cluster_id)
        .outerjoin(ReviewRules, ReviewRules.round_id == Round.id)
        .outerjoin(Duty, _is_owed())
        .where(
            Review.reviewer_id == sa.bindparam("person_id", type_=Key()),
            Review.status.in_(LIVE),
            Application.stage != Stage.WITHDRAWN,
            Application.cluster_id.not_in(sa.bindparam("kept_from", expanding=True, type_=Key())),
        )
    )


# What waits for the reviewer comes before what was sent.
_WAITS_FIRST = sa.case((Review.status.in_(PENDING), 0), else_=1)
_QUEUE_ORDER = (_WAITS_FIRST, Review.position, Review.id)


def page_of_queue(person: SignedIn, *, after: str | None = None) -> Page[QueueLine]:
    """What is assigned to this person, what waits first and in the order of their queue, without what they have a conflict with by now. One statement."""
    values = {"person_id": person.id, "kept_from": list(person.kept_from)}
    page = page_by_key(_queue(), *_QUEUE_ORDER, after=after, rows=True, values=values)
    return Page(items=[QueueLine(*row) for row in page], next=page.next, first=page.first)


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
    return session().scalars(query.order_by(Review.position, Review.id).limit(1)).first()


def sealed_text(review: Review, *, hides: bool | None = None) -> dict[str, Any]:
    """The text of the version this review is pinned to, as its reader sees it. `hides`: see `text_for_reviewers`."""
    return text_for_reviewers(review.application, review.application_version_id, hides=hides)


def text_for_reviewers(
    application: Application, version_id: uuid.UUID, *, hides: bool | None = None, also: Sequence[str] = ()
) -> dict[str, Any]:
    """The text of a version without the form of the cluster: it is recorded and never scored. In a blind round without who applies.

    `hides`: whether the round is blind, where the caller has looked already; otherwise it is looked up. `also`: what else is taken out.
    """
    facts, is_of_a_blind_round = _sealed_facts(application.round_id, version_id)
    return _as_read(application, facts, is_of_a_blind_round if hides is None else hides, also)


def text_to_review(review: Review) -> tuple[dict[str, Any], bool]:
    """`sealed_text` of a review, and whether its round is blind: one statement, where it is not."""
    facts, hides = _sealed_facts(review.application.round_id, review.application_version_id)
    return _as_read(review.application, facts, hides), hides


@cache
def _sealed() -> Any:
    blind = sa.select(ReviewRules.is_blind).where(ReviewRules.round_id == sa.bindparam("round_id", type_=Key()))
    hides = sa.func.coalesce(blind.scalar_subquery(), sa.false())
    version = ApplicationVersion.id == sa.bindparam("version_id", type_=Key())
    return sa.select(ApplicationVersion.sealed_content, hides).where(version)


def _sealed_facts(round_id: uuid.UUID, version_id: uuid.UUID) -> tuple[dict[str, Any], bool]:
    facts, hides = fetch(_sealed(), {"round_id": round_id, "version_id": version_id})[0]
    return dict(facts or {}), bool(hides)


def _as_read(application: Application, facts: dict[str, Any], hides: bool, also: Sequence[str] = ()) -> dict[str, Any]:
    facts["cluster"] = {k: v for k, v in facts.get("cluster", {}).items() if k != "form"}
    if hides:
        hidden = blind_words_of(application)
        words = [*(hidden.words.splitlines() if hidden else ()), *also]
        return blind_copy(facts, people=_names_at(application), words=words)
    return facts


def _names_at(application: Application) -> Sequence[str]:
    """The names of the people at its schools, and of those who answer for them."""
    there = sa.select(ClusterMembership.school_id).where(ClusterMembership.cluster_id == application.cluster_id)
    members = sa.select(Person.name).join(SchoolMember, SchoolMember.person_id == Person.id)
    heads = sa.select(School.head_name).where(School.id.in_(there), School.head_name != "")
    names = sa.union(members.where(SchoolMember.school_id.in_(there)), heads).subquery()
    found = session().scalars(sa.select(names.c[0]).order_by(names.c[0]).limit(2000)).all()
    return [name for name in found if name]


def blind_words_of(application: Application) -> BlindWords | None:
    """What staff had taken out of the copy for reviewers besides."""
    return session().scalar(sa.select(BlindWords).where(BlindWords.application_id == application.id))


def list_remarks(application: Application) -> Sequence[ReviewRemark]:
    """What was said in the discussion, oldest first."""
    return session().scalars(_of_application(ReviewRemark, ReviewRemark.author, MOST), _whose(application)).all()


@cache
def _of_application(kind: Any, author: Any, most: int) -> Any:
    """What belongs to an application, oldest first, each with its author."""
    query = sa.select(kind).where(kind.application_id == sa.bindparam("application_id", type_=Key()))
    return query.options(joinedload(author)).order_by(kind.id).limit(most)


def list_criteria(application: Application) -> Sequence[Criterion]:
    """The rubric of an application, in its order: that of its round, without what does not apply to it."""
    return session().scalars(_rubric(), _whose(application)).all()


def _whose(application: Application) -> dict[str, Any]:
    return {"application_id": application.id, "round_id": application.round_id}


@cache
def _rubric() -> Any:
    here = DroppedCriterion.application_id == sa.bindparam("application_id", type_=Key())
    dropped = sa.select(DroppedCriterion.criterion_id).where(here)
    of_the_round = Criterion.round_id == sa.bindparam("round_id", type_=Key())
    query = sa.select(Criterion).where(of_the_round, Criterion.id.not_in(dropped))
    return query.order_by(Criterion.position, Criterion.id).limit(50)


@cache
def _rubric_with_scores() -> Any:
    review = ReviewScore.review_id == sa.bindparam("review_id", type_=Key())
    given = sa.and_(ReviewScore.criterion_id == Criterion.id, review)
    return _rubric().outerjoin(ReviewScore, given).add_columns(ReviewScore)


def rubric_of(review: Review) -> tuple[Sequence[Criterion], dict[uuid.UUID, ReviewScore]]:
    """`list_criteria` of its application and `scores_of` of the review, in one statement. Scores of criteria that were dropped since are absent."""
    values = {"review_id": review.id, **_whose(review.application)}
    rows = session().execute(_rubric_with_scores(), values).all()
    return [row[0] for row in rows], {row[0].id: row[1] for row in rows if row[1] is not None}


def list_dropped(application: Application) -> Sequence[DroppedCriterion]:
    """What does not apply to an application, with the reason."""
    query = sa.select(DroppedCriterion).where(DroppedCriterion.application_id == application.id)
    return session().scalars(query.order_by(DroppedCriterion.id).limit(50)).all()


def versions_of(application_id: uuid.UUID) -> dict[uuid.UUID, int]:
    """The numbers of the sealed versions of an application, by their ids, the first one first."""
    query = sa.select(ApplicationVersion.id, ApplicationVersion.number).where(
        ApplicationVersion.application_id == application_id, ApplicationVersion.status == VersionStatus.SEALED
    )
    return {key: number for key, number in session().execute(query.order_by(ApplicationVersion.number).limit(MOST))}  # noqa: C416 - a row is no pair


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


def is_proposed_ineligible(application: Application, screening: Screening) -> bool:
    """Does the finding wait for a second person? A finding that was taken back, to be checked again, does not."""
    if screening.is_eligible or application.stage != Stage.SCREENING:
        return False
    return bool(duty.open_duties(DutyKind.CONFIRM_INELIGIBLE, application.id))


def answers_of(screening: Screening) -> dict[uuid.UUID, ScreeningAnswer]:
    """What the check found on the lines of its round, by line."""
    query = sa.select(ScreeningAnswer).where(ScreeningAnswer.screening_id == screening.id).order_by(ScreeningAnswer.id)
    return {answer.line_id: answer for answer in session().scalars(query.limit(50))}


def list_reviews(application: Application) -> Sequence[Review]:
    """Every review of an application with its reviewer, ended ones too, oldest first."""
    return session().scalars(_of_application(Review, Review.reviewer, MOST), _whose(application)).all()


def list_reviews_with_scores(application: Application) -> Sequence[Review]:
    """`list_reviews`, each with its scores and their criteria. Two statements."""
    return session().scalars(_with_reviewers_and_scores(), _whose(application)).all()


@cache
def _with_reviewers_and_scores() -> Any:
    query = _of_application(Review, Review.reviewer, MOST)
    return query.options(selectinload(Review.scores).joinedload(ReviewScore.criterion))


def list_notes(application: Application) -> Sequence[ModerationNote]:
    """What the panel wrote, oldest first."""
    return session().scalars(_of_application(ModerationNote, ModerationNote.author, 50), _whose(application)).all()


def later_notes(notes: Sequence[ModerationNote]) -> dict[uuid.UUID, ModerationNote]:
    """Of the notes of an application: by the id of one that does not stand any more, the one in its place."""
    return {note.in_place_of_id: note for note in notes if note.in_place_of_id is not None}


def scores_by_review(reviews: Sequence[Review]) -> dict[uuid.UUID, dict[uuid.UUID, ReviewScore]]:
    """The scores of reviews that count, by review and criterion. Never those of a draft. `reviews` come from `list_reviews_with_scores`."""
    return {r.id: {score.criterion_id: score for score in r.scores} for r in reviews if r.status in COUNTED}


def reviews_in(application_id: uuid.UUID) -> Sequence[Review]:
    """The live reviews of an application as the database has them now."""
    query = sa.select(Review).where(Review.application_id == application_id, Review.status.in_(LIVE))
    return session().scalars(query.order_by(Review.id).limit(MOST).execution_options(populate_existing=True)).all()


def list_pending(application_id: uuid.UUID) -> Sequence[Review]:
    """Reviews that wait for their reader."""
    query = sa.select(Review).where(Review.application_id == application_id, Review.status.in_(PENDING))
    return session().scalars(query.order_by(Review.id).limit(MOST)).all()
