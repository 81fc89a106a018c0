"""Who looks after a cluster, and what they noted. Rows are kept."""

import uuid
from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.core.database import Record, choice, reference

if TYPE_CHECKING:
    from portal.identity.accounts.models import Person


class ClusterAdviser(Record):
    """Someone of the programme's staff looks after a cluster: from when the row was made until `ended_at`. `supported_until`: the last day of the support, if
    there is one; `next_contact_on`: when they want to be in touch next."""

    __tablename__ = "cluster_adviser"

    cluster_id: Mapped[uuid.UUID] = reference("cluster.id")
    adviser_id: Mapped[uuid.UUID] = reference("person.id")
    given_by_id: Mapped[uuid.UUID | None] = reference("person.id", index=False)
    supported_until: Mapped[date | None]
    next_contact_on: Mapped[date | None]
    ended_at: Mapped[datetime | None]

    adviser: Mapped["Person"] = relationship(foreign_keys=[adviser_id])

    __table_args__ = (
        sa.Index(
            "uq_cluster_adviser_live",
            "cluster_id",
            unique=True,
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
            info={"words": "Somebody else has just given this cluster an adviser. Please look again."},
        ),
    )


class ContactKind(StrEnum):
    """How somebody was in touch; `note` is a note without a contact."""

    CALL = "call"
    MAIL = "mail"
    MEETING = "meeting"
    VISIT = "visit"
    NOTE = "note"


class SupportNote(Record):
    """What somebody of the staff noted about a cluster. Read by the staff and the auditors, never by the schools."""

    __tablename__ = "support_note"

    cluster_id: Mapped[uuid.UUID] = reference("cluster.id", index=False)
    author_id: Mapped[uuid.UUID | None] = reference("person.id")
    kind: Mapped[ContactKind] = choice(ContactKind)
    on: Mapped[date] = mapped_column("contact_on")
    words: Mapped[str] = mapped_column(sa.Text())

    author: Mapped["Person | None"] = relationship()

    __table_args__ = (sa.Index("ix_support_note_cluster", "cluster_id", "id"),)
