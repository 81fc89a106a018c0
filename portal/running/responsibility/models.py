"""A transfer, its tasks, and how its funding runs out. Rows are kept."""

import uuid
from datetime import date, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.core.database import Record, choice, reference

if TYPE_CHECKING:
    from portal.forming.clusters.models import Cluster


class Phase(StrEnum):
    """In their order. The funding ends during maintenance, the support does not."""

    PREPARING = "preparing"
    TRAINING = "training"
    TRANSITION = "transition"
    MAINTENANCE = "maintenance"
    ENDED = "ended"
    STOPPED = "stopped"


OPEN = (Phase.PREPARING, Phase.TRAINING, Phase.TRANSITION, Phase.MAINTENANCE)
MAINTENANCE_LASTS = timedelta(days=730)


class Transfer(Record):
    """`body` has supported the cluster; `authority` takes over. `official`: the office that has committed itself, on `committed_on`; without it no phase
    begins. `phase_from_on`: since when the present phase runs."""

    __tablename__ = "responsibility"

    cluster_id: Mapped[uuid.UUID] = reference("cluster.id", index=False)
    body: Mapped[str] = mapped_column(sa.String(200))
    authority: Mapped[str] = mapped_column(sa.String(200))
    official: Mapped[str] = mapped_column(sa.String(200), default="")
    committed_on: Mapped[date | None]
    review_on: Mapped[date]
    phase: Mapped[Phase] = choice(Phase, default=Phase.PREPARING)
    phase_from_on: Mapped[date]
    begun_by_id: Mapped[uuid.UUID | None] = reference("person.id", index=False)
    version: Mapped[int] = mapped_column(default=1)

    cluster: Mapped["Cluster"] = relationship()
    tasks: Mapped[list["TransferTask"]] = relationship(back_populates="transfer", order_by="TransferTask.id")
    funding: Mapped[list["FundingYear"]] = relationship(back_populates="transfer", order_by="FundingYear.year")

    @property
    def is_open(self) -> bool:
        return self.phase in OPEN

    def waiting(self, phase: Phase) -> list["TransferTask"]:
        """Tasks of this phase that nobody has taken over."""
        return [task for task in self.tasks if task.phase == phase and task.taken_on is None]

    __table_args__ = (
        sa.Index(
            "uq_responsibility_open",
            "cluster_id",
            unique=True,
            sqlite_where=sa.text("phase IN ('preparing', 'training', 'transition', 'maintenance')"),
            postgresql_where=sa.text("phase IN ('preparing', 'training', 'transition', 'maintenance')"),
            info={"words": "A transfer goes on in this cluster already."},
        ),
    )


class TransferTask(Record):
    """One thing that the body does and the authority will do, taken over in a phase, by a named office."""

    __tablename__ = "responsibility_task"

    transfer_id: Mapped[uuid.UUID] = reference("responsibility.id")
    cluster_id: Mapped[uuid.UUID] = reference("cluster.id")
    title: Mapped[str] = mapped_column(sa.String(160))
    phase: Mapped[Phase] = choice(Phase)
    due_on: Mapped[date]
    taken_by: Mapped[str] = mapped_column(sa.String(200), default="")
    taken_on: Mapped[date | None]
    noted_by_id: Mapped[uuid.UUID | None] = reference("person.id", index=False)

    transfer: Mapped[Transfer] = relationship(back_populates="tasks")

    @property
    def cluster(self) -> "Cluster":
        """For the policy: whose authority may take it over."""
        return self.transfer.cluster


class FundingYear(Record):
    """What share of the costs the body still pays in a year, in per cent: less, or the same, from year to year."""

    __tablename__ = "responsibility_funding"

    transfer_id: Mapped[uuid.UUID] = reference("responsibility.id", index=False)
    year: Mapped[int]
    share: Mapped[int]

    transfer: Mapped[Transfer] = relationship(back_populates="funding")

    __table_args__ = (
        sa.UniqueConstraint("transfer_id", "year", name="uq_responsibility_funding_year"),
        sa.CheckConstraint("share BETWEEN 0 AND 100", name="share"),
    )
