"""The journal of readings: append-only, by triggers in the database. Ids alone, no names, no words."""

import uuid
from datetime import date, datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portal.core import clock, ids
from portal.core.database import Base, Record, choice


class ReadingKind(StrEnum):
    """What was read. `reviews`: reviews, scores and names of reviewers of an application; the id is the application's."""

    REPORT = "report"
    REVIEWS = "reviews"
    APPLICATION = "application"
    MESSAGE = "message"
    MEDIATION = "mediation"
    DATA_REQUEST = "data_request"
    SCHOOL_DOCUMENT = "school_document"
    ACCOUNT = "account"
    SUPPORT_NOTES = "support_notes"
    VISIT_SAFETY = "visit_safety"
    RULE_BREAK = "rule_break"
    BREACH = "breach"
    DECISION = "decision"
    READ_ONLY = "read_only"
    HIDING = "hiding"
    EVIDENCE = "evidence"
    ROUND_SCORES = "round_scores"
    APPLICATION_FILE = "application_file"


class Reading(Base):
    """One person read one record, at least once in the hour that began at `hour` (UTC); `at`: the first time in it."""

    __tablename__ = "reading"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=ids.new_id)
    at: Mapped[datetime] = mapped_column(default=clock.now)
    hour: Mapped[datetime]
    person_id: Mapped[uuid.UUID]
    kind: Mapped[ReadingKind] = choice(ReadingKind)
    subject_id: Mapped[uuid.UUID]
    cluster_id: Mapped[uuid.UUID | None]

    __table_args__ = (
        sa.UniqueConstraint("person_id", "kind", "subject_id", "hour", name="uq_reading_once_an_hour"),
        sa.Index("ix_reading_subject", "subject_id", "at", "id"),
        sa.Index("ix_reading_at", "at", "id"),
    )


class ReadingMonth(Record):
    """A month that was summed up and told. `month`: its first day."""

    __tablename__ = "reading_month"

    month: Mapped[date] = mapped_column(unique=True)
    readers: Mapped[int]
    records: Mapped[int]
