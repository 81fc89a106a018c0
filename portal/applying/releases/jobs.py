"""Sending what was asked for, one application after the other. Safe to run again, and to be stopped at any moment."""

import uuid
from datetime import timedelta

from portal.applying.releases import queries, services
from portal.core.actors import SYSTEM
from portal.core.errors import Refusal
from portal.core.jobs import every
from portal.core.perform import perform

AT_ONCE = 10
AT_A_TIME = 500


@every(timedelta(minutes=1))
def send_results() -> int:
    """Go on with every sending that is under way. Returns how many applications were sent."""
    return sum(go_on(release_id, most=AT_A_TIME) for release_id in queries.list_running())


def go_on(release_id: uuid.UUID, *, most: int = AT_ONCE) -> int:
    """Send what still waits, each in a transaction of its own; what is refused says why. Returns how many were sent."""
    sent = 0
    for item_id in queries.list_waiting(release_id, most=most):
        try:
            sent += bool(perform(services.send_item, queries.get_item(item_id), by=SYSTEM))
        except Refusal as refusal:
            perform(services.refuse_item, queries.get_item(item_id), by=SYSTEM, words=str(refusal.message))
    perform(services.finish_release, queries.get_release(release_id), by=SYSTEM)
    return sent
