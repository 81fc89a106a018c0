"""Which cluster belongs to which larger one, and notices that go up and down. Rows are kept."""

import uuid
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.core.database import Record, choice, reference

if TYPE_CHECKING:
    from portal.forming.clusters.models import Cluster


class LinkStatus(StrEnum):
    ASKED = "asked"
    JOINED = "joined"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    LEFT = "left"


MOST_LEVELS = 3
MOST_BELOW = 150
"""So many clusters can stand below one, on all levels together: every page of the whole stays bounded."""


class SubCluster(Record):
    """`child` is, was or may become part of `parent`. `asked_by_child`: which of the two asked; the other one answers.

    `membership_id`: the place that the child's lead school was given in the parent when it came, to speak for it there.
    """

    __tablename__ = "sub_cluster"

    child_id: Mapped[uuid.UUID] = reference("cluster.id")
    parent_id: Mapped[uuid.UUID] = reference("cluster.id")
    status: Mapped[LinkStatus] = choice(LinkStatus, default=LinkStatus.ASKED)
    asked_by_child: Mapped[bool]
    words: Mapped[str] = mapped_column(sa.Text(), default="")
    asked_by_id: Mapped[uuid.UUID | None] = reference("person.id", index=False)
    answered_by_id: Mapped[uuid.UUID | None] = reference("person.id", index=False)
    membership_id: Mapped[uuid.UUID | None] = reference("cluster_membership.id", index=False)
    joined_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]

    child: Mapped["Cluster"] = relationship(foreign_keys=[child_id])
    parent: Mapped["Cluster"] = relationship(foreign_keys=[parent_id])

    @property
    def asked_id(self) -> uuid.UUID:
        """The cluster that answers."""
        return self.parent_id if self.asked_by_child else self.child_id

    __table_args__ = (
        sa.CheckConstraint("child_id <> parent_id", name="two_clusters"),
        sa.Index(
            "uq_sub_cluster_one_parent",
            "child_id",
            unique=True,
            sqlite_where=sa.text("status = 'joined'"),
            postgresql_where=sa.text("status = 'joined'"),
            info={"words": "This cluster is part of a larger one already.", "field": "name"},
        ),
        sa.Index(
            "uq_sub_cluster_open",
            "child_id",
            "parent_id",
            unique=True,
            sqlite_where=sa.text("status IN ('asked', 'joined')"),
            postgresql_where=sa.text("status IN ('asked', 'joined')"),
            info={"words": "These two clusters have asked each other already.", "field": "name"},
        ),
    )


class Way(StrEnum):
    """down: from a larger cluster to all within it. up: to the larger cluster."""

    DOWN = "down"
    UP = "up"


class GroupNotice(Record):
    """A few lines from the coordinator of one cluster to those below it, or to the one above."""

    __tablename__ = "group_notice"

    cluster_id: Mapped[uuid.UUID] = reference("cluster.id")
    way: Mapped[Way] = choice(Way)
    title: Mapped[str] = mapped_column(sa.String(120))
    words: Mapped[str] = mapped_column(sa.Text(), default="")
    written_by_id: Mapped[uuid.UUID | None] = reference("person.id")

    cluster: Mapped["Cluster"] = relationship()
