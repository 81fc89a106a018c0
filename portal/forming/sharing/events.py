"""Facts about passing on."""

from dataclasses import dataclass

from portal.core.events import Event


@dataclass(frozen=True, kw_only=True)
class SharingPlanned(Event):
    """A school plans to pass something on."""


@dataclass(frozen=True, kw_only=True)
class SharingDone(Event):
    """It was done."""


@dataclass(frozen=True, kw_only=True)
class SharingDropped(Event):
    """It will not be done."""
