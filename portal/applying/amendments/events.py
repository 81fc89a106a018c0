"""Facts about changes of an award. `subject_id` is the change."""

from dataclasses import dataclass

from portal.core.events import Event


@dataclass(frozen=True, kw_only=True)
class AwardChangeAsked(Event):
    """The cluster asks the programme for a change."""


@dataclass(frozen=True, kw_only=True)
class AwardChangeTakenBack(Event):
    """The cluster no longer asks for it."""


@dataclass(frozen=True, kw_only=True)
class AwardChangeAgreed(Event):
    """The programme agrees."""


@dataclass(frozen=True, kw_only=True)
class AwardChangeRefused(Event):
    """The programme does not agree: what was awarded stands."""
