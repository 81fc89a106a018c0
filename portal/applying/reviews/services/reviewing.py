"""A reviewer's own acts before a word is written: the statement, a conflict, a no."""

from portal.applying.applications.models import Stage
from portal.applying.programmes.services import freeze_criteria
from portal.applying.reviews import events, queries
from portal.applying.reviews.models import STATEMENT_VERSION, Review
from portal.applying.reviews.services import allocation
from portal.applying.reviews.workflow import REVIEWS
from portal.core import clock, duty
from portal.core.actors import Actor
from portal.core.duty import DutyKind
from portal.core.errors import NotAllowedNow, RuleBroken
from portal.core.events import record
from portal.core.i18n import _


def open_review(review: Review, *, by: Actor) -> Review:
    """State that there is no conflict of interest and keep what is read confidential; the application opens."""
    must_be_in_review(review)
    if not REVIEWS.allows(review, "open"):
        raise NotAllowedNow(str(REVIEWS.words["open"]))
    if by.id is None or queries.has_conflict(review.application, by.id):
        raise RuleBroken(
            None, _("Our records show a link between you and this cluster. Please declare a conflict of interest.")
        )
    REVIEWS.advance(review, "open", conflict_statement_at=clock.now(), conflict_statement_version=STATEMENT_VERSION)
    freeze_criteria(review.application.round)
    record(
        events.ReviewOpened(
            by_id=by.id, application_id=review.application_id, subject_id=review.id, review_id=review.id
        )
    )
    return review


def declare_conflict(review: Review, *, by: Actor, reason: str, cause: str = "tie_other") -> Review:
    """Say that there is a conflict of interest, with its kind and the reason; the application closes at once. What was sent before leaves every figure."""
    if not reason:
        raise RuleBroken("reason", _("Say what the conflict is. Only the programme team reads it."))
    REVIEWS.advance(review, "declare_conflict", conflict_reason=reason, cause=cause, draft=None)
    duty.settle(DutyKind.CONFIRM_REVIEW, review.id, by=by, outcome="conflict")
    allocation.end(review, by=by, how="conflict")
    return review


def decline_review(review: Review, *, by: Actor, reason: str, cause: str = "other") -> Review:
    """Say no to reading it: away, too much, not one's field."""
    if not reason:
        raise RuleBroken("reason", _("Say why you cannot read it. Only the programme team reads it."))
    REVIEWS.advance(review, "decline", conflict_reason=reason, cause=cause)
    allocation.end(review, by=by, how="declined")
    return review


def must_be_in_review(review: Review) -> None:
    """Raises NotAllowedNow before and after the time in which reviews are written."""
    if review.application.stage == Stage.CLARIFICATION:
        raise NotAllowedNow(_("The cluster is answering a question, so reviews wait. Nothing was changed."))
    if review.application.stage != Stage.IN_REVIEW:
        raise NotAllowedNow(_("The time for reviews of this application is over. Nothing was changed."))
