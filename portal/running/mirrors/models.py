"""Invitations to build a partner cluster, and what the leads of two partner clusters write to each other."""

import uuid
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.core.database import Record, choice, reference

if TYPE_CHECKING:
    from portal.forming.clusters.models import Cluster
    from portal.identity.accounts.models import Person
    from portal.running.partnerships.models import Partnership


class MirrorStatus(StrEnum):
    """Where an invitation stands (see workflow.py)."""

    SENT = "sent"
    TAKEN_UP = "taken_up"
    BUILT = "built"
    DECLINED = "declined"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"


class MirrorInvitation(Record):
    """A cluster invites a partner that has no school here yet to build a cluster of its own: one person, reached at one address, by a link that works once.

    `address` is forgotten when the invitation ends without a yes. `taken_by_id`: who used the link; from then on the invitation is theirs.
    `joins`: the school is invited into this very cluster, to take one of its places, and builds none. `twin_id`: the cluster that they built.
    """

    __tablename__ = "mirror_invitation"

    cluster_id: Mapped[uuid.UUID] = reference("cluster.id")
    school_name: Mapped[str] = mapped_column(sa.String(200))
    country: Mapped[str] = mapped_column(sa.String(2))
    contact_name: Mapped[str] = mapped_column(sa.String(120), default="")
    address: Mapped[str] = mapped_column(sa.String(254))
    message: Mapped[str] = mapped_column(sa.Text(), default="")
    joins: Mapped[bool] = mapped_column(default=False)
    status: Mapped[MirrorStatus] = choice(MirrorStatus, default=MirrorStatus.SENT)
    invited_by_id: Mapped[uuid.UUID] = reference("person.id", index=False)
    sent_at: Mapped[datetime]
    times_sent: Mapped[int] = mapped_column(default=1)
    expires_at: Mapped[datetime]
    taken_by_id: Mapped[uuid.UUID | None] = reference("person.id")
    taken_at: Mapped[datetime | None]
    twin_id: Mapped[uuid.UUID | None] = reference("cluster.id", index=False)
    reason: Mapped[str] = mapped_column(sa.Text(), default="")

    cluster: Mapped["Cluster"] = relationship(foreign_keys=[cluster_id])

    __table_args__ = (
        sa.Index(
            "uq_mirror_invitation_open",
            "cluster_id",
            "address",
            unique=True,
            sqlite_where=sa.text("status = 'sent'"),
            postgresql_where=sa.text("status = 'sent'"),
            info={"words": "This address has an invitation already. You can send the link again.", "field": "address"},
        ),
        sa.Index("ix_mirror_invitation_expires", "status", "expires_at"),
    )


class LeadMessage(Record):
    """What one of the leads wrote to the other. `cluster_id`: for which of the two clusters."""

    __tablename__ = "lead_message"

    partnership_id: Mapped[uuid.UUID] = reference("partnership.id", index=False)
    cluster_id: Mapped[uuid.UUID] = reference("cluster.id", index=False)
    author_id: Mapped[uuid.UUID] = reference("person.id", index=False)
    words: Mapped[str] = mapped_column(sa.Text())

    partnership: Mapped["Partnership"] = relationship()
    author: Mapped["Person"] = relationship()

    __table_args__ = (sa.Index("ix_lead_message_partnership", "partnership_id", "id"),)
