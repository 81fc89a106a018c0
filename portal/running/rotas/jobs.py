"""What the clock does: at a change of term the duty passes, with a word two weeks before."""

import uuid
from datetime import timedelta

from portal.core import clock
from portal.core.actors import SYSTEM
from portal.core.database import session
from portal.core.errors import NotFound, Refusal
from portal.core.jobs import every
from portal.core.perform import perform
from portal.running.rotas import queries, services
from portal.running.rotas.models import RotaTurn

AT_A_TIME = 100


@every(timedelta(hours=6))
def pass_duties_on() -> None:
    """Terms that begin within two weeks, and those that have begun."""
    after: uuid.UUID | None = None
    while keys := queries.list_beginning(clock.today() + services.REMIND_BEFORE, after, limit=AT_A_TIME):
        session().rollback()
        for key in keys:
            try:
                perform(services.pass_on, session().get(RotaTurn, key), by=SYSTEM)
            except (Refusal, NotFound):
                session().rollback()
        after = keys[-1]
    session().rollback()
