"""Facts of exports."""

from dataclasses import dataclass

from portal.core.events import Event


@dataclass(frozen=True, kw_only=True)
class TableExported(Event):
    """Someone took a table out of the portal."""

    what: str
    rows: int
    purpose: str
