"""Accounts that are being closed, what was removed by age, and requests about data."""

import uuid
from datetime import date, datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.database import Record, choice, reference


class AccountClosing(Record):
    """A person asked for their account to be closed. It lives until `due_at`; `kept_at`: they changed their mind; `done_at`: it is closed, and nothing
    here says who it was."""

    __tablename__ = "account_closing"

    person_id: Mapped[uuid.UUID] = reference("person.id", index=False)
    due_at: Mapped[datetime]
    kept_at: Mapped[datetime | None]
    done_at: Mapped[datetime | None]

    __table_args__ = (
        sa.Index(
            "uq_account_closing_open",
            "person_id",
            unique=True,
            sqlite_where=sa.text("kept_at IS NULL AND done_at IS NULL"),
            postgresql_where=sa.text("kept_at IS NULL AND done_at IS NULL"),
        ),
        sa.Index(
            "ix_account_closing_due",
            "due_at",
            sqlite_where=sa.text("kept_at IS NULL AND done_at IS NULL"),
            postgresql_where=sa.text("kept_at IS NULL AND done_at IS NULL"),
        ),
    )


class RetentionRun(Record):
    """One look at what is old enough to go, for one rule, at `created_at`. `waited`: nothing was removed, because the clock had jumped."""

    __tablename__ = "retention_run"

    rule: Mapped[str] = mapped_column(sa.String(40))
    removed: Mapped[int] = mapped_column(default=0)
    waited: Mapped[bool] = mapped_column(default=False)

    __table_args__ = (sa.Index("ix_retention_run_rule", "rule", "id"),)


class RequestKind(StrEnum):
    """What is asked: UK GDPR, Articles 15 to 21, and complaints (Data (Use and Access) Act 2025, section 103)."""

    ACCESS = "access"
    CORRECTION = "correction"
    ERASURE = "erasure"
    OBJECTION = "objection"
    COMPLAINT = "complaint"


class RequestState(StrEnum):
    """asking: we asked who they are or what they mean, and the clock stands still."""

    OPEN = "open"
    ASKING = "asking"
    DONE = "done"
    REFUSED = "refused"


class RightsRequest(Record):
    """Someone's request or complaint about their data. Answered within one month: `due_on`, in Europe/London, moved on by the days that we waited for them."""

    __tablename__ = "rights_request"

    number: Mapped[str] = mapped_column(sa.String(20), unique=True)
    kind: Mapped[RequestKind] = choice(RequestKind)
    state: Mapped[RequestState] = choice(RequestState, default=RequestState.OPEN)
    person_id: Mapped[uuid.UUID | None] = reference("person.id")
    asker_name: Mapped[str] = mapped_column(sa.String(120))
    asker_email: Mapped[str] = mapped_column(sa.String(254))
    request_words: Mapped[str] = mapped_column(sa.Text())
    due_on: Mapped[date]
    asked_on: Mapped[date | None]
    answered_at: Mapped[datetime | None]
    answered_by_id: Mapped[uuid.UUID | None] = reference("person.id", index=False)
    outcome_words: Mapped[str] = mapped_column(sa.Text(), default="")

    __table_args__ = (sa.Index("ix_rights_request_state", "state", "due_on"),)
