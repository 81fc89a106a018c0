"""What becomes due by itself: drafts that nobody has touched for half a year go."""

from datetime import timedelta

from portal.core.actors import SYSTEM
from portal.core.jobs import every
from portal.core.perform import perform
from portal.running.board import services


@every(timedelta(days=1))
def sweep_drafts() -> int:
    """Returns how many went."""
    return perform(services.drop_old_drafts, by=SYSTEM)
