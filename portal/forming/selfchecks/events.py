"""Facts about self-checks. `subject_id` is the check."""

from dataclasses import dataclass

from portal.core.events import Event


@dataclass(frozen=True, kw_only=True)
class SelfCheckBegun(Event):
    """The nine questions are asked for this year."""

    year: int
    is_again: bool


@dataclass(frozen=True, kw_only=True)
class SelfCheckDone(Event):
    """All nine are answered. `not_yet`: to how many the answer is “not yet”."""

    year: int
    not_yet: int
