"""The sheet of a school: one row, changed by its people."""

import uuid
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.core.database import Record, choice, reference

if TYPE_CHECKING:
    from portal.identity.schools.models import School


class Backing(StrEnum):
    """How far the head, or the governors, stand behind it."""

    YES = "yes"
    TOLD = "told"
    NOT_YET = "not_yet"


class Share(StrEnum):
    """What share of the pupils is reached, in words; nobody counts by origin."""

    FEW = "few"
    QUARTER = "quarter"
    HALF = "half"
    MOST = "most"
    ALL = "all"


class SupportSheet(Record):
    """Head, governors, how many of the staff and of the classes take part, what share of the pupils is reached."""

    __tablename__ = "support_sheet"

    school_id: Mapped[uuid.UUID] = reference("school.id", index=False)
    head: Mapped[Backing] = choice(Backing)
    governors: Mapped[Backing] = choice(Backing)
    staff: Mapped[int]
    classes: Mapped[int]
    share: Mapped[Share] = choice(Share)
    words: Mapped[str] = mapped_column(sa.Text(), default="")
    checked_on: Mapped[date]
    filled_by_id: Mapped[uuid.UUID | None] = reference("person.id", index=False)
    version: Mapped[int] = mapped_column(default=1)

    school: Mapped["School"] = relationship()

    __table_args__ = (
        sa.UniqueConstraint(
            "school_id",
            name="uq_support_sheet_school",
            info={"words": "Someone of your school has filled the sheet already. Please look again."},
        ),
        sa.CheckConstraint("staff >= 0 AND classes >= 0", name="counts"),
    )
