"""The cluster takes its application back: nobody reads on. Within a day it may take that back, too: then its readers read on where they stopped."""

import uuid
from datetime import timedelta

import sqlalchemy as sa

from portal.applying.applications.models import Application, Stage
from portal.applying.applications.workflow import STAGES
from portal.applying.reviews import queries
from portal.applying.reviews.models import Review, ReviewStatus
from portal.applying.reviews.services import stages
from portal.applying.reviews.workflow import REVIEWS
from portal.core import clock, duty
from portal.core.actors import Actor
from portal.core.database import session
from portal.core.duty import Duty, DutyKind

STAFF_DUTIES = (DutyKind.CONFIRM_INELIGIBLE, DutyKind.ALLOCATE_APPLICATION, DutyKind.MODERATE, DutyKind.DECIDE)
OF_A_REVIEW = (DutyKind.REVIEW, DutyKind.CONFIRM_REVIEW)


def stop_reviews(application_id: uuid.UUID, *, by: Actor) -> list[uuid.UUID]:
    """The cluster took its application back: nobody reads on. Answers whose reviews were stopped."""
    stopped = []
    for review in queries.list_pending(application_id):
        REVIEWS.advance(review, "void", stopped_from=review.status)
        for kind in OF_A_REVIEW:
            duty.settle(kind, review.id, by=by, outcome="withdrawn")
        stopped.append(review.reviewer_id)
    for kind in STAFF_DUTIES:
        duty.settle(kind, application_id, by=by, outcome="withdrawn")
    return stopped


def revive_reviews(application: Application, *, by: Actor) -> list[uuid.UUID]:
    """The application stands again: what was stopped goes on where it stood, drafts and all, with the time that was lost; what was sent counts as before.

    It goes back to its reviewers, or to the panel where the reviews were closed; without any review it is checked again. Who has a conflict of interest by
    now does not read on. Answers who reads on.
    """
    reviews = queries.list_reviews(application)
    stopped = [review for review in reviews if review.status == ReviewStatus.VOID and review.stopped_from is not None]
    if application.stage != Stage.SCREENING or not (stopped or queries.reviews_in(application.id)):
        return []
    STAGES.advance(application, "start_review")
    duty.settle(DutyKind.SCREEN_APPLICATION, application.id, by=by, outcome="stands_again")
    back = [review for review in stopped if not queries.has_conflict(application, review.reviewer_id)]
    for review in back:
        REVIEWS.advance(review, f"go_on_{review.stopped_from}", stopped_from=None)
        _owe_again(application, review)
    if any(review.status == ReviewStatus.LOCKED for review in reviews):
        _to_the_panel(application)
    else:
        stages.count_again(application, by=by)
    return [review.reviewer_id for review in back]


def _owe_again(application: Application, review: Review) -> None:
    """What the reader owed, with the time between added."""
    for kind in OF_A_REVIEW:
        query = sa.select(Duty).where(Duty.subject_id == review.id, Duty.kind == kind, Duty.outcome == "withdrawn")
        held = session().scalar(query.order_by(Duty.id.desc()).limit(1))
        if held is not None:
            lost = clock.now() - (held.closed_at or clock.now())
            due_at = (held.due_at or clock.now() + timedelta(days=stages.DAYS[DutyKind.REVIEW])) + lost
            title = stages.title_for_reviewers(application)
            duty.owe(kind, subject_id=review.id, title=title, person_id=review.reviewer_id, due_at=due_at)


def _to_the_panel(application: Application) -> None:
    """The reviews were closed: the panel goes on. A decision that was recorded has gone with the withdrawal; it is recorded again."""
    STAGES.advance(application, "start_moderation")
    has_met = any(note.recommendation for note in queries.list_notes(application))
    kind, role = (DutyKind.DECIDE, "programme_manager") if has_met else (DutyKind.MODERATE, "moderator")
    stages.owe(kind, application, role=role)
