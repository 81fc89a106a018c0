"""Facts about newcomers. `person_id`: the newcomer."""

import uuid
from dataclasses import dataclass

from portal.core.events import Event


@dataclass(frozen=True, kw_only=True)
class NewcomerWelcomed(Event):
    """A teacher is new in the cluster and has a buddy."""

    buddy_id: uuid.UUID | None = None


@dataclass(frozen=True, kw_only=True)
class BuddyChosen(Event):
    """Someone else shows the newcomer round."""

    buddy_id: uuid.UUID


@dataclass(frozen=True, kw_only=True)
class NewcomerReadIn(Event):
    """The newcomer has ticked everything."""
