"""Facts about a transfer of responsibility. `subject_id` is the transfer, or the task."""

from dataclasses import dataclass

from portal.core.events import Event


@dataclass(frozen=True, kw_only=True)
class TransferBegun(Event):
    """It is planned that an authority takes over."""

    authority: str


@dataclass(frozen=True, kw_only=True)
class TransferChanged(Event):
    """Commitment, review or funding was written anew."""


@dataclass(frozen=True, kw_only=True)
class TaskPlanned(Event):
    """A task shall pass to the authority."""


@dataclass(frozen=True, kw_only=True)
class TaskTakenOver(Event):
    """The authority does it from now on."""


@dataclass(frozen=True, kw_only=True)
class PhaseBegun(Event):
    """The next phase has begun, or the transfer has ended or was stopped."""

    phase: str
