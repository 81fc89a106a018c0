"""Rows that are laid in one go, each at a moment of its own: what would take minutes deed by deed takes a second."""

import uuid
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from portal.core import ids
from portal.core.database import session
from portal.core.events import Event
from portal.oversight.audit.models import AuditEntry


class Rows:
    """Rows by table, in the order in which the tables were first named. `lay` puts them into the database as part of the running transaction."""

    def __init__(self) -> None:
        self.waiting: dict[Any, list[dict[str, Any]]] = {}

    def add(self, table: Any, at: datetime, /, **values: Any) -> uuid.UUID:
        """One row, made at `at`. Answers its id."""
        key = id_at(at)
        self.waiting.setdefault(table, []).append({"id": key, "created_at": at, "updated_at": at, **values})
        return key

    def note(self, event: Event, at: datetime) -> None:
        """The fact goes into the record, as `audit.services.enter` writes it, at `at`."""
        about = {name: getattr(event, name) for name in ("by_id", "cluster_id", "school_id", "application_id")}
        row = about | {"person_id": event.person_id, "subject_id": event.subject_id, "facts": event.facts()}
        self.waiting.setdefault(AuditEntry, []).append({"id": id_at(at), "at": at, "kind": event.kind(), **row})

    def lay(self) -> None:
        """Write what waits, table by table. Rows of one table that differ in what they name are written apart."""
        for table, rows in self.waiting.items():
            alike: dict[frozenset[str], list[dict[str, Any]]] = {}
            for row in rows:
                alike.setdefault(frozenset(row), []).append(row)
            for some in alike.values():
                session().execute(sa.insert(table.__table__), some)
        self.waiting = {}
        session().expire_all()


def id_at(moment: datetime) -> uuid.UUID:
    """A key that says that it was made at this moment."""
    with ids.made_at(moment):
        return ids.new_id()
