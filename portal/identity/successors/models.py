"""Closed entries of registered schools, and the numbers that schools had before."""

import uuid
from datetime import date, datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.core.database import Record, choice, reference
from portal.identity.registers.models import RegisterEntry
from portal.identity.schools.models import School


class ClosureStatus(StrEnum):
    """What became of it: waiting for a choice; another school follows; none follows; the register says that it is open after all."""

    WAITING = "waiting"
    FOLLOWED = "followed"
    ENDED = "ended"
    LIFTED = "lifted"


class SchoolClosure(Record):
    """The register says that a registered school has closed. One at a time waits for each school.

    `successor_entry_id`: the entry that was chosen; `successor_school_id`: the school of that entry, where it was registered here already.
    """

    __tablename__ = "school_closure"

    school_id: Mapped[uuid.UUID] = reference("school.id")
    entry_id: Mapped[uuid.UUID] = reference("register_entry.id")
    closed_on: Mapped[date | None]
    status: Mapped[ClosureStatus] = choice(ClosureStatus, default=ClosureStatus.WAITING)
    successor_entry_id: Mapped[uuid.UUID | None] = reference("register_entry.id", index=False)
    successor_school_id: Mapped[uuid.UUID | None] = reference("school.id", index=False)
    decided_by_id: Mapped[uuid.UUID | None] = reference("person.id", index=False)
    decided_at: Mapped[datetime | None]

    school: Mapped[School] = relationship(foreign_keys=[school_id])
    entry: Mapped[RegisterEntry] = relationship(foreign_keys=[entry_id])
    successor: Mapped[RegisterEntry | None] = relationship(foreign_keys=[successor_entry_id])

    __table_args__ = (
        sa.Index(
            "uq_school_closure_waiting",
            "school_id",
            unique=True,
            sqlite_where=sa.text("status = 'waiting'"),
            postgresql_where=sa.text("status = 'waiting'"),
        ),
    )


class FormerNumber(Record):
    """A number and name that a school had in a register until a day. Rows are kept."""

    __tablename__ = "school_former_number"

    school_id: Mapped[uuid.UUID] = reference("school.id")
    register: Mapped[str] = mapped_column(sa.String(20))
    number: Mapped[str] = mapped_column(sa.String(20))
    name: Mapped[str] = mapped_column(sa.String(200))
    until_on: Mapped[date]
