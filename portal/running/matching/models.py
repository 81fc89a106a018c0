"""What a cluster looks for, and what one cluster asks another."""

import uuid
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.core.database import Record, choice, reference
from portal.forming.approaches.models import RequestStatus

if TYPE_CHECKING:
    from portal.forming.clusters.models import Cluster

KINDS = ("countries", "themes", "settings", "languages")


class ClusterWish(Record):
    """What a cluster says of the partner cluster that it looks for, and what others see of it: one row for each cluster that ever looked.

    `wanted` and `facts` hold lists of codes by kind (`KINDS`; `facts` knows `phases` too): what is looked for, and what the cluster's own schools say of
    themselves. `schools` counts its member schools. Both are kept by whoever changes the cluster, and looked over once a day.
    """

    __tablename__ = "cluster_wish"

    cluster_id: Mapped[uuid.UUID] = reference("cluster.id", index=False)
    is_looking: Mapped[bool] = mapped_column(default=False)
    looking_for: Mapped[str] = mapped_column(sa.String(600), default="")
    schools_wanted: Mapped[int | None]
    looking_until: Mapped[date | None]
    wanted: Mapped[dict[str, Any]] = mapped_column(default=dict)
    facts: Mapped[dict[str, Any]] = mapped_column(default=dict)
    schools: Mapped[int] = mapped_column(default=0)
    kept_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)

    cluster: Mapped["Cluster"] = relationship()

    __table_args__ = (
        sa.UniqueConstraint("cluster_id", name="uq_cluster_wish_cluster"),
        sa.Index("ix_cluster_wish_looking", "is_looking", "kept_at"),
    )


class ClusterRequest(Record):
    """One cluster asks another to be its partner cluster. One is open at a time between two clusters, whoever asks.

    `message_digest` tells the same text again; `pair_key` names the two clusters in one order; `partnership_id` is what a yes has opened.
    """

    __tablename__ = "cluster_request"

    from_cluster_id: Mapped[uuid.UUID] = reference("cluster.id", index=False)
    to_cluster_id: Mapped[uuid.UUID] = reference("cluster.id", index=False)
    pair_key: Mapped[str] = mapped_column(sa.String(80))
    asked_by_id: Mapped[uuid.UUID] = reference("person.id", index=False)
    status: Mapped[RequestStatus] = choice(RequestStatus, default=RequestStatus.OPEN)
    proposal: Mapped[str] = mapped_column(sa.String(160))
    message: Mapped[str] = mapped_column(sa.Text())
    message_digest: Mapped[str] = mapped_column(sa.String(64))
    reason: Mapped[str] = mapped_column(sa.Text(), default="")
    answered_by_id: Mapped[uuid.UUID | None] = reference("person.id", index=False)
    answered_at: Mapped[datetime | None]
    expires_at: Mapped[datetime]
    partnership_id: Mapped[uuid.UUID | None] = reference("partnership.id", index=False)

    from_cluster: Mapped["Cluster"] = relationship(foreign_keys=[from_cluster_id])
    to_cluster: Mapped["Cluster"] = relationship(foreign_keys=[to_cluster_id])

    __table_args__ = (
        sa.Index(
            "uq_cluster_request_open",
            "pair_key",
            unique=True,
            sqlite_where=sa.text("status = 'open'"),
            postgresql_where=sa.text("status = 'open'"),
            info={"words": "A request between your two clusters is waiting for an answer already."},
        ),
        sa.Index("ix_cluster_request_from", "from_cluster_id", "created_at"),
        sa.Index("ix_cluster_request_to", "to_cluster_id", "created_at"),
        sa.Index("ix_cluster_request_expires", "status", "expires_at"),
    )
