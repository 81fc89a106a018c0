"""Facts about support from outside. `subject_id` is the record, or the look back."""

from dataclasses import dataclass

from portal.core.events import Event


@dataclass(frozen=True, kw_only=True)
class HelpNoted(Event):
    """A body supports the cluster."""

    agency: str


@dataclass(frozen=True, kw_only=True)
class HelpChanged(Event):
    """When it ends, or what it is, was written anew."""

    agency: str


@dataclass(frozen=True, kw_only=True)
class HelpCheckDue(Event):
    """Support ended some months ago: how is it going?"""

    agency: str
    months: int


@dataclass(frozen=True, kw_only=True)
class HelpCheckAnswered(Event):
    """The cluster said how it goes."""

    goes: str
