"""Reading again. After an objection that was right other people read the application, and what was written before is kept exactly as it was. Near a line one
more person reads it, beside those who did: at two readers each that finds more of the better applications than a rule about odd scores (4d of the design)."""

from dataclasses import replace

from portal.applying.applications.models import Application
from portal.applying.applications.workflow import STAGES
from portal.applying.reviews import events, queries
from portal.applying.reviews.models import ModerationNote
from portal.applying.reviews.scoring import Standing
from portal.applying.reviews.services import stages, standings
from portal.applying.reviews.workflow import COUNTED, REVIEWS
from portal.applying.rules.queries import rules_of
from portal.core import duty
from portal.core.actors import Actor
from portal.core.database import session
from portal.core.duty import DutyKind
from portal.core.errors import NotAllowedNow, RuleBroken
from portal.core.events import record
from portal.core.i18n import _
from portal.policy.people import SignedIn


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


def is_for_one_more(standing: Standing, line: float | None) -> bool:
    """Near the quality bar or the funding line, with no more reviews than the round asks for: the same rule for all. Also where fewer count than the round
    asks for, because one was taken out when the panel had begun."""
    have, wanted = len(standing.totals), standing.wanted
    return have < wanted or (replace(standing, line=line).is_near_the_line and have == wanted)


def read_once_more(application: Application, *, by: SignedIn, reason: str) -> Application:
    """Put an application near a line, or one that lacks a review, with reviewers again: one more reader is owed. The reviews that are in
    stay closed and count; the panel waits. The funding line counts as far as `by` may know it: a refusal tells nobody more of it than the pages do."""
    stages.hold(application)
    if not reason:
        raise RuleBroken("reason", _("Say why one more reader is asked."))
    planned = application.round
    _between, line = queries.spread_and_line(
        planned, by
    )  # before it is with reviewers again: then the round is not closed
    STAGES.advance(application, "read_once_more")
    counted = queries.with_scores(application)
    if not is_for_one_more(queries.standing_of(counted, planned.reviewers_each, rules_of(planned.id)), line):
        raise NotAllowedNow(
            _(
                "One more reader is for applications near the line that nobody read beyond the usual number, and for those that lack a review."
            )
        )
    for kind in (DutyKind.MODERATE, DutyKind.DECIDE):
        duty.settle(kind, application.id, by=by, outcome="read_once_more")
    session().add(ModerationNote(application_id=application.id, author_id=by.id, words=reason))
    session().flush()
    stages.owe(DutyKind.ALLOCATE_APPLICATION, application, role="programme_officer")
    record(events.OneMoreReaderAsked(by_id=by.id, application_id=application.id, subject_id=application.id))
    return application
