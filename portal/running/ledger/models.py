"""The purse of a cluster, its entries, and the moves that they are made of. Nothing is ever deleted or changed: a mistake is reversed by another entry.

Money is whole minor units (pence, cents) of the purse's currency. A move takes an amount from one account to another in one row, so that every entry is
balanced by its shape; the database refuses anything else.
"""

import uuid
from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.core.database import Record, choice, reference
from portal.core.storage import StoredFile

if TYPE_CHECKING:
    from portal.forming.clusters.models import Cluster
    from portal.identity.accounts.models import Person
    from portal.identity.schools.models import School

MOST_MINOR = 10**12
RATE_ONE = 10**6
"""A rate is kept in millionths."""


class ShareRule(StrEnum):
    EQUAL = "equal"
    WEIGHTED = "weighted"


class Purse(Record):
    """One for each cluster. `agent_school_id`: the school that keeps the money and signs for it (fiscal agent). `limit_minor`: a payment above it needs
    two people."""

    __tablename__ = "purse"

    cluster_id: Mapped[uuid.UUID] = reference("cluster.id", index=False)
    agent_school_id: Mapped[uuid.UUID] = reference("school.id")
    currency: Mapped[str] = mapped_column(sa.String(3), default="GBP")
    limit_minor: Mapped[int] = mapped_column(sa.BigInteger(), default=20_000)
    share_rule: Mapped[ShareRule] = choice(ShareRule, default=ShareRule.EQUAL)
    opened_by_id: Mapped[uuid.UUID | None] = reference("person.id", index=False)
    version: Mapped[int] = mapped_column(default=1)

    cluster: Mapped["Cluster"] = relationship()
    agent: Mapped["School"] = relationship()
    weights: Mapped[list["PurseShare"]] = relationship(order_by="PurseShare.id")

    __table_args__ = (
        sa.UniqueConstraint("cluster_id", name="uq_purse_cluster", info={"words": "The cluster shares costs already."}),
        sa.CheckConstraint("limit_minor >= 0", name="limit"),
    )


class PurseShare(Record):
    """How much a school carries, where shares are weighted: 2 carries twice as much as 1, 0 carries nothing."""

    __tablename__ = "purse_share"

    purse_id: Mapped[uuid.UUID] = reference("purse.id", index=False)
    school_id: Mapped[uuid.UUID] = reference("school.id")
    weight: Mapped[int]

    __table_args__ = (
        sa.UniqueConstraint("purse_id", "school_id", name="uq_purse_share_school"),
        sa.CheckConstraint("weight >= 0 AND weight <= 1000", name="weight"),
    )


class EntryKind(StrEnum):
    CONTRIBUTION = "contribution"
    INCOME = "income"
    BILL = "bill"
    PAYOUT = "payout"
    CARRY = "carry"
    TRANSFER = "transfer"
    REVERSAL = "reversal"


PAYS_OUT = frozenset({EntryKind.BILL, EntryKind.PAYOUT, EntryKind.CARRY})


class EntryStatus(StrEnum):
    """waiting: for a second person. Only posted entries count."""

    WAITING = "waiting"
    POSTED = "posted"
    REFUSED = "refused"


class LedgerEntry(Record):
    """One thing that happened with the money. `amount_minor` is in the purse's currency; what was paid in another one is kept beside it with the rate in
    millionths and who stated it (`rate_source`)."""

    __tablename__ = "ledger_entry"

    purse_id: Mapped[uuid.UUID] = reference("purse.id")
    cluster_id: Mapped[uuid.UUID] = reference("cluster.id", index=False)
    kind: Mapped[EntryKind] = choice(EntryKind)
    status: Mapped[EntryStatus] = choice(EntryStatus)
    happened_on: Mapped[date]
    title: Mapped[str] = mapped_column(sa.String(160))
    amount_minor: Mapped[int] = mapped_column(sa.BigInteger())
    paid_currency: Mapped[str | None] = mapped_column(sa.String(3))
    paid_minor: Mapped[int | None] = mapped_column(sa.BigInteger())
    rate_micro: Mapped[int | None] = mapped_column(sa.BigInteger())
    rate_source: Mapped[str] = mapped_column(sa.String(200), default="")
    school_id: Mapped[uuid.UUID | None] = reference("school.id")
    file_id: Mapped[uuid.UUID | None] = reference("stored_file.id")
    reverses_id: Mapped[uuid.UUID | None] = reference("ledger_entry.id", index=False)
    made_by_id: Mapped[uuid.UUID | None] = reference("person.id", index=False)
    second_by_id: Mapped[uuid.UUID | None] = reference("person.id", index=False)
    settled_at: Mapped[datetime | None]

    purse: Mapped[Purse] = relationship()
    school: Mapped["School | None"] = relationship()
    made_by: Mapped["Person | None"] = relationship(foreign_keys=[made_by_id])
    second_by: Mapped["Person | None"] = relationship(foreign_keys=[second_by_id])
    file: Mapped[StoredFile | None] = relationship()
    moves: Mapped[list["LedgerMove"]] = relationship(back_populates="entry", order_by="LedgerMove.position")
    reversal: Mapped["LedgerEntry | None"] = relationship(
        primaryjoin="and_(LedgerEntry.id == remote(foreign(LedgerEntry.reverses_id)), remote(LedgerEntry.status) != 'refused')",
        uselist=False,
        viewonly=True,
    )

    @property
    def agent_school_id(self) -> uuid.UUID:
        """For the policy: who keeps the money that this is about."""
        return self.purse.agent_school_id

    __table_args__ = (
        sa.Index(
            "uq_ledger_entry_reverses",
            "reverses_id",
            unique=True,
            sqlite_where=sa.text("status <> 'refused'"),
            postgresql_where=sa.text("status <> 'refused'"),
            info={"words": "This was reversed already."},
        ),
        sa.CheckConstraint("amount_minor > 0", name="amount"),
        sa.CheckConstraint(
            "(paid_currency IS NULL) = (paid_minor IS NULL) AND (paid_currency IS NULL) = (rate_micro IS NULL)",
            name="rate",
        ),
        sa.CheckConstraint(
            "second_by_id IS NULL OR made_by_id IS NULL OR second_by_id <> made_by_id", name="two_people"
        ),
    )


class Account(StrEnum):
    """bank: the money itself. income: grants and other money of the cluster's own. school: what one school has paid in, less what it carries."""

    BANK = "bank"
    INCOME = "income"
    SCHOOL = "school"


class LedgerMove(Record):
    """An amount from one account to another: the debit and the credit of it in one row."""

    __tablename__ = "ledger_move"

    entry_id: Mapped[uuid.UUID] = reference("ledger_entry.id", index=False)
    position: Mapped[int]
    debit: Mapped[Account] = choice(Account)
    debit_school_id: Mapped[uuid.UUID | None] = reference("school.id")
    credit: Mapped[Account] = choice(Account)
    credit_school_id: Mapped[uuid.UUID | None] = reference("school.id")
    amount_minor: Mapped[int] = mapped_column(sa.BigInteger())

    entry: Mapped[LedgerEntry] = relationship(back_populates="moves")

    __table_args__ = (
        sa.UniqueConstraint("entry_id", "position", name="uq_ledger_move_position"),
        sa.CheckConstraint("amount_minor > 0", name="amount"),
        sa.CheckConstraint("(debit = 'school') = (debit_school_id IS NOT NULL)", name="debit_school"),
        sa.CheckConstraint("(credit = 'school') = (credit_school_id IS NOT NULL)", name="credit_school"),
        sa.CheckConstraint(
            "debit <> credit OR (debit = 'school' AND debit_school_id <> credit_school_id)", name="two_accounts"
        ),
    )


class HandoverStatus(StrEnum):
    OFFERED = "offered"
    AGREED = "agreed"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


class PurseHandover(Record):
    """Another school shall keep the money. `balance_minor`: what is in the purse, as it was stated; the school that takes it over agrees to exactly that."""

    __tablename__ = "purse_handover"

    purse_id: Mapped[uuid.UUID] = reference("purse.id", index=False)
    cluster_id: Mapped[uuid.UUID] = reference("cluster.id", index=False)
    from_school_id: Mapped[uuid.UUID] = reference("school.id", index=False)
    school_id: Mapped[uuid.UUID] = reference("school.id")
    balance_minor: Mapped[int] = mapped_column(sa.BigInteger())
    status: Mapped[HandoverStatus] = choice(HandoverStatus, default=HandoverStatus.OFFERED)
    offered_by_id: Mapped[uuid.UUID | None] = reference("person.id", index=False)
    answered_by_id: Mapped[uuid.UUID | None] = reference("person.id", index=False)
    answered_at: Mapped[datetime | None]

    purse: Mapped[Purse] = relationship()
    from_school: Mapped["School"] = relationship(foreign_keys=[from_school_id])
    school: Mapped["School"] = relationship(foreign_keys=[school_id])

    @property
    def agent_school_id(self) -> uuid.UUID:
        """For the policy: who keeps the money now."""
        return self.purse.agent_school_id

    __table_args__ = (
        sa.Index(
            "uq_purse_handover_open",
            "purse_id",
            unique=True,
            sqlite_where=sa.text("status = 'offered'"),
            postgresql_where=sa.text("status = 'offered'"),
            info={"words": "A handover waits for an answer already."},
        ),
    )
