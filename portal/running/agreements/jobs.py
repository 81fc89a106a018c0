"""What the clock does: two weeks before its day an agreement asks to be looked at again."""

import uuid
from datetime import timedelta

from portal.core import clock
from portal.core.actors import SYSTEM
from portal.core.database import session
from portal.core.errors import NotFound, Refusal
from portal.core.jobs import every
from portal.core.perform import perform
from portal.running.agreements import queries, services
from portal.running.agreements.models import Agreement
from portal.running.agreements.services.reviewing import REMIND_BEFORE

AT_A_TIME = 200


@every(timedelta(hours=6))
def remind_of_agreements() -> None:
    """Remind of every agreement whose day is near."""
    until, after = clock.today() + REMIND_BEFORE, None
    while keys := queries.list_to_review(until, after, limit=AT_A_TIME):
        session().rollback()
        for key in keys:
            _try(key)
        after = keys[-1]
    session().rollback()


def _try(key: uuid.UUID) -> None:
    """One act in one transaction; a refusal leaves it to people."""
    try:
        perform(services.remind_of_review, session().get(Agreement, key), by=SYSTEM)
    except (Refusal, NotFound):
        session().rollback()
