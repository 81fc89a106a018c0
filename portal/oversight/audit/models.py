"""The record: append-only, by triggers in the database; what is sealed is told by the room `chain`."""

import uuid
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portal.core import clock, ids
from portal.core.database import Base


class AuditEntry(Base):
    """One fact: who did what to which object, when. Ids and plain facts only."""

    __tablename__ = "audit_entry"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=ids.new_id)
    at: Mapped[datetime] = mapped_column(default=clock.now)
    kind: Mapped[str] = mapped_column(sa.String(60))
    by_id: Mapped[uuid.UUID | None]
    cluster_id: Mapped[uuid.UUID | None]
    school_id: Mapped[uuid.UUID | None]
    application_id: Mapped[uuid.UUID | None]
    person_id: Mapped[uuid.UUID | None]
    subject_id: Mapped[uuid.UUID | None]
    facts: Mapped[dict[str, Any]]

    __table_args__ = (
        sa.Index("ix_audit_entry_cluster", "cluster_id", "id"),
        sa.Index("ix_audit_entry_school", "school_id", "id"),
        sa.Index("ix_audit_entry_application", "application_id", "id"),
        sa.Index("ix_audit_entry_by", "by_id", "id"),
        sa.Index("ix_audit_entry_person", "person_id", "id"),
        sa.Index("ix_audit_entry_kind", "kind", "id"),
        sa.Index("ix_audit_entry_at", "at", "id"),
    )
