"""The files of answers that were emptied by age: first the bytes, then the rows, so that what breaks off in between is taken up by the next run."""

import uuid
from collections.abc import Sequence
from datetime import timedelta

import sqlalchemy as sa

from portal.applying.applications.models import Answer
from portal.core import storage
from portal.core.actors import SYSTEM, Actor
from portal.core.database import Base, session
from portal.core.perform import perform
from portal.core.storage import StoredFile

AT_ONCE = 200


def take_emptied_files(_kept_for: timedelta | None = None) -> int:
    """Take away, with its bytes, each file that only emptied answers name. One that a later application took over stays with that one. Returns how many
    went."""
    taken = 0
    while found := _emptied():
        session().rollback()
        for _file_id, key in found:
            storage.store().delete(key)
        perform(_drop, by=SYSTEM, file_ids=[file_id for file_id, _key in found])
        taken += len(found)
    session().rollback()
    return taken


def _emptied() -> Sequence[tuple[uuid.UUID, str]]:
    """Files, with their keys, that an answer without words names, and nothing else. Whoever takes a file out of an answer leaves no row that names it."""
    named = sa.select(Answer.file_id).where(Answer.file_id.is_not(None))
    query = sa.select(StoredFile.id, StoredFile.key).where(
        StoredFile.id.in_(named.where(Answer.text == "")), StoredFile.id.not_in(named.where(Answer.text != ""))
    )
    for column in naming_a_file():
        if column.table.name == Answer.__tablename__:
            continue
        query = query.where(StoredFile.id.not_in(sa.select(column).where(column.is_not(None))))
    return [(row.id, row.key) for row in session().execute(query.order_by(StoredFile.id).limit(AT_ONCE))]


def naming_a_file() -> list[sa.Column[uuid.UUID]]:
    """Every column that may name a file."""
    return [
        key.parent
        for table in Base.metadata.sorted_tables
        for key in table.foreign_keys
        if key.target_fullname == "stored_file.id"
    ]


def _drop(*, by: Actor, file_ids: list[uuid.UUID]) -> None:
    held = session()
    held.execute(sa.update(Answer).where(Answer.file_id.in_(file_ids)).values(file_id=None))
    held.execute(sa.delete(StoredFile).where(StoredFile.id.in_(file_ids)))
