"""Facts about decisions and awards. A held decision names no cluster: it belongs to nobody's timeline before it is released."""

import uuid
from dataclasses import dataclass

from portal.core.events import Event


@dataclass(frozen=True, kw_only=True)
class DecisionRecorded(Event):
    """A decision was written down. It is held until a second person has read its letter and it is sent."""

    decision_id: uuid.UUID
    replaced_earlier: bool


@dataclass(frozen=True, kw_only=True)
class LetterRead(Event):
    """A second person has read the letter and found it right."""

    decision_id: uuid.UUID


@dataclass(frozen=True, kw_only=True)
class LetterSentBack(Event):
    """A second person has read the letter and asks who decided to change it."""

    decision_id: uuid.UUID


@dataclass(frozen=True, kw_only=True)
class DecisionReleased(Event):
    """The results were sent."""

    decision_id: uuid.UUID


@dataclass(frozen=True, kw_only=True)
class OutcomeTakenBack(Event):
    """That an application does not meet the rules was taken back; it is checked again. `was_sent`: its letter had gone out."""

    decision_id: uuid.UUID
    was_sent: bool


@dataclass(frozen=True, kw_only=True)
class PlaceFreed(Event):
    """A place of the round is free again, and a cluster is on its reserve list."""

    round_id: uuid.UUID


@dataclass(frozen=True, kw_only=True)
class ConditionReported(Event):
    """A school says that a condition is met. `subject_id`: the condition."""


@dataclass(frozen=True, kw_only=True)
class ConditionReturned(Event):
    """What the school said does not settle the condition yet."""


@dataclass(frozen=True, kw_only=True)
class ConditionSettled(Event):
    """The programme's word on a condition: met, waived or failed."""

    status: str


@dataclass(frozen=True, kw_only=True)
class ConditionMoved(Event):
    """A condition has another school or another date."""


@dataclass(frozen=True, kw_only=True)
class ConditionReminded(Event):
    """The school was reminded of a condition."""


@dataclass(frozen=True, kw_only=True)
class ConditionLate(Event):
    """The day of a condition has passed: its school and the programme are told."""


@dataclass(frozen=True, kw_only=True)
class ConditionsMet(Event):
    """Every condition of an approval is met or waived."""


@dataclass(frozen=True, kw_only=True)
class AwardOffered(Event):
    """The schools are asked to accept an award."""

    award_id: uuid.UUID


@dataclass(frozen=True, kw_only=True)
class AwardAcceptedBySchool(Event):
    """A school said yes to the award."""

    award_id: uuid.UUID


@dataclass(frozen=True, kw_only=True)
class AwardAccepted(Event):
    """Every school has said yes."""

    award_id: uuid.UUID


@dataclass(frozen=True, kw_only=True)
class AwardRevoked(Event):
    """The award was taken back because a condition failed."""

    award_id: uuid.UUID


@dataclass(frozen=True, kw_only=True)
class AwardStarted(Event):
    """The award has begun."""

    award_id: uuid.UUID


@dataclass(frozen=True, kw_only=True)
class AwardReminded(Event):
    """The schools that have not said yes were reminded."""

    award_id: uuid.UUID


@dataclass(frozen=True, kw_only=True)
class AwardDeclined(Event):
    """The cluster does not want the award."""

    award_id: uuid.UUID


@dataclass(frozen=True, kw_only=True)
class AwardLapsed(Event):
    """The award was not accepted in time."""

    award_id: uuid.UUID


@dataclass(frozen=True, kw_only=True)
class AwardSuspended(Event):
    """The award is on hold."""

    award_id: uuid.UUID


@dataclass(frozen=True, kw_only=True)
class AwardResumed(Event):
    """The award goes on."""

    award_id: uuid.UUID


@dataclass(frozen=True, kw_only=True)
class AwardClosed(Event):
    """The award is over."""

    award_id: uuid.UUID


@dataclass(frozen=True, kw_only=True)
class SealOfAwardBroken(Event):
    """The sealed agreement of an award no longer gives its SHA-256."""

    award_id: uuid.UUID
