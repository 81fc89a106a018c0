"""The panel's note. It stands beside the reviews and overwrites none of them."""

import uuid

from portal.applying.applications.models import Application, Stage
from portal.applying.reviews import events, queries
from portal.applying.reviews.models import BlindWords, ModerationNote, Review, ReviewRemark, ReviewStatus
from portal.applying.reviews.services import stages
from portal.applying.reviews.workflow import COUNTED, PENDING, REVIEWS, UNSENT
from portal.applying.rules.queries import is_blind, rules_of
from portal.core import duty
from portal.core.actors import Actor
from portal.core.database import session
from portal.core.duty import DutyKind
from portal.core.errors import NotAllowedNow, RuleBroken
from portal.core.events import record
from portal.core.i18n import _


def standing_notes(application: Application) -> list[ModerationNote]:
    """The notes of the panel, oldest first, in whose place no later one stands."""
    notes = queries.list_notes(application)
    later = queries.later_notes(notes)
    return [note for note in notes if note.recommendation and note.id not in later]


def write_note(
    application: Application,
    *,
    by: Actor,
    words: str,
    recommendation: str,
    moderated_score: int | None = None,
    present: str = "",
    in_place_of: uuid.UUID | None = None,
) -> ModerationNote:
    """Write the minutes of the panel: who was there, its reasons, its recommendation and, where it moves the score, the moderated one. Then a decision is owed.

    The scores of the reviewers stay as they are. `in_place_of`: a note of the panel that does not stand any more; it is kept and shown struck through.
    """
    if application.stage != Stage.MODERATION:
        raise NotAllowedNow(_("The panel writes its note after the reviews and before the decision."))
    if not words:
        raise RuleBroken("words", _("Write what the panel said."))
    if in_place_of is not None and in_place_of not in {note.id for note in standing_notes(application)}:
        raise RuleBroken("in_place_of", _("Choose a note that still stands."))
    made = ModerationNote(
        application_id=application.id,
        author_id=by.id,
        words=words,
        present=present,
        recommendation=recommendation,
        moderated_score=moderated_score,
        in_place_of_id=in_place_of,
    )
    session().add(made)
    session().flush()
    duty.settle(DutyKind.MODERATE, application.id, by=by)
    stages.owe(DutyKind.DECIDE, application, role="programme_manager")
    record(events.PanelNoteWritten(by_id=by.id, application_id=application.id, subject_id=made.id))
    return made


def begin_panel(application: Application, *, by: Actor, reason: str) -> Application:
    """The chair begins before all reviews are in, with the reason: what was sent is closed, what was not sent expires, what was given back is taken out."""
    stages.hold(application)
    if application.stage != Stage.IN_REVIEW:
        raise NotAllowedNow(_("The panel can begin early only while the application is with reviewers."))
    if not reason:
        raise RuleBroken("reason", _("Say why the panel begins before all reviews are in."))
    live = queries.reviews_in(application.id)
    if not any(review.status in COUNTED for review in live):
        raise NotAllowedNow(_("No review is in yet, so there is nothing to discuss."))
    for review in live:
        _end_before_the_panel(review, reason, by=by)
    session().add(ModerationNote(application_id=application.id, author_id=by.id, words=reason))
    session().flush()
    record(events.PanelBegun(by_id=by.id, application_id=application.id, subject_id=application.id))
    stages.begin_panel(application, by=by)
    return application


def send_to_panel(application: Application, *, by: Actor) -> Application:
    """Send an application to the panel whose reviews are all in, one of those that a manager sends in one act, or the clock when none is missing."""
    stages.hold(application)
    if application.cluster_id in getattr(by, "kept_from", ()):
        raise NotAllowedNow(_("You have a tie to this cluster. Someone else sends its application to the panel."))
    live = queries.reviews_in(application.id)
    is_missing = len(live) < application.round.reviewers_each or any(review.status in PENDING for review in live)
    if application.stage != Stage.IN_REVIEW or is_missing:
        raise NotAllowedNow(_("Its reviews are not all in."))
    stages.begin_panel(application, by=by)
    return application


def _end_before_the_panel(review: Review, reason: str, *, by: Actor) -> None:
    if review.status in UNSENT:
        REVIEWS.advance(review, "expire")
    elif review.status == ReviewStatus.RETURNED:
        REVIEWS.advance(review, "void", conflict_reason=reason, cause="")
    elif review.status == ReviewStatus.CONFIRM_NEEDED:
        REVIEWS.advance(review, "leave", draft=None)
        duty.settle(DutyKind.CONFIRM_REVIEW, review.id, by=by, outcome="left")
    duty.settle(DutyKind.REVIEW, review.id, by=by, outcome="panel_began")


def remark(application: Application, *, by: Actor, words: str) -> ReviewRemark:
    """Say something to the other reviewers of an application, when all reviews are in and the round has the discussion turned on."""
    if application.stage != Stage.MODERATION or not rules_of(application.round_id).has_discussion:
        raise NotAllowedNow(_("The discussion is open after the reviews and before the decision."))
    if not words:
        raise RuleBroken("words", _("Write what you want to say."))
    made = ReviewRemark(application_id=application.id, author_id=by.id, words=words)
    session().add(made)
    session().flush()
    record(events.RemarkMade(by_id=by.id, application_id=application.id, subject_id=application.id))
    return made


def say(review: Review, *, by: Actor, words: str) -> ReviewRemark:
    """The same by a reviewer, whose own review is closed."""
    if review.status != ReviewStatus.LOCKED:
        raise NotAllowedNow(_("Only who has reviewed this application takes part in its discussion."))
    return remark(review.application, by=by, words=words)


def hide_words(application: Application, *, by: Actor, words: str) -> BlindWords:
    """Have words taken out of what reviewers of a blind round read: one on each line."""
    if not is_blind(application.round_id):
        raise NotAllowedNow(_("Reviewers of this round read with the names."))
    found = queries.blind_words_of(application) or BlindWords(application_id=application.id)
    found.words = words
    session().add(found)
    session().flush()
    record(events.WordsHidden(by_id=by.id, application_id=application.id, subject_id=application.id))
    return found
