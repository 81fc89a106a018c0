"""What happens to a review that is late, and to one that the panel gives back."""

from datetime import datetime, timedelta

from portal.applying.applications.models import Stage
from portal.applying.reviews import events, queries
from portal.applying.reviews.models import Review
from portal.applying.reviews.services import allocation, stages
from portal.applying.reviews.workflow import REVIEWS, UNSENT
from portal.core import clock
from portal.core.actors import Actor
from portal.core.errors import NotAllowedNow, RuleBroken
from portal.core.events import record
from portal.core.i18n import _
from portal.core.workflow import claim

REMINDERS = 2
PAUSE = timedelta(days=3)


def give_back(review: Review, *, by: Actor, reason: str, cause: str = "other") -> Review:
    """Give a sent review back to its reader, with the cause and the reason: score and words differ, the wording is unkind, it is not about the criteria.

    What was sent is kept as it was. The reader changes it and sends it again; until then it counts in no figure.
    """
    if not reason:
        raise RuleBroken("reason", _("Say what the reviewer should change."))
    if review.application.stage != Stage.IN_REVIEW:
        raise NotAllowedNow(str(REVIEWS.words["give_back"]))
    REVIEWS.advance(review, "give_back", return_reason=reason, cause=cause, reminders=0, reminded_at=None)
    stages.count_again(review.application, by=by)
    stages.owe_review(review.application, review.id, reviewer_id=review.reviewer_id)
    record(
        events.ReviewReturned(
            by_id=by.id,
            application_id=review.application_id,
            subject_id=review.id,
            person_id=review.reviewer_id,
            review_id=review.id,
        )
    )
    return review


def chase(review: Review, *, by: Actor) -> str:
    """Remind the reader of a review that is late, twice, three days apart; three days after the second it expires and someone else is asked.

    Answers what was done: "reminded", "expired", or "" when it is not time, also when it is asked again.
    """
    due_at = queries.due_at_of(review)
    now = clock.now()
    if review.status not in UNSENT or review.application.stage != Stage.IN_REVIEW or due_at is None or now < due_at:
        return ""
    if review.reminded_at is not None and now < review.reminded_at + PAUSE:
        return ""
    if review.reminders >= REMINDERS:
        REVIEWS.advance(review, "expire")
        allocation.end(review, by=by, how="expired")
        return "expired"
    return _remind(review, now, by=by)


def _remind(review: Review, now: datetime, *, by: Actor) -> str:
    number = review.reminders + 1
    if not claim(review, {"reminders": review.reminders}, {"reminders": number, "reminded_at": now}):
        return ""
    record(
        events.ReviewerReminded(
            by_id=by.id,
            application_id=review.application_id,
            subject_id=review.id,
            person_id=review.reviewer_id,
            review_id=review.id,
            number=number,
        )
    )
    return "reminded"
