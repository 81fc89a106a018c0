"""What is only of use for a while goes by itself: keys of forms that were carried out, runs of jobs that are over."""

import logging
from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from portal.core import clock, jobs, once, outbox
from portal.core.actors import SYSTEM, Actor
from portal.core.database import session
from portal.core.jobs import Job
from portal.core.perform import perform

log = logging.getLogger(__name__)

KEYS_KEPT = timedelta(days=3)
RUNS_KEPT = timedelta(days=30)


@jobs.every(timedelta(hours=6))
def sweep_out() -> int:
    """Drop what nobody asks for any more. Returns how many rows went."""
    return perform(drop_what_is_over, by=SYSTEM)


@jobs.every(timedelta(minutes=1))
def watch_the_post() -> bool:
    """The alarm for receipts, signatures and everything else that is sent: mail that nobody has tried to send for five minutes. Answers whether it is late."""
    is_late = outbox.is_late()
    if is_late:
        log.error("mail waits for more than five minutes: is the mail server there, and does the sender run?")
    return is_late


def drop_what_is_over(*, by: Actor) -> int:
    """Once-only keys of more than three days, finished runs of more than thirty. A deed for `perform`."""
    runs: Any = session().execute(sa.delete(Job).where(Job.done_at < clock.now() - RUNS_KEPT))
    return once.forget(clock.now() - KEYS_KEPT) + int(runs.rowcount)
