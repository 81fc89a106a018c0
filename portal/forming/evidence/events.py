"""Facts about evidence and letters of support."""

import uuid
from dataclasses import dataclass

from portal.core.events import Event


@dataclass(frozen=True, kw_only=True)
class EvidenceAdded(Event):
    """A school added a claim under a heading. `state`: evidence, intention or not_applicable."""

    heading_id: uuid.UUID
    state: str


@dataclass(frozen=True, kw_only=True)
class EvidenceChanged(Event):
    """The claim was written anew."""


@dataclass(frozen=True, kw_only=True)
class IntentionFulfilled(Event):
    """An intention became evidence."""


@dataclass(frozen=True, kw_only=True)
class EvidenceWithdrawn(Event):
    """The claim was taken out."""


@dataclass(frozen=True, kw_only=True)
class StatementAsked(Event):
    """A supporter was asked for a letter of support."""


@dataclass(frozen=True, kw_only=True)
class StatementAskedAgain(Event):
    """The supporter was sent a new link; the older one is dead."""


@dataclass(frozen=True, kw_only=True)
class StatementGiven(Event):
    """The supporter gave the letter of support."""


@dataclass(frozen=True, kw_only=True)
class StatementDeclined(Event):
    """The supporter said no."""


@dataclass(frozen=True, kw_only=True)
class StatementWithdrawn(Event):
    """The request, or the letter of support itself, was taken back. `by_supporter` says whose act it was."""

    by_supporter: bool = False


@dataclass(frozen=True, kw_only=True)
class StatementExpired(Event):
    """The supporter did not answer in time."""


@dataclass(frozen=True, kw_only=True)
class StatementLapsed(Event):
    """A letter of support is older than a year."""


@dataclass(frozen=True, kw_only=True)
class HeadingChanged(Event):
    """The programme wrote a heading anew, added one or asks it no more."""
