"""Facts about meetings. `subject_id` is the meeting; `name` is the committee's."""

import uuid
from dataclasses import dataclass
from datetime import date

from portal.core.events import Event


@dataclass(frozen=True, kw_only=True)
class MeetingCalled(Event):
    """A meeting has a date."""

    name: str
    on: date


@dataclass(frozen=True, kw_only=True)
class MeetingMoved(Event):
    """It has another date, time or place."""

    name: str
    on: date


@dataclass(frozen=True, kw_only=True)
class MeetingCancelled(Event):
    """It is called off."""

    name: str
    on: date


@dataclass(frozen=True, kw_only=True)
class PointProposed(Event):
    """Somebody wants to talk about something."""

    name: str
    on: date


@dataclass(frozen=True, kw_only=True)
class MeetingAnswered(Event):
    """Somebody says whether they come."""

    name: str
    on: date
    comes: bool


@dataclass(frozen=True, kw_only=True)
class MinutesWritten(Event):
    """What was said is written down. `is_first`: for the first time, else it was changed."""

    name: str
    on: date
    is_first: bool


@dataclass(frozen=True, kw_only=True)
class MinutesAgreed(Event):
    """The next meeting agreed the minutes; they are sealed."""

    name: str
    on: date
    seal: str


@dataclass(frozen=True, kw_only=True)
class CheckedIn(Event):
    """Two minutes in place of a meeting."""

    name: str
    on: date


@dataclass(frozen=True, kw_only=True)
class DecisionProposed(Event):
    """The schools are asked."""

    name: str
    decision_id: uuid.UUID


@dataclass(frozen=True, kw_only=True)
class VoteCast(Event):
    """A school has voted, or changed its vote; `noted`: chair or clerk wrote down what it said."""

    name: str
    decision_id: uuid.UUID
    choice: str
    noted: bool = False


@dataclass(frozen=True, kw_only=True)
class DecisionMade(Event):
    """The outcome is known: carried, not carried, tied, too few, withdrawn."""

    name: str
    decision_id: uuid.UUID
    outcome: str


@dataclass(frozen=True, kw_only=True)
class ActionAgreed(Event):
    """Somebody does something by a day."""

    name: str
    action_id: uuid.UUID
    due_on: date


@dataclass(frozen=True, kw_only=True)
class ActionClosed(Event):
    """It is done, or let go."""

    name: str
    action_id: uuid.UUID
    is_done: bool


@dataclass(frozen=True, kw_only=True)
class CadenceSet(Event):
    """How often the committee wants to meet. `subject_id` is the committee."""

    name: str
    weeks: int


@dataclass(frozen=True, kw_only=True)
class CommitteeSilent(Event):
    """The committee has not met for longer than it wanted. `subject_id` is the committee."""

    name: str
