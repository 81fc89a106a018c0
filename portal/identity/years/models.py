"""The yearly round of a school."""

import uuid
from datetime import date, datetime
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.core.database import Record, reference

if TYPE_CHECKING:
    from portal.identity.accounts.models import Person
    from portal.identity.schools.models import School


class SchoolYear(Record):
    """One school year of a school: who is confirmed, and what the head said.

    `begins_on`: the day the year begins there (see `calendar`). `members_due_at`: until when the contact says who still works there; `notices` counts what
    those who are not confirmed were told, at `noticed_at`. `head_due_at`: until when the head is asked to say yes; `letters` counts the letters to the head,
    the last at `written_at`. `refused_at`: the head said that something has changed; a new letter makes it empty.
    """

    __tablename__ = "school_year"

    school_id: Mapped[uuid.UUID] = reference("school.id", index=False)
    begins_on: Mapped[date]
    members_due_at: Mapped[datetime]
    members_confirmed_at: Mapped[datetime | None]
    members_confirmed_by_id: Mapped[uuid.UUID | None] = reference("person.id", index=False)
    notices: Mapped[int] = mapped_column(default=0)
    noticed_at: Mapped[datetime | None]
    members_ended_at: Mapped[datetime | None]
    head_due_at: Mapped[datetime]
    letters: Mapped[int] = mapped_column(default=0)
    written_at: Mapped[datetime | None]
    refused_at: Mapped[datetime | None]
    agreed_at: Mapped[datetime | None]
    agreed_by_id: Mapped[uuid.UUID | None] = reference("person.id", index=False)

    school: Mapped["School"] = relationship()
    agreed_by: Mapped["Person | None"] = relationship(foreign_keys=[agreed_by_id])

    __table_args__ = (
        sa.UniqueConstraint("school_id", "begins_on", name="uq_school_year_school"),
        sa.Index(
            "ix_school_year_unsaid",
            "head_due_at",
            sqlite_where=sa.text("agreed_at IS NULL"),
            postgresql_where=sa.text("agreed_at IS NULL"),
        ),
        sa.Index(
            "ix_school_year_unconfirmed",
            "members_due_at",
            sqlite_where=sa.text("members_confirmed_at IS NULL AND members_ended_at IS NULL"),
            postgresql_where=sa.text("members_confirmed_at IS NULL AND members_ended_at IS NULL"),
        ),
    )
