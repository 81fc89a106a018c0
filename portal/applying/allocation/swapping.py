"""Two proposed reviewers change places in one step: each reads what the other was proposed for, and both desks keep their number. Checked like every seat."""

import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import aliased, contains_eager, joinedload

from portal.applying.allocation import events, queries
from portal.applying.allocation.models import AllocationStatus
from portal.applying.applications.models import Application
from portal.applying.reviews import links
from portal.applying.reviews import queries as reviews
from portal.applying.reviews.models import Review, ReviewStatus
from portal.core.actors import Actor
from portal.core.database import session
from portal.core.errors import NotAllowedNow, RuleBroken
from portal.core.events import record
from portal.core.i18n import _
from portal.core.workflow import change
from portal.identity.accounts.models import Person

MOST_OFFERED = 30


@dataclass(frozen=True)
class Swap:
    """`gives`: the proposed review of this application whose reader leaves it; `takes`: the one of another application whose reader comes."""

    gives: Review
    takes: Review

    @property
    def key(self) -> str:
        return f"{self.gives.id}.{self.takes.id}"


def list_swaps(application: Application, kept_from: Collection[uuid.UUID]) -> list[Swap]:
    """The swaps that are possible for an application, at most 30 for each of its proposed readers, by the name of who would come. Nothing of the clusters
    `kept_from` is among them."""
    coming = _who_must_not_come(application)
    found = []
    for held in queries.proposals_of([application.id])[application.id]:
        not_theirs = reviews.clusters_not_to_review(held.reviewer_id) | frozenset(kept_from)
        theirs = aliased(Review)
        has_it = sa.exists().where(
            theirs.application_id == Review.application_id, theirs.reviewer_id == held.reviewer_id
        )
        query = sa.select(Review).join(Review.application).join(Review.reviewer)
        query = query.where(
            Application.round_id == application.round_id,
            Application.id != application.id,
            Application.cluster_id.not_in(not_theirs),
            Review.status == ReviewStatus.PROPOSED,
            Review.reviewer_id.not_in(coming),
            ~has_it,
        )
        shown = (contains_eager(Review.reviewer), contains_eager(Review.application).joinedload(Application.cluster))
        rows = session().scalars(query.options(*shown).order_by(Person.name, Review.id).limit(MOST_OFFERED))
        found += [Swap(held, other) for other in rows.unique()]
    return found


def _who_must_not_come(application: Application) -> frozenset[uuid.UUID]:
    """Who has a tie to the cluster, or reads the application already."""
    asked = sa.select(Review.reviewer_id).where(Review.application_id == application.id).order_by(Review.id).limit(500)
    tied = {*links.people_of(application.cluster_id), *links.helpers_of(application.cluster_id)}
    return frozenset(tied) | frozenset(session().scalars(asked))


def swap(application: Application, *, by: Actor, gives: uuid.UUID, takes: uuid.UUID) -> None:
    """Let two proposed reviewers change places: both rows or neither."""
    allocation = queries.latest_of(application.round_id)
    if allocation is not None:
        session().refresh(allocation, ["status"], with_for_update=True)
    if allocation is None or allocation.status != AllocationStatus.PROPOSED:
        raise NotAllowedNow(_("There is no proposal to change. Look again."))
    held, other = _proposed(gives), _proposed(takes)
    kept_from = getattr(by, "kept_from", ())
    if held is None or other is None or held.application_id != application.id:
        raise NotAllowedNow(_("This proposal has changed since you opened the page. Look again."))
    there = other.application
    if there.round_id != application.round_id or there.cluster_id in kept_from:
        raise NotAllowedNow(_("This proposal has changed since you opened the page. Look again."))
    if not reviews.may_read(there, held.reviewer_id) or not reviews.may_read(application, other.reviewer_id):
        raise RuleBroken("swap", _("One of the two cannot read the other application. Choose another swap."))
    leaves, comes = _seat(held), _seat(other)
    change(held, {"status": ReviewStatus.PROPOSED, **leaves}, comes)
    change(other, {"status": ReviewStatus.PROPOSED, **comes}, leaves)
    for one in (application, there):
        record(events.ProposalChanged(by_id=by.id, application_id=one.id, subject_id=one.id))


def _seat(review: Review) -> dict[str, uuid.UUID | int]:
    """Who sits there, and where it comes on their desk."""
    return {"reviewer_id": review.reviewer_id, "position": review.position}


def _proposed(review_id: uuid.UUID) -> Review | None:
    query = sa.select(Review).where(Review.id == review_id, Review.status == ReviewStatus.PROPOSED)
    query = query.options(joinedload(Review.application)).execution_options(populate_existing=True)
    return session().scalar(query)


def called(swaps: Sequence[Swap]) -> list[tuple[str, str]]:
    """Each swap with its key, in words."""
    return [
        (
            one.key,
            _(
                "%(comes)s comes, and %(leaves)s reads %(cluster)s instead",
                comes=one.takes.reviewer.name,
                leaves=one.gives.reviewer.name,
                cluster=one.takes.application.cluster.name,
            ),
        )
        for one in swaps
    ]
