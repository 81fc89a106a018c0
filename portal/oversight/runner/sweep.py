"""One look at everything that is due: jobs registered with `core.jobs.every`, and what a killed worker left."""

import logging
from datetime import datetime, timedelta

import sqlalchemy as sa

from portal.core import clock, jobs
from portal.core.actors import SYSTEM
from portal.core.database import session
from portal.core.jobs import Job
from portal.core.perform import perform

MOST_ATTEMPTS = 6
log = logging.getLogger(__name__)


def run_due_jobs() -> list[str]:
    """Run every registered job whose present instant was not done yet. Answers the names of those that ended well."""
    return [name for name, (interval, _function) in sorted(jobs.REGISTRY.items()) if _run(name, interval)]


def _run(name: str, interval: timedelta) -> bool:
    due_at = jobs.due_instant(interval, clock.now())
    if not _is_waiting(name, due_at):
        return False
    job_id = perform(jobs.take, by=SYSTEM, name=name, due_at=due_at)
    if job_id is None:
        return False
    error = None
    try:
        jobs.REGISTRY[name][1]()
    except Exception as problem:  # one broken job must not stop the others; it is taken up again
        session().rollback()
        log.exception("job %s failed", name)
        error = f"{type(problem).__name__}: {problem}"
    perform(jobs.finish, session().get_one(Job, job_id), by=SYSTEM, error=error)
    return error is None


def _is_waiting(name: str, due_at: datetime) -> bool:
    """Whether this run is to be tried now: not done, not held by another runner, and after a failure only when a growing pause is over."""
    query = sa.select(Job.done_at, Job.lease_until, Job.attempts, Job.updated_at)
    row = session().execute(query.where(Job.name == name, Job.due_at == due_at)).first()
    session().rollback()
    if row is None:
        return True
    at = clock.now()
    if row.done_at is not None or (row.lease_until is not None and row.lease_until > at):
        return False
    pause = timedelta(seconds=15 * 2**row.attempts) if row.lease_until is None else timedelta()
    return bool(row.attempts < MOST_ATTEMPTS and row.updated_at + pause <= at)
