"""One review for each cluster and school year, and what the schools add."""

import uuid
from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.core.database import Record, choice, reference

if TYPE_CHECKING:
    from portal.forming.clusters.models import Cluster
    from portal.identity.schools.models import School


class AnnualStatus(StrEnum):
    OPEN = "open"
    SENT = "sent"


class AnnualReview(Record):
    """`from_on` and `until_on`: the stretch it tells of, both days included. `figures`: what was counted when it was sent, never changed after."""

    __tablename__ = "annual_review"

    cluster_id: Mapped[uuid.UUID] = reference("cluster.id", index=False)
    year: Mapped[int]
    status: Mapped[AnnualStatus] = choice(AnnualStatus, default=AnnualStatus.OPEN)
    from_on: Mapped[date]
    until_on: Mapped[date]
    went_well: Mapped[str] = mapped_column(sa.Text(), default="")
    learned: Mapped[str] = mapped_column(sa.Text(), default="")
    next_year: Mapped[str] = mapped_column(sa.Text(), default="")
    figures: Mapped[dict[str, Any] | None] = mapped_column(sa.JSON(none_as_null=True))
    sent_at: Mapped[datetime | None]
    sent_by_id: Mapped[uuid.UUID | None] = reference("person.id", index=False)
    version: Mapped[int] = mapped_column(default=1)

    cluster: Mapped["Cluster"] = relationship()
    voices: Mapped[list["AnnualVoice"]] = relationship(back_populates="review", order_by="AnnualVoice.id")

    __table_args__ = (sa.UniqueConstraint("cluster_id", "year", name="uq_annual_review_year"),)


class AnnualVoice(Record):
    """What one school says of the year, partner schools too, in its own words and language."""

    __tablename__ = "annual_voice"

    review_id: Mapped[uuid.UUID] = reference("annual_review.id", index=False)
    school_id: Mapped[uuid.UUID] = reference("school.id")
    words: Mapped[str] = mapped_column(sa.Text())
    written_by_id: Mapped[uuid.UUID | None] = reference("person.id", index=False)
    version: Mapped[int] = mapped_column(default=1)

    review: Mapped[AnnualReview] = relationship(back_populates="voices")
    school: Mapped["School"] = relationship()

    __table_args__ = (
        sa.UniqueConstraint(
            "review_id",
            "school_id",
            name="uq_annual_voice_school",
            info={"words": "A colleague of yours has written meanwhile. Please look again.", "field": "words"},
        ),
    )
