"""Facts about support from outside. `subject_id` is the record, or the look back."""

from dataclasses import dataclass

from portal.core.events import Event


@dataclass(frozen=True, kw_only=True)
class SupportNoted(Event):
    """A body supports the cluster."""

    agency: str


@dataclass(frozen=True, kw_only=True)
class SupportChanged(Event):
    """When it ends, or what it is, was written anew."""

    agency: str


@dataclass(frozen=True, kw_only=True)
class SupportCheckDue(Event):
    """Support ended some months ago: how is it going?"""

    agency: str
    months: int


@dataclass(frozen=True, kw_only=True)
class SupportCheckAnswered(Event):
    """The cluster said how it goes."""

    goes: str
