"""Finding a reviewer of a round, and the notes to them."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from portal.applying.applications.models import Application
from portal.applying.hints.models import ReviewerHint
from portal.applying.programmes.models import Round
from portal.applying.programmes.queries import get_round
from portal.applying.reviews.models import Review
from portal.core.database import session
from portal.core.errors import NotFound
from portal.core.pagination import Page, page_by_key
from portal.identity.accounts.models import Person
from portal.policy.people import SignedIn

MOST = 50


@dataclass(frozen=True)
class RoundReader:
    """One reviewer of a round, for the policy: `person_id` is the reviewer."""

    round: Round
    person: Person

    @property
    def person_id(self) -> uuid.UUID:
        return self.person.id


def get_reader(round_id: uuid.UUID, reviewer_id: uuid.UUID) -> RoundReader:
    """Somebody who was asked to read in this round. Raises NotFound."""
    planned = get_round(round_id)
    query = sa.select(Person).join(Review, Review.reviewer_id == Person.id).join(Review.application)
    found = session().scalar(query.where(Person.id == reviewer_id, Application.round_id == round_id).limit(1))
    if found is None:
        raise NotFound
    return RoundReader(planned, found)


def page_of_readers(planned: Round, *, after: str | None = None) -> Page[Any]:
    """Who was asked to read in a round, by name, a page at a time: (id, name)."""
    asked = sa.select(Review.reviewer_id).join(Review.application).where(Application.round_id == planned.id)
    query = sa.select(Person).where(Person.id.in_(asked))
    page = page_by_key(query, Person.name, Person.id, after=after)
    return Page(items=[(one.id, one.name) for one in page], next=page.next, first=page.first)


def list_to(reader: RoundReader) -> Sequence[ReviewerHint]:
    """The last fifty notes to a reviewer in a round, newest first."""
    query = sa.select(ReviewerHint).where(
        ReviewerHint.reviewer_id == reader.person_id, ReviewerHint.round_id == reader.round.id
    )
    query = query.options(joinedload(ReviewerHint.author)).order_by(ReviewerHint.id.desc())
    return session().scalars(query.limit(MOST)).all()


def page_of_mine(person: SignedIn, *, after: str | None = None) -> Page[ReviewerHint]:
    """What this person was told, newest first, a page at a time."""
    query = sa.select(ReviewerHint).where(ReviewerHint.reviewer_id == person.id)
    query = query.options(joinedload(ReviewerHint.author), joinedload(ReviewerHint.round))
    return page_by_key(query, ReviewerHint.id, after=after, newest_first=True)


def count_mine(person: SignedIn) -> int:
    """How many notes this person has."""
    query = sa.select(sa.func.count()).select_from(ReviewerHint).where(ReviewerHint.reviewer_id == person.id)
    return int(session().scalar(query) or 0)
