"""Facts about handoffs. `subject_id` is the handoff; the reason is never part of a fact."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from portal.core.events import Event


@dataclass(frozen=True, kw_only=True)
class HandoffEvent(Event):
    """A fact about one handoff. `school_id` is the school that acted (or for which it was done).

    `in_series`: it goes with another date of the same series, of which is told; `also` there: the stand-ins of the other dates.
    """

    owner_school_id: uuid.UUID
    activity_id: uuid.UUID | None = None
    thread_id: uuid.UUID | None = None
    in_series: bool = False
    also: tuple[uuid.UUID, ...] = ()


@dataclass(frozen=True, kw_only=True)
class HandoffAsked(HandoffEvent):
    """A stand-in was asked for: of these schools."""

    asked_school_ids: tuple[uuid.UUID, ...]


@dataclass(frozen=True, kw_only=True)
class HandoffAccepted(HandoffEvent):
    """A school took it on; the first one. `release`: its head has still to agree the time out of class."""

    release: bool = False


@dataclass(frozen=True, kw_only=True)
class HandoffReleaseAsked(HandoffEvent):
    """The activity has another time, so the head of the stand-in's school is to agree anew."""


@dataclass(frozen=True, kw_only=True)
class HandoffReleased(HandoffEvent):
    """The head (or who agrees for them) gives the teacher the time."""


@dataclass(frozen=True, kw_only=True)
class HandoffReleaseRefused(HandoffEvent):
    """The head cannot give the teacher the time: others are asked again."""


@dataclass(frozen=True, kw_only=True)
class HandoffReleaseLate(HandoffEvent):
    """The head has not answered in time."""


@dataclass(frozen=True, kw_only=True)
class ReleaseRuleSaid(Event):
    """A school said whether it wants to agree the time out of class, and who may beside the head."""


@dataclass(frozen=True, kw_only=True)
class HandoffDeclined(HandoffEvent):
    """A school that was asked cannot."""


@dataclass(frozen=True, kw_only=True)
class HandoffUnfilled(HandoffEvent):
    """Everyone who was asked has said no."""


@dataclass(frozen=True, kw_only=True)
class HandoffGivenUp(HandoffEvent):
    """The stand-in cannot after all."""


@dataclass(frozen=True, kw_only=True)
class HandoffQueried(HandoffEvent):
    """The partner school asks about who comes. `conversation_id`: where; empty while its first messages wait to be read."""

    conversation_id: uuid.UUID | None = None


@dataclass(frozen=True, kw_only=True)
class HandoffWithdrawn(HandoffEvent):
    """A stand-in is no longer needed. `stand_in_school_id`: the school that had taken it on."""

    stand_in_school_id: uuid.UUID | None = None


@dataclass(frozen=True, kw_only=True)
class HandoffBegun(HandoffEvent):
    """Its time has come."""


@dataclass(frozen=True, kw_only=True)
class HandoffDelivered(HandoffEvent):
    """The stand-in did it."""


@dataclass(frozen=True, kw_only=True)
class HandoffAnswered(HandoffEvent):
    """The stand-in answered the reply that was owed: that ends it."""


@dataclass(frozen=True, kw_only=True)
class HandoffHandedBack(HandoffEvent):
    """It is with the owner school again."""


@dataclass(frozen=True, kw_only=True)
class HandoffEscalated(HandoffEvent):
    """Nobody has taken it on in time: the next rung is asked."""

    rung: str


@dataclass(frozen=True, kw_only=True)
class StandInOffered(Event):
    """A teacher is ready to stand in."""


@dataclass(frozen=True, kw_only=True)
class StandInOfferWithdrawn(Event):
    """A teacher is no longer ready to stand in."""


@dataclass(frozen=True, kw_only=True)
class RungHoursSaid(Event):
    """The programme said how long is waited before the next are asked."""


@dataclass(frozen=True, kw_only=True)
class HandoffLapsed(HandoffEvent):
    """Its time went by and nobody could."""


@dataclass(frozen=True, kw_only=True)
class HandoffMoved(HandoffEvent):
    """The activity has another time now; who stands in is told."""

    needed_at: datetime
