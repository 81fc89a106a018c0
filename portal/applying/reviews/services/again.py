"""A fresh reading: after an objection that was right, other people read the application. What was written before is kept exactly as it was."""

from portal.applying.applications.models import Application
from portal.applying.applications.workflow import STAGES
from portal.applying.reviews import events, queries
from portal.applying.reviews.services import stages, standings
from portal.applying.reviews.workflow import COUNTED, REVIEWS
from portal.core.actors import Actor
from portal.core.duty import DutyKind
from portal.core.events import record


def read_again(application: Application, *, by: Actor) -> int:
    """Put the application with reviewers again. The reviews that counted no longer count and stay as they are; nobody who had the application before can
    be asked. Answers how many were set aside."""
    STAGES.advance(application, "hear_again")
    aside = [review for review in queries.list_reviews(application) if review.status in COUNTED]
    for review in aside:
        REVIEWS.advance(review, "set_aside")
    standings.recompute(application)
    stages.owe(DutyKind.ALLOCATE_APPLICATION, application, role="programme_officer")
    record(events.ApplicationReadAgain(by_id=by.id, application_id=application.id, subject_id=application.id))
    return len(aside)
