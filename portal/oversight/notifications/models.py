"""What a person was told, on the page of notices. The mail that goes with it is a row of the outbox."""

import uuid
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.database import Record, reference


class Notification(Record):
    """One notice to one person. `title` is ready to show; `path` leads to what it is about. Never confidential content."""

    __tablename__ = "notification"

    person_id: Mapped[uuid.UUID] = reference("person.id", index=False)
    kind: Mapped[str] = mapped_column(sa.String(60))
    title: Mapped[str] = mapped_column(sa.String(300))
    path: Mapped[str] = mapped_column(sa.String(300), default="/what-needs-me")
    cluster_id: Mapped[uuid.UUID | None] = reference("cluster.id")
    read_at: Mapped[datetime | None]
    once: Mapped[str | None] = mapped_column(sa.String(200), unique=True)

    __table_args__ = (sa.Index("ix_notification_person", "person_id", "id"),)
