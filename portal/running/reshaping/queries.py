"""Finding proposals, and what a cluster has become."""

import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from portal.core.database import session
from portal.core.errors import NotFound
from portal.forming.clusters.models import Cluster
from portal.running.partnerships.models import Pair, PairStatus, Partnership
from portal.running.reshaping.models import Reshaping, ReshapingKind, ReshapingStatus, Voice

MOST_STEPS = 5


@dataclass(frozen=True)
class Between:
    """A proposal, as one of its clusters sees it; for a split as the cluster that is split sees it."""

    cluster_id: uuid.UUID
    proposal: Reshaping

    @property
    def is_open(self) -> bool:
        return self.proposal.status == ReshapingStatus.PROPOSED

    @property
    def is_asked(self) -> bool:
        """Is it this cluster that is asked to take the other one in?"""
        is_merge = self.proposal.kind == ReshapingKind.MERGE
        return self.is_open and is_merge and self.proposal.other_cluster_id == self.cluster_id

    @property
    def proposed_by_id(self) -> uuid.UUID | None:
        return self.proposal.proposed_by_id

    @property
    def both_ids(self) -> frozenset[uuid.UUID]:
        """The clusters that it is about."""
        return frozenset(key for key in (self.proposal.cluster_id, self.proposal.other_cluster_id) if key is not None)

    @property
    def voices(self) -> Sequence[Voice]:
        """Everyone who was asked, also when they have answered or it is settled: who comes once more is told so."""
        return self.proposal.voices

    @property
    def waiting(self) -> Sequence[Voice]:
        """Whose word counts now: those who have not said yes yet; when all have and it still stands, those who coordinate."""
        if not self.is_open:
            return []
        waiting = [one for one in self.proposal.voices if one.agreed_at is None]
        return waiting or [one for one in self.proposal.voices if one.school_id is None or one.person_id is not None]


def _whole() -> tuple[Any, ...]:
    return (
        joinedload(Reshaping.cluster),
        joinedload(Reshaping.other_cluster),
        joinedload(Reshaping.coordinator),
        selectinload(Reshaping.voices).options(
            joinedload(Voice.school), joinedload(Voice.cluster), joinedload(Voice.person)
        ),
    )


def _of(cluster_id: uuid.UUID) -> Any:
    mine = sa.or_(Reshaping.cluster_id == cluster_id, Reshaping.other_cluster_id == cluster_id)
    return sa.select(Reshaping).where(mine).options(*_whole())


def get_between(cluster_id: uuid.UUID, reshaping_id: uuid.UUID) -> Between:
    """A proposal of this cluster. Raises NotFound."""
    query = _of(cluster_id).where(Reshaping.id == reshaping_id)
    found = session().scalars(query.execution_options(populate_existing=True)).unique().one_or_none()
    if found is None:
        raise NotFound
    return Between(cluster_id, found)


def lock_between(between: Between) -> Between:
    """The same, as it is now; until the act is done nobody else answers it."""
    key = between.proposal.id
    session().execute(sa.select(Reshaping.id).where(Reshaping.id == key).with_for_update())
    return get_between(between.cluster_id, key)


def list_of(cluster_id: uuid.UUID) -> Sequence[Between]:
    """What was proposed for this cluster and what came of it, the newest first."""
    rows = session().scalars(_of(cluster_id).order_by(Reshaping.id.desc()).limit(50)).unique()
    return [Between(cluster_id, row) for row in rows]


def list_open(cluster_id: uuid.UUID) -> Sequence[Between]:
    """What is proposed for this cluster and waits for somebody's word."""
    query = _of(cluster_id).where(Reshaping.status == ReshapingStatus.PROPOSED).order_by(Reshaping.id).limit(50)
    rows = session().scalars(query.execution_options(populate_existing=True)).unique()
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


@dataclass(frozen=True)
class CameFrom:
    """The cluster that another one was split from, and when: what happened there before is history of both."""

    cluster_id: uuid.UUID
    at: datetime


def came_from(cluster_id: uuid.UUID) -> CameFrom | None:
    """Where this cluster was split from; None for one that began by itself."""
    query = sa.select(Reshaping.cluster_id, Reshaping.answered_at).where(
        Reshaping.other_cluster_id == cluster_id,
        Reshaping.kind == ReshapingKind.SPLIT,
        Reshaping.status == ReshapingStatus.DONE,
    )
    found = session().execute(query.order_by(Reshaping.id).limit(1)).first()
    return CameFrom(found.cluster_id, found.answered_at) if found is not None and found.answered_at else None


def split_into(cluster_id: uuid.UUID) -> Sequence[uuid.UUID]:
    """The clusters that schools of this one have gone on as."""
    query = sa.select(Reshaping.other_cluster_id).where(
        Reshaping.cluster_id == cluster_id,
        Reshaping.kind == ReshapingKind.SPLIT,
        Reshaping.status == ReshapingStatus.DONE,
        Reshaping.other_cluster_id.is_not(None),
    )
    return [key for key in session().scalars(query.order_by(Reshaping.id.desc()).limit(50)) if key is not None]


def links_across(cluster_id: uuid.UUID, school_ids: Collection[uuid.UUID]) -> Sequence[Pair]:
    """Live links of the cluster’s partnerships between one of these schools and one that is not among them."""
    ids = list(school_ids)
    one = sa.and_(Pair.home_school_id.in_(ids), Pair.partner_school_id.not_in(ids))
    other = sa.and_(Pair.home_school_id.not_in(ids), Pair.partner_school_id.in_(ids))
    query = sa.select(Pair).join(Partnership, Partnership.id == Pair.partnership_id)
    query = query.where(Partnership.cluster_id == cluster_id, Pair.status != PairStatus.ENDED, sa.or_(one, other))
    query = query.options(joinedload(Pair.home_school), joinedload(Pair.partner_school))
    return session().scalars(query.order_by(Pair.id).limit(500)).all()
