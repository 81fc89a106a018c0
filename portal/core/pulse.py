"""The portal's own record of when it was there: a beat every minute, and the times when none came.

A gap says that the work of the clock stood still or the database was away; then the portal could not be used, or not be relied on. What cut people off from
a portal that was running is not seen here.
"""

import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portal.core import clock
from portal.core.database import Record, session

SILENT = timedelta(minutes=10)
ONLY = "portal"


class Pulse(Record):
    """The last beat: one row."""

    __tablename__ = "pulse"

    name: Mapped[str] = mapped_column(sa.String(20), unique=True, default=ONLY)
    beat_at: Mapped[datetime]


class Outage(Record):
    """A time of more than ten minutes in which the portal could not be used: from its last beat to its next. Kept."""

    __tablename__ = "outage"

    began_at: Mapped[datetime]
    ended_at: Mapped[datetime] = mapped_column(index=True)

    __table_args__ = (sa.CheckConstraint("ended_at > began_at", name="ends_later"),)

    @property
    def minutes(self) -> int:
        """How long it was, in whole minutes."""
        return int((self.ended_at - self.began_at).total_seconds()) // 60


def beat() -> Outage | None:
    """One beat, now. Answers the outage that it ends, if the last beat is more than ten minutes ago. Part of a deed."""
    now, held = clock.now(), session()
    last = held.scalars(sa.select(Pulse).where(Pulse.name == ONLY).with_for_update()).one_or_none()
    if last is None:
        held.add(Pulse(beat_at=now))
        held.flush()
        return None
    before, last.beat_at = last.beat_at, max(now, last.beat_at)
    if now - before <= SILENT:
        return None
    made = Outage(began_at=before, ended_at=now)
    held.add(made)
    held.flush()
    return made


def outages_between(begin: datetime, end: datetime) -> Sequence[Outage]:
    """The outages that touch this time, the earliest first."""
    query = sa.select(Outage).where(Outage.ended_at > begin, Outage.began_at < end)
    return session().scalars(query.order_by(Outage.began_at, Outage.id).limit(50)).all()


def get_outage(outage_id: uuid.UUID) -> Outage | None:
    """An outage by its id."""
    return session().get(Outage, outage_id)
