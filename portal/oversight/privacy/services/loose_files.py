"""Files that nothing names any more: the row when an answer, a piece of evidence or a message was given another file, the bytes when a form broke off
after its file had been laid in the store.

First the rows, then the bytes that no row names: what breaks off in between is taken up by the next run.
"""

import logging
import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import chain, islice
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import InstrumentedAttribute

from portal.core import storage
from portal.core.actors import Actor
from portal.core.database import session
from portal.core.storage import Scan, StoredFile
from portal.oversight.privacy.services.emptied_files import naming_a_file
from portal.oversight.workbooks.models import Workbook
from portal.running.board.models import PostFile

AT_ONCE = 200
KEYS: tuple[InstrumentedAttribute[Any], ...] = (StoredFile.key, PostFile.small_key, Workbook.key)
"""Every column that holds the key of bytes in the store."""
MOST_SHARE = 0.1
ALWAYS = 500
log = logging.getLogger(__name__)


def take_loose_rows(before: datetime, *, by: Actor) -> int:
    """Rows of files made before this moment that no column names. What the virus scanner holds stays: that it was found is told there. A deed for
    `perform`; returns how many went, at most `AT_ONCE`."""
    query = sa.select(StoredFile.id).where(StoredFile.created_at < before, StoredFile.scan != Scan.HELD)
    for column in naming_a_file():
        # joined, since SQLite makes an index for a join and none for NOT EXISTS
        query = query.outerjoin(column.table, column == StoredFile.id).where(column.is_(None))
    ids: Sequence[uuid.UUID] = session().scalars(query.order_by(StoredFile.id).limit(AT_ONCE)).all()
    session().execute(sa.delete(StoredFile).where(StoredFile.id.in_(ids)))
    return len(ids)


def take_loose_bytes(age: timedelta) -> int:
    """Take out of the store what no row names and has lain there for longer. Returns how many went.

    Nothing goes when that would be more than a tenth of the store (or `ALWAYS`, when that is more): then it is likelier that the database is an old copy,
    or that two portals share one store, than that so much was left behind. That is written to the log.
    """
    seen, loose = 0, list[str]()
    lying = storage.store().older_than(age)
    while keys := list(islice(lying, AT_ONCE)):
        seen += len(keys)
        loose += sorted(set(keys) - _named(keys))
    session().rollback()
    if len(loose) > max(ALWAYS, seen * MOST_SHARE):
        log.error("%s of %s files in the store are named by nothing: none is taken out", len(loose), seen)
        return 0
    for key in loose:
        storage.store().delete(key)
    return len(loose)


def _named(keys: Sequence[str]) -> set[str]:
    found = (session().scalars(sa.select(column).where(column.in_(keys))) for column in KEYS)
    return set(chain.from_iterable(found))
