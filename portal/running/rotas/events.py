"""Facts about rotas. `subject_id` is the rota, of a turn or a swap too."""

import uuid
from dataclasses import dataclass

from portal.core.events import Event


@dataclass(frozen=True, kw_only=True)
class RotaBegun(Event):
    """Schools take turns in something."""

    duty: str


@dataclass(frozen=True, kw_only=True)
class RotaClosed(Event):
    """They no longer do."""

    duty: str


@dataclass(frozen=True, kw_only=True)
class TurnsPlanned(Event):
    """Terms were given to schools."""

    duty: str
    terms: int


@dataclass(frozen=True, kw_only=True)
class TurnChanged(Event):
    """Another school or person has the term."""

    duty: str
    turn_id: uuid.UUID
    label: str


@dataclass(frozen=True, kw_only=True)
class TurnComing(Event):
    """The term changes in two weeks."""

    duty: str
    turn_id: uuid.UUID
    label: str


@dataclass(frozen=True, kw_only=True)
class TurnBegan(Event):
    """The duty has passed to this school."""

    duty: str
    turn_id: uuid.UUID
    label: str


@dataclass(frozen=True, kw_only=True)
class TurnTaken(Event):
    """The school has read the file and goes on."""

    duty: str
    turn_id: uuid.UUID
    label: str


@dataclass(frozen=True, kw_only=True)
class RotaSwapAsked(Event):
    """One school asks another to change terms."""

    duty: str
    other_school_id: uuid.UUID


@dataclass(frozen=True, kw_only=True)
class RotaSwapAccepted(Event):
    """The two change places."""

    duty: str
    other_school_id: uuid.UUID


@dataclass(frozen=True, kw_only=True)
class RotaSwapDeclined(Event):
    """The other school cannot."""

    duty: str
    other_school_id: uuid.UUID


@dataclass(frozen=True, kw_only=True)
class RotaSwapWithdrawn(Event):
    """The school keeps its own term."""

    duty: str
    other_school_id: uuid.UUID
