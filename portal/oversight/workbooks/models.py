"""A workbook that was asked for, how far it is, and until when it can be fetched."""

import uuid
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.applying.programmes.models import Round
from portal.core.database import Record, choice, reference
from portal.oversight.exports.models import Purpose

if TYPE_CHECKING:
    from portal.identity.accounts.models import Person

KEPT_FOR = timedelta(hours=24)
_UNDER_WAY = sa.text("status IN ('waiting', 'running')")


class WorkbookStatus(StrEnum):
    """Where it stands (see workflow.py). gone: its day is over, and the file with it."""

    WAITING = "waiting"
    RUNNING = "running"
    READY = "ready"
    CANCELLED = "cancelled"
    FAILED = "failed"
    GONE = "gone"


class Workbook(Record):
    """One workbook of one round for one person.

    `stage`: only applications at this stage, empty for all. `view`: what the person could see when they asked, as the queries take it. `done` of `of_all`
    applications are in it. `rows`: of all its sheets. `trouble`: a code, where it failed. The file lies under `key` until `ends_at`.
    """

    __tablename__ = "workbook"

    round_id: Mapped[uuid.UUID] = reference("round.id", index=False)
    asked_by_id: Mapped[uuid.UUID] = reference("person.id", index=False)
    purpose: Mapped[Purpose] = choice(Purpose)
    words: Mapped[str] = mapped_column(sa.Text())
    stage: Mapped[str] = mapped_column(sa.String(20), default="")
    view: Mapped[dict[str, Any]]
    status: Mapped[WorkbookStatus] = choice(WorkbookStatus, default=WorkbookStatus.WAITING)
    tries: Mapped[int] = mapped_column(default=0)
    done: Mapped[int] = mapped_column(default=0)
    of_all: Mapped[int] = mapped_column(default=0)
    rows: Mapped[int] = mapped_column(default=0)
    trouble: Mapped[str] = mapped_column(sa.String(40), default="")
    key: Mapped[str | None] = mapped_column(sa.String(80))
    size: Mapped[int] = mapped_column(default=0)
    ready_at: Mapped[datetime | None]
    ends_at: Mapped[datetime | None]

    round: Mapped[Round] = relationship()
    asked_by: Mapped["Person"] = relationship()

    __table_args__ = (
        sa.Index(
            "uq_workbook_under_way",
            "asked_by_id",
            unique=True,
            sqlite_where=_UNDER_WAY,
            postgresql_where=_UNDER_WAY,
            info={"words": "A workbook is being made for you already. Wait for it, or stop it."},
        ),
        sa.Index("ix_workbook_round", "round_id", "asked_by_id", "id"),
        sa.CheckConstraint("status <> 'ready' OR (key IS NOT NULL AND ends_at IS NOT NULL)", name="ready_has_a_file"),
    )
