"""Facts about schools whose entry closed."""

from dataclasses import dataclass

from portal.core.events import Event


@dataclass(frozen=True, kw_only=True)
class SchoolEntryClosed(Event):
    """The register says that the school has closed."""


@dataclass(frozen=True, kw_only=True)
class ClosureLifted(Event):
    """The register says that the school is open after all."""


@dataclass(frozen=True, kw_only=True)
class SuccessorChosen(Event):
    """The school goes on under another number of the register."""

    old_number: str
    new_number: str


@dataclass(frozen=True, kw_only=True)
class SchoolClosed(Event):
    """The school has closed here; another one here may follow it."""

    successor_school_id: str | None = None
