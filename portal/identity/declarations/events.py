"""Facts about safeguarding declarations."""

from dataclasses import dataclass
from datetime import date

from portal.core.events import Event


@dataclass(frozen=True, kw_only=True)
class SafeguardingDeclared(Event):
    """The school answered the three safeguarding questions."""

    expires_on: date


@dataclass(frozen=True, kw_only=True)
class SafeguardingRunsOut(Event):
    """The answers run out in so many days; the first time that this is said."""

    days: int
    expires_on: date
