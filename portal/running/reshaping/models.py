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
    from portal.identity.schools.models import School


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
    """Proposed by the coordinator of `cluster`, or by the programme. Done when all `voices` have said yes; `coordinator_id`, a contact of
    `lead_school_id`, would coordinate the new cluster of a split."""

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
    voices: Mapped[list["Voice"]] = relationship(order_by="Voice.id")

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


class Voice(Record):
    """Whose yes a proposal needs: the coordination of a cluster (`cluster_id`), the person who would coordinate the new one (`person_id`, and with
    them `school_id`, their school), or one school that would go (`school_id`)."""

    __tablename__ = "reshaping_voice"

    reshaping_id: Mapped[uuid.UUID] = reference("reshaping.id", index=False)
    cluster_id: Mapped[uuid.UUID | None] = reference("cluster.id", index=False)
    school_id: Mapped[uuid.UUID | None] = reference("school.id", index=False)
    person_id: Mapped[uuid.UUID | None] = reference("person.id", index=False)
    agreed_by_id: Mapped[uuid.UUID | None] = reference("person.id", index=False)
    agreed_at: Mapped[datetime | None]

    cluster: Mapped["Cluster | None"] = relationship()
    school: Mapped["School | None"] = relationship()
    person: Mapped["Person | None"] = relationship(foreign_keys=[person_id])

    __table_args__ = (
        sa.CheckConstraint("(cluster_id IS NULL) <> (school_id IS NULL)", name="whose"),
        sa.CheckConstraint("person_id IS NULL OR school_id IS NOT NULL", name="person"),
        sa.CheckConstraint("agreed_by_id IS NULL OR agreed_at IS NOT NULL", name="agreed"),
        sa.UniqueConstraint("reshaping_id", "school_id", name="uq_reshaping_voice_school"),
        sa.UniqueConstraint("reshaping_id", "cluster_id", name="uq_reshaping_voice_cluster"),
    )
