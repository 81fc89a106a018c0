"""Facts about partnership requests. `school_id` is the school that asks, `to_school_id` the one that is asked, `subject_id` the request."""

import uuid
from dataclasses import dataclass

from portal.core.events import Event


@dataclass(frozen=True, kw_only=True)
class PartnershipRequested(Event):
    """A school asked another to become partners."""

    to_school_id: uuid.UUID


@dataclass(frozen=True, kw_only=True)
class PartnershipRequestAccepted(Event):
    """The school that was asked said yes."""

    to_school_id: uuid.UUID


@dataclass(frozen=True, kw_only=True)
class PartnershipRequestDeclined(Event):
    """The school that was asked said no."""

    to_school_id: uuid.UUID


@dataclass(frozen=True, kw_only=True)
class PartnershipRequestExpired(Event):
    """Nobody answered in time."""

    to_school_id: uuid.UUID


@dataclass(frozen=True, kw_only=True)
class PartnershipRequestWithdrawn(Event):
    """The school that asked took its request back."""

    to_school_id: uuid.UUID
