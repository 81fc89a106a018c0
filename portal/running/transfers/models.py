"""One rule for each country, and notes of who has read it for a school."""

import uuid
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.core.database import Record, reference

if TYPE_CHECKING:
    from portal.identity.accounts.models import Person
    from portal.identity.schools.models import School


class TransferRule(Record):
    """What holds for a country (ISO 3166-1). `is_covered`: the United Kingdom and the European Union hold that its law protects people as well as theirs, so
    nothing has to be said. `words` are what the programme adds. A new version is read again."""

    __tablename__ = "transfer_rule"

    country: Mapped[str] = mapped_column(sa.String(2))
    is_covered: Mapped[bool] = mapped_column(default=False)
    words: Mapped[str] = mapped_column(sa.Text(), default="")
    version: Mapped[int] = mapped_column(default=1)

    __table_args__ = (sa.UniqueConstraint("country", name="uq_transfer_rule_country"),)


class TransferNote(Record):
    """A person read, for their school, what is shared with schools in this country, at `created_at`."""

    __tablename__ = "transfer_note"

    school_id: Mapped[uuid.UUID] = reference("school.id", index=False)
    rule_id: Mapped[uuid.UUID] = reference("transfer_rule.id", index=False)
    rule_version: Mapped[int]
    person_id: Mapped[uuid.UUID] = reference("person.id")

    school: Mapped["School"] = relationship()
    rule: Mapped[TransferRule] = relationship()
    person: Mapped["Person"] = relationship()

    __table_args__ = (sa.UniqueConstraint("school_id", "rule_id", "rule_version", name="uq_transfer_note_school_rule"),)
