"""Facts about keys. `subject_id` is the key, `person_id` its owner."""

from dataclasses import dataclass

from portal.core.events import Event


@dataclass(frozen=True, kw_only=True)
class ReadingKeyMade(Event):
    """A program can read what its owner may read."""


@dataclass(frozen=True, kw_only=True)
class ReadingKeyTakenBack(Event):
    """It reads nothing any more."""
