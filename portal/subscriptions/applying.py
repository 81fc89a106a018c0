"""What happens when: applying."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from portal.core.events import Event
from portal.subscriptions import applying_applications, applying_awards, applying_reviews

IN_TRANSACTION: Mapping[type[Event], Sequence[Callable[[Any], None]]] = {
    **applying_applications.IN_TRANSACTION,
    **applying_reviews.IN_TRANSACTION,
    **applying_awards.IN_TRANSACTION,
}
