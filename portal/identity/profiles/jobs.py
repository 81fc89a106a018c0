"""What becomes due by itself: an award ends, and nobody finds the school by it any more."""

import uuid
from datetime import timedelta

from portal.core import clock
from portal.core.actors import SYSTEM
from portal.core.database import session
from portal.core.jobs import every
from portal.core.perform import perform
from portal.identity.profiles import queries, services
from portal.identity.schools.models import School


@every(timedelta(hours=6))
def forget_ended_awards() -> None:
    """Where the last day is over on the school's own clocks; a school whose day is not over yet comes back at the next run."""
    after: uuid.UUID | None = None
    while keys := queries.list_schools_with_ended_awards(clock.today(), after):
        after = keys[-1]
        session().rollback()
        for key in keys:
            perform(services.forget_ended_awards, session().get(School, key), by=SYSTEM)
    session().rollback()
