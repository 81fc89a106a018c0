"""Facts about the agenda of a panel. None names a score."""

import uuid
from dataclasses import dataclass

from portal.core.events import Event


@dataclass(frozen=True, kw_only=True)
class AgendaChanged(Event):
    """Applications were put on the agenda of a round's panel, or taken off it."""

    round_id: uuid.UUID
    added: int
    removed: int
