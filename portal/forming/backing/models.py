"""Records of support, and the two looks back after it ended. Rows are kept."""

import uuid
from collections.abc import Sequence
from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.core.database import Record, choice, reference

if TYPE_CHECKING:
    from portal.forming.clusters.models import Cluster
    from portal.identity.organisations.models import Organisation


class Help(StrEnum):
    """What kind of help it is."""

    TRAINING = "training"
    MONEY = "money"
    MATERIALS = "materials"
    MENTOR = "mentor"
    PEOPLE = "people"
    OTHER = "other"


class SupportRecord(Record):
    """A body (one that the portal knows, or by its name) supports a cluster from a day, until a day or for the time being (`until_on` None)."""

    __tablename__ = "support_record"

    cluster_id: Mapped[uuid.UUID] = reference("cluster.id", index=False)
    organisation_id: Mapped[uuid.UUID | None] = reference("organisation.id")
    agency: Mapped[str] = mapped_column(sa.String(200))
    folded_agency: Mapped[str] = mapped_column(sa.String(200), index=True)
    help: Mapped[Help] = choice(Help)
    from_on: Mapped[date]
    until_on: Mapped[date | None] = mapped_column(index=True)
    words: Mapped[str] = mapped_column(sa.Text(), default="")
    noted_by_id: Mapped[uuid.UUID | None] = reference("person.id", index=False)
    version: Mapped[int] = mapped_column(default=1)

    cluster: Mapped["Cluster"] = relationship()
    organisation: Mapped["Organisation | None"] = relationship()
    checks: Mapped[list["SupportCheck"]] = relationship(back_populates="record", order_by="SupportCheck.months")

    def is_now(self, today: date) -> bool:
        """Is the cluster supported by it today?"""
        return self.from_on <= today and (self.until_on is None or self.until_on >= today)

    def beside(self, others: Sequence["SupportRecord"]) -> list["SupportRecord"]:
        """Which of these run at the same time."""
        ends = self.until_on or date.max
        return [o for o in others if o.id != self.id and o.from_on <= ends and (o.until_on or date.max) >= self.from_on]

    __table_args__ = (
        sa.CheckConstraint("until_on IS NULL OR until_on >= from_on", name="in_order"),
        sa.Index("ix_support_record_cluster", "cluster_id", "from_on", "until_on"),
    )


class Goes(StrEnum):
    """How a cluster does after support ended."""

    WELL = "well"
    HARDER = "harder"
    STOPPED = "stopped"


CHECKS = (6, 12)
"""Months after the end."""


class SupportCheck(Record):
    """A look back, 6 or 12 months after support ended: owed by the coordinator on `due_on`, answered once."""

    __tablename__ = "support_check"

    record_id: Mapped[uuid.UUID] = reference("support_record.id", index=False)
    cluster_id: Mapped[uuid.UUID] = reference("cluster.id")
    months: Mapped[int]
    due_on: Mapped[date]
    goes: Mapped[Goes | None] = choice(Goes, nullable=True)
    words: Mapped[str] = mapped_column(sa.Text(), default="")
    answered_by_id: Mapped[uuid.UUID | None] = reference("person.id", index=False)
    answered_at: Mapped[datetime | None]

    record: Mapped[SupportRecord] = relationship(back_populates="checks")

    __table_args__ = (sa.UniqueConstraint("record_id", "months", name="uq_support_check_months"),)
