"""Finding what someone has begun to write."""

import uuid
from collections.abc import Collection, Sequence

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from portal.core.database import session
from portal.core.errors import NotFound
from portal.running.board.models import Draft, Thread

MOST_DRAFTS = 50


def list_drafts(person_id: uuid.UUID, *, clusters: Collection[uuid.UUID]) -> Sequence[Draft]:
    """What the person has begun on boards that are still open to them, the latest first."""
    query = (
        sa.select(Draft)
        .where(Draft.person_id == person_id, Draft.cluster_id.in_(sorted(clusters)))
        .options(joinedload(Draft.cluster), joinedload(Draft.thread).joinedload(Thread.school))
    )
    return session().scalars(query.order_by(Draft.updated_at.desc(), Draft.id.desc()).limit(MOST_DRAFTS)).all()


def get_draft(draft_id: uuid.UUID) -> Draft:
    """A draft. Raises NotFound."""
    found = session().get(Draft, draft_id)
    if found is None:
        raise NotFound
    return found


def draft_of_new(cluster_id: uuid.UUID, person_id: uuid.UUID) -> Draft | None:
    """The conversation that the person has begun to write on this board."""
    query = sa.select(Draft).where(Draft.person_id == person_id, Draft.place == cluster_id)
    return session().scalars(query).one_or_none()
