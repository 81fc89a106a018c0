"""The one order of applications of a round, as the database puts them."""

from typing import Any

from portal.applying.reviews.models import ApplicationStanding
from portal.applying.reviews.ranking import STILL_OPEN


def is_open(standing: Any = ApplicationStanding) -> Any:
    """Still with reviewers, or without all its reviews: it has no place yet, and its order says nothing of scores."""
    return standing.order_key == STILL_OPEN


def ranking() -> list[Any]:
    """The one order of applications, for every page, export and day: see `reviews.ranking.order_key`; what has no place yet by its id."""
    return [ApplicationStanding.order_key, ApplicationStanding.application_id]
