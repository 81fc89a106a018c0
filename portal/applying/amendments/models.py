"""A change that a cluster asks for while its award runs."""

import uuid
from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.applying.applications.models import Application
from portal.applying.awards.models import Award
from portal.core.database import Record, choice, reference


class ChangeAbout(StrEnum):
    MONEY = "money"
    PLAN = "plan"
    TIME = "time"
    PARTNER = "partner"
    OTHER = "other"


class ChangeStatus(StrEnum):
    ASKED = "asked"
    AGREED = "agreed"
    REFUSED = "refused"
    TAKEN_BACK = "taken_back"


class AwardChange(Record):
    """What shall be different (`wanted`), why (`reason`), and what the programme said (`note`). One at a time waits for an answer."""

    __tablename__ = "award_change"

    award_id: Mapped[uuid.UUID] = reference("award.id", index=False)
    about: Mapped[ChangeAbout] = choice(ChangeAbout)
    status: Mapped[ChangeStatus] = choice(ChangeStatus, default=ChangeStatus.ASKED)
    wanted: Mapped[str] = mapped_column(sa.Text())
    reason: Mapped[str] = mapped_column(sa.Text())
    asked_by_id: Mapped[uuid.UUID] = reference("person.id", index=False)
    note: Mapped[str] = mapped_column(sa.Text(), default="")
    answered_by_id: Mapped[uuid.UUID | None] = reference("person.id", index=False)
    answered_at: Mapped[datetime | None]

    award: Mapped[Award] = relationship()

    @property
    def application(self) -> Application:
        """Whose award it is, for the policy."""
        return self.award.application

    __table_args__ = (
        sa.Index("ix_award_change_award", "award_id", "id"),
        sa.Index(
            "uq_award_change_asked",
            "award_id",
            unique=True,
            sqlite_where=sa.text("status = 'asked'"),
            postgresql_where=sa.text("status = 'asked'"),
            info={"words": "A change is asked for already. The programme answers it first, or you take it back."},
        ),
        sa.CheckConstraint(
            "status NOT IN ('agreed', 'refused') OR (answered_by_id IS NOT NULL AND answered_at IS NOT NULL)",
            name="answered_by_someone",
        ),
    )
