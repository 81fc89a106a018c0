"""Work for later: rows with a due time and a lease are the truth; the runner's queue is only the alarm clock."""

import uuid
from collections.abc import Callable
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portal.core import clock
from portal.core.database import Record, session

LEASE = timedelta(minutes=5)


class Job(Record):
    """One run of a named job, due at an instant. Unique by (name, due_at): two runners make one run."""

    __tablename__ = "job"

    name: Mapped[str] = mapped_column(sa.String(60))
    due_at: Mapped[datetime]
    lease_until: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0)
    done_at: Mapped[datetime | None]
    last_error: Mapped[str | None] = mapped_column(sa.String(300))

    __table_args__ = (sa.UniqueConstraint("name", "due_at", name="uq_job_name_due_at"),)


REGISTRY: dict[str, tuple[timedelta, Callable[[], object]]] = {}


def every(interval: timedelta) -> Callable[[Callable[[], object]], Callable[[], object]]:
    """Register a function as a job that is due at each whole `interval`. It does its own changes through `perform` and can be run again."""

    def register(function: Callable[[], object]) -> Callable[[], object]:
        REGISTRY[function.__name__] = (interval, function)
        return function

    return register


def due_instant(interval: timedelta, at: datetime) -> datetime:
    """The latest whole `interval` at or before `at`."""
    seconds = interval.total_seconds()
    return datetime.fromtimestamp(at.timestamp() // seconds * seconds, at.tzinfo)


def take(*, by: object = None, name: str, due_at: datetime) -> uuid.UUID | None:
    """Lease the run of `name` that is due at `due_at`; None when it is done or another runner holds it. A deed for `perform`."""
    held, at = session(), clock.now()
    job = held.scalar(sa.select(Job).where(Job.name == name, Job.due_at == due_at).with_for_update())
    if job is None:
        job = Job(name=name, due_at=due_at)
        held.add(job)
    elif job.done_at is not None or (job.lease_until is not None and job.lease_until > at):
        return None
    job.lease_until, job.attempts = at + LEASE, (job.attempts or 0) + 1
    held.flush()
    return job.id


def finish(job: Job, *, by: object = None, error: str | None = None) -> None:
    """The run ended; with an error it is left to be taken up again. A deed for `perform`."""
    job.lease_until = None
    job.last_error = error[:300] if error else None
    if error is None:
        job.done_at = clock.now()
