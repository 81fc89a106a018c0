"""What happens when: oversight, and the alarm clock of the job runner."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from portal.core.events import Event

IN_TRANSACTION: Mapping[type[Event], Sequence[Callable[[Any], None]]] = {}


def wake_the_runner() -> None:
    """The job runner looks every few seconds; nothing is lost when it is not woken."""
