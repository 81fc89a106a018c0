"""Facts about first messages that wait. `subject_id` is the message that waits; of the rule, the rule."""

from dataclasses import dataclass

from portal.core.events import Event


@dataclass(frozen=True, kw_only=True)
class FirstPostRuleChanged(Event):
    """The programme said whether first messages are held."""

    is_on: bool
    days: int
    messages: int


@dataclass(frozen=True, kw_only=True)
class PostHeld(Event):
    """A message of a new school (`school_id`) waits to be read. `to_staff`: no coordinator of another school is there to read it."""

    to_staff: bool = False


@dataclass(frozen=True, kw_only=True)
class HeldPostApproved(Event):
    """A message that waited is on the board."""


@dataclass(frozen=True, kw_only=True)
class HeldPostWithdrawn(Event):
    """Its author, or a contact of the author's school, took a message back that waited."""


@dataclass(frozen=True, kw_only=True)
class HeldPostReturned(Event):
    """A message that waited went back to its author, with a reason."""
