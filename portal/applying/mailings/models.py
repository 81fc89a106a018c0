"""Mails of the programme to all who have not signed yet."""

import uuid
from datetime import datetime
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.core.database import Record, reference

if TYPE_CHECKING:
    from portal.applying.programmes.models import Round
    from portal.identity.accounts.models import Person

ALONE_UP_TO = 20


class SigningMail(Record):
    """A mail to all who have not signed yet. `digest` is that of the list that was shown; `sent_at` is empty while a second person has to confirm."""

    __tablename__ = "signing_mail"

    round_id: Mapped[uuid.UUID] = reference("round.id")
    asked_by_id: Mapped[uuid.UUID] = reference("person.id", index=False)
    digest: Mapped[str] = mapped_column(sa.String(64))
    people: Mapped[int]
    confirmed_by_id: Mapped[uuid.UUID | None] = reference("person.id", index=False)
    sent_at: Mapped[datetime | None]

    round: Mapped["Round"] = relationship()
    asked_by: Mapped["Person"] = relationship(foreign_keys=[asked_by_id])

    __table_args__ = (
        sa.CheckConstraint(
            f"sent_at IS NULL OR people <= {ALONE_UP_TO} OR (confirmed_by_id IS NOT NULL AND confirmed_by_id <> asked_by_id)",
            name="many_need_a_second_person",
        ),
        sa.Index(
            "uq_signing_mail_waiting",
            "round_id",
            unique=True,
            sqlite_where=sa.text("sent_at IS NULL"),
            postgresql_where=sa.text("sent_at IS NULL"),
        ),
    )
