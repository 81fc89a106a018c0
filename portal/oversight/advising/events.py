"""Facts of advisers."""

import uuid
from dataclasses import dataclass

from portal.core.events import Event


@dataclass(frozen=True, kw_only=True)
class AdviserGiven(Event):
    """Somebody of the staff looks after the cluster from now on (`person_id`). `in_bulk`: together with others, told at once."""

    in_bulk: bool = False


@dataclass(frozen=True, kw_only=True)
class SupportNoted(Event):
    """A note about the cluster was written."""

    contact: str


@dataclass(frozen=True, kw_only=True)
class CaseloadHandedOver(Event):
    """Clusters of one adviser went to another (`person_id`)."""

    from_person_id: uuid.UUID
    clusters: int
    stayed: int
