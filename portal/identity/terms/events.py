"""Facts about a school's year."""

from dataclasses import dataclass

from portal.core.events import Event


@dataclass(frozen=True, kw_only=True)
class TermDatesTaken(Event):
    """Dates were put into a school's year together: copied, or from a file. `number`: how many rows."""

    how: str
    number: int


@dataclass(frozen=True, kw_only=True)
class TermFileRead(Event):
    """A calendar file was read; nothing was changed by it yet."""

    found: int
    left_out: int


@dataclass(frozen=True, kw_only=True)
class AuthorityFollowed(Event):
    """The school takes the dates of its authority from now on."""

    number: int


@dataclass(frozen=True, kw_only=True)
class AuthorityNoLongerFollowed(Event):
    """The school keeps its dates itself from now on."""


@dataclass(frozen=True, kw_only=True)
class AuthorityDatesChanged(Event):
    """An authority's dates were added to or taken from; `schools`: how many follow them. `subject_id` is the organisation."""

    schools: int


@dataclass(frozen=True, kw_only=True)
class SchoolHoursSaid(Event):
    """The school said when its lessons are."""
