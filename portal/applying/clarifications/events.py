"""Facts about clarifications. None says what was asked or answered."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from portal.core.events import Event


@dataclass(frozen=True, kw_only=True)
class ClarificationAsked(Event):
    """The programme asked the cluster about named answers of its application."""

    clarification_id: uuid.UUID
    due_at: datetime


@dataclass(frozen=True, kw_only=True)
class ClarificationSent(Event):
    """The cluster sent its answers; schools whose own part changed are to sign it."""

    clarification_id: uuid.UUID


@dataclass(frozen=True, kw_only=True)
class ClarificationSigned(Event):
    """A school signed its part again."""

    clarification_id: uuid.UUID


@dataclass(frozen=True, kw_only=True)
class ClarificationAnswered(Event):
    """The answers were sealed as the next version."""

    clarification_id: uuid.UUID
    number: int


@dataclass(frozen=True, kw_only=True)
class ClarificationLapsed(Event):
    """The day passed without an answer; the version before stands."""

    clarification_id: uuid.UUID


@dataclass(frozen=True, kw_only=True)
class ReviewToConfirm(Event):
    """The application changed after a review was sent: its reader says whether the review stands."""

    review_id: uuid.UUID


@dataclass(frozen=True, kw_only=True)
class ReviewConfirmed(Event):
    """The reader says that the review stands for the new version, too."""

    review_id: uuid.UUID
