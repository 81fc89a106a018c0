"""What a search reads of a school: one row for each verified school, kept by whoever changes what it says."""

import uuid
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple, Self

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.core import clock
from portal.core.database import Base, choice, reference
from portal.identity.profiles.models import Looking, Setting

if TYPE_CHECKING:
    from portal.identity.schools.models import School

STALE_AFTER = timedelta(days=120)  # the longest school holidays and some weeks
QUIET_AFTER = timedelta(days=100)


class SchoolListing(Base):
    """A school as others find it. No person's name, no address of a person.

    `facts` holds lists of codes (or the school's own words): phases, languages, themes, tools, affiliations, specialisms, surroundings.
    `active_at` is the day of the last sign of life (midnight UTC); the newest come first. `quiet_told_at`: when its contacts were told that it will
    soon be left out. `reply_hours` is how long the school usually takes to answer, None as long as nobody knows. `words` is what the index holds.
    The table is never batch-altered: the index hangs on its row ids.
    """

    __tablename__ = "school_listing"

    id: Mapped[int] = mapped_column(sa.Integer(), sa.Identity(), primary_key=True, autoincrement=True)
    school_id: Mapped[uuid.UUID] = reference("school.id", index=False)
    name: Mapped[str] = mapped_column(sa.String(200))
    country: Mapped[str] = mapped_column(sa.String(2))
    nation: Mapped[str] = mapped_column(sa.String(6), default="")
    town: Mapped[str] = mapped_column(sa.String(120), default="")
    authority_code: Mapped[str] = mapped_column(sa.String(10), default="")
    authority_name: Mapped[str] = mapped_column(sa.String(120), default="")
    zone: Mapped[str] = mapped_column(sa.String(60))
    setting: Mapped[Setting | None] = choice(Setting)
    low_age: Mapped[int | None]
    high_age: Mapped[int | None]
    pupils: Mapped[int | None]
    facts: Mapped[dict[str, list[str]]] = mapped_column(sa.JSON(), default=dict)
    looking: Mapped[Looking] = choice(Looking, default=Looking.NO)
    looking_for: Mapped[str] = mapped_column(sa.String(600), default="")
    partners_wanted: Mapped[int | None]
    looking_until: Mapped[date | None]
    is_listed: Mapped[bool] = mapped_column(default=True)
    active_at: Mapped[datetime]
    quiet_told_at: Mapped[datetime | None]
    reply_hours: Mapped[int | None]
    words: Mapped[str] = mapped_column(sa.Text(), default="")
    version: Mapped[int] = mapped_column(default=1)
    updated_at: Mapped[datetime] = mapped_column(default=clock.now)

    school: Mapped["School"] = relationship()

    __table_args__ = (
        sa.UniqueConstraint("school_id", name="uq_school_listing_school"),
        sa.Index("ix_school_listing_order", "active_at", "id", "country"),
    )

    def is_stale(self, now: datetime) -> bool:
        """Has nobody of the school been seen for so long that it is no longer shown to searchers?"""
        return self.active_at < now - STALE_AFTER

    @property
    def may_be_asked(self) -> bool:
        return self.is_listed and self.looking != Looking.NO


class Found(NamedTuple):
    """What is shown of a listing: the columns of its row that a page needs, in this order."""

    id: int
    school_id: uuid.UUID
    name: str
    country: str
    nation: str
    town: str
    authority_code: str
    authority_name: str
    zone: str
    setting: Setting | None
    low_age: int | None
    high_age: int | None
    pupils: int | None
    facts: dict[str, list[str]]
    looking: Looking
    looking_for: str
    partners_wanted: int | None
    looking_until: date | None
    active_at: datetime
    reply_hours: int | None

    @classmethod
    def of(cls, listing: SchoolListing) -> Self:
        return cls(*(getattr(listing, name) for name in cls._fields))


SHOWN = tuple(getattr(SchoolListing, name) for name in Found._fields)
