"""What the clock does with the journal: a month that is over is summed up and told."""

from datetime import timedelta

from portal.core import clock
from portal.core.actors import SYSTEM
from portal.core.jobs import every
from portal.core.perform import perform
from portal.oversight.journal import queries, services


@every(timedelta(days=1))
def sum_up_readings() -> None:
    """The month before this one (UK calendar), once."""
    this = clock.today(queries.ZONE).replace(day=1)
    perform(services.sum_up, by=SYSTEM, month=(this - timedelta(days=1)).replace(day=1))
