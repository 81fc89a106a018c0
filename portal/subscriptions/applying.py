"""What happens when: applying. A fact may have followers in several sections; all of them are told, in the order of the sections."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from portal.core.events import Event
from portal.subscriptions import (
    applying_applications,
    applying_awards,
    applying_clarifications,
    applying_mailings,
    applying_reviews,
    calibration,
)

_SECTIONS = (
    applying_applications.IN_TRANSACTION,
    applying_mailings.IN_TRANSACTION,
    applying_reviews.IN_TRANSACTION,
    applying_clarifications.IN_TRANSACTION,
    applying_awards.IN_TRANSACTION,
    calibration.IN_TRANSACTION,
)
IN_TRANSACTION: Mapping[type[Event], Sequence[Callable[[Any], None]]] = {
    kind: [follower for section in _SECTIONS for follower in section.get(kind, ())]
    for kind in {kind: None for section in _SECTIONS for kind in section}
}
