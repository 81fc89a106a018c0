"""Partnerships and pairs."""

import uuid
from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.core.database import Record, choice, reference

if TYPE_CHECKING:
    from portal.forming.clusters.models import Cluster
    from portal.identity.accounts.models import Person
    from portal.identity.schools.models import School


class PartnershipShape(StrEnum):
    """bilateral: pairs inside a supporting cluster. joint: one joint-project network. mirrored: two clusters, each with its own lead."""

    BILATERAL = "bilateral"
    JOINT = "joint"
    MIRRORED = "mirrored"


class PartnershipStatus(StrEnum):
    EXPLORING = "exploring"
    ACTIVE = "active"
    PAUSED = "paused"
    MAINTENANCE = "maintenance"
    ENDED = "ended"


class Growth(StrEnum):
    """How well the schools know each other: new until a year has passed, three activities are done, or the coordinator says so."""

    NEW = "new"
    ESTABLISHED = "established"


class Stage(StrEnum):
    """Where a partnership stands, as pages say it: made of its status and its growth, stored nowhere."""

    LOOKING = "looking"
    NEW = "new"
    ESTABLISHED = "established"
    PAUSED = "paused"
    MAINTENANCE = "maintenance"
    ENDED = "ended"


SILENT_AFTER_DAYS, SOONEST, LATEST = 28, 7, 180


class Partnership(Record):
    """What a cluster keeps up with its partner schools. A partnership needs no award; an award may open one (`award_id`, a bare id:
    awards belong to a wing above).

    In a mirrored partnership `partner_cluster_id` is the twin; its schools then share this cluster's board and calendar.
    `silent_after_days`: after so many silent school days (days outside the holidays of either end) somebody is asked to say hello.
    """

    __tablename__ = "partnership"

    cluster_id: Mapped[uuid.UUID] = reference("cluster.id")
    partner_cluster_id: Mapped[uuid.UUID | None] = reference("cluster.id")
    name: Mapped[str] = mapped_column(sa.String(160))
    shape: Mapped[PartnershipShape] = choice(PartnershipShape, default=PartnershipShape.BILATERAL)
    status: Mapped[PartnershipStatus] = choice(PartnershipStatus, default=PartnershipStatus.EXPLORING)
    award_id: Mapped[uuid.UUID | None]
    opened_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    reason: Mapped[str] = mapped_column(sa.Text(), default="")
    restart_on: Mapped[date | None]
    paused_at: Mapped[datetime | None]
    growth: Mapped[Growth] = choice(Growth, default=Growth.NEW, server_default="new")
    silent_after_days: Mapped[int] = mapped_column(default=SILENT_AFTER_DAYS, server_default=str(SILENT_AFTER_DAYS))
    version: Mapped[int] = mapped_column(default=1)

    cluster: Mapped["Cluster"] = relationship(foreign_keys=[cluster_id])
    partner_cluster: Mapped["Cluster | None"] = relationship(foreign_keys=[partner_cluster_id])
    pairs: Mapped[list["Pair"]] = relationship(back_populates="partnership", order_by="Pair.id")

    __table_args__ = (
        sa.Index(
            "uq_partnership_twins",
            "cluster_id",
            "partner_cluster_id",
            unique=True,
            sqlite_where=sa.text("status <> 'ended'"),
            postgresql_where=sa.text("status <> 'ended'"),
        ),
    )

    @property
    def stage(self) -> Stage:
        """Looking for partners, new, established, on hold, keeping in touch, or ended."""
        return _STAGES.get(self.status, Stage(self.growth.value))

    def allows(self, command: str) -> bool:
        """Is this possible at this stage?"""
        from portal.running.partnerships.workflow import (
            GROWTH,
            PARTNERSHIP,
        )  # the tables are made of the statuses above

        if command == "establish":
            return self.status == PartnershipStatus.ACTIVE and GROWTH.allows(self, command)
        return PARTNERSHIP.allows(self, command)


class ShapeChange(Record):
    """A partnership was given another shape: nothing else of it was changed. The rows are its history of shapes."""

    __tablename__ = "partnership_shape_change"

    partnership_id: Mapped[uuid.UUID] = reference("partnership.id")
    before: Mapped[PartnershipShape] = choice(PartnershipShape)
    after: Mapped[PartnershipShape] = choice(PartnershipShape)
    by_id: Mapped[uuid.UUID | None] = reference("person.id", index=False)

    by: Mapped["Person | None"] = relationship()


_STAGES = {
    PartnershipStatus.EXPLORING: Stage.LOOKING,
    PartnershipStatus.PAUSED: Stage.PAUSED,
    PartnershipStatus.MAINTENANCE: Stage.MAINTENANCE,
    PartnershipStatus.ENDED: Stage.ENDED,
}


class PairStatus(StrEnum):
    PROPOSED = "proposed"
    AGREED = "agreed"
    ENDED = "ended"


class Pair(Record):
    """A school here linked with a school there. A replacement school inherits the pair as a new row that names the old one.

    `spare_school_id`: the partner school to turn to when the one of the pair falls away.
    """

    __tablename__ = "pair"

    partnership_id: Mapped[uuid.UUID] = reference("partnership.id")
    home_school_id: Mapped[uuid.UUID] = reference("school.id")
    partner_school_id: Mapped[uuid.UUID] = reference("school.id")
    status: Mapped[PairStatus] = choice(PairStatus, default=PairStatus.PROPOSED)
    proposed_by_school_id: Mapped[uuid.UUID | None] = reference("school.id", index=False)
    agreed_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    inherits_id: Mapped[uuid.UUID | None] = reference("pair.id")
    spare_school_id: Mapped[uuid.UUID | None] = reference("school.id", index=False)

    partnership: Mapped[Partnership] = relationship(back_populates="pairs")
    home_school: Mapped["School"] = relationship(foreign_keys=[home_school_id])
    partner_school: Mapped["School"] = relationship(foreign_keys=[partner_school_id])

    __table_args__ = (
        sa.Index(
            "uq_pair_live",
            "partnership_id",
            "home_school_id",
            "partner_school_id",
            unique=True,
            sqlite_where=sa.text("status <> 'ended'"),
            postgresql_where=sa.text("status <> 'ended'"),
            info={"words": "These two schools are linked already.", "field": "partner_school"},
        ),
    )

    @property
    def asked_school_id(self) -> uuid.UUID:
        """The school whose word is waited for: the other one than the one that proposed (the coordinator proposes for the home school)."""
        return self.home_school_id if self.proposed_by_school_id == self.partner_school_id else self.partner_school_id

    @property
    def is_live(self) -> bool:
        return self.status != PairStatus.ENDED
