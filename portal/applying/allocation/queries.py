"""What the matching needs to know, and what it proposed."""

import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from portal.applying.allocation.models import Allocation, ReviewerProfile
from portal.applying.allocation.workflow import ALIVE, FOR_THE_RUNNER
from portal.applying.applications.models import Application, ApplicationVersion, Stage, VersionStatus
from portal.applying.programmes.models import Round
from portal.applying.reviews import links
from portal.applying.reviews.models import Review, ReviewStatus, Screening
from portal.applying.reviews.queries import clusters_not_to_review
from portal.applying.reviews.workflow import LIVE, PENDING
from portal.core import clock
from portal.core.database import session
from portal.core.errors import NotFound
from portal.core.pagination import Page, page_by_key
from portal.identity.accounts.models import Person, PersonStatus, RoleGrant
from portal.policy.people import Role, SignedIn

MOST = 20_000
QUIET = timedelta(minutes=5)


def get_allocation(allocation_id: uuid.UUID) -> Allocation:
    """A run with its round. Raises NotFound."""
    query = sa.select(Allocation).where(Allocation.id == allocation_id)
    found = session().scalar(query.options(joinedload(Allocation.round).joinedload(Round.programme)))
    if found is None:
        raise NotFound
    return found


def latest_of(round_id: uuid.UUID) -> Allocation | None:
    """The run of a round that is going on, or else the last one."""
    query = sa.select(Allocation).where(Allocation.round_id == round_id).options(joinedload(Allocation.asked_by))
    alive = sa.case((Allocation.status.in_(ALIVE), 0), else_=1)
    return session().scalar(query.order_by(alive, Allocation.id.desc()).limit(1))


def list_for_the_runner() -> Sequence[uuid.UUID]:
    """Runs that wait for the job runner. One that is being worked on is taken up again when nothing was heard of it for five minutes."""
    query = sa.select(Allocation.id).where(
        Allocation.status.in_(FOR_THE_RUNNER),
        sa.or_(Allocation.status != "working", Allocation.updated_at < clock.now() - QUIET),
    )
    return session().scalars(query.order_by(Allocation.id).limit(50)).all()


def _waiting() -> Any:
    """Checked, eligible, signed by all, and not with reviewers."""
    query = sa.select(Application).join(Screening, Screening.application_id == Application.id)
    return query.where(
        Application.stage == Stage.SCREENING, Screening.is_eligible, Application.sign_off_incomplete.is_(False)
    )


def count_waiting(planned: Round, *, but: Collection[uuid.UUID] = ()) -> int:
    """How many applications of a round wait for reviewers, without those of the clusters that somebody has a conflict with."""
    here = (Application.round_id == planned.id, Application.cluster_id.not_in(list(but)))
    query = _waiting().where(*here).with_only_columns(sa.func.count())
    return int(session().scalar(query) or 0)


@dataclass(frozen=True)
class Waiting:
    """An application that waits for reviewers."""

    id: uuid.UUID
    cluster_id: uuid.UUID
    theme: str


def list_waiting(round_id: uuid.UUID) -> Sequence[Waiting]:
    """Every application of a round that waits for reviewers."""
    query = _waiting().where(Application.round_id == round_id).order_by(Application.id).limit(MOST)
    return [Waiting(*row) for row in session().execute(query.with_only_columns(Application.id, Application.cluster_id, Application.theme))]  # fmt: skip


@dataclass(frozen=True)
class Reader:
    """A reviewer as the matching sees them: what is on the desk, how many they want at most, what they know well."""

    id: uuid.UUID
    held: int
    most: int | None
    themes: str


def list_readers() -> Sequence[Reader]:
    """Everyone who reviews, by id."""
    held = (
        sa.select(sa.func.count())
        .select_from(Review)
        .where(Review.reviewer_id == Person.id, Review.status.in_(PENDING))
        .correlate(Person)
        .scalar_subquery()
    )
    query = (
        sa.select(Person.id, held, ReviewerProfile.most, sa.func.coalesce(ReviewerProfile.themes, ""))
        .join(RoleGrant, RoleGrant.person_id == Person.id)
        .outerjoin(ReviewerProfile, ReviewerProfile.person_id == Person.id)
        .where(RoleGrant.role == Role.REVIEWER, RoleGrant.ended_at.is_(None), Person.status == PersonStatus.ACTIVE)
    )
    return [Reader(*row) for row in session().execute(query.order_by(Person.id).limit(MOST))]


def list_asked(round_id: uuid.UUID) -> Sequence[tuple[uuid.UUID, uuid.UUID, ReviewStatus]]:
    """Who was asked for applications of a round, and how that stands; proposals left out."""
    query = sa.select(Review.application_id, Review.reviewer_id, Review.status).join(Review.application)
    query = query.where(Application.round_id == round_id, Review.status != ReviewStatus.PROPOSED)
    return [(a, r, s) for a, r, s in session().execute(query.order_by(Review.id).limit(MOST * 5))]


def list_full(round_id: uuid.UUID, people: Collection[uuid.UUID]) -> list[tuple[str, int]]:
    """Those of these reviewers who have as many applications of a round as they can read, or would with what is proposed to them: (name, how many they can
    read). One more is reckoned where nothing is proposed."""
    here = sa.and_(
        Review.reviewer_id == Person.id,
        Review.application_id.in_(sa.select(Application.id).where(Application.round_id == round_id)),
    )
    held = sa.func.sum(sa.case((Review.status.in_(LIVE), 1), else_=0))
    proposed = sa.func.sum(sa.case((Review.status == ReviewStatus.PROPOSED, 1), else_=0))
    more = sa.case((proposed > 0, proposed), else_=1)
    query = (
        sa.select(Person.name, ReviewerProfile.most)
        .join(ReviewerProfile, ReviewerProfile.person_id == Person.id)
        .outerjoin(Review, here)
        .where(Person.id.in_(people), ReviewerProfile.most.is_not(None))
        .group_by(Person.id, Person.name, ReviewerProfile.most)
        .having(held + more > ReviewerProfile.most)
    )
    return [(row[0], row[1] or 0) for row in session().execute(query.order_by(Person.name, Person.id).limit(50))]


def ties_of(person_id: uuid.UUID) -> tuple[frozenset[uuid.UUID], frozenset[uuid.UUID]]:
    """The clusters that this person has a conflict with, and those that are better avoided."""
    return clusters_not_to_review(person_id), links.clusters_near(person_id)


def standing_versions(application_ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, uuid.UUID]:
    """The submission of record of each of these applications: the sealed version with the highest number."""
    found: dict[uuid.UUID, uuid.UUID] = {}
    for first in range(0, len(application_ids), 500):
        query = sa.select(ApplicationVersion.application_id, ApplicationVersion.id).where(
            ApplicationVersion.application_id.in_(application_ids[first : first + 500]),
            ApplicationVersion.status == VersionStatus.SEALED,
        )
        for application_id, version_id in session().execute(query.order_by(ApplicationVersion.number).limit(MOST)):
            found[application_id] = version_id
    return found


# what was proposed


def proposals_of(application_ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, list[Review]]:
    """The proposed reviews of these applications, with their reviewers, by application."""
    query = sa.select(Review).where(Review.application_id.in_(application_ids), Review.status == ReviewStatus.PROPOSED)
    found: dict[uuid.UUID, list[Review]] = {key: [] for key in application_ids}
    for review in session().scalars(query.options(joinedload(Review.reviewer)).order_by(Review.id).limit(MOST)):
        found[review.application_id].append(review)
    return found


def page_of_waiting(planned: Round, person: SignedIn, *, after: str | None = None) -> Page[Application]:
    """The applications that wait for reviewers, without those this person has a conflict with."""
    query = _waiting().where(Application.round_id == planned.id, Application.cluster_id.not_in(list(person.kept_from)))
    return page_by_key(query.options(joinedload(Application.cluster)), Application.id, after=after)


def _readers_each() -> Any:
    taken = [*LIVE, ReviewStatus.PROPOSED]
    return (
        sa.select(sa.func.count())
        .select_from(Review)
        .where(Review.application_id == Application.id, Review.status.in_(taken))
        .correlate(Application)
        .scalar_subquery()
    )


def count_short(allocation: Allocation) -> int:
    """How many waiting applications have fewer readers than the round wants."""
    query = _waiting().where(Application.round_id == allocation.round_id, _readers_each() < allocation.each)
    return int(session().scalar(query.with_only_columns(sa.func.count())) or 0)


def list_short(allocation: Allocation, person: SignedIn) -> Sequence[Application]:
    """Those of them that this person may see, at most twenty."""
    query = _waiting().where(
        Application.round_id == allocation.round_id,
        _readers_each() < allocation.each,
        Application.cluster_id.not_in(list(person.kept_from)),
    )
    query = query.options(joinedload(Application.cluster)).order_by(Application.id)
    return session().scalars(query.limit(20)).all()


def desks_of(allocation: Allocation, person: SignedIn) -> Sequence[tuple[str, int]]:
    """How many applications of this round each reviewer is proposed for, by name; those with most first. What `person` has a conflict with is absent."""
    number = sa.func.count()
    query = (
        sa.select(Person.name, number)
        .join(Review, Review.reviewer_id == Person.id)
        .join(Application, Application.id == Review.application_id)
        .where(
            Application.round_id == allocation.round_id,
            Application.cluster_id.not_in(list(person.kept_from)),
            Review.status == ReviewStatus.PROPOSED,
        )
        .group_by(Person.id, Person.name)
    )
    return [(name, count) for name, count in session().execute(query.order_by(number.desc(), Person.name, Person.id).limit(500))]  # fmt: skip


def list_to_release(round_id: uuid.UUID) -> Sequence[uuid.UUID]:
    """Applications with proposals that were not released yet."""
    query = sa.select(Application.id).join(Review, Review.application_id == Application.id)
    query = query.where(Application.round_id == round_id, Review.status == ReviewStatus.PROPOSED).distinct()
    return session().scalars(query.order_by(Application.id).limit(MOST)).all()


def list_proposed(round_id: uuid.UUID) -> Sequence[uuid.UUID]:
    """Whoever is proposed for an application of this round."""
    query = sa.select(Review.reviewer_id).join(Review.application)
    query = query.where(Application.round_id == round_id, Review.status == ReviewStatus.PROPOSED).distinct()
    return session().scalars(query.order_by(Review.reviewer_id).limit(MOST)).all()


def count_released(allocation: Allocation) -> Sequence[tuple[uuid.UUID, int]]:
    """How many applications each reviewer got from this run."""
    query = sa.select(Review.reviewer_id, sa.func.count()).where(
        Review.allocation_id == allocation.id, Review.status != ReviewStatus.PROPOSED
    )
    return [(p, n) for p, n in session().execute(query.group_by(Review.reviewer_id).order_by(Review.reviewer_id).limit(MOST))]  # fmt: skip


def profile_of(person_id: uuid.UUID) -> ReviewerProfile | None:
    """What a reviewer said of themselves."""
    return session().scalar(sa.select(ReviewerProfile).where(ReviewerProfile.person_id == person_id))
