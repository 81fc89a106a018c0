"""Facts about clusters that look for one another. `cluster_id` is the cluster that looks or asks, `to_cluster_id` the one that is asked, `subject_id`
the request."""

import uuid
from dataclasses import dataclass

from portal.core.events import Event


@dataclass(frozen=True, kw_only=True)
class ClusterWishSaid(Event):
    """The coordinator said whether the cluster looks for a partner cluster."""

    is_looking: bool


@dataclass(frozen=True, kw_only=True)
class ClusterWishEnded(Event):
    """The day came until which the cluster was looking."""


@dataclass(frozen=True, kw_only=True)
class ClusterAsked(Event):
    """A cluster asked another to be its partner cluster."""

    to_cluster_id: uuid.UUID


@dataclass(frozen=True, kw_only=True)
class ClusterRequestAccepted(Event):
    """The cluster that was asked said yes; the two are partner clusters."""

    to_cluster_id: uuid.UUID


@dataclass(frozen=True, kw_only=True)
class ClusterRequestDeclined(Event):
    """The cluster that was asked said no."""

    to_cluster_id: uuid.UUID


@dataclass(frozen=True, kw_only=True)
class ClusterRequestExpired(Event):
    """Nobody answered in time."""

    to_cluster_id: uuid.UUID


@dataclass(frozen=True, kw_only=True)
class ClusterRequestWithdrawn(Event):
    """The cluster that asked took its request back."""

    to_cluster_id: uuid.UUID
