"""Facts about activities and calendar links. `subject_id` is the activity (or the link)."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from portal.core.events import Event


@dataclass(frozen=True, kw_only=True)
class ActivityEvent(Event):
    """A fact about one activity. `school_id` is the school that acted; `in_series`: it goes with another of its series, of which is told."""

    owner_school_id: uuid.UUID
    partner_school_id: uuid.UUID | None = None
    in_series: bool = False


@dataclass(frozen=True, kw_only=True)
class ActivityProposed(ActivityEvent):
    """An activity was put on the calendar. `agreed` when nobody else has to say yes."""

    starts_at: datetime
    agreed: bool = False
    number: int = 1


@dataclass(frozen=True, kw_only=True)
class ActivityAgreed(ActivityEvent):
    """The school that was asked said yes (also to a new time)."""


@dataclass(frozen=True, kw_only=True)
class ActivityConfirmed(ActivityEvent):
    """The owner school said for certain that it will take place."""


@dataclass(frozen=True, kw_only=True)
class ActivityChanged(ActivityEvent):
    """Something other than the time was changed."""


@dataclass(frozen=True, kw_only=True)
class ActivityMoved(ActivityEvent):
    """Date or time was changed; both sides are asked again."""

    starts_at: datetime
    before: datetime


@dataclass(frozen=True, kw_only=True)
class TeacherOfActivityChanged(ActivityEvent):
    """A colleague of the owner school does it instead. `person_id` is the colleague."""


@dataclass(frozen=True, kw_only=True)
class AdultInTheRoomNamed(ActivityEvent):
    """The partner school named who of it is in the room. `person_id` is that adult."""


@dataclass(frozen=True, kw_only=True)
class PartnerPupilsPlanned(ActivityEvent):
    """The partner school said with how many of its pupils it plans; None: not known yet."""

    pupils: int | None = None


@dataclass(frozen=True, kw_only=True)
class AdultMissing(ActivityEvent):
    """Nobody is named as the adult in the room at this school. `stage`: at which end ("own", "partner"), and for a reminder how many days before."""

    stage: str


@dataclass(frozen=True, kw_only=True)
class ActivityDelivered(ActivityEvent):
    """One side said that it took place. `for_school_id`: a stand-in said so for the owner school. `complete` when no word is missing."""

    complete: bool
    for_school_id: uuid.UUID | None = None
    pupil_count: int | None = None


@dataclass(frozen=True, kw_only=True)
class DeliveryConfirmed(ActivityEvent):
    """The other side said so too."""


@dataclass(frozen=True, kw_only=True)
class DeliveryLetStand(ActivityEvent):
    """Seven days went by: done, confirmed by one side."""


@dataclass(frozen=True, kw_only=True)
class ActivityUnconfirmed(ActivityEvent):
    """It comes near and nobody has said for certain that it takes place. `stage`: t14, t3 or t1, so many days before."""

    stage: str


@dataclass(frozen=True, kw_only=True)
class ActivityMissed(ActivityEvent):
    """It did not take place."""


@dataclass(frozen=True, kw_only=True)
class ActivityCancelled(ActivityEvent):
    """It was called off."""


@dataclass(frozen=True, kw_only=True)
class GuestEvent(ActivityEvent):
    """A fact about a school that is invited to an activity; `guest_id` is its invitation."""

    guest_id: uuid.UUID
    guest_school_id: uuid.UUID


@dataclass(frozen=True, kw_only=True)
class GuestInvited(GuestEvent):
    """A further school was invited, to one activity or to so many of its series."""

    number: int = 1


@dataclass(frozen=True, kw_only=True)
class GuestAnswered(GuestEvent):
    """An invited school said whether it comes. `before`: what it had said."""

    answer: str
    before: str
    pupils: int | None = None


@dataclass(frozen=True, kw_only=True)
class GuestUninvited(GuestEvent):
    """The invitation of a school was taken back."""


@dataclass(frozen=True, kw_only=True)
class GuestTookPart(GuestEvent):
    """An invited school told how many of its pupils took part."""

    pupils: int


@dataclass(frozen=True, kw_only=True)
class ActivitiesInherited(Event):
    """The future activities of a school that left went to the school that took its place. `school_id` is the new one."""

    old_school_id: uuid.UUID
    number: int


@dataclass(frozen=True, kw_only=True)
class CalendarLinkMade(Event):
    """A secret calendar link was made (or made anew)."""

    scope: str


@dataclass(frozen=True, kw_only=True)
class CalendarLinkRevoked(Event):
    """A secret calendar link was ended."""

    scope: str
