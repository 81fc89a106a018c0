"""What came in and what became of it, without its words; and whose address does not work."""

import uuid
from datetime import date, datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.database import Record, choice, reference


class Outcome(StrEnum):
    """What became of a mail that came in.

    posted: it is on the board. automatic: a machine's answer, dropped. came_back: a bounce that was counted. not_ours: a bounce or answer that names no
    mail of ours. refused: a person's answer that could not be posted; they were told why. stopped: its
    writer wants no more such mail.
    """

    POSTED = "posted"
    AUTOMATIC = "automatic"
    CAME_BACK = "came_back"
    NOT_OURS = "not_ours"
    REFUSED = "refused"
    STOPPED = "stopped"


class IncomingMail(Record):
    """One mail that came in. `fingerprint` (a hash of its Message-ID and the address it was sent to) is unique: delivered twice, it is taken once."""

    __tablename__ = "incoming_mail"

    fingerprint: Mapped[str] = mapped_column(sa.String(64))
    outcome: Mapped[Outcome] = choice(Outcome)
    reason: Mapped[str] = mapped_column(sa.String(40), default="")
    outbox_mail_id: Mapped[uuid.UUID | None]
    person_id: Mapped[uuid.UUID | None] = reference("person.id")
    post_id: Mapped[uuid.UUID | None]

    __table_args__ = (sa.UniqueConstraint("fingerprint", name="uq_incoming_mail_fingerprint"),)


class MailTrouble(Record):
    """Mail to a person comes back. After `services.DAYS_BEFORE_SUSPENSION` different days of permanent failure notices are no longer mailed to them."""

    __tablename__ = "mail_trouble"

    person_id: Mapped[uuid.UUID] = reference("person.id", index=False)
    days: Mapped[int] = mapped_column(default=0)
    last_on: Mapped[date | None]
    last_status: Mapped[str] = mapped_column(sa.String(20), default="")
    suspended_at: Mapped[datetime | None]

    __table_args__ = (sa.UniqueConstraint("person_id", name="uq_mail_trouble_person"),)
