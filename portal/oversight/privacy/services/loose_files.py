"""Files that nothing names any more: the row when an answer, a piece of evidence or a message was given another file, the bytes when a form broke off
after its file had been laid in the store.

First the rows, then the bytes that no row names: what breaks off in between is taken up by the next run. A file that a sealed application names stays, also
where a school has given its evidence another one since: that application was signed with it.
"""

import logging
import uuid
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from itertools import chain, islice
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import InstrumentedAttribute

from portal.applying.applications.content import sealed_files
from portal.applying.applications.models import Application, ApplicationVersion, VersionStatus
from portal.core import storage
from portal.core.actors import Actor
from portal.core.database import session
from portal.core.storage import Scan, StoredFile
from portal.forming.clusters.models import ClusterMembership
from portal.oversight.privacy.services.emptied_files import naming_a_file
from portal.oversight.workbooks.models import Workbook
from portal.running.board.models import PostFile
from portal.running.reshaping.models import Reshaping, ReshapingStatus

AT_ONCE = 200
KEYS: tuple[InstrumentedAttribute[Any], ...] = (StoredFile.key, PostFile.small_key, Workbook.key)
"""Every column that holds the key of bytes in the store."""
MOST_SHARE = 0.1
ALWAYS = 500
log = logging.getLogger(__name__)


def take_loose_rows(before: datetime, *, by: Actor) -> int:
    """Rows of files made before this moment that no column and no sealed copy names. What the virus scanner holds stays: that it was found is told there.
    A deed for `perform`; returns how many went, at most `AT_ONCE`."""
    taken: list[uuid.UUID] = []
    after: uuid.UUID | None = None
    while len(taken) < AT_ONCE and (found := _named_by_no_column(before, after)):
        sealed = _named_in_sealed_copies({row.school_id for row in found if row.school_id is not None})
        taken += [row.id for row in found if str(row.id) not in sealed]
        after = found[-1].id
    taken = taken[:AT_ONCE]
    session().execute(sa.delete(StoredFile).where(StoredFile.id.in_(taken)))
    return len(taken)


def _named_by_no_column(before: datetime, after: uuid.UUID | None) -> Sequence[Any]:
    query = sa.select(StoredFile.id, StoredFile.school_id)
    query = query.where(StoredFile.created_at < before, StoredFile.scan != Scan.HELD)
    if after is not None:
        query = query.where(StoredFile.id > after)
    for column in naming_a_file():
        # joined, since SQLite makes an index for a join and none for NOT EXISTS
        query = query.outerjoin(column.table, column == StoredFile.id).where(column.is_(None))
    return session().execute(query.order_by(StoredFile.id).limit(AT_ONCE)).all()


def _named_in_sealed_copies(school_ids: Collection[uuid.UUID]) -> set[str]:
    """The files in the sealed copies of the clusters in which these schools are or were. A copy whose words went by age holds nothing back."""
    versions = (
        sa.select(ApplicationVersion.sealed_content)
        .join(Application, Application.id == ApplicationVersion.application_id)
        .where(Application.cluster_id.in_(_clusters_of(school_ids)), ApplicationVersion.status == VersionStatus.SEALED)
        .order_by(ApplicationVersion.id)
    )
    named = set[str]()
    for facts in session().scalars(versions.execution_options(yield_per=50)):
        if facts and not facts.get("removed_on"):
            named |= {str(file["id"]) for _home_only, file in sealed_files(facts)}
    return named


def _clusters_of(school_ids: Collection[uuid.UUID]) -> set[uuid.UUID]:
    """The clusters of these schools, and those into which they went: applications go along."""
    places = sa.select(ClusterMembership.cluster_id).where(ClusterMembership.school_id.in_(school_ids)).distinct()
    found = fresh = set(session().scalars(places))
    while fresh:
        into = sa.select(Reshaping.other_cluster_id).where(
            Reshaping.cluster_id.in_(fresh), Reshaping.status == ReshapingStatus.DONE
        )
        fresh = {key for key in session().scalars(into) if key is not None} - found
        found = found | fresh
    return found


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
