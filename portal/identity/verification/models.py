"""What speaks for a school, and what speaks for a second look: evidence on file, vouches, flags."""

import uuid
from datetime import date, datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.core.database import Record, choice, reference
from portal.core.storage import StoredFile
from portal.identity.accounts.models import Person
from portal.identity.schools.models import School


class SchoolEvidence(Record):
    """A document that shows what the school is: a ministry's letter, a page of a register. Read by the verifiers and the school's contacts alone.

    `withdrawn_at` is set when who laid it in took it back before a decision; the row stays.
    """

    __tablename__ = "school_evidence"

    school_id: Mapped[uuid.UUID] = reference("school.id")
    file_id: Mapped[uuid.UUID] = reference("stored_file.id")
    words: Mapped[str] = mapped_column(sa.String(300), default="")
    added_by_id: Mapped[uuid.UUID | None] = reference("person.id", index=False)
    withdrawn_at: Mapped[datetime | None]

    school: Mapped[School] = relationship()
    file: Mapped[StoredFile] = relationship()
    added_by: Mapped[Person | None] = relationship()


class Vouch(Record):
    """Someone known to the programme says that they know the school, and how.

    By the contact of a verified school of the same network (`cluster_id`, `voucher_school_id`): it opens that cluster's board. Or by an adviser
    outside the portal, written down by staff (`organisation`, no cluster). `given_on` is the day on which it was given; `voucher_name` stays as it
    was then. A vouch that was taken back is kept with its reason.
    """

    __tablename__ = "vouch"

    school_id: Mapped[uuid.UUID] = reference("school.id")
    cluster_id: Mapped[uuid.UUID | None] = reference("cluster.id")
    voucher_id: Mapped[uuid.UUID | None] = reference("person.id", index=False)
    voucher_school_id: Mapped[uuid.UUID | None] = reference("school.id")
    voucher_name: Mapped[str] = mapped_column(sa.String(120))
    organisation: Mapped[str] = mapped_column(sa.String(200), default="")
    how_known: Mapped[str] = mapped_column(sa.Text())
    given_on: Mapped[date]
    written_down_by_id: Mapped[uuid.UUID | None] = reference("person.id", index=False)
    withdrawn_at: Mapped[datetime | None]
    withdrawn_by_id: Mapped[uuid.UUID | None] = reference("person.id", index=False)
    withdrawal_reason: Mapped[str] = mapped_column(sa.Text(), default="")

    school: Mapped[School] = relationship(foreign_keys=[school_id])
    voucher_school: Mapped[School | None] = relationship(foreign_keys=[voucher_school_id])

    __table_args__ = (
        sa.Index(
            "uq_vouch_live",
            "school_id",
            "cluster_id",
            "voucher_school_id",
            unique=True,
            sqlite_where=sa.text("withdrawn_at IS NULL"),
            postgresql_where=sa.text("withdrawn_at IS NULL"),
            info={"words": "Your school has vouched for this school already."},
        ),
    )

    @property
    def is_live(self) -> bool:
        return self.withdrawn_at is None

    @property
    def spoken_by(self) -> str:
        """Who vouches, and where they work."""
        of = self.voucher_school.name if self.voucher_school is not None else self.organisation
        return f"{self.voucher_name}, {of}" if of else self.voucher_name


class FlagKind(StrEnum):
    """Why somebody should look twice."""

    HEAD_ADDRESS = "head_address"
    MEMBER_ADDRESS = "member_address"
    REGISTER = "register"
    VOUCH_WITHDRAWN = "vouch_withdrawn"


class SchoolFlag(Record):
    """Something about a school that a person should look at. `detail` names domains or a state, never an address or a text of people.

    `open_key` lets the database hold one open flag of a kind for a school (and person); empty once it is settled.
    """

    __tablename__ = "school_flag"

    school_id: Mapped[uuid.UUID] = reference("school.id", index=False)
    kind: Mapped[FlagKind] = choice(FlagKind)
    person_id: Mapped[uuid.UUID | None] = reference("person.id", index=False)
    detail: Mapped[str] = mapped_column(sa.String(200), default="")
    settled_at: Mapped[datetime | None]
    settled_by_id: Mapped[uuid.UUID | None] = reference("person.id", index=False)
    open_key: Mapped[str | None] = mapped_column(sa.String(120), unique=True)

    person: Mapped[Person | None] = relationship(foreign_keys=[person_id])

    __table_args__ = (sa.Index("ix_school_flag_school", "school_id", "settled_at"),)
