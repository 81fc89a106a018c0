"""Facts about support sheets."""

from dataclasses import dataclass

from portal.core.events import Event


@dataclass(frozen=True, kw_only=True)
class SupportSheetFilled(Event):
    """A school said who stands behind the work."""
