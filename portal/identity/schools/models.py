"""Schools, their people and functions, and how they were verified."""

import uuid
from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.core.database import Record, choice, reference
from portal.identity.accounts.models import Person

if TYPE_CHECKING:
    from portal.identity.registers.models import RegisterEntry


class SchoolStatus(StrEnum):
    """Where a school stands (see workflow.py)."""

    PROPOSED = "proposed"
    CONFIRMED_BY_HEAD = "confirmed_by_head"
    VERIFIED = "verified"
    SUSPENDED = "suspended"
    REJECTED = "rejected"
    CLOSED = "closed"


class VerificationLevel(StrEnum):
    """How sure the programme is, a separate fact from the status."""

    NONE = "none"
    VOUCHED = "vouched"
    DOCUMENT_SEEN = "document_seen"
    REGISTER_MATCH = "register_match"


class School(Record):
    """A school. It holds the record; people come and go.

    `register` and `number` are set for a school found in an official register. `country` is ISO 3166-1 alpha-2; `nation` one of GB-ENG, GB-SCT,
    GB-WLS, GB-NIR for schools at home. `head_email` is where the head is written to; it is shown to the school's own contacts and staff only.
    `mailbox_*`: a second person who reads the school's mailbox, and that address; they count as a contact without an account.
    `frozen_at`: since when the school is read-only (portal.oversight.freezes).
    """

    __tablename__ = "school"

    name: Mapped[str] = mapped_column(sa.String(200))
    register: Mapped[str | None] = mapped_column(sa.String(20))
    number: Mapped[str | None] = mapped_column(sa.String(20))
    register_entry_id: Mapped[uuid.UUID | None] = reference("register_entry.id")
    status: Mapped[SchoolStatus] = choice(SchoolStatus, default=SchoolStatus.PROPOSED)
    verification_level: Mapped[VerificationLevel] = choice(VerificationLevel, default=VerificationLevel.NONE)
    country: Mapped[str] = mapped_column(sa.String(2), default="GB")
    nation: Mapped[str | None] = mapped_column(sa.String(6))
    town: Mapped[str] = mapped_column(sa.String(120), default="")
    postcode: Mapped[str] = mapped_column(sa.String(12), default="")
    authority_code: Mapped[str] = mapped_column(sa.String(10), default="")
    authority_name: Mapped[str] = mapped_column(sa.String(120), default="")
    phase: Mapped[str] = mapped_column(sa.String(40), default="")
    type_name: Mapped[str] = mapped_column(sa.String(120), default="")
    zone: Mapped[str] = mapped_column(sa.String(60), default="Europe/London")
    language: Mapped[str] = mapped_column(sa.String(12), default="en")
    head_name: Mapped[str] = mapped_column(sa.String(120), default="")
    head_email: Mapped[str] = mapped_column(sa.String(254), default="")
    mailbox_name: Mapped[str] = mapped_column(sa.String(120), default="", server_default="")
    mailbox_email: Mapped[str] = mapped_column(sa.String(254), default="", server_default="")
    evidence_named: Mapped[str] = mapped_column(sa.Text(), default="")
    proposed_by_id: Mapped[uuid.UUID | None] = reference("person.id")
    head_confirmed_at: Mapped[datetime | None]
    verified_at: Mapped[datetime | None]
    posts_hidden_at: Mapped[datetime | None]
    frozen_at: Mapped[datetime | None]
    merged_into_id: Mapped[uuid.UUID | None] = reference("school.id")
    version: Mapped[int] = mapped_column(default=1)

    members: Mapped[list["SchoolMember"]] = relationship(back_populates="school")
    functions: Mapped[list["SchoolFunction"]] = relationship(back_populates="school")
    entry: Mapped["RegisterEntry | None"] = relationship()
    proposed_by: Mapped[Person | None] = relationship()

    __table_args__ = (
        sa.Index(
            "uq_school_register_number",
            "register",
            "number",
            unique=True,
            sqlite_where=sa.text("status NOT IN ('rejected', 'closed')"),
            postgresql_where=sa.text("status NOT IN ('rejected', 'closed')"),
            info={"words": "This school is already registered. Ask to join it instead.", "field": "entry"},
        ),
        *(
            sa.Index(
                f"ix_school_{name}",
                name,
                sqlite_where=sa.text(f"{name} <> ''"),
                postgresql_where=sa.text(f"{name} <> ''"),
            )
            for name in ("authority_code", "head_email", "mailbox_email")
        ),
    )

    def holders(self, function: "Function") -> list["SchoolFunction"]:
        """Who holds this function now, oldest first."""
        return sorted(
            (f for f in self.functions if f.function == function and f.ended_on is None), key=lambda f: str(f.id)
        )

    def live_member(self, person_id: uuid.UUID | None) -> "SchoolMember | None":
        """The person's standing here, if they are a member or have asked to be one."""
        live = (MemberStatus.REQUESTED, MemberStatus.MEMBER)
        return next((m for m in self.members if m.person_id == person_id and m.status in live), None)

    @property
    def is_abroad(self) -> bool:
        return self.country != "GB"

    @property
    def is_verified(self) -> bool:
        return self.status == SchoolStatus.VERIFIED


class MemberStatus(StrEnum):
    """A person's standing at a school (see workflow.py)."""

    REQUESTED = "requested"
    MEMBER = "member"
    REFUSED = "refused"
    ENDED = "ended"


class SchoolMember(Record):
    """A person at a school, from a request to its end. Rows are kept.

    `leaving_on`: the last day, where one is set; the membership ends when it is over. `confirmed_on`: when the school last said that the person works
    there (the day they joined, until then).
    """

    __tablename__ = "school_member"

    school_id: Mapped[uuid.UUID] = reference("school.id")
    person_id: Mapped[uuid.UUID] = reference("person.id")
    status: Mapped[MemberStatus] = choice(MemberStatus, default=MemberStatus.REQUESTED)
    job: Mapped[str] = mapped_column(sa.String(120), default="")
    answered_by_id: Mapped[uuid.UUID | None] = reference("person.id", index=False)
    answered_at: Mapped[datetime | None]
    leaving_on: Mapped[date | None]
    confirmed_on: Mapped[date | None]
    ended_on: Mapped[date | None]

    school: Mapped[School] = relationship(back_populates="members")
    person: Mapped[Person] = relationship(foreign_keys=[person_id])

    __table_args__ = (
        sa.Index(
            "uq_school_member_live",
            "school_id",
            "person_id",
            unique=True,
            sqlite_where=sa.text("status IN ('requested', 'member')"),
            postgresql_where=sa.text("status IN ('requested', 'member')"),
            info={"words": "You have asked to join this school already."},
        ),
        sa.Index(
            "ix_school_member_leaving",
            "leaving_on",
            sqlite_where=sa.text("status = 'member' AND leaving_on IS NOT NULL"),
            postgresql_where=sa.text("status = 'member' AND leaving_on IS NOT NULL"),
        ),
    )


class Function(StrEnum):
    """What a member does for the school: contact (the school's international contact), signatory (head, or who acts as head), dsl, head_deputy (says the
    yearly yes for the head, and nothing else)."""

    CONTACT = "contact"
    SIGNATORY = "signatory"
    DSL = "dsl"
    HEAD_DEPUTY = "head_deputy"


class SchoolFunction(Record):
    """A member's function, from a day to a day. A school has one signatory at a time."""

    __tablename__ = "school_function"

    school_id: Mapped[uuid.UUID] = reference("school.id")
    person_id: Mapped[uuid.UUID] = reference("person.id")
    function: Mapped[Function] = choice(Function)
    ended_on: Mapped[date | None]

    school: Mapped[School] = relationship(back_populates="functions")
    person: Mapped[Person] = relationship()

    __table_args__ = (
        sa.Index(
            "uq_school_function_live",
            "school_id",
            "person_id",
            "function",
            unique=True,
            sqlite_where=sa.text("ended_on IS NULL"),
            postgresql_where=sa.text("ended_on IS NULL"),
        ),
        sa.Index(
            "uq_school_function_signatory",
            "school_id",
            unique=True,
            sqlite_where=sa.text("ended_on IS NULL AND function = 'signatory'"),
            postgresql_where=sa.text("ended_on IS NULL AND function = 'signatory'"),
        ),
        sa.Index(
            "uq_school_function_head_deputy",
            "school_id",
            unique=True,
            sqlite_where=sa.text("ended_on IS NULL AND function = 'head_deputy'"),
            postgresql_where=sa.text("ended_on IS NULL AND function = 'head_deputy'"),
            info={"words": "Somebody answers for the head already. Please look again."},
        ),
    )


class Verification(Record):
    """A decision about a school by a person of the programme: the level, two pieces of evidence, or the reason for a refusal."""

    __tablename__ = "verification"

    school_id: Mapped[uuid.UUID] = reference("school.id")
    decided_by_id: Mapped[uuid.UUID] = reference("person.id")
    outcome: Mapped[str] = mapped_column(sa.String(20))
    level: Mapped[VerificationLevel] = choice(VerificationLevel)
    register_evidence: Mapped[str] = mapped_column(sa.Text(), default="")
    person_evidence: Mapped[str] = mapped_column(sa.Text(), default="")
    reason: Mapped[str] = mapped_column(sa.Text(), default="")
