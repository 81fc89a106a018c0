"""Finding breaches."""

import uuid

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from portal.core.database import session
from portal.core.errors import NotFound
from portal.core.pagination import Page, page_by_key
from portal.oversight.breaches.models import Breach, BreachStep


def list_breaches(after: str | None = None) -> Page[Breach]:
    """All of them, the newest first."""
    return page_by_key(sa.select(Breach), Breach.id, after=after, newest_first=True)


def get_breach(breach_id: uuid.UUID) -> Breach:
    """One, with everything that was done. Raises NotFound."""
    query = sa.select(Breach).options(selectinload(Breach.steps).options(joinedload(BreachStep.by)))
    found = session().scalar(query.where(Breach.id == breach_id))
    if found is None:
        raise NotFound
    return found
