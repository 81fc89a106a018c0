"""Facts of the chain."""

from dataclasses import dataclass

from portal.core.events import Event


@dataclass(frozen=True, kw_only=True)
class RecordBroken(Event):
    """A check of the record found something that does not agree."""

    problem: str
    block: int
