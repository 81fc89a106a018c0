"""Finding transfers."""

import uuid
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from portal.core.database import session
from portal.core.errors import NotFound
from portal.forming.clusters.models import Cluster, ClusterMembership
from portal.running.responsibility.models import Transfer, TransferTask


def _cluster(way: Any) -> Any:
    """With what the policy asks: offices, and the schools for their authority."""
    schools = selectinload(Cluster.memberships).joinedload(ClusterMembership.school)
    return joinedload(way).options(selectinload(Cluster.offices), schools)


def get_transfer(cluster_id: uuid.UUID, transfer_id: uuid.UUID) -> Transfer:
    """With tasks and funding. Raises NotFound."""
    query = sa.select(Transfer).where(Transfer.id == transfer_id, Transfer.cluster_id == cluster_id)
    query = query.options(selectinload(Transfer.tasks), selectinload(Transfer.funding), _cluster(Transfer.cluster))
    found = session().scalars(query.execution_options(populate_existing=True)).unique().one_or_none()
    if found is None:
        raise NotFound
    return found


def get_task(cluster_id: uuid.UUID, transfer_task_id: uuid.UUID) -> TransferTask:
    """Raises NotFound."""
    query = sa.select(TransferTask).where(TransferTask.id == transfer_task_id, TransferTask.cluster_id == cluster_id)
    whole = joinedload(TransferTask.transfer).options(_cluster(Transfer.cluster))
    found = session().scalars(query.options(whole).execution_options(populate_existing=True)).unique().one_or_none()
    if found is None:
        raise NotFound
    return found


def list_of(cluster_id: uuid.UUID) -> Sequence[Transfer]:
    """The transfers of a cluster with tasks and funding, the newest first. Three statements."""
    query = sa.select(Transfer).where(Transfer.cluster_id == cluster_id)
    query = query.options(selectinload(Transfer.tasks), selectinload(Transfer.funding), joinedload(Transfer.cluster))
    return session().scalars(query.order_by(Transfer.id.desc()).limit(10)).all()
