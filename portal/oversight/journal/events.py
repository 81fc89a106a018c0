"""Facts of the journal."""

from dataclasses import dataclass
from datetime import date

from portal.core.events import Event


@dataclass(frozen=True, kw_only=True)
class ReadingsSummed(Event):
    """A month of readings was summed up."""

    month: date
    readers: int
    records: int
