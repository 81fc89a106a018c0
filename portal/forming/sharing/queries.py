"""Finding what is passed on."""

import uuid
from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from portal.core.database import session
from portal.core.errors import NotFound
from portal.core.pagination import Page, page_by_key
from portal.forming.sharing.models import Sharing, SharingStatus


def get_sharing(cluster_id: uuid.UUID, sharing_id: uuid.UUID) -> Sharing:
    """One line of this cluster. Raises NotFound."""
    query = sa.select(Sharing).where(Sharing.id == sharing_id, Sharing.cluster_id == cluster_id)
    query = query.options(joinedload(Sharing.school), joinedload(Sharing.cluster))
    found = session().scalars(query.execution_options(populate_existing=True)).one_or_none()
    if found is None:
        raise NotFound
    return found


def list_planned(cluster_id: uuid.UUID) -> Sequence[Sharing]:
    """What is planned, the next first."""
    query = sa.select(Sharing).where(Sharing.cluster_id == cluster_id, Sharing.status == SharingStatus.PLANNED)
    query = query.options(joinedload(Sharing.school)).order_by(Sharing.planned_on, Sharing.id)
    return session().scalars(query.limit(100)).all()


def page_of_done(cluster_id: uuid.UUID, after: str | None = None) -> Page[Sharing]:
    """The log, the newest entry first."""
    query = sa.select(Sharing).where(Sharing.cluster_id == cluster_id, Sharing.status == SharingStatus.DONE)
    return page_by_key(query.options(joinedload(Sharing.school)), Sharing.id, after=after, newest_first=True)
