"""Who can be asked, who cannot, and whose conflict of interest appeared later."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager

from portal.applying.applications.models import Application, Stage
from portal.applying.reviews import links
from portal.applying.reviews.models import (
    Review,
)
from portal.applying.reviews.workflow import LIVE, PENDING
from portal.core.database import session
from portal.identity.accounts.models import Person, PersonStatus, RoleGrant
from portal.policy.people import Role

MOST = 200
NOT_TOLD = (Stage.IN_REVIEW, Stage.CLARIFICATION, Stage.MODERATION, Stage.DECIDED)


@dataclass(frozen=True)
class Candidate:
    """A reviewer who can be asked, with what they have on their desk."""

    id: uuid.UUID
    name: str
    open_reviews: int


@dataclass(frozen=True)
class KeptOut:
    """A reviewer who is not offered, and the ties that say why. For the eyes of the programme alone."""

    id: uuid.UUID
    name: str
    ties: Sequence[links.Link]


def has_conflict(application: Application, person_id: uuid.UUID) -> bool:
    """Does the record know of a conflict of interest of this person, as a reviewer, with this application?"""
    return application.cluster_id in clusters_not_to_review(person_id)


def clusters_not_to_review(person_id: uuid.UUID) -> frozenset[uuid.UUID]:
    """The clusters that this person is tied to, and those that they look after or did within three years."""
    return links.clusters_of(person_id) | links.helped_by(person_id)


def _tied_to(application: Application) -> dict[uuid.UUID, list[links.Link]]:
    found = {person: list(ties) for person, ties in links.people_of(application.cluster_id).items()}
    for person in links.helpers_of(application.cluster_id):
        found.setdefault(person, []).append(links.Link.HELPED)
    return found


def _reviewers() -> Any:
    query = sa.select(Person.id, Person.name).join(RoleGrant, RoleGrant.person_id == Person.id)
    return query.where(
        RoleGrant.role == Role.REVIEWER, RoleGrant.ended_at.is_(None), Person.status == PersonStatus.ACTIVE
    )


def list_kept_out(application: Application) -> Sequence[KeptOut]:
    """Reviewers who cannot be asked because of a tie to the cluster, by name."""
    tied = _tied_to(application)
    query = _reviewers().where(Person.id.in_(tied)).order_by(Person.name, Person.id).limit(MOST)
    return [KeptOut(row.id, row.name, tied[row.id]) for row in session().execute(query)]


def list_free_reviewers(application: Application) -> Sequence[Candidate]:
    """Reviewers without a known conflict who were not asked before, those with the least on their desk first."""
    load = (
        sa.select(sa.func.count())
        .select_from(Review)
        .where(Review.reviewer_id == Person.id, Review.status.in_(PENDING))
        .correlate(Person)
        .scalar_subquery()
    )
    asked = sa.select(Review.reviewer_id).where(Review.application_id == application.id)
    tied = _tied_to(application)
    query = _reviewers().add_columns(load).where(Person.id.not_in(asked), Person.id.not_in(tied))
    return [Candidate(*row) for row in session().execute(query.order_by(load, Person.name, Person.id).limit(MOST))]


def may_read(application: Application, person_id: uuid.UUID) -> bool:
    """Is this person a reviewer who has no known conflict with the application and was not asked or proposed for it before?"""
    asked = sa.select(Review.id).where(Review.application_id == application.id, Review.reviewer_id == person_id)
    if session().scalar(asked.limit(1)) is not None or has_conflict(application, person_id):
        return False
    return session().execute(_reviewers().where(Person.id == person_id).limit(1)).first() is not None


def list_readers_to_check() -> Sequence[uuid.UUID]:
    """Everyone with a live review of an application on which nothing was sent yet."""
    query = sa.select(Review.reviewer_id).join(Review.application)
    query = query.where(Review.status.in_(LIVE), Application.stage.in_(NOT_TOLD)).distinct()
    return session().scalars(query.order_by(Review.reviewer_id)).all()


def list_tied(person_id: uuid.UUID) -> Sequence[Review]:
    """The live reviews of this person, nothing sent on them yet, that they have a conflict of interest with by now."""
    tied = clusters_not_to_review(person_id)
    if not tied:
        return []
    query = sa.select(Review).join(Review.application)
    query = query.where(
        Review.reviewer_id == person_id,
        Review.status.in_(LIVE),
        Application.stage.in_(NOT_TOLD),
        Application.cluster_id.in_(tied),
    )
    return session().scalars(query.options(contains_eager(Review.application)).order_by(Review.id).limit(MOST)).all()
