"""Facts about what a school says of itself."""

from dataclasses import dataclass

from portal.core.events import Event


@dataclass(frozen=True, kw_only=True)
class SchoolRecordChanged(Event):
    """Someone of the school changed a page of its record."""

    part: str


@dataclass(frozen=True, kw_only=True)
class SchoolRecordChecked(Event):
    """Someone of the school said that its record is right."""


@dataclass(frozen=True, kw_only=True)
class SchoolAwardsEnded(Event):
    """The last day of an award is over: the school is not found by it any more."""
