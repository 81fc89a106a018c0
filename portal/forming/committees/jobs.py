"""What the clock does: a month before a term of office ends, somebody is asked whether it goes on."""

import uuid
from datetime import timedelta

from portal.core import clock
from portal.core.actors import SYSTEM
from portal.core.database import session
from portal.core.errors import NotFound, Refusal
from portal.core.jobs import every
from portal.core.perform import perform
from portal.forming.committees import queries, services
from portal.forming.committees.models import Seat

AT_A_TIME = 100


@every(timedelta(hours=12))
def remind_of_terms() -> None:
    """Terms that end within thirty days, or have ended already."""
    after: uuid.UUID | None = None
    while keys := queries.list_ending(clock.today() + services.REMIND_BEFORE, after, limit=AT_A_TIME):
        session().rollback()
        for key in keys:
            try:
                perform(services.remind_of_term, session().get(Seat, key), by=SYSTEM)
            except (Refusal, NotFound):
                session().rollback()
        after = keys[-1]
    session().rollback()
