"""Facts about school years."""

from dataclasses import dataclass
from datetime import date

from portal.core.events import Event


@dataclass(frozen=True, kw_only=True)
class SchoolYearOpened(Event):
    """A school year began: the contact is asked who still works there, the head for the yearly yes."""

    begins_on: date


@dataclass(frozen=True, kw_only=True)
class MembersConfirmed(Event):
    """The contact said of so many people that they still work at the school."""

    people: int


@dataclass(frozen=True, kw_only=True)
class MemberNotConfirmed(Event):
    """Nobody has said that this person still works at the school: the first or second notice, and the day on which the membership ends."""

    notice: int
    ends_on: date


@dataclass(frozen=True, kw_only=True)
class MembershipRanOut(Event):
    """Nobody said that this person still works at the school: the membership ends."""


@dataclass(frozen=True, kw_only=True)
class HeadAskedForYes(Event):
    """The head was written to, for the so-manieth time this year."""

    letter: int


@dataclass(frozen=True, kw_only=True)
class YearlyYesGiven(Event):
    """The head said the yearly yes: who acts, who belongs, what was agreed. `person_id` is the head."""


@dataclass(frozen=True, kw_only=True)
class YearlyYesRefused(Event):
    """The head said that something has changed; the contacts read what in their mail."""
