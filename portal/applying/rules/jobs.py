"""What the clock does with the rules of a round."""

from datetime import timedelta

from portal.applying.programmes.queries import get_round
from portal.applying.rules import queries, services
from portal.core import clock
from portal.core.actors import SYSTEM
from portal.core.jobs import every
from portal.core.perform import perform


@every(timedelta(hours=1))
def publish_seeds() -> int:
    """Draw the seed of every round that has closed. Safe to run again: a seed is drawn once."""
    drawn = 0
    for round_id in queries.list_without_seed(clock.now()):
        planned = get_round(round_id)
        if planned.has_closed(clock.now()):
            perform(services.publish_seed, planned, by=SYSTEM)
            drawn += 1
    return drawn
