"""Facts about clusters within clusters. `cluster_id` is the cluster on whose timeline it stands; `subject_id` the link."""

import uuid
from dataclasses import dataclass

from portal.core.events import Event


@dataclass(frozen=True, kw_only=True)
class GroupAsked(Event):
    """One cluster asked another to belong together. `cluster_id` is the one that answers."""

    from_cluster_id: uuid.UUID
    as_child: bool


@dataclass(frozen=True, kw_only=True)
class GroupJoined(Event):
    """A cluster is part of a larger one. `cluster_id` is the smaller."""

    parent_cluster_id: uuid.UUID


@dataclass(frozen=True, kw_only=True)
class GroupGrew(Event):
    """A cluster came to a larger one. `cluster_id` is the larger."""

    child_cluster_id: uuid.UUID


@dataclass(frozen=True, kw_only=True)
class GroupDeclined(Event):
    """The cluster that was asked said no. `cluster_id` is the one that asked."""


@dataclass(frozen=True, kw_only=True)
class GroupWithdrawn(Event):
    """The question was taken back. `cluster_id` is the one that was asked."""


@dataclass(frozen=True, kw_only=True)
class GroupLeft(Event):
    """The two no longer belong together. Stated for each of them; `by_cluster_id` ended it."""

    by_cluster_id: uuid.UUID | None = None


@dataclass(frozen=True, kw_only=True)
class GroupNoticeWritten(Event):
    """A coordinator told the clusters below, or the one above. `subject_id` is the notice."""

    way: str
