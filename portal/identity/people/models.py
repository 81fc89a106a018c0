"""A role that waits for a second person, and accounts that are on hold."""

import uuid
from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.core.database import Record, choice, reference
from portal.identity.accounts.models import Person
from portal.policy.people import Role


class ProposalStatus(StrEnum):
    """Where a proposal stands."""

    PROPOSED = "proposed"
    CONFIRMED = "confirmed"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class RoleProposal(Record):
    """A role of the programme for a person, proposed by one and confirmed by another. `vouched_by` names who vouches for the person outside the portal."""

    __tablename__ = "role_proposal"

    person_id: Mapped[uuid.UUID] = reference("person.id")
    role: Mapped[Role] = choice(Role)
    authority_code: Mapped[str | None] = mapped_column(sa.String(20))
    vouched_by: Mapped[str] = mapped_column(sa.String(200))
    evidence: Mapped[str] = mapped_column(sa.Text())
    status: Mapped[ProposalStatus] = choice(ProposalStatus, default=ProposalStatus.PROPOSED)
    proposed_by_id: Mapped[uuid.UUID] = reference("person.id", index=False)
    decided_by_id: Mapped[uuid.UUID | None] = reference("person.id", index=False)
    decided_at: Mapped[datetime | None]
    reason: Mapped[str] = mapped_column(sa.Text(), default="")
    grant_id: Mapped[uuid.UUID | None] = reference("role_grant.id", index=False)

    person: Mapped[Person] = relationship(foreign_keys=[person_id])
    proposed_by: Mapped[Person] = relationship(foreign_keys=[proposed_by_id])
    decided_by: Mapped[Person | None] = relationship(foreign_keys=[decided_by_id])

    __table_args__ = (
        sa.Index(
            "uq_role_proposal_open",
            "person_id",
            "role",
            unique=True,
            sqlite_where=sa.text("status = 'proposed'"),
            postgresql_where=sa.text("status = 'proposed'"),
        ),
    )


class AccountHold(Record):
    """An account that is, or was, on hold: from when and why, and until when and why."""

    __tablename__ = "account_hold"

    person_id: Mapped[uuid.UUID] = reference("person.id")
    reason: Mapped[str] = mapped_column(sa.Text())
    set_by_id: Mapped[uuid.UUID | None] = reference("person.id", index=False)
    lifted_at: Mapped[datetime | None]
    lifted_by_id: Mapped[uuid.UUID | None] = reference("person.id", index=False)
    lift_reason: Mapped[str] = mapped_column(sa.Text(), default="")

    set_by: Mapped[Person | None] = relationship(foreign_keys=[set_by_id])
    lifted_by: Mapped[Person | None] = relationship(foreign_keys=[lifted_by_id])

    __table_args__ = (
        sa.Index(
            "uq_account_hold_live",
            "person_id",
            unique=True,
            sqlite_where=sa.text("lifted_at IS NULL"),
            postgresql_where=sa.text("lifted_at IS NULL"),
        ),
    )
