"""Blocks of the chain, and the checks that were made. Append-only, by triggers in the database."""

import uuid
from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portal.core import clock
from portal.core.database import Base, Record, choice


class AuditBlock(Base):
    """Entries of the record that are sealed together: those after the block before, up to `last_id`. `digest`: SHA-256 over the digest of the block before
    and every entry, in hexadecimal."""

    __tablename__ = "audit_block"

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    first_id: Mapped[uuid.UUID]
    last_id: Mapped[uuid.UUID]
    entries: Mapped[int]
    digest: Mapped[str] = mapped_column(sa.String(64))
    sealed_at: Mapped[datetime] = mapped_column(default=clock.now)


class Problem(StrEnum):
    """What does not agree. `changed`: entries of a block were changed, added or removed. `missing`: a block is not there. `replaced`: a block is not the one
    that an earlier check saw."""

    CHANGED = "changed"
    MISSING = "missing"
    REPLACED = "replaced"


class ChainCheck(Record):
    """One check of the whole chain. `head`: the number of the last block (0: none yet), `digest`: its digest; `block`: where the first problem is."""

    __tablename__ = "chain_check"

    head: Mapped[int]
    digest: Mapped[str] = mapped_column(sa.String(64), default="")
    entries: Mapped[int]
    problem: Mapped[Problem | None] = choice(Problem)
    block: Mapped[int | None]
