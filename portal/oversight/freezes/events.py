"""Facts about what is read-only. `subject_id` is the freeze; `person_id`, `school_id` or `cluster_id` what it is about."""

import uuid
from dataclasses import dataclass

from portal.core.events import Event


@dataclass(frozen=True, kw_only=True)
class MadeReadOnly(Event):
    """Nothing changes there until the freeze is lifted."""

    thing: str
    frozen_id: uuid.UUID


@dataclass(frozen=True, kw_only=True)
class ReadOnlyEnded(Event):
    """Everything goes on as before."""

    thing: str
    frozen_id: uuid.UUID


@dataclass(frozen=True, kw_only=True)
class HiddenTogether(Event):
    """Everything that a person wrote is out of sight."""

    things: int


@dataclass(frozen=True, kw_only=True)
class ShownTogether(Event):
    """What was hidden together is in sight again; what was hidden for another reason is not."""

    things: int
