"""What the clock does with applications."""

from datetime import timedelta

from portal.applying.applications import queries, services
from portal.core import clock
from portal.core.actors import SYSTEM
from portal.core.jobs import every
from portal.core.perform import perform


@every(timedelta(minutes=10))
def tidy_closed_rounds() -> int:
    """After the deadline: what was never submitted lapses, unfinished new versions are set aside. One transaction each; safe to run again."""
    waiting = [application.id for application in queries.due_to_lapse(clock.now())]
    return sum(perform(services.lapse, queries.get_application(found), by=SYSTEM) for found in waiting)
