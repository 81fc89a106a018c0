"""Facts about how a partnership is doing. `subject_id` is the partnership."""

from dataclasses import dataclass

from portal.core.events import Event


@dataclass(frozen=True, kw_only=True)
class SilenceNoticed(Event):
    """It has been quiet, and no holiday explains it: the contact of `school_id`, or without one the coordinator, is asked to say hello."""


@dataclass(frozen=True, kw_only=True)
class HelloSent(Event):
    """`school_id` wrote a friendly word into a partnership that had been quiet, or before it was."""


@dataclass(frozen=True, kw_only=True)
class RestartReminded(Event):
    """The day on which the partnership was to go on is near, or it has been on hold for long without one."""
