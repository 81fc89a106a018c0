"""Templates of letters, one for each programme and outcome."""

import uuid
from collections.abc import Mapping
from enum import StrEnum
from typing import TYPE_CHECKING, ClassVar

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.core.bilingual import Bilingual
from portal.core.database import Record, choice, reference

if TYPE_CHECKING:
    from portal.applying.programmes.models import Programme


class Outcome(StrEnum):
    """What can become of an application."""

    APPROVED = "approved"
    CONDITIONAL = "conditional"
    RESERVE = "reserve"
    DECLINED = "declined"
    INELIGIBLE = "ineligible"


class LetterTemplate(Bilingual, Record):
    """The words of a programme for one outcome. Where a programme has none, those of `defaults.py` are used."""

    __tablename__ = "letter_template"
    WELSH_FIELDS: ClassVar[Mapping[str, int]] = {"letter": 8000}

    programme_id: Mapped[uuid.UUID] = reference("programme.id", index=False)
    outcome: Mapped[Outcome] = choice(Outcome)
    letter: Mapped[str] = mapped_column(sa.Text())
    version: Mapped[int] = mapped_column(default=1)
    edited_by_id: Mapped[uuid.UUID | None] = reference("person.id", index=False)

    programme: Mapped["Programme"] = relationship()

    __table_args__ = (sa.UniqueConstraint("programme_id", "outcome", name="uq_letter_template_outcome"),)
