"""What the verbs share: what is owed next, and the step from the reviews to the panel."""

import uuid
from datetime import timedelta

from portal.applying.applications.models import Application, Stage
from portal.applying.applications.services.open_versions import title_of
from portal.applying.applications.workflow import STAGES
from portal.applying.reviews import blind, events, queries
from portal.applying.reviews.models import ReviewStatus
from portal.applying.reviews.services import standings
from portal.applying.reviews.workflow import PENDING, REVIEWS
from portal.applying.rules.queries import is_blind, rules_of
from portal.core import clock, duty
from portal.core.actors import Actor
from portal.core.database import session
from portal.core.duty import DutyKind
from portal.core.events import record

DAYS = {
    DutyKind.SCREEN_APPLICATION: 7,
    DutyKind.CONFIRM_INELIGIBLE: 7,
    DutyKind.ALLOCATE_APPLICATION: 7,
    DutyKind.REVIEW: 21,
    DutyKind.MODERATE: 7,
    DutyKind.DECIDE: 7,
}


def title_for_reviewers(application: Application) -> str:
    """`title_of` for who reads it: in a blind round without the cluster."""
    if is_blind(application.round_id):
        return f"{blind.called(application.id)}: {application.round.name}"
    return title_of(application)


def owe(kind: DutyKind, application: Application, *, role: str) -> None:
    """Staff with this role owe this step for the application; stated once. The cluster's id lets staff of its schools be left out."""
    if not duty.open_duties(kind, application.id):
        duty.owe(
            kind,
            subject_id=application.id,
            title=title_of(application),
            cluster_id=application.cluster_id,
            role=role,
            due_at=clock.now() + timedelta(days=DAYS[kind]),
        )


def owe_review(application: Application, review_id: uuid.UUID, *, reviewer_id: uuid.UUID) -> None:
    """The reviewer owes the review."""
    duty.owe(
        DutyKind.REVIEW,
        subject_id=review_id,
        title=title_for_reviewers(application),
        person_id=reviewer_id,
        due_at=clock.now() + timedelta(days=DAYS[DutyKind.REVIEW]),
    )


def hold(application: Application) -> None:
    """Lock the application's row, so that two reviews that end at once are counted one after the other."""
    session().refresh(application, ["stage"], with_for_update=True)


def count_again(application: Application, *, by: Actor) -> bool:
    """After a review was sent or ended: to the panel when all are in, unless the round sends its applications together; a replacement is owed when one is
    missing. Answers the latter."""
    hold(application)
    standings.recompute(application)
    if application.stage != Stage.IN_REVIEW:
        return False
    live = queries.reviews_in(application.id)
    wanted = application.round.reviewers_each
    if len(live) < wanted:
        owe(DutyKind.ALLOCATE_APPLICATION, application, role="programme_officer")
        return True
    if not any(review.status in PENDING for review in live) and not rules_of(application.round_id).panel_together:
        begin_panel(application, by=by)
    return False


def begin_panel(application: Application, *, by: Actor) -> None:
    """Close what was sent, and call the panel."""
    for review in queries.reviews_in(application.id):
        if review.status == ReviewStatus.SUBMITTED:
            REVIEWS.advance(review, "lock")
    STAGES.advance(application, "start_moderation")
    duty.settle(DutyKind.ALLOCATE_APPLICATION, application.id, by=by)
    owe(DutyKind.MODERATE, application, role="moderator")
    record(events.ReviewsCompleted(by_id=by.id, application_id=application.id, subject_id=application.id))
