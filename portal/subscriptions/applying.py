"""What happens when: applying."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from portal.core.events import Event
from portal.subscriptions import applying_reviews

IN_TRANSACTION: Mapping[type[Event], Sequence[Callable[[Any], None]]] = {**applying_reviews.IN_TRANSACTION}
