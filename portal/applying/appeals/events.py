"""Facts about objections. `subject_id` is the objection."""

from dataclasses import dataclass

from portal.core.events import Event


@dataclass(frozen=True, kw_only=True)
class ObjectionMade(Event):
    """A cluster objects to its outcome."""


@dataclass(frozen=True, kw_only=True)
class ObjectionAssigned(Event):
    """Somebody who took no part hears the objection: `person_id`."""


@dataclass(frozen=True, kw_only=True)
class ObjectionAnswered(Event):
    """The objection was answered. `upheld`: other people read the application."""

    upheld: bool
