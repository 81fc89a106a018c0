"""Facts about whole clusters. `subject_id` is the proposal."""

import uuid
from dataclasses import dataclass

from portal.core.events import Event


@dataclass(frozen=True, kw_only=True)
class MergeProposed(Event):
    """`cluster_id` is asked to take another cluster in."""

    from_cluster_id: uuid.UUID


@dataclass(frozen=True, kw_only=True)
class SplitProposed(Event):
    """Some schools shall go on as a cluster of their own; `person_id` would coordinate it."""


@dataclass(frozen=True, kw_only=True)
class ReshapingAsked(Event):
    """`school_id`, or without one the coordination of `cluster_id`, is asked whether it agrees."""


@dataclass(frozen=True, kw_only=True)
class ReshapingAgreed(Event):
    """`school_id`, or without one the coordination of `cluster_id`, says yes."""


@dataclass(frozen=True, kw_only=True)
class ClustersMerged(Event):
    """`cluster_id` has taken another cluster in, whole."""

    from_cluster_id: uuid.UUID
    schools: int


@dataclass(frozen=True, kw_only=True)
class ClusterWentInto(Event):
    """`cluster_id` has become part of another cluster and is closed."""

    into_cluster_id: uuid.UUID


@dataclass(frozen=True, kw_only=True)
class ClusterSplit(Event):
    """Some schools of `cluster_id` go on as a cluster of their own."""

    new_cluster_id: uuid.UUID
    schools: int


@dataclass(frozen=True, kw_only=True)
class ClusterCameFrom(Event):
    """`cluster_id` began with schools of another cluster."""

    from_cluster_id: uuid.UUID


@dataclass(frozen=True, kw_only=True)
class ReshapingDeclined(Event):
    """It stays as it is. `cluster_id` is the one that proposed it, `school_id` the school that said no, where it was one."""


@dataclass(frozen=True, kw_only=True)
class ReshapingWithdrawn(Event):
    """It is not proposed any more."""
