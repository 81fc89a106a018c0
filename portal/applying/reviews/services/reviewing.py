"""A reviewer's own acts: the statement, the draft that nobody else reads, the review."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from portal.applying.applications.models import Stage
from portal.applying.programmes.models import Criterion
from portal.applying.programmes.services import freeze_criteria
from portal.applying.reviews import events, queries, scoring
from portal.applying.reviews.models import STATEMENT_VERSION, Review, ReviewScore, ReviewStatus
from portal.applying.reviews.services import allocation, stages
from portal.applying.reviews.workflow import REVIEWS
from portal.core import clock, duty
from portal.core.actors import Actor
from portal.core.database import session
from portal.core.duty import DutyKind
from portal.core.errors import NotAllowedNow, RuleBroken, Stale
from portal.core.events import record
from portal.core.i18n import _
from portal.core.workflow import change

RECOMMENDATIONS = ("fund", "fund_with_conditions", "do_not_fund")


@dataclass(frozen=True)
class Reading:
    """What a reviewer wrote: by criterion the score (None: not given yet) and its words; and the rest of the form."""

    scores: Mapping[uuid.UUID, tuple[int | None, str]]
    recommendation: str = ""
    feedback: str = ""
    private_note: str = ""


def open_review(review: Review, *, by: Actor) -> Review:
    """State that there is no conflict of interest and keep what is read confidential; the application opens."""
    _must_be_in_review(review)
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


def declare_conflict(review: Review, *, by: Actor, reason: str) -> Review:
    """Say that there is a conflict of interest, with the reason; the application closes at once."""
    if not reason:
        raise RuleBroken("reason", _("Say what the conflict is. Only the programme team reads it."))
    REVIEWS.advance(review, "declare_conflict", conflict_reason=reason)
    allocation.end(review, by=by, how="conflict")
    return review


def decline_review(review: Review, *, by: Actor, reason: str) -> Review:
    """Say no to reading it: away, too much, not one's field."""
    if not reason:
        raise RuleBroken("reason", _("Say why you cannot read it. Only the programme team reads it."))
    REVIEWS.advance(review, "decline", conflict_reason=reason)
    allocation.end(review, by=by, how="declined")
    return review


def save_draft(review: Review, *, by: Actor, version: int, reading: Reading) -> Review:
    """Keep what is there so far, complete or not. Nobody else can read it."""
    _write(review, version=version, reading=reading, criteria=queries.list_criteria(review.application.round_id))
    record(
        events.ReviewDraftSaved(
            by_id=by.id, application_id=review.application_id, subject_id=review.id, review_id=review.id
        )
    )
    return review


def submit_review(review: Review, *, by: Actor, version: int, reading: Reading) -> Review:
    """Send the review: every criterion scored and justified, a recommendation, feedback. When it is the last, the panel begins."""
    criteria = queries.list_criteria(review.application.round_id)
    check_complete(reading, criteria)
    _write(review, version=version, reading=reading, criteria=criteria)
    marks = [scoring.Mark(c.weight, reading.scores.get(c.id, (None, ""))[0], c.optional_plus) for c in criteria]
    REVIEWS.advance(review, "submit", submitted_at=clock.now(), total=scoring.total(marks))
    duty.settle(DutyKind.REVIEW, review.id, by=by, outcome="submitted")
    record(
        events.ReviewSubmitted(
            by_id=by.id, application_id=review.application_id, subject_id=review.id, review_id=review.id
        )
    )
    stages.count_again(review.application, by=by)
    return review


def field_of(what: str, criterion_id: uuid.UUID) -> str:
    """The name of the input for a criterion."""
    return f"{what}_{criterion_id.hex}"


def lacks_of(reading: Reading, criteria: Sequence[Criterion]) -> list[tuple[str, str]]:
    """What is missing before the review can be sent: (input, words). An optional plus may be left out; once scored, it needs its words."""
    lacks = []
    for criterion in criteria:
        score, words = reading.scores.get(criterion.id, (None, ""))
        if score is None and not (criterion.optional_plus and not words):
            lacks.append((field_of("score", criterion.id), _("Give a score for “%(title)s”.", title=criterion.title)))
        if not words and not (criterion.optional_plus and score is None):
            lacks.append(
                (
                    field_of("justification", criterion.id),
                    _("Say why you give this score for “%(title)s”.", title=criterion.title),
                )
            )
    if reading.recommendation not in RECOMMENDATIONS:
        lacks.append(("recommendation", _("Choose what you recommend.")))
    if not reading.feedback:
        lacks.append(("feedback", _("Write the feedback for the cluster.")))
    return lacks


def check_complete(reading: Reading, criteria: Sequence[Criterion]) -> None:
    """Raises RuleBroken for the first thing that is missing."""
    for field, words in lacks_of(reading, criteria):
        raise RuleBroken(field, words)


def _must_be_in_review(review: Review) -> None:
    if review.application.stage != Stage.IN_REVIEW:
        raise NotAllowedNow(_("The time for reviews of this application is over. Nothing was changed."))


def _write(review: Review, *, version: int, reading: Reading, criteria: Sequence[Criterion]) -> None:
    _must_be_in_review(review)
    if review.status != ReviewStatus.OPEN:
        raise NotAllowedNow(str(REVIEWS.words["submit"]))
    known = queries.scores_of(review)
    if review.version != version:
        raise Stale(_("You saved this review in another window meanwhile."), _standing_texts(review, known))
    change(
        review,
        {"version": version, "status": ReviewStatus.OPEN},
        {
            "version": version + 1,
            "recommendation": reading.recommendation if reading.recommendation in RECOMMENDATIONS else "",
            "feedback": reading.feedback,
            "private_note": reading.private_note,
        },
    )
    for criterion in criteria:
        score, words = reading.scores.get(criterion.id, (None, ""))
        row = known.get(criterion.id)
        if row is None:
            row = ReviewScore(review_id=review.id, criterion_id=criterion.id)
            session().add(row)
        row.score, row.justification = score, words
    session().flush()


def _standing_texts(review: Review, known: Mapping[uuid.UUID, ReviewScore]) -> dict[str, str]:
    texts = {field_of("justification", key): row.justification for key, row in known.items()}
    return {**texts, "feedback": review.feedback, "private_note": review.private_note}
