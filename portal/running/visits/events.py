"""Facts about visits and turns. `subject_id` is the visit (of a swap: the swap); `school_id` the school that acted."""

import uuid
from dataclasses import dataclass
from datetime import date

from portal.core.events import Event


@dataclass(frozen=True, kw_only=True)
class VisitEvent(Event):
    """A fact about one visit: who travels, and who is visited."""

    guest_school_id: uuid.UUID
    host_school_id: uuid.UUID


@dataclass(frozen=True, kw_only=True)
class VisitPlanned(VisitEvent):
    """A visit was planned; the host school is asked."""

    starts_on: date


@dataclass(frozen=True, kw_only=True)
class VisitAgreed(VisitEvent):
    """The host school said yes."""


@dataclass(frozen=True, kw_only=True)
class VisitDeclined(VisitEvent):
    """The host school cannot have the visitors then."""


@dataclass(frozen=True, kw_only=True)
class VisitChanged(VisitEvent):
    """Something was changed that nobody has to be asked about."""


@dataclass(frozen=True, kw_only=True)
class VisitMoved(VisitEvent):
    """The days or the lodging were changed; the host school is asked again."""

    starts_on: date
    before: date


@dataclass(frozen=True, kw_only=True)
class AdultNamed(VisitEvent):
    """One end named the adult who is responsible there. `person_id` is that adult."""

    end: str


@dataclass(frozen=True, kw_only=True)
class SafetyChecked(VisitEvent):
    """A point of the safety list is in order, or not needed, or open again."""

    check_id: uuid.UUID
    state: str


@dataclass(frozen=True, kw_only=True)
class VisitConfirmed(VisitEvent):
    """The safety list is complete, and the visit takes place."""


@dataclass(frozen=True, kw_only=True)
class VisitUnconfirmed(VisitEvent):
    """Something of the safety list is open again, so it has to be confirmed anew."""


@dataclass(frozen=True, kw_only=True)
class VisitCancelled(VisitEvent):
    """The visit was called off."""


@dataclass(frozen=True, kw_only=True)
class VisitReported(VisitEvent):
    """The report was published to the cluster."""


@dataclass(frozen=True, kw_only=True)
class DelegateNamed(VisitEvent):
    """One teacher represents these schools. `person_id` is that teacher; `new_school_ids` are asked for their questions."""

    new_school_ids: tuple[uuid.UUID, ...]


@dataclass(frozen=True, kw_only=True)
class SchoolSpeaksForItself(VisitEvent):
    """A school does not want to be represented."""


@dataclass(frozen=True, kw_only=True)
class QuestionGiven(VisitEvent):
    """A represented school gave a question along."""


@dataclass(frozen=True, kw_only=True)
class NoQuestionGiven(VisitEvent):
    """A represented school has no question."""


@dataclass(frozen=True, kw_only=True)
class QuestionTakenBack(VisitEvent):
    """A represented school took a question back."""


@dataclass(frozen=True, kw_only=True)
class QuestionsAnswered(VisitEvent):
    """Every question of a represented school has its answer. `asking_school_id`: whose."""

    asking_school_id: uuid.UUID


@dataclass(frozen=True, kw_only=True)
class VisitWrittenDown(VisitEvent):
    """A visit that was over already was written down."""

    starts_on: date


@dataclass(frozen=True, kw_only=True)
class TravellerEvent(VisitEvent):
    """A fact about somebody of another school on the list of those who travel. `person_id` is that person."""

    traveller_id: uuid.UUID
    their_school_id: uuid.UUID


@dataclass(frozen=True, kw_only=True)
class TravelAsked(TravellerEvent):
    """The own school is asked whether its colleague may travel."""


@dataclass(frozen=True, kw_only=True)
class TravelAgreed(TravellerEvent):
    """The own school says yes."""


@dataclass(frozen=True, kw_only=True)
class TravelDeclined(TravellerEvent):
    """The own school says no; the colleague is off the list."""


@dataclass(frozen=True, kw_only=True)
class TurnSwapAsked(Event):
    """A school asked another to take its turn."""

    other_school_id: uuid.UUID
    turn: str


@dataclass(frozen=True, kw_only=True)
class TurnSwapAccepted(Event):
    """The other school takes the turn."""

    other_school_id: uuid.UUID
    turn: str


@dataclass(frozen=True, kw_only=True)
class TurnSwapDeclined(Event):
    """The other school cannot take the turn."""

    other_school_id: uuid.UUID
    turn: str


@dataclass(frozen=True, kw_only=True)
class TurnSwapWithdrawn(Event):
    """The school takes its own turn after all."""

    other_school_id: uuid.UUID
    turn: str


@dataclass(frozen=True, kw_only=True)
class SafetyItemChanged(Event):
    """The programme changed its safety list; visits planned from now on take it so."""

    item_id: uuid.UUID
