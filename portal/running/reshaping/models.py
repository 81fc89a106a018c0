"""A proposal to merge or split clusters, and what came of it. Rows are kept: a cluster that was merged leads to the other one for ever."""

import uuid
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.core.database import Record, choice, reference

if TYPE_CHECKING:
    from portal.forming.clusters.models import Cluster
    from portal.identity.accounts.models import Person


class ReshapingKind(StrEnum):
    """merge: `cluster` goes into `other_cluster` and closes. split: `school_ids` leave `cluster` for a new one, `other_cluster` once it is done."""

    MERGE = "merge"
    SPLIT = "split"


class ReshapingStatus(StrEnum):
    PROPOSED = "proposed"
    DONE = "done"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


class Reshaping(Record):
    """Proposed by the coordinator of `cluster`; answered by the coordinator of the other cluster, or by who will coordinate the new one
    (`coordinator_id`, a contact of its lead school `lead_school_id`)."""

    __tablename__ = "reshaping"

    kind: Mapped[ReshapingKind] = choice(ReshapingKind)
    cluster_id: Mapped[uuid.UUID] = reference("cluster.id", index=False)
    other_cluster_id: Mapped[uuid.UUID | None] = reference("cluster.id")
    status: Mapped[ReshapingStatus] = choice(ReshapingStatus, default=ReshapingStatus.PROPOSED)
    name: Mapped[str] = mapped_column(sa.String(120), default="")
    school_ids: Mapped[list[Any]] = mapped_column(sa.JSON(), default=list)
    lead_school_id: Mapped[uuid.UUID | None] = reference("school.id")
    coordinator_id: Mapped[uuid.UUID | None] = reference("person.id")
    words: Mapped[str] = mapped_column(sa.Text(), default="")
    proposed_by_id: Mapped[uuid.UUID | None] = reference("person.id", index=False)
    answered_by_id: Mapped[uuid.UUID | None] = reference("person.id", index=False)
    answered_at: Mapped[datetime | None]

    cluster: Mapped["Cluster"] = relationship(foreign_keys=[cluster_id])
    other_cluster: Mapped["Cluster | None"] = relationship(foreign_keys=[other_cluster_id])
    coordinator: Mapped["Person | None"] = relationship(foreign_keys=[coordinator_id])

    __table_args__ = (
        sa.CheckConstraint("cluster_id <> other_cluster_id", name="two_clusters"),
        sa.Index(
            "uq_reshaping_open",
            "cluster_id",
            unique=True,
            sqlite_where=sa.text("status = 'proposed'"),
            postgresql_where=sa.text("status = 'proposed'"),
            info={
                "words": "Something is proposed for this cluster already. Answer it or take it back first.",
                "field": "name",
            },
        ),
        sa.Index("ix_reshaping_merged", "cluster_id", "kind", "status"),
    )
