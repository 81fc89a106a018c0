"""Finding proposals, and what a cluster has become."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from portal.core.database import session
from portal.core.errors import NotFound
from portal.forming.clusters.models import Cluster
from portal.running.reshaping.models import Reshaping, ReshapingKind, ReshapingStatus

MOST_STEPS = 5


@dataclass(frozen=True)
class Between:
    """A proposal, as one of its clusters sees it; for a split the coordinator to be sees it in the cluster that is split."""

    cluster_id: uuid.UUID
    proposal: Reshaping

    @property
    def is_asked(self) -> bool:
        """Is it this cluster that answers a merge?"""
        is_open = self.proposal.status == ReshapingStatus.PROPOSED
        return (
            is_open and self.proposal.kind == ReshapingKind.MERGE and self.proposal.other_cluster_id == self.cluster_id
        )

    @property
    def coordinator_id(self) -> uuid.UUID | None:
        """Who answers a split."""
        is_open = self.proposal.status == ReshapingStatus.PROPOSED
        return self.proposal.coordinator_id if is_open and self.proposal.kind == ReshapingKind.SPLIT else None


def get_between(cluster_id: uuid.UUID, reshaping_id: uuid.UUID) -> Between:
    """A proposal of this cluster. Raises NotFound."""
    mine = sa.or_(Reshaping.cluster_id == cluster_id, Reshaping.other_cluster_id == cluster_id)
    query = sa.select(Reshaping).where(Reshaping.id == reshaping_id, mine)
    whole = (joinedload(Reshaping.cluster), joinedload(Reshaping.other_cluster), joinedload(Reshaping.coordinator))
    found = session().scalars(query.options(*whole).execution_options(populate_existing=True)).one_or_none()
    if found is None:
        raise NotFound
    return Between(cluster_id, found)


def list_of(cluster_id: uuid.UUID) -> Sequence[Between]:
    """What was proposed for this cluster and what came of it, the newest first."""
    mine = sa.or_(Reshaping.cluster_id == cluster_id, Reshaping.other_cluster_id == cluster_id)
    query = sa.select(Reshaping).where(mine).options(joinedload(Reshaping.cluster), joinedload(Reshaping.other_cluster))
    rows = session().scalars(query.options(joinedload(Reshaping.coordinator)).order_by(Reshaping.id.desc()).limit(50))
    return [Between(cluster_id, row) for row in rows]


def merged_into(cluster_id: uuid.UUID) -> uuid.UUID | None:
    """The cluster that a merged one has become part of, followed to its end; None for a cluster that stands."""
    found: uuid.UUID | None = None
    for _step in range(MOST_STEPS):
        here = (Reshaping.cluster_id == (found or cluster_id), Reshaping.kind == ReshapingKind.MERGE)
        query = sa.select(Reshaping.other_cluster_id).where(*here, Reshaping.status == ReshapingStatus.DONE)
        following = session().scalar(query.order_by(Reshaping.id.desc()).limit(1))
        if following is None:
            break
        found = following
    return found


def merged_clusters(cluster_id: uuid.UUID) -> Sequence[Cluster]:
    """The clusters that have become part of this one, directly; the oldest first."""
    query = sa.select(Cluster).join(Reshaping, Reshaping.cluster_id == Cluster.id)
    query = query.where(
        Reshaping.other_cluster_id == cluster_id,
        Reshaping.kind == ReshapingKind.MERGE,
        Reshaping.status == ReshapingStatus.DONE,
    )
    return session().scalars(query.options(selectinload(Cluster.offices)).order_by(Reshaping.id).limit(20)).all()
