"""Facts about registers."""

from dataclasses import dataclass

from portal.core.events import Event


@dataclass(frozen=True, kw_only=True)
class RegisterImported(Event):
    """A published file was read whole."""

    register: str
    rows: int
    new: int
    changed: int
