"""Facts about schools that can be found."""

from dataclasses import dataclass

from portal.core.events import Event


@dataclass(frozen=True, kw_only=True)
class LookingSaid(Event):
    """The school's contact said whether the school is looking for a partner."""

    looking: str


@dataclass(frozen=True, kw_only=True)
class LookingEnded(Event):
    """The day came until which the school was looking."""


@dataclass(frozen=True, kw_only=True)
class SchoolWentQuiet(Event):
    """Nobody of the school was seen for so long that searchers will soon not see it."""
