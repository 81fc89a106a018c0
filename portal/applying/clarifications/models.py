"""Clarifications: what is asked, until when, what is answered, and which schools have to sign their part again."""

import uuid
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.applying.applications.models import Application, Stage
from portal.core.database import Record, choice, reference
from portal.core.storage import StoredFile

if TYPE_CHECKING:
    from portal.identity.accounts.models import Person
    from portal.identity.schools.models import School


class ClarificationStatus(StrEnum):
    """Asked: the cluster writes. Sent: its schools sign what is theirs. Answered: sealed. Lapsed: the day passed; the version before stands."""

    ASKED = "asked"
    SENT = "sent"
    ANSWERED = "answered"
    LAPSED = "lapsed"


class Clarification(Record):
    """One asking. `stage_before`: where the application goes on afterwards. `over_holidays`: who asked confirmed a day in the holidays of a school.
    `before_id`, `after_id`: the sealed version that was asked about, and the one with the answers."""

    __tablename__ = "clarification"

    application_id: Mapped[uuid.UUID] = reference("application.id")
    status: Mapped[ClarificationStatus] = choice(ClarificationStatus, default=ClarificationStatus.ASKED)
    stage_before: Mapped[Stage] = choice(Stage)
    asked_by_id: Mapped[uuid.UUID | None] = reference("person.id", index=False)
    due_at: Mapped[datetime]
    over_holidays: Mapped[bool] = mapped_column(default=False)
    before_id: Mapped[uuid.UUID] = reference("application_version.id", index=False)
    after_id: Mapped[uuid.UUID | None] = reference("application_version.id", index=False)
    sent_by_id: Mapped[uuid.UUID | None] = reference("person.id", index=False)
    ended_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)

    application: Mapped[Application] = relationship()
    asked_by: Mapped["Person | None"] = relationship(foreign_keys=[asked_by_id])
    questions: Mapped[list["ClarificationQuestion"]] = relationship(order_by="ClarificationQuestion.id")
    signatures: Mapped[list["ClarificationSignature"]] = relationship(
        back_populates="clarification", order_by="ClarificationSignature.id"
    )

    __table_args__ = (
        sa.Index(
            "uq_clarification_open",
            "application_id",
            unique=True,
            sqlite_where=sa.text("status IN ('asked', 'sent')"),
            postgresql_where=sa.text("status IN ('asked', 'sent')"),
            info={"words": "A question is open for this application already."},
        ),
        sa.CheckConstraint("status <> 'answered' OR after_id IS NOT NULL", name="answered_has_a_version"),
    )


class ClarificationQuestion(Record):
    """One answer of the application that is asked about. `key`: the question, and the school where each answers for itself, as in the sealed copy. `file`: the
    new file, where the answer is one."""

    __tablename__ = "clarification_question"

    clarification_id: Mapped[uuid.UUID] = reference("clarification.id")
    key: Mapped[str] = mapped_column(sa.String(80))
    words: Mapped[str] = mapped_column(sa.Text())
    answer: Mapped[str] = mapped_column(sa.Text(), default="")
    file_id: Mapped[uuid.UUID | None] = reference("stored_file.id", index=False)

    file: Mapped[StoredFile | None] = relationship()

    __table_args__ = (sa.UniqueConstraint("clarification_id", "key", name="uq_clarification_question_key"),)


class ClarificationSignature(Record):
    """A school whose own part changed signs it again."""

    __tablename__ = "clarification_signature"

    clarification_id: Mapped[uuid.UUID] = reference("clarification.id")
    school_id: Mapped[uuid.UUID] = reference("school.id", index=False)
    signed_by_id: Mapped[uuid.UUID | None] = reference("person.id", index=False)
    signed_at: Mapped[datetime | None]

    clarification: Mapped[Clarification] = relationship(back_populates="signatures")
    school: Mapped["School"] = relationship()
    signed_by: Mapped["Person | None"] = relationship()

    @property
    def application(self) -> Application:
        return self.clarification.application

    __table_args__ = (
        sa.UniqueConstraint("clarification_id", "school_id", name="uq_clarification_signature_school"),
        sa.CheckConstraint("(signed_by_id IS NULL) = (signed_at IS NULL)", name="signed_by_someone"),
    )
