"""What the clock does with clarifications."""

from datetime import timedelta

from portal.applying.clarifications import queries, services
from portal.applying.reviews.queries import get_review
from portal.core import clock
from portal.core.actors import SYSTEM
from portal.core.jobs import every
from portal.core.perform import perform


@every(timedelta(hours=1))
def close_clarifications() -> int:
    """Go on where the day passed, with the version before, and with reviews that were not confirmed. Safe to run again."""
    now = clock.now()
    lapsed = sum(
        perform(services.lapse, queries.get_clarification(found), by=SYSTEM) for found in queries.list_due(now)
    )
    left = sum(perform(services.leave_review, get_review(found), by=SYSTEM) for found in queries.list_unconfirmed(now))
    return lapsed + left
