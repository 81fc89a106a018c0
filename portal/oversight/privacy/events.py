"""Facts about data: taken away, closed, removed, asked about. Never the words, never an address."""

from dataclasses import dataclass

from portal.core.events import Event


@dataclass(frozen=True, kw_only=True)
class DataTakenAway(Event):
    """A person took away everything about themselves."""


@dataclass(frozen=True, kw_only=True)
class DataGivenOut(Event):
    """An administrator made it for someone who has no account; the request says for whom."""


@dataclass(frozen=True, kw_only=True)
class ClosingAsked(Event):
    """A person asked for their account to be closed."""


@dataclass(frozen=True, kw_only=True)
class AccountKept(Event):
    """The person keeps the account after all."""


@dataclass(frozen=True, kw_only=True)
class AccountClosed(Event):
    """The name and the address are gone. `because`: asked, unconfirmed, unused, replayed after a restore."""

    because: str


@dataclass(frozen=True, kw_only=True)
class OldDataRemoved(Event):
    """A rule of retention removed what was old enough."""

    rule: str
    removed: int


@dataclass(frozen=True, kw_only=True)
class RightsAsked(Event):
    """Someone sent a request or a complaint about their data."""


@dataclass(frozen=True, kw_only=True)
class RightsPaused(Event):
    """We asked back: the clock stands still."""


@dataclass(frozen=True, kw_only=True)
class RightsResumed(Event):
    """They have answered: the clock runs again."""


@dataclass(frozen=True, kw_only=True)
class RightsAnswered(Event):
    """The request was answered or refused. `outcome` is the state."""

    outcome: str
