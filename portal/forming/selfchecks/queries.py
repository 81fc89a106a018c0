"""Finding self-checks."""

import uuid
from collections.abc import Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from portal.core.database import session
from portal.core.errors import NotFound
from portal.forming.clusters.models import Cluster, ClusterMembership, ClusterStatus
from portal.forming.selfchecks.models import SelfCheck

YEARS_SHOWN = 5


def _whole() -> Any:
    return sa.select(SelfCheck).options(
        joinedload(SelfCheck.cluster).selectinload(Cluster.offices),
        joinedload(SelfCheck.cluster).selectinload(Cluster.memberships).joinedload(ClusterMembership.school),
        selectinload(SelfCheck.answers),
    )


def get_check(cluster_id: uuid.UUID, check_id: uuid.UUID) -> SelfCheck:
    """A self-check of this cluster with its answers. Raises NotFound."""
    query = _whole().where(SelfCheck.id == check_id, SelfCheck.cluster_id == cluster_id)
    found = session().scalars(query.execution_options(populate_existing=True)).unique().one_or_none()
    if found is None:
        raise NotFound
    return found  # type: ignore[no-any-return]


def list_checks(cluster_id: uuid.UUID) -> Sequence[SelfCheck]:
    """The checks of the last years, the newest first. Two statements."""
    query = sa.select(SelfCheck).options(selectinload(SelfCheck.answers)).where(SelfCheck.cluster_id == cluster_id)
    return session().scalars(query.order_by(SelfCheck.year.desc(), SelfCheck.id).limit(YEARS_SHOWN)).all()


def has_open(cluster_id: uuid.UUID) -> bool:
    """Is one begun and not done?"""
    return bool(session().scalar(sa.select(sa.exists().where(SelfCheck.cluster_id == cluster_id, SelfCheck.done_at.is_(None)))))  # fmt: skip


def list_to_repeat(begun_before: date, after: uuid.UUID | None, *, limit: int) -> Sequence[uuid.UUID]:
    """Open clusters whose last self-check was begun before this day, by key. Who never made one is not asked."""
    last = sa.select(sa.func.max(SelfCheck.begun_on)).where(SelfCheck.cluster_id == Cluster.id).scalar_subquery()
    waits = sa.exists().where(SelfCheck.cluster_id == Cluster.id, SelfCheck.done_at.is_(None))
    query = sa.select(Cluster.id).where(Cluster.status != ClusterStatus.CLOSED, last < begun_before, ~waits)
    if after is not None:
        query = query.where(Cluster.id > after)
    return session().scalars(query.order_by(Cluster.id).limit(limit)).all()
