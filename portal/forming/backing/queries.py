"""Finding support from outside."""

import uuid
from collections.abc import Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from portal.core.database import session
from portal.core.errors import NotFound
from portal.forming.backing.models import SupportCheck, SupportRecord
from portal.forming.clusters.models import Cluster, ClusterStatus

MOST = 100


def _one(query: Any) -> Any:
    found = session().scalars(query.execution_options(populate_existing=True)).unique().one_or_none()
    if found is None:
        raise NotFound
    return found


def _with_offices(column: Any) -> Any:
    return joinedload(column).selectinload(Cluster.offices)


def get_record(cluster_id: uuid.UUID, support_id: uuid.UUID) -> SupportRecord:
    """Raises NotFound."""
    query = sa.select(SupportRecord).where(SupportRecord.id == support_id, SupportRecord.cluster_id == cluster_id)
    found: SupportRecord = _one(query.options(selectinload(SupportRecord.checks), _with_offices(SupportRecord.cluster)))
    return found


def get_check(cluster_id: uuid.UUID, support_check_id: uuid.UUID) -> SupportCheck:
    """Raises NotFound."""
    query = sa.select(SupportCheck).where(SupportCheck.id == support_check_id, SupportCheck.cluster_id == cluster_id)
    found: SupportCheck = _one(
        query.options(joinedload(SupportCheck.record).joinedload(SupportRecord.cluster).selectinload(Cluster.offices))
    )
    return found


def list_records(cluster_id: uuid.UUID) -> Sequence[SupportRecord]:
    """All support of a cluster, the newest first; at most 100. Two statements."""
    query = sa.select(SupportRecord).where(SupportRecord.cluster_id == cluster_id)
    query = query.options(selectinload(SupportRecord.checks)).order_by(SupportRecord.from_on.desc(), SupportRecord.id)
    return session().scalars(query.limit(MOST)).all()


def list_to_check(ended_by: date, months: int) -> Sequence[uuid.UUID]:
    """Support that ended by that day, of clusters that go on, whose look back after so many months is not asked for yet; the oldest first."""
    asked = sa.exists().where(SupportCheck.record_id == SupportRecord.id, SupportCheck.months == months)
    query = sa.select(SupportRecord.id).join(Cluster, Cluster.id == SupportRecord.cluster_id)
    query = query.where(SupportRecord.until_on <= ended_by, Cluster.status != ClusterStatus.CLOSED, ~asked)
    return session().scalars(query.order_by(SupportRecord.until_on, SupportRecord.id).limit(500)).all()
