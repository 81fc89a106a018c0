"""A run of the allocation of a round, and what reviewers say of themselves.

What a run proposes are reviews that nobody is told of (`ReviewStatus.PROPOSED`).
"""

import uuid
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.applying.programmes.models import Round
from portal.core.database import Record, choice, reference

if TYPE_CHECKING:
    from portal.identity.accounts.models import Person

_ALIVE = "status IN ('asked', 'working', 'proposed', 'releasing')"


class AllocationStatus(StrEnum):
    """Where a run stands (see workflow.py)."""

    ASKED = "asked"
    WORKING = "working"
    PROPOSED = "proposed"
    RELEASING = "releasing"
    RELEASED = "released"
    CANCELLED = "cancelled"
    FAILED = "failed"


class Allocation(Record):
    """One run. `each`: readers for each application; `most`: how many more a reviewer is given at most; `turns`: how many of the `each` turns are done;
    `error`: the name of what went wrong."""

    __tablename__ = "allocation"

    round_id: Mapped[uuid.UUID] = reference("round.id", index=False)
    status: Mapped[AllocationStatus] = choice(AllocationStatus, default=AllocationStatus.ASKED)
    each: Mapped[int]
    most: Mapped[int]
    turns: Mapped[int] = mapped_column(default=0)
    error: Mapped[str] = mapped_column(sa.String(60), default="")
    asked_by_id: Mapped[uuid.UUID | None] = reference("person.id", index=False)
    released_by_id: Mapped[uuid.UUID | None] = reference("person.id", index=False)
    ended_at: Mapped[datetime | None]

    round: Mapped[Round] = relationship()
    asked_by: Mapped["Person | None"] = relationship(foreign_keys=[asked_by_id])

    __table_args__ = (
        sa.Index("ix_allocation_round", "round_id"),
        sa.Index(
            "uq_allocation_alive",
            "round_id",
            unique=True,
            sqlite_where=sa.text(_ALIVE),
            postgresql_where=sa.text(_ALIVE),
            info={"words": "Reviewers are being chosen for this round already."},
        ),
        sa.CheckConstraint("each >= 1 AND most >= 1", name="some_readers"),
        sa.CheckConstraint(
            "status NOT IN ('releasing', 'released') OR released_by_id IS NOT NULL", name="released_by_someone"
        ),
    )


class ReviewerProfile(Record):
    """What a reviewer knows well (themes, one on each line), and how many applications they can read in a round at most (None: no limit of theirs)."""

    __tablename__ = "reviewer_profile"

    person_id: Mapped[uuid.UUID] = reference("person.id", index=False)
    themes: Mapped[str] = mapped_column(sa.Text(), default="")
    most: Mapped[int | None]

    __table_args__ = (
        sa.UniqueConstraint("person_id", name="uq_reviewer_profile_person"),
        sa.CheckConstraint("most IS NULL OR most >= 0", name="not_below_nothing"),
    )
