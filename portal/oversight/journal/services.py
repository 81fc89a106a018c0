"""Writing the journal, and summing up a month."""

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from portal.core import clock, ids
from portal.core.actors import Actor
from portal.core.database import session
from portal.core.events import record
from portal.oversight.journal import queries
from portal.oversight.journal.events import ReadingsSummed
from portal.oversight.journal.models import Reading, ReadingMonth
from portal.oversight.journal.watched import Watched


def hour_of(at: datetime) -> datetime:
    """When the hour of a moment began: a reading is noted once in it."""
    return at.replace(minute=0, second=0, microsecond=0)


def note_reading(*, by: Actor, watched: Watched) -> None:
    """This person is about to read it. Once an hour is enough: the database keeps the first."""
    at = clock.now()
    values: dict[str, Any] = {
        "id": ids.new_id(),
        "at": at,
        "hour": hour_of(at),
        "person_id": by.id,
        "kind": watched.kind,
        "subject_id": watched.subject_id,
        "cluster_id": watched.cluster_id,
    }
    is_sqlite = session().get_bind().dialect.name == "sqlite"
    row: Any = sqlite.insert(Reading) if is_sqlite else postgresql.insert(Reading)
    session().execute(row.values(**values).on_conflict_do_nothing(index_elements=queries.ONCE))


def sum_up(*, by: Actor, month: date) -> ReadingMonth | None:
    """Sum up a month that is over, once. Where nothing was read, nobody is told. None when it was done before."""
    if session().scalar(sa.select(ReadingMonth.id).where(ReadingMonth.month == month)) is not None:
        return None
    readers, records = queries.sums_of(month)
    made = ReadingMonth(month=month, readers=readers, records=records)
    session().add(made)
    session().flush()
    if records:
        record(ReadingsSummed(by_id=by.id, subject_id=made.id, month=month, readers=readers, records=records))
    return made
