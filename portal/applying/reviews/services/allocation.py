"""Who reads what: only people without a conflict of interest are offered, and only they are taken."""

import uuid
from collections.abc import Callable, Collection, Sequence

from portal.applying.applications import queries as applications
from portal.applying.applications.models import Application, Stage
from portal.applying.applications.workflow import STAGES
from portal.applying.reviews import events, queries
from portal.applying.reviews.models import Review
from portal.applying.reviews.services import stages
from portal.applying.reviews.workflow import LIVE, REVIEWS, UNSENT
from portal.core import duty
from portal.core.actors import Actor
from portal.core.database import session
from portal.core.duty import DutyKind
from portal.core.errors import NotAllowedNow, RuleBroken
from portal.core.events import record
from portal.core.i18n import _

# asked before people are given something to read: (round id, person ids); raises RuleBroken when they cannot be asked yet. Filled at assembly.
before_asking: list[Callable[[uuid.UUID, Collection[uuid.UUID]], None]] = []


def assign_reviewers(application: Application, *, by: Actor, reviewer_ids: Collection[uuid.UUID]) -> list[Review]:
    """Ask these reviewers, each without a conflict, and at least as many as the round wants. The first assignment opens the review stage."""
    _may_be_allocated(application)
    wanted = set(reviewer_ids)
    if not wanted <= {candidate.id for candidate in queries.list_free_reviewers(application)}:
        raise RuleBroken(
            "reviewers", _("Choose people from the list. Someone you chose cannot review this application.")
        )
    missing = max(1, application.round.reviewers_each - len(queries.reviews_in(application.id)))
    if len(wanted) < missing:
        raise RuleBroken("reviewers", _("Choose at least %(number)s from the list.", number=missing))
    may_be_asked(application.round_id, wanted)
    version = applications.standing_version(application)
    made = [_assign(application, version.id, person_id, by=by) for person_id in sorted(wanted)]
    if application.stage == Stage.SCREENING:
        STAGES.advance(application, "start_review")
    duty.settle(DutyKind.ALLOCATE_APPLICATION, application.id, by=by)
    return made


def may_be_asked(round_id: uuid.UUID, people: Collection[uuid.UUID]) -> None:
    """Raises RuleBroken while one of these people cannot be given applications of the round."""
    for look in before_asking:
        look(round_id, people)


def _may_be_allocated(application: Application) -> None:
    if application.stage == Stage.SCREENING:
        screening = queries.screening_of(application)
        if screening is None or not screening.is_eligible:
            raise NotAllowedNow(_("Check the application first."))
        if application.sign_off_incomplete:
            raise NotAllowedNow(_("Not every school has signed yet. Reviewers can be assigned when all have."))
    elif application.stage != Stage.IN_REVIEW:
        raise NotAllowedNow(_("Reviewers can be assigned after the check and until the panel begins."))


def _assign(application: Application, version_id: uuid.UUID, person_id: uuid.UUID, *, by: Actor) -> Review:
    made = Review(
        application_id=application.id,
        application_version_id=version_id,
        reviewer_id=person_id,
        assigned_by_id=by.id,
    )
    session().add(made)
    session().flush()
    _told(application, made, by=by)
    return made


def _told(application: Application, review: Review, *, by: Actor, in_batch: bool = False) -> None:
    stages.owe_review(application, review.id, reviewer_id=review.reviewer_id)
    record(
        events.ReviewerAssigned(
            by_id=by.id,
            application_id=application.id,
            subject_id=review.id,
            person_id=review.reviewer_id,
            review_id=review.id,
            in_batch=in_batch,
        )
    )


def assign_proposed(application: Application, *, by: Actor, proposals: Sequence[Review]) -> None:
    """Proposals become assignments, pinned to the version that stands now. Whoever has a conflict by now is left out, and a replacement is owed.

    Where the application went another way meanwhile, the proposals are dropped.
    """
    stages.hold(application)
    if application.stage != Stage.SCREENING or application.sign_off_incomplete:
        for proposal in proposals:
            session().delete(proposal)
        return
    version = applications.standing_version(application)
    asked = []
    for proposal in proposals:
        if queries.has_conflict(application, proposal.reviewer_id):
            session().delete(proposal)
            continue
        REVIEWS.advance(proposal, "assign", application_version_id=version.id)
        _told(application, proposal, by=by, in_batch=True)
        asked.append(proposal)
    if asked:
        STAGES.advance(application, "start_review")
        duty.settle(DutyKind.ALLOCATE_APPLICATION, application.id, by=by)
        stages.count_again(application, by=by)


def void_review(review: Review, *, by: Actor, reason: str, cause: str = "mistake") -> Review:
    """Take a review out of every figure, with its kind and the reason. It is kept, and another reader is asked for.

    For a conflict of interest, before it was sent, it ends as if its reader had declared one.
    """
    if not reason:
        raise RuleBroken("reason", _("Say why this review is taken out."))
    is_tied = cause == "conflict" and review.status in UNSENT
    REVIEWS.advance(review, "declare_conflict" if is_tied else "void", conflict_reason=reason, cause=cause, draft=None)
    duty.settle(DutyKind.CONFIRM_REVIEW, review.id, by=by, outcome="void")
    end(review, by=by, how="conflict" if is_tied else "void")
    return review


def end(review: Review, *, by: Actor, how: str) -> None:
    """The review is over without counting: nothing is owed for it any more, and a replacement is."""
    duty.settle(DutyKind.REVIEW, review.id, by=by, outcome=how)
    needs_replacement = stages.count_again(review.application, by=by)
    record(
        events.ReviewEnded(
            by_id=by.id,
            application_id=review.application_id,
            subject_id=review.id,
            person_id=review.reviewer_id,
            review_id=review.id,
            how=how,
            needs_replacement=needs_replacement,
        )
    )


def end_tied_review(review: Review, *, by: Actor) -> bool:
    """The records show a conflict of interest by now: what was not sent closes, what was sent leaves every figure; both are kept. Answers whether it did.

    Where the panel has met already, it is asked to look again.
    """
    stages.hold(review.application)
    session().refresh(review, ["status"])
    if review.status not in LIVE or not queries.has_conflict(review.application, review.reviewer_id):
        return False
    is_unsent = review.status in UNSENT
    REVIEWS.advance(review, "declare_conflict" if is_unsent else "void", cause="tie_records", draft=None)
    duty.settle(DutyKind.CONFIRM_REVIEW, review.id, by=by, outcome="void")
    end(review, by=by, how="conflict" if is_unsent else "void")
    if review.application.stage == Stage.MODERATION:
        stages.owe(DutyKind.MODERATE, review.application, role="moderator")
    return True
