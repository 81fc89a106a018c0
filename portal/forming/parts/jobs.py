"""What the clock does: before the last day of a mentoring somebody is asked whether it goes on."""

import uuid
from datetime import timedelta

from portal.core import clock
from portal.core.actors import SYSTEM
from portal.core.database import session
from portal.core.errors import NotFound, Refusal
from portal.core.jobs import every
from portal.core.perform import perform
from portal.forming.parts import queries, services
from portal.forming.parts.models import Mentoring

AT_A_TIME = 100


@every(timedelta(hours=12))
def ask_about_mentorings() -> None:
    """Mentorings whose last day comes within two weeks, or is over, and about which nobody is asked."""
    after: uuid.UUID | None = None
    while keys := queries.list_ending_mentorings(clock.today() + services.ASK_BEFORE, after, limit=AT_A_TIME):
        session().rollback()
        for key in keys:
            try:
                perform(services.ask_about_the_end, session().get(Mentoring, key), by=SYSTEM)
            except (Refusal, NotFound):
                session().rollback()
        after = keys[-1]
    session().rollback()
