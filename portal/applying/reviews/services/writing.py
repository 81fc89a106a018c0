"""Writing a review: the draft that nobody else reads, and the review as it is sent."""

import re
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from portal.applying.applications.queries import standing_version
from portal.applying.programmes.models import Criterion
from portal.applying.reviews import events, queries, scoring
from portal.applying.reviews.models import Review, ReviewScore, ReviewStatus, SentReview
from portal.applying.reviews.pointing import points_into, sections_of
from portal.applying.reviews.services import stages
from portal.applying.reviews.services.reviewing import must_be_in_review
from portal.applying.reviews.workflow import REVIEWS, WRITING
from portal.core import clock, duty
from portal.core.actors import Actor
from portal.core.database import session
from portal.core.duty import DutyKind
from portal.core.errors import NotAllowedNow, RuleBroken, Stale
from portal.core.events import record
from portal.core.i18n import _
from portal.core.workflow import change

RECOMMENDATIONS = ("fund", "fund_with_conditions", "do_not_fund")
SENTENCES = 2
AMENDED = "amended after a clarification"
_END = re.compile(r"[.!?\u061f\u06d4\u0964\u17d4\u3002\uff01\uff1f…]+(?=\s|$|[\"'”’)\]])")


@dataclass(frozen=True)
class Reading:
    """What a reviewer wrote: by criterion the score (None: not given yet) and its words; and the rest of the form."""

    scores: Mapping[uuid.UUID, tuple[int | None, str]]
    recommendation: str = ""
    feedback: str = ""
    private_note: str = ""


def save_draft(review: Review, *, by: Actor, version: int, reading: Reading) -> Review:
    """Keep what is there so far, complete or not. Nobody else can read it."""
    keep_draft(review, by=by, version=version, reading=reading)
    record(
        events.ReviewDraftSaved(
            by_id=by.id, application_id=review.application_id, subject_id=review.id, review_id=review.id
        )
    )
    return review


def keep_draft(review: Review, *, by: Actor, version: int, reading: Reading) -> int:
    """The same while the reviewer writes, by itself: the record is not told of every pause. Answers the version to write on from.

    A review that was sent counts until it is sent again, so what is changed in it is kept apart.
    """
    if review.status == ReviewStatus.CONFIRM_NEEDED:
        _check_writing(review, version=version)
        held = {"version": version, "status": review.status}
        change(review, held, {"version": version + 1, "draft": _content(reading)})
    else:
        _write(review, version=version, reading=reading, criteria=queries.list_criteria(review.application))
    return review.version


def draft_of(review: Review) -> Reading | None:
    """What the reader has changed in a review that was sent and is to be confirmed; None where nothing was."""
    if review.status != ReviewStatus.CONFIRM_NEEDED or not review.draft:
        return None
    held = review.draft
    scores = {uuid.UUID(key): (given["score"], given["words"]) for key, given in held["scores"].items()}
    return Reading(scores, held["recommendation"], held["feedback"], held["private_note"])


def submit_review(review: Review, *, by: Actor, version: int, reading: Reading) -> Review:
    """Send the review: every criterion scored and justified from the application, a recommendation, feedback. When it is the last, the panel begins.

    A copy of what was sent is kept for ever; one that is sent again leaves the earlier copies as they are.
    """
    criteria = queries.list_criteria(review.application)
    check_complete(reading, criteria, sections_of(queries.sealed_text(review)))
    _write(review, version=version, reading=reading, criteria=criteria)
    marks = [scoring.Mark(c.weight, reading.scores.get(c.id, (None, ""))[0], c.optional_plus) for c in criteria]
    reason = review.return_reason or (AMENDED if review.status == ReviewStatus.CONFIRM_NEEDED else "")
    version_id = standing_version(review.application).id
    duty.settle(DutyKind.CONFIRM_REVIEW, review.id, by=by, outcome="amended")
    REVIEWS.advance(
        review,
        "submit",
        application_version_id=version_id,
        submitted_at=clock.now(),
        total=scoring.total(marks),
        return_reason="",
        cause="",
        reminders=0,
        draft=None,
    )
    _keep_copy(review, reading, reason)
    duty.settle(DutyKind.REVIEW, review.id, by=by, outcome="submitted")
    record(
        events.ReviewSubmitted(
            by_id=by.id, application_id=review.application_id, subject_id=review.id, review_id=review.id
        )
    )
    stages.count_again(review.application, by=by)
    return review


def _content(reading: Reading) -> dict[str, Any]:
    scores = {str(key): {"score": score, "words": words} for key, (score, words) in reading.scores.items()}
    return {
        "scores": scores,
        "recommendation": reading.recommendation,
        "feedback": reading.feedback,
        "private_note": reading.private_note,
    }


def _keep_copy(review: Review, reading: Reading, reason: str) -> None:
    session().add(
        SentReview(
            review_id=review.id,
            number=queries.count_sent(review) + 1,
            application_version_id=review.application_version_id,
            content=_content(reading),
            total=review.total,
            reason=reason,
        )
    )
    session().flush()


def field_of(what: str, criterion_id: uuid.UUID) -> str:
    """The name of the input for a criterion."""
    return f"{what}_{criterion_id.hex}"


def lacks_of(reading: Reading, criteria: Sequence[Criterion], sections: list[str]) -> list[tuple[str, str]]:
    """What is missing before the review can be sent: (input, words). An optional plus may be left out; once scored, it needs its words: two sentences, with
    a quote or the name of one of the `sections` of the text."""
    lacks = []
    for criterion in criteria:
        score, words = reading.scores.get(criterion.id, (None, ""))
        if score is None and not (criterion.optional_plus and not words):
            lacks.append((field_of("score", criterion.id), _("Give a score for “%(title)s”.", title=criterion.title)))
        why = field_of("justification", criterion.id)
        if not words and not (criterion.optional_plus and score is None):
            lacks.append((why, _("Say why you give this score for “%(title)s”.", title=criterion.title)))
        elif words and sentences(words) < SENTENCES:
            lacks.append(
                (
                    why,
                    _(
                        "Write two sentences or more for “%(title)s”: what you found, and where in the application.",
                        title=criterion.title,
                    ),
                )
            )
        elif words and not points_into(words, sections):
            lacks.append(
                (
                    why,
                    _(
                        "For “%(title)s” add a quote from the application, in quotation marks, or the name of the section where you found it.",
                        title=criterion.title,
                    ),
                )
            )
    if reading.recommendation not in RECOMMENDATIONS:
        lacks.append(("recommendation", _("Choose what you recommend.")))
    if not reading.feedback:
        lacks.append(("feedback", _("Write the feedback for the cluster.")))
    return lacks


def sentences(words: str) -> int:
    """How many sentences there are, in any of the portal's scripts; the last one needs no full stop, a line of its own is one."""
    return sum(1 for line in words.splitlines() for part in _END.split(line) if re.search(r"\w", part))


def check_complete(reading: Reading, criteria: Sequence[Criterion], sections: list[str]) -> None:
    """Raises RuleBroken for the first thing that is missing."""
    for field, words in lacks_of(reading, criteria, sections):
        raise RuleBroken(field, words)


def _check_writing(review: Review, *, version: int) -> dict[uuid.UUID, ReviewScore]:
    """Raises a refusal where it cannot be written now, or was saved elsewhere. Answers the scores that stand."""
    must_be_in_review(review)
    if review.status not in WRITING:
        raise NotAllowedNow(str(REVIEWS.words["submit"]))
    known = queries.scores_of(review)
    if review.version != version:
        raise Stale(_("You saved this review in another window meanwhile."), _standing_texts(review, known))
    return known


def _write(review: Review, *, version: int, reading: Reading, criteria: Sequence[Criterion]) -> None:
    known = _check_writing(review, version=version)
    change(
        review,
        {"version": version, "status": review.status},
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
    changed = draft_of(review)
    if changed is not None:
        texts = {field_of("justification", key): words for key, (_score, words) in changed.scores.items()}
        return {**texts, "feedback": changed.feedback, "private_note": changed.private_note}
    texts = {field_of("justification", key): row.justification for key, row in known.items()}
    return {**texts, "feedback": review.feedback, "private_note": review.private_note}
