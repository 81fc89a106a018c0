"""Reports of an award, what each school says in them, how their days moved, and instalments."""

import uuid
from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.applying.applications.models import Application
from portal.applying.awards.models import Award, AwardStatus
from portal.core.database import Record, choice, reference

if TYPE_CHECKING:
    from portal.identity.accounts.models import Person
    from portal.identity.schools.models import School


class ReportKind(StrEnum):
    INTERIM = "interim"
    FINAL = "final"


class ReportStatus(StrEnum):
    """due: to be written. returned: the programme asks for more. accepted and waived are its last word."""

    DUE = "due"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    ACCEPTED = "accepted"
    WAIVED = "waived"


SETTLED = frozenset({ReportStatus.ACCEPTED, ReportStatus.WAIVED})
TO_WRITE = frozenset({ReportStatus.DUE, ReportStatus.RETURNED})


def is_late(
    status: ReportStatus, due_on: date, submitted_at: datetime | None, held_since: datetime | None, today: date
) -> bool:
    """Its day has passed and it is neither accepted nor waived; one that was sent in time is not late while the programme reads it, and none becomes late
    while the award is on hold."""
    if status in SETTLED or today <= due_on:
        return False
    if held_since is not None and held_since.date() <= due_on:
        return False
    sent_in_time = submitted_at is not None and submitted_at.date() <= due_on
    return not (status == ReportStatus.SUBMITTED and sent_in_time)


class AwardReport(Record):
    """A report to the programme, about the days from `from_on` until it is sent. `round_id`: of the application behind the award. `figures` are filled in when
    it is sent, and stand. `missing`: why the words of the partner school are not in it. `spent`: whole units of the award's currency.
    `hold_on`: told with the first word that it is late: the award is put on hold on this day if it has not come."""

    __tablename__ = "award_report"

    award_id: Mapped[uuid.UUID] = reference("award.id", index=False)
    round_id: Mapped[uuid.UUID] = reference("round.id", index=False)
    number: Mapped[int]
    kind: Mapped[ReportKind] = choice(ReportKind)
    from_on: Mapped[date]
    due_on: Mapped[date]
    status: Mapped[ReportStatus] = choice(ReportStatus, default=ReportStatus.DUE)
    went_well: Mapped[str] = mapped_column(sa.Text(), default="")
    learned: Mapped[str] = mapped_column(sa.Text(), default="")
    spending: Mapped[str] = mapped_column(sa.Text(), default="")
    spent: Mapped[int | None] = mapped_column(sa.BigInteger())
    missing: Mapped[str] = mapped_column(sa.Text(), default="")
    figures: Mapped[dict[str, Any] | None]
    asked_at: Mapped[datetime | None]
    reminded_at: Mapped[datetime | None]
    hold_on: Mapped[date | None]
    submitted_by_id: Mapped[uuid.UUID | None] = reference("person.id", index=False)
    submitted_at: Mapped[datetime | None]
    note: Mapped[str] = mapped_column(sa.Text(), default="")
    judged_by_id: Mapped[uuid.UUID | None] = reference("person.id", index=False)
    judged_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)

    award: Mapped[Award] = relationship()
    voices: Mapped[list["ReportVoice"]] = relationship(back_populates="report", order_by="ReportVoice.id")
    moves: Mapped[list["ReportMove"]] = relationship(back_populates="report", order_by="ReportMove.id")

    @property
    def application(self) -> Application:
        """Whose report it is, for the policy."""
        return self.award.application

    def is_late(self, today: date) -> bool:
        """See `is_late`."""
        return is_late(self.status, self.due_on, self.submitted_at, self.award.suspended_at, today)

    def is_to_write(self, today: date) -> bool:
        """Can the cluster write and send it? While the award goes on; on hold only one that is late, which stays late until it is accepted or waived."""
        goes_on = self.award.status == AwardStatus.ACTIVE
        late = self.award.status == AwardStatus.SUSPENDED and self.is_late(today)
        return self.status in TO_WRITE and (goes_on or late)

    __table_args__ = (
        sa.UniqueConstraint("award_id", "number", name="uq_award_report_number"),
        sa.Index("ix_award_report_due", "status", "due_on"),
        sa.Index("ix_award_report_round", "round_id", "due_on", "id"),
        sa.CheckConstraint("status <> 'submitted' OR (submitted_at IS NOT NULL AND figures IS NOT NULL)", name="sent_with_figures"),
        sa.CheckConstraint(
            "status NOT IN ('accepted', 'waived') OR (judged_by_id IS NOT NULL AND judged_at IS NOT NULL)", name="settled_by_someone"
        ),
        sa.CheckConstraint("status NOT IN ('waived', 'returned') OR note <> ''", name="said_why"),
    )  # fmt: skip


class ReportVoice(Record):
    """What one school says in a report, in its own words."""

    __tablename__ = "report_voice"

    report_id: Mapped[uuid.UUID] = reference("award_report.id", index=False)
    school_id: Mapped[uuid.UUID] = reference("school.id", index=False)
    author_id: Mapped[uuid.UUID | None] = reference("person.id", index=False)
    words: Mapped[str] = mapped_column(sa.Text())

    report: Mapped[AwardReport] = relationship(back_populates="voices")
    school: Mapped["School"] = relationship()

    __table_args__ = (sa.UniqueConstraint("report_id", "school_id", name="uq_report_voice_school"),)


class ReportMove(Record):
    """A report's day was moved: from, to, why and by whom. None: the award was on hold for so long."""

    __tablename__ = "report_move"

    report_id: Mapped[uuid.UUID] = reference("award_report.id")
    from_on: Mapped[date]
    to_on: Mapped[date]
    reason: Mapped[str] = mapped_column(sa.Text())
    moved_by_id: Mapped[uuid.UUID | None] = reference("person.id", index=False)

    report: Mapped[AwardReport] = relationship(back_populates="moves")
    moved_by: Mapped["Person | None"] = relationship()

    __table_args__ = (sa.CheckConstraint("reason <> '' AND to_on <> from_on", name="for_a_reason"),)


class InstalmentStatus(StrEnum):
    PLANNED = "planned"
    PAID = "paid"
    CANCELLED = "cancelled"


class Instalment(Record):
    """A part of the money of an award, in whole units of its currency."""

    __tablename__ = "award_instalment"

    award_id: Mapped[uuid.UUID] = reference("award.id", index=False)
    number: Mapped[int]
    amount: Mapped[int] = mapped_column(sa.BigInteger())
    due_on: Mapped[date]
    status: Mapped[InstalmentStatus] = choice(InstalmentStatus, default=InstalmentStatus.PLANNED)
    payment_mark: Mapped[str] = mapped_column(sa.String(80), default="")
    paid_on: Mapped[date | None]
    paid_by_id: Mapped[uuid.UUID | None] = reference("person.id", index=False)

    award: Mapped[Award] = relationship()

    @property
    def application(self) -> Application:
        """Whose money it is, for the policy."""
        return self.award.application

    __table_args__ = (
        sa.UniqueConstraint("award_id", "number", name="uq_award_instalment_number"),
        sa.CheckConstraint("amount > 0", name="something"),
        sa.CheckConstraint("status <> 'paid' OR (paid_on IS NOT NULL AND paid_by_id IS NOT NULL)", name="paid_by_someone"),
    )  # fmt: skip
