"""Facts of breaches."""

from dataclasses import dataclass

from portal.core.events import Event


@dataclass(frozen=True, kw_only=True)
class BreachEntered(Event):
    """A breach of data was entered in the list."""


@dataclass(frozen=True, kw_only=True)
class BreachStepTaken(Event):
    """Something was done about a breach."""

    step: str
