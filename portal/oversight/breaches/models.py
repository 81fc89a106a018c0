"""A breach of personal data and what was done about it (UK GDPR, Articles 33 and 34). Rows are kept."""

import uuid
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.core.database import Record, choice, reference

if TYPE_CHECKING:
    from portal.identity.accounts.models import Person


class Risk(StrEnum):
    """How likely it is that somebody is harmed by it."""

    UNLIKELY = "unlikely"
    LIKELY = "likely"
    HIGH = "high"


class Breach(Record):
    """One breach. `number`: its reference. `known_at`: when we came to know of it; the 72 hours run from then. `about_people`: how many it concerns, as far as
    it is known."""

    __tablename__ = "breach"

    number: Mapped[str] = mapped_column(sa.String(20), unique=True)
    known_at: Mapped[datetime]
    description: Mapped[str] = mapped_column(sa.Text())
    about_people: Mapped[int | None]
    risk: Mapped[Risk] = choice(Risk)
    by_id: Mapped[uuid.UUID | None] = reference("person.id", index=False)
    regulator_at: Mapped[datetime | None]
    people_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]

    steps: Mapped[list["BreachStep"]] = relationship(order_by="BreachStep.id", back_populates="breach")


class StepKind(StrEnum):
    """What was done. The regulator is the Information Commissioner's Office (ICO)."""

    NOTE = "note"
    REGULATOR_TOLD = "regulator_told"
    REGULATOR_NOT_NEEDED = "regulator_not_needed"
    PEOPLE_TOLD = "people_told"
    PEOPLE_NOT_NEEDED = "people_not_needed"
    CLOSED = "closed"


class BreachStep(Record):
    """One thing that was done about a breach, and why."""

    __tablename__ = "breach_step"

    breach_id: Mapped[uuid.UUID] = reference("breach.id")
    kind: Mapped[StepKind] = choice(StepKind)
    words: Mapped[str] = mapped_column(sa.Text())
    by_id: Mapped[uuid.UUID | None] = reference("person.id", index=False)

    breach: Mapped[Breach] = relationship(back_populates="steps")
    by: Mapped["Person | None"] = relationship()
