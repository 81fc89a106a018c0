"""A sending of results, and each application in it."""

import uuid
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.applying.awards.models import Decision
from portal.core.database import Record, choice, reference

if TYPE_CHECKING:
    from portal.applying.programmes.models import Round
    from portal.identity.accounts.models import Person

ALONE_UP_TO = 20
_LIVE = sa.text("status IN ('asked', 'running')")


class ReleaseStatus(StrEnum):
    """asked: waits for a second person. running: is being sent."""

    ASKED = "asked"
    RUNNING = "running"
    DONE = "done"
    CANCELLED = "cancelled"


class Release(Record):
    """Results that are sent together. `digest` is that of the list that was shown: who is told of what; `people`: how many."""

    __tablename__ = "release"

    round_id: Mapped[uuid.UUID] = reference("round.id")
    status: Mapped[ReleaseStatus] = choice(ReleaseStatus, default=ReleaseStatus.ASKED)
    asked_by_id: Mapped[uuid.UUID] = reference("person.id", index=False)
    digest: Mapped[str] = mapped_column(sa.String(64))
    people: Mapped[int]
    confirmed_by_id: Mapped[uuid.UUID | None] = reference("person.id", index=False)
    confirmed_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]

    round: Mapped["Round"] = relationship()
    asked_by: Mapped["Person"] = relationship(foreign_keys=[asked_by_id])
    confirmed_by: Mapped["Person | None"] = relationship(foreign_keys=[confirmed_by_id])
    items: Mapped[list["ReleaseItem"]] = relationship(back_populates="release", order_by="ReleaseItem.id")

    __table_args__ = (
        sa.CheckConstraint(
            f"status IN ('asked', 'cancelled') OR people <= {ALONE_UP_TO} OR (confirmed_by_id IS NOT NULL AND confirmed_by_id <> asked_by_id)",
            name="many_need_a_second_person",
        ),
        sa.Index(
            "uq_release_live",
            "round_id",
            unique=True,
            sqlite_where=_LIVE,
            postgresql_where=_LIVE,
            info={"words": "Results of this round are being sent already."},
        ),
    )


class ItemStatus(StrEnum):
    """refused: it could not be sent; `words` say why."""

    WAITING = "waiting"
    SENT = "sent"
    REFUSED = "refused"


class ReleaseItem(Record):
    """One application of a sending. Sent in a transaction of its own, in which this row says so."""

    __tablename__ = "release_item"

    release_id: Mapped[uuid.UUID] = reference("release.id", index=False)
    decision_id: Mapped[uuid.UUID] = reference("decision.id")
    status: Mapped[ItemStatus] = choice(ItemStatus, default=ItemStatus.WAITING)
    words: Mapped[str] = mapped_column(sa.Text(), default="")
    done_at: Mapped[datetime | None]

    release: Mapped[Release] = relationship(back_populates="items")
    decision: Mapped[Decision] = relationship()

    __table_args__ = (sa.UniqueConstraint("release_id", "decision_id", name="uq_release_item_decision"),)
