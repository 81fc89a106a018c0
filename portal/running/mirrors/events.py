"""Facts about invitations to build a partner cluster, and about the leads. `cluster_id` is the cluster that invites, `subject_id` the invitation."""

import uuid
from dataclasses import dataclass

from portal.core.events import Event


@dataclass(frozen=True, kw_only=True)
class MirrorInvited(Event):
    """A partner that is not here yet was invited to build its own cluster."""


@dataclass(frozen=True, kw_only=True)
class MirrorInvitedAgain(Event):
    """The link was sent again; the older one is dead."""


@dataclass(frozen=True, kw_only=True)
class MirrorTakenUp(Event):
    """Somebody used the link: the invitation is theirs."""


@dataclass(frozen=True, kw_only=True)
class MirrorBuilt(Event):
    """The invited partner started its own cluster; the two are partner clusters."""

    twin_cluster_id: uuid.UUID


@dataclass(frozen=True, kw_only=True)
class MirrorDeclined(Event):
    """The invited partner said no."""


@dataclass(frozen=True, kw_only=True)
class MirrorExpired(Event):
    """Nobody used the link in time."""


@dataclass(frozen=True, kw_only=True)
class MirrorWithdrawn(Event):
    """The invitation was taken back."""


@dataclass(frozen=True, kw_only=True)
class LeadWrote(Event):
    """A lead wrote to the lead of the partner cluster. `cluster_id` is the writer's cluster, `subject_id` the partnership."""

    to_cluster_id: uuid.UUID
