"""What was taken out, by whom and what for."""

import uuid
from enum import StrEnum
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.core.database import Record, choice, reference

if TYPE_CHECKING:
    from portal.identity.accounts.models import Person


class Purpose(StrEnum):
    """What an export is for."""

    AUDIT = "audit"
    BREACH = "breach"
    COMPLAINT = "complaint"
    REPORTING = "reporting"
    SUPPORT = "support"


class ExportNote(Record):
    """One table that left the portal. `what`: which one, a code; `chosen`: which part of it; `rows`: how many; `words`: what it is for, in the words of
    who took it."""

    __tablename__ = "export_note"

    what: Mapped[str] = mapped_column(sa.String(40))
    chosen: Mapped[str] = mapped_column(sa.String(200), default="")
    rows: Mapped[int]
    purpose: Mapped[Purpose] = choice(Purpose)
    words: Mapped[str] = mapped_column(sa.Text())
    by_id: Mapped[uuid.UUID | None] = reference("person.id")

    by: Mapped["Person | None"] = relationship()
