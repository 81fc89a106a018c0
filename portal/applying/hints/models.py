"""Private notes to reviewers."""

import uuid
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.applying.programmes.models import Round
from portal.core.database import Record, reference

if TYPE_CHECKING:
    from portal.identity.accounts.models import Person


class ReviewerHint(Record):
    """What was written to one reviewer of a round about their way of scoring. It names no application."""

    __tablename__ = "reviewer_hint"

    round_id: Mapped[uuid.UUID] = reference("round.id", index=False)
    reviewer_id: Mapped[uuid.UUID] = reference("person.id", index=False)
    author_id: Mapped[uuid.UUID] = reference("person.id", index=False)
    words: Mapped[str] = mapped_column(sa.Text())

    round: Mapped[Round] = relationship()
    reviewer: Mapped["Person"] = relationship(foreign_keys=[reviewer_id])
    author: Mapped["Person"] = relationship(foreign_keys=[author_id])

    __table_args__ = (
        sa.Index("ix_reviewer_hint_reader", "reviewer_id", "round_id", "id"),
        sa.CheckConstraint("author_id <> reviewer_id", name="to_another"),
    )
