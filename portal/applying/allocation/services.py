"""Asking for a proposal, looking at it, changing it, and releasing it."""

import uuid
from collections.abc import Collection, Sequence

import sqlalchemy as sa

from portal.applying.allocation import events, queries
from portal.applying.allocation.matching import Plan
from portal.applying.allocation.models import Allocation, AllocationStatus, ReviewerProfile
from portal.applying.allocation.queries import Reader, Waiting
from portal.applying.allocation.workflow import ALLOCATIONS
from portal.applying.applications.models import Application
from portal.applying.programmes.models import Round
from portal.applying.reviews import queries as reviews
from portal.applying.reviews import services as review_services
from portal.applying.reviews.models import Review, ReviewStatus
from portal.core import clock, ids
from portal.core.actors import Actor
from portal.core.database import session
from portal.core.errors import NotAllowedNow, RuleBroken
from portal.core.events import record
from portal.core.i18n import _

LIST = 500


def ask_allocation(planned: Round, *, by: Actor, most: int) -> Allocation:
    """Have reviewers chosen for every application that waits for them. The job runner does it; nobody is told before it is released."""
    if not queries.count_waiting(planned):
        raise RuleBroken(None, _("No application of this round waits for reviewers."))
    made = Allocation(round_id=planned.id, each=planned.reviewers_each, most=most, asked_by_id=by.id)
    session().add(made)
    session().flush()
    record(events.AllocationAsked(by_id=by.id, subject_id=planned.id, round_id=planned.id))
    return made


def begin(allocation: Allocation, *, by: Actor) -> None:
    """The job runner takes it up."""
    ALLOCATIONS.advance(allocation, "begin", turns=0)


def note_turn(allocation: Allocation, *, by: Actor, turn: int) -> bool:
    """How far it is. Answers whether to go on."""
    if allocation.status != AllocationStatus.WORKING:
        return False
    allocation.turns = turn
    return True


def propose(
    allocation: Allocation, *, by: Actor, plan: Plan, waiting: Sequence[Waiting], readers: Sequence[Reader]
) -> None:
    """Write the plan down as proposed reviews, in place of earlier proposals. Nobody is told."""
    ALLOCATIONS.advance(allocation, "propose")
    _drop_proposals(allocation.round_id)
    versions = queries.standing_versions([one.id for one in waiting])
    at = clock.now()
    rows = [
        {
            "id": ids.new_id(),
            "created_at": at,
            "updated_at": at,
            "application_id": waiting[row].id,
            "application_version_id": versions[waiting[row].id],
            "reviewer_id": reader.id,
            "status": ReviewStatus.PROPOSED,
            "assigned_by_id": allocation.asked_by_id,
            "allocation_id": allocation.id,
            "position": position,
            "cause": "",
            "conflict_reason": "",
            "recommendation": "",
            "feedback": "",
            "private_note": "",
            "return_reason": "",
            "reminders": 0,
            "version": 1,
        }
        for reader, queue in zip(readers, plan.queues, strict=True)
        for position, row in enumerate(queue, 1)
    ]
    for first in range(0, len(rows), LIST):
        session().execute(sa.insert(Review), rows[first : first + LIST])
    record(
        events.AllocationProposed(
            by_id=by.id, subject_id=allocation.round_id, round_id=allocation.round_id, short=len(plan.short)
        )
    )


def _drop_proposals(round_id: uuid.UUID) -> None:
    """Proposals that nobody was told of go without a trace."""
    ours = sa.select(Application.id).where(Application.round_id == round_id)
    session().execute(
        sa.delete(Review)
        .where(Review.status == ReviewStatus.PROPOSED, Review.application_id.in_(ours))
        .execution_options(synchronize_session=False)
    )


def cancel(allocation: Allocation, *, by: Actor) -> None:
    """Stop, or drop the proposal."""
    ALLOCATIONS.advance(allocation, "cancel", ended_at=clock.now())
    _drop_proposals(allocation.round_id)
    _ended(allocation, "cancelled", by=by)


def fail(allocation: Allocation, *, by: Actor, error: str) -> None:
    """It went wrong: say how it is called."""
    ALLOCATIONS.advance(allocation, "fail", ended_at=clock.now(), error=error[:60])
    _ended(allocation, "failed", by=by)


def _ended(allocation: Allocation, how: str, *, by: Actor) -> None:
    record(events.AllocationEnded(by_id=by.id, subject_id=allocation.round_id, round_id=allocation.round_id, how=how))


def change_proposal(application: Application, *, by: Actor, reviewer_ids: Collection[uuid.UUID]) -> None:
    """Choose other reviewers for one application, with the same checks as by hand."""
    allocation = queries.latest_of(application.round_id)
    if allocation is None or allocation.status != AllocationStatus.PROPOSED:
        raise NotAllowedNow(_("There is no proposal to change. Look again."))
    session().refresh(allocation, ["status"], with_for_update=True)
    if allocation.status != AllocationStatus.PROPOSED:
        raise NotAllowedNow(_("There is no proposal to change. Look again."))
    held = {review.reviewer_id: review for review in queries.proposals_of([application.id])[application.id]}
    wanted = set(reviewer_ids)
    free = {candidate.id for candidate in reviews.list_free_reviewers(application)} | set(held)
    if not wanted <= free:
        raise RuleBroken(
            "reviewers", _("Choose people from the list. Someone you chose cannot review this application.")
        )
    missing = allocation.each - len(reviews.reviews_in(application.id))
    if len(wanted) < missing:
        raise RuleBroken("reviewers", _("Choose at least %(number)s from the list.", number=missing))
    for person_id, review in held.items():
        if person_id not in wanted:
            session().delete(review)
    version_id = queries.standing_versions([application.id])[application.id]
    for person_id in sorted(wanted - set(held)):
        session().add(
            Review(
                application_id=application.id,
                application_version_id=version_id,
                reviewer_id=person_id,
                status=ReviewStatus.PROPOSED,
                assigned_by_id=by.id,
                allocation_id=allocation.id,
            )
        )
    session().flush()
    record(events.ProposalChanged(by_id=by.id, application_id=application.id, subject_id=application.id))


def release(allocation: Allocation, *, by: Actor) -> None:
    """Ask the reviewers: the job runner does it application by application. Every application has as many as the round wants."""
    short = queries.count_short(allocation)
    if short:
        raise RuleBroken(
            None,
            _("%(number)s applications have too few reviewers. Choose for them first, or start again.", number=short),
        )
    review_services.may_be_asked(allocation.round_id, queries.list_proposed(allocation.round_id))
    ALLOCATIONS.advance(allocation, "release", released_by_id=by.id)


def must_have_room(round_id: uuid.UUID, people: Collection[uuid.UUID]) -> None:
    """Raises RuleBroken for reviewers who said how many applications of a round they can read, and would have more."""
    full = queries.list_full(round_id, people) if people else []
    if full:
        names = ", ".join(_("%(name)s (%(most)s)", name=name, most=most) for name, most in full)
        raise RuleBroken("reviewers", _("These reviewers can read no more than they said: %(names)s.", names=names))


def release_one(application: Application, *, by: Actor) -> None:
    """The proposals of one application become assignments. Who has a conflict by now is not asked."""
    proposals = queries.proposals_of([application.id])[application.id]
    review_services.assign_proposed(application, by=by, proposals=proposals)


def finish(allocation: Allocation, *, by: Actor) -> None:
    """All are asked: each reviewer is told once how many they have."""
    ALLOCATIONS.advance(allocation, "finish", ended_at=clock.now())
    _ended(allocation, "released", by=by)
    for person_id, number in queries.count_released(allocation):
        record(
            events.QueueReleased(
                by_id=by.id,
                subject_id=allocation.round_id,
                person_id=person_id,
                round_id=allocation.round_id,
                number=number,
            )
        )


def save_profile(*, by: Actor, themes: str, most: int | None) -> ReviewerProfile:
    """What a reviewer knows well, and how many they can read."""
    if by.id is None:
        raise NotAllowedNow(_("Only a reviewer has a profile."))
    found = queries.profile_of(by.id) or ReviewerProfile(person_id=by.id)
    found.themes, found.most = themes, most
    session().add(found)
    session().flush()
    record(events.ReviewerProfileSaved(by_id=by.id, person_id=by.id, subject_id=by.id))
    return found
