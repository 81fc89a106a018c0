"""What happens when: running."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from portal.core.events import Event

IN_TRANSACTION: Mapping[type[Event], Sequence[Callable[[Any], None]]] = {}
