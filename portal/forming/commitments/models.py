"""Versions of the working agreement and the schools' signatures. The newest version counts; earlier ones stay readable."""

import uuid
from datetime import date, datetime
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.core.database import Record, reference

if TYPE_CHECKING:
    from portal.forming.clusters.models import Cluster
    from portal.identity.accounts.models import Person
    from portal.identity.schools.models import School


class WorkingAgreement(Record):
    """One version, never changed. `staff_time`: in words. It holds from `starts_on` for `years`; on `review_on` the schools look at it again.

    `replaced_at`: since when a newer version counts.
    """

    __tablename__ = "working_agreement"

    cluster_id: Mapped[uuid.UUID] = reference("cluster.id", index=False)
    number: Mapped[int]
    commitments: Mapped[str] = mapped_column(sa.Text())
    staff_time: Mapped[str] = mapped_column(sa.Text(), default="")
    years: Mapped[int]
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    review_on: Mapped[date]
    written_by_id: Mapped[uuid.UUID | None] = reference("person.id", index=False)
    replaced_at: Mapped[datetime | None]

    cluster: Mapped["Cluster"] = relationship()
    signatures: Mapped[list["WorkingSignature"]] = relationship(
        back_populates="agreement", order_by="WorkingSignature.id"
    )

    __table_args__ = (
        sa.UniqueConstraint("cluster_id", "number", name="uq_working_agreement_number"),
        sa.Index(
            "uq_working_agreement_current",
            "cluster_id",
            unique=True,
            sqlite_where=sa.text("replaced_at IS NULL"),
            postgresql_where=sa.text("replaced_at IS NULL"),
            info={"words": "Someone has written a newer version. Please look again."},
        ),
        sa.CheckConstraint("years BETWEEN 1 AND 10", name="one_to_ten_years"),
    )


class WorkingSignature(Record):
    """A school's yes to exactly this version, by whoever speaks for it."""

    __tablename__ = "working_signature"

    agreement_id: Mapped[uuid.UUID] = reference("working_agreement.id", index=False)
    school_id: Mapped[uuid.UUID] = reference("school.id")
    signed_by_id: Mapped[uuid.UUID | None] = reference("person.id", index=False)
    by_joining: Mapped[bool] = mapped_column(default=False)

    agreement: Mapped[WorkingAgreement] = relationship(back_populates="signatures")
    school: Mapped["School"] = relationship()
    signed_by: Mapped["Person | None"] = relationship()

    __table_args__ = (
        sa.UniqueConstraint(
            "agreement_id",
            "school_id",
            name="uq_working_signature_school",
            info={"words": "Your school has signed already."},
        ),
    )
