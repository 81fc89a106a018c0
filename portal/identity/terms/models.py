"""An authority's dates and the schools that follow them, calendar files that were read, and the hours of a school day.

The dates of a school are rows of `profiles.SchoolPeriod`; whoever wants to know them reads those and nothing else.
"""

import uuid
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.core.database import Record, choice, reference
from portal.identity.profiles.models import PeriodKind

if TYPE_CHECKING:
    from portal.identity.accounts.models import Person
    from portal.identity.organisations.models import Organisation


class AuthorityPeriod(Record):
    """Dates that an authority gives for its schools, both days included. The schools that follow it hold a copy, kept equal by the services."""

    __tablename__ = "authority_period"

    organisation_id: Mapped[uuid.UUID] = reference("organisation.id")
    kind: Mapped[PeriodKind] = choice(PeriodKind)
    name: Mapped[str] = mapped_column(sa.String(80))
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    version: Mapped[int] = mapped_column(default=1)
    removed_at: Mapped[datetime | None]

    organisation: Mapped["Organisation"] = relationship()

    __table_args__ = (sa.CheckConstraint("ends_on >= starts_on", name="days"),)

    @property
    def code(self) -> str | None:
        """The authority's code, which says who may change this."""
        return self.organisation.code


class AuthorityFollower(Record):
    """A school that takes the dates of its authority, from `created_at` until `ended_at`. One at a time."""

    __tablename__ = "authority_follower"

    school_id: Mapped[uuid.UUID] = reference("school.id", index=False)
    organisation_id: Mapped[uuid.UUID] = reference("organisation.id")
    ended_at: Mapped[datetime | None]

    organisation: Mapped["Organisation"] = relationship()

    __table_args__ = (
        sa.Index(
            "uq_authority_follower_live",
            "school_id",
            unique=True,
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
            info={"words": "The school follows an authority already."},
        ),
    )


class TermImport(Record):
    """What was read from a calendar file, before and after it is taken. `found` and `left_out` are the account; the file itself is not kept.

    `found`: {"name", "kind" or None, "starts_on", "ends_on"}; `left_out`: {"name", "why"}, at most the first hundred of `number_left_out`.
    """

    __tablename__ = "term_import"

    school_id: Mapped[uuid.UUID] = reference("school.id")
    by_id: Mapped[uuid.UUID | None] = reference("person.id", index=False)
    file_name: Mapped[str] = mapped_column(sa.String(120))
    found: Mapped[list[dict[str, Any]]] = mapped_column(sa.JSON())
    left_out: Mapped[list[dict[str, Any]]] = mapped_column(sa.JSON())
    number_left_out: Mapped[int]
    taken_at: Mapped[datetime | None]

    by: Mapped["Person | None"] = relationship()


class SchoolHours(Record):
    """When lessons are on a weekday (0 is Monday), on the school's own clocks. Two rows for two shifts."""

    __tablename__ = "school_hours"

    school_id: Mapped[uuid.UUID] = reference("school.id", index=False)
    weekday: Mapped[int]
    opens: Mapped[time] = mapped_column(sa.Time())
    closes: Mapped[time] = mapped_column(sa.Time())

    __table_args__ = (
        sa.UniqueConstraint("school_id", "weekday", "opens", name="uq_school_hours_opens"),
        sa.CheckConstraint("weekday BETWEEN 0 AND 6", name="weekday"),
        sa.CheckConstraint("closes > opens", name="hours"),
    )
