"""Safeguarding declarations. A new one takes the place of the old; rows are kept."""

import uuid
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.core.database import Record, choice, reference

if TYPE_CHECKING:
    from portal.identity.accounts.models import Person
    from portal.identity.schools.models import School


class Rules(StrEnum):
    """Whose rules the school follows. National or ministry rules are as good abroad as ours are here."""

    NATIONAL = "national"
    MINISTRY = "ministry"
    AUTHORITY = "authority"
    OWN = "own"


class SafeguardingDeclaration(Record):
    """Three answers: who (lead and deputy, and how they are reached), which rules, reviewed when. Valid until the end of `expires_on`."""

    __tablename__ = "safeguarding_declaration"

    school_id: Mapped[uuid.UUID] = reference("school.id")
    lead_name: Mapped[str] = mapped_column(sa.String(120))
    lead_reach: Mapped[str] = mapped_column(sa.String(200))
    deputy_name: Mapped[str] = mapped_column(sa.String(120))
    deputy_reach: Mapped[str] = mapped_column(sa.String(200), default="")
    rules: Mapped[Rules] = choice(Rules)
    rules_words: Mapped[str] = mapped_column(sa.String(300), default="")
    policy_link: Mapped[str] = mapped_column(sa.String(500), default="")
    reviewed_on: Mapped[date]
    expires_on: Mapped[date]
    made_by_id: Mapped[uuid.UUID | None] = reference("person.id", index=False)
    is_current: Mapped[bool] = mapped_column(default=True)

    school: Mapped["School"] = relationship()
    made_by: Mapped["Person | None"] = relationship()

    __table_args__ = (
        sa.Index(
            "uq_safeguarding_declaration_current",
            "school_id",
            unique=True,
            sqlite_where=sa.text("is_current"),
            postgresql_where=sa.text("is_current"),
            info={"words": "Someone of your school has renewed the answers just now. Please look again."},
        ),
        sa.Index("ix_safeguarding_declaration_expires", "expires_on"),
    )
