"""Facts about things. `subject_id` is the thing or the loan; `school_id` the school that did it, or that borrows."""

from dataclasses import dataclass

from portal.core.events import Event


@dataclass(frozen=True, kw_only=True)
class ThingAdded(Event):
    """A school lends something, or somebody of it can teach something."""


@dataclass(frozen=True, kw_only=True)
class ThingChanged(Event):
    """What it is was written anew."""


@dataclass(frozen=True, kw_only=True)
class ThingEnded(Event):
    """It is lent no more."""


@dataclass(frozen=True, kw_only=True)
class LoanAsked(Event):
    """A school asks for a thing."""


@dataclass(frozen=True, kw_only=True)
class LoanAnswered(Event):
    """The school whose thing it is has promised it, or not."""

    agrees: bool


@dataclass(frozen=True, kw_only=True)
class LoanMoved(Event):
    """It was handed out, is back, or is not wanted any more: `step` says which."""

    step: str


@dataclass(frozen=True, kw_only=True)
class WantsSaid(Event):
    """A school said what it needs and offers."""
