"""Partnership requests: what one school proposes to another, and what became of it."""

import uuid
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.core.database import Record, choice, reference

if TYPE_CHECKING:
    from portal.forming.clusters.models import Cluster
    from portal.identity.schools.models import School


class RequestStatus(StrEnum):
    """Where a request stands (see workflow.py)."""

    OPEN = "open"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"


class PartnershipRequest(Record):
    """One school asks another. Every teacher of the two schools reads it. One is open at a time between two schools, whoever asks.

    `cluster_id`: the cluster for which the school asks; after an answer, the cluster that the two schools began. `message_digest` tells the same text
    again. `pair_key` names the two schools in one order.
    """

    __tablename__ = "partnership_request"

    from_school_id: Mapped[uuid.UUID] = reference("school.id", index=False)
    to_school_id: Mapped[uuid.UUID] = reference("school.id", index=False)
    pair_key: Mapped[str] = mapped_column(sa.String(80))
    cluster_id: Mapped[uuid.UUID | None] = reference("cluster.id")
    asked_by_id: Mapped[uuid.UUID] = reference("person.id", index=False)
    status: Mapped[RequestStatus] = choice(RequestStatus, default=RequestStatus.OPEN)
    proposal: Mapped[str] = mapped_column(sa.String(160))
    message: Mapped[str] = mapped_column(sa.Text())
    message_digest: Mapped[str] = mapped_column(sa.String(64))
    reason: Mapped[str] = mapped_column(sa.Text(), default="")
    answered_by_id: Mapped[uuid.UUID | None] = reference("person.id", index=False)
    answered_at: Mapped[datetime | None]
    expires_at: Mapped[datetime]

    from_school: Mapped["School"] = relationship(foreign_keys=[from_school_id])
    to_school: Mapped["School"] = relationship(foreign_keys=[to_school_id])
    cluster: Mapped["Cluster | None"] = relationship()

    __table_args__ = (
        sa.Index(
            "uq_partnership_request_open",
            "pair_key",
            unique=True,
            sqlite_where=sa.text("status = 'open'"),
            postgresql_where=sa.text("status = 'open'"),
            info={"words": "A request between your two schools is waiting for an answer already."},
        ),
        sa.Index("ix_partnership_request_from", "from_school_id", "created_at"),
        sa.Index("ix_partnership_request_to", "to_school_id", "created_at"),
        sa.Index("ix_partnership_request_expires", "status", "expires_at"),
    )


def pair_key(one: uuid.UUID, other: uuid.UUID) -> str:
    """The two schools in one order, whoever asks."""
    return ":".join(sorted((one.hex, other.hex)))
