"""A broken rule and what the programme said."""

import uuid
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.core.database import Record, choice, reference

if TYPE_CHECKING:
    from portal.applying.applications.models import Application


class BreakStatus(StrEnum):
    """open: the programme is asked. mended: the cluster meets the rule again by itself."""

    OPEN = "open"
    APPROVED = "approved"
    REFUSED = "refused"
    MENDED = "mended"


class RuleBreak(Record):
    """After a change the cluster of a sent application no longer meets a rule of its round. `schools`, `overseas`: how many there were;
    `lacking`: the rules that broke ("schools", "countries", "ratio", "roles")."""

    __tablename__ = "rule_break"

    cluster_id: Mapped[uuid.UUID] = reference("cluster.id")
    application_id: Mapped[uuid.UUID] = reference("application.id", index=False)
    status: Mapped[BreakStatus] = choice(BreakStatus, default=BreakStatus.OPEN)
    schools: Mapped[int]
    overseas: Mapped[int]
    lacking: Mapped[str] = mapped_column(sa.String(120), default="", server_default="")
    reason: Mapped[str] = mapped_column(sa.Text(), default="")
    decided_by_id: Mapped[uuid.UUID | None] = reference("person.id", index=False)
    decided_at: Mapped[datetime | None]

    application: Mapped["Application"] = relationship()

    __table_args__ = (
        sa.Index("ix_rule_break_application", "application_id", "id"),
        sa.Index(
            "uq_rule_break_open",
            "application_id",
            unique=True,
            sqlite_where=sa.text("status = 'open'"),
            postgresql_where=sa.text("status = 'open'"),
        ),
    )
