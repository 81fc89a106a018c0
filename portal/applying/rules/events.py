"""Facts about the rules by which a round is reviewed."""

import uuid
from dataclasses import dataclass

from portal.core.events import Event


@dataclass(frozen=True, kw_only=True)
class ReviewRulesEdited(Event):
    """How a round is reviewed was changed."""

    round_id: uuid.UUID


@dataclass(frozen=True, kw_only=True)
class SeedPublished(Event):
    """The round has closed: the seed of the draw for ties was drawn and is there for all to read."""

    round_id: uuid.UUID
    seed: str


@dataclass(frozen=True, kw_only=True)
class ChecklistEdited(Event):
    """A line of the check of eligibility was added or taken out."""

    round_id: uuid.UUID
    what: str
