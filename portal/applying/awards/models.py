"""Decisions (held until a second person releases them) and awards."""

import uuid
from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.applying.applications.models import Application
from portal.core.database import Record, choice, reference

if TYPE_CHECKING:
    from portal.identity.schools.models import School


class Outcome(StrEnum):
    APPROVED = "approved"
    CONDITIONAL = "conditional"
    RESERVE = "reserve"
    DECLINED = "declined"


class Decision(Record):
    """The outcome of an application. Nothing of it is visible outside the decision group before `released_at`, set by a second person."""

    __tablename__ = "decision"

    application_id: Mapped[uuid.UUID] = reference("application.id")
    outcome: Mapped[Outcome] = choice(Outcome)
    reasons: Mapped[str] = mapped_column(sa.Text())
    conditions: Mapped[str] = mapped_column(sa.Text(), default="")
    feedback: Mapped[str] = mapped_column(sa.Text())
    letter: Mapped[str] = mapped_column(sa.Text())
    decided_by_id: Mapped[uuid.UUID] = reference("person.id", index=False)
    decided_at: Mapped[datetime]
    letter_read_at: Mapped[datetime | None]
    released_by_id: Mapped[uuid.UUID | None] = reference("person.id", index=False)
    released_at: Mapped[datetime | None]
    replaced_at: Mapped[datetime | None]
    accept_by: Mapped[date | None]

    application: Mapped[Application] = relationship()

    __table_args__ = (
        sa.Index(
            "uq_decision_live",
            "application_id",
            unique=True,
            sqlite_where=sa.text("replaced_at IS NULL"),
            postgresql_where=sa.text("replaced_at IS NULL"),
            info={"words": "This application has a decision already."},
        ),
        sa.CheckConstraint("released_at IS NULL OR released_by_id IS NOT NULL", name="released_by_someone"),
        sa.CheckConstraint("released_by_id IS NULL OR released_by_id <> decided_by_id", name="second_person"),
        sa.CheckConstraint("released_at IS NULL OR letter_read_at IS NOT NULL", name="letter_was_read"),
        sa.CheckConstraint("outcome <> 'conditional' OR conditions <> ''", name="conditions_named"),
    )


class AwardStatus(StrEnum):
    OFFERED = "offered"
    ACCEPTED = "accepted"
    DECLINED = "declined"


class Award(Record):
    """What an approved cluster is offered; accepted when every school has said yes."""

    __tablename__ = "award"

    application_id: Mapped[uuid.UUID] = reference("application.id")
    cluster_id: Mapped[uuid.UUID] = reference("cluster.id")
    status: Mapped[AwardStatus] = choice(AwardStatus, default=AwardStatus.OFFERED)
    terms: Mapped[str] = mapped_column(sa.Text(), default="")
    accepted_at: Mapped[datetime | None]

    application: Mapped[Application] = relationship()
    acceptances: Mapped[list["AwardAcceptance"]] = relationship(back_populates="award", order_by="AwardAcceptance.id")

    __table_args__ = (sa.UniqueConstraint("application_id", name="uq_award_application"),)


class AwardAcceptance(Record):
    """One school's yes."""

    __tablename__ = "award_acceptance"

    award_id: Mapped[uuid.UUID] = reference("award.id")
    school_id: Mapped[uuid.UUID] = reference("school.id")
    person_id: Mapped[uuid.UUID | None] = reference("person.id", index=False)
    accepted_at: Mapped[datetime | None]

    award: Mapped[Award] = relationship(back_populates="acceptances")
    school: Mapped["School"] = relationship()

    __table_args__ = (sa.UniqueConstraint("award_id", "school_id", name="uq_award_acceptance_school"),)
