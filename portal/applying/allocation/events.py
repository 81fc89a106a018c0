"""Facts about allocation."""

import uuid
from dataclasses import dataclass

from portal.core.events import Event


@dataclass(frozen=True, kw_only=True)
class AllocationAsked(Event):
    """Reviewers are being chosen for the applications of a round."""

    round_id: uuid.UUID


@dataclass(frozen=True, kw_only=True)
class AllocationProposed(Event):
    """A proposal is there to look at; no reviewer was told. `short`: applications without enough reviewers."""

    round_id: uuid.UUID
    short: int


@dataclass(frozen=True, kw_only=True)
class AllocationEnded(Event):
    """A run ended: released, cancelled or failed."""

    round_id: uuid.UUID
    how: str


@dataclass(frozen=True, kw_only=True)
class ProposalChanged(Event):
    """Who is proposed for an application was changed by hand."""


@dataclass(frozen=True, kw_only=True)
class QueueReleased(Event):
    """A reviewer was asked to read so many applications of a round."""

    round_id: uuid.UUID
    number: int


@dataclass(frozen=True, kw_only=True)
class ReviewerProfileSaved(Event):
    """A reviewer said what they know well, and how many applications they can read."""
