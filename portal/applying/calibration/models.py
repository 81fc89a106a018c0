"""Sample applications, what each reviewer gave on their own, and the score that the panel agreed on. None of it is read by any result."""

import uuid
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.applying.programmes.models import Round
from portal.core.database import Record, choice, reference

if TYPE_CHECKING:
    from portal.identity.accounts.models import Person


class SampleStatus(StrEnum):
    """Where a sample stands (see workflow.py)."""

    DRAFT = "draft"
    OPEN = "open"
    AGREED = "agreed"
    ENDED = "ended"


class CalibrationSample(Record):
    """A text that all reviewers of a round score for practice: a sealed version of an earlier round without names, or words that staff wrote.

    `cluster_id`: who applied with it then; whoever has a conflict of interest with them is not asked and does not see it. `hidden`: what staff had taken
    out besides, one on each line. `due_at`: until when the reviewers score it.
    """

    __tablename__ = "calibration_sample"

    round_id: Mapped[uuid.UUID] = reference("round.id")
    title: Mapped[str] = mapped_column(sa.String(120))
    words: Mapped[str] = mapped_column(sa.Text(), default="")
    source_version_id: Mapped[uuid.UUID | None] = reference("application_version.id", index=False)
    cluster_id: Mapped[uuid.UUID | None] = reference("cluster.id", index=False)
    hidden: Mapped[str] = mapped_column(sa.Text(), default="")
    status: Mapped[SampleStatus] = choice(SampleStatus, default=SampleStatus.DRAFT)
    due_at: Mapped[datetime | None]
    made_by_id: Mapped[uuid.UUID | None] = reference("person.id", index=False)
    agreed_by_id: Mapped[uuid.UUID | None] = reference("person.id", index=False)
    agreed_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)

    round: Mapped[Round] = relationship()

    __table_args__ = (
        sa.UniqueConstraint(
            "round_id",
            "source_version_id",
            name="uq_calibration_sample_source",
            info={"words": "This application is a sample of the round already."},
        ),
        sa.CheckConstraint("(source_version_id IS NULL) = (words <> '')", name="one_text"),
        sa.CheckConstraint("(source_version_id IS NULL) = (cluster_id IS NULL)", name="source_has_its_cluster"),
        sa.CheckConstraint("status NOT IN ('open', 'agreed') OR due_at IS NOT NULL", name="open_until_a_day"),
        sa.CheckConstraint(
            "(status = 'agreed') = (agreed_at IS NOT NULL) AND (agreed_at IS NULL) = (agreed_by_id IS NULL)",
            name="agreed_by_someone",
        ),
    )


class CalibrationReading(Record):
    """What one reviewer gave for a sample; nobody else reads it before it was sent, and it is not changed after."""

    __tablename__ = "calibration_reading"

    sample_id: Mapped[uuid.UUID] = reference("calibration_sample.id", index=False)
    reviewer_id: Mapped[uuid.UUID] = reference("person.id")
    sent_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)

    reviewer: Mapped["Person"] = relationship()

    __table_args__ = (sa.UniqueConstraint("sample_id", "reviewer_id", name="uq_calibration_reading"),)


class CalibrationScore(Record):
    """0 to 5 on one criterion, and why. Empty as long as it is not given."""

    __tablename__ = "calibration_score"

    reading_id: Mapped[uuid.UUID] = reference("calibration_reading.id", index=False)
    criterion_id: Mapped[uuid.UUID] = reference("criterion.id", index=False)
    score: Mapped[int | None]
    words: Mapped[str] = mapped_column(sa.Text(), default="")

    __table_args__ = (
        sa.UniqueConstraint("reading_id", "criterion_id", name="uq_calibration_score"),
        sa.CheckConstraint("score IS NULL OR (score >= 0 AND score <= 5)", name="zero_to_five"),
    )


class AgreedScore(Record):
    """What the panel agreed on for one criterion of a sample, and why."""

    __tablename__ = "agreed_score"

    sample_id: Mapped[uuid.UUID] = reference("calibration_sample.id", index=False)
    criterion_id: Mapped[uuid.UUID] = reference("criterion.id", index=False)
    score: Mapped[int]
    words: Mapped[str] = mapped_column(sa.Text())

    __table_args__ = (
        sa.UniqueConstraint("sample_id", "criterion_id", name="uq_agreed_score"),
        sa.CheckConstraint("score >= 0 AND score <= 5", name="zero_to_five"),
    )
