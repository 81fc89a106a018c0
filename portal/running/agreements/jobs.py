"""What the clock does: two weeks before its day an agreement asks to be looked at again; every night each text that was signed is compared with its seal."""

import logging
import uuid
from datetime import timedelta

from portal.core import clock
from portal.core.actors import SYSTEM
from portal.core.database import session
from portal.core.errors import NotFound, Refusal
from portal.core.jobs import every
from portal.core.perform import perform
from portal.core.seals import not_agreeing
from portal.running.agreements import queries, services
from portal.running.agreements.content import digest_of
from portal.running.agreements.models import Agreement
from portal.running.agreements.services.reviewing import REMIND_BEFORE

AT_A_TIME = 200
log = logging.getLogger(__name__)


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


@every(timedelta(days=1))
def check_agreements() -> int:
    """Every night: does each text that heads were asked to sign still give its SHA-256? What does not is told, every night anew until it is settled. Returns
    how many do not agree."""
    broken, read = not_agreeing(lambda after: queries.list_laid_down(after, limit=AT_A_TIME), _agrees)
    for agreement_id in broken:
        perform(services.report_broken_seal, by=SYSTEM, agreement_id=agreement_id)
    log.info("agreements checked: %d, not agreeing: %d", read, len(broken))
    return len(broken)


def _agrees(one: Agreement) -> bool:
    return one.content is None or digest_of(one.content) == one.digest
