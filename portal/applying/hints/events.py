"""Facts about private notes to reviewers. They carry no words."""

import uuid
from dataclasses import dataclass

from portal.core.events import Event


@dataclass(frozen=True, kw_only=True)
class ReviewerHinted(Event):
    """A reviewer got a private note. `person_id`: the reviewer."""

    round_id: uuid.UUID
