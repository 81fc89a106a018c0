"""Mail leaves only through here: a row written in the same transaction as the deed, sent later by the job runner with time limits and retries."""

import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, aliased, mapped_column

from portal.core import clock, ids
from portal.core.database import Record, reference, session

LEASE = timedelta(seconds=90)
HELD_BACK_FOR = 5
LATE_AFTER = timedelta(minutes=5)
GIVE_UP_AFTER = timedelta(hours=24)
MOST_REWORDED = 1000
_WAITS = sa.text("sent_at IS NULL AND failed_at IS NULL")
TAKING = 0x6D61696C  # "mail": the lock of whoever takes from the outbox


class OutboxMail(Record):
    """One mail to one address. Waiting until `sent_at` or `failed_at`; `lease_until` keeps two senders apart.

    `once` is unique where given: the same notice is never written twice. `subject_kind` and `subject_id` say what an answer to the mail goes to
    ("thread"); `path` leads there. `about` names what its reader can stop with one click ("board:<id>"); None: this mail cannot be stopped.
    """

    __tablename__ = "outbox_mail"

    kind: Mapped[str] = mapped_column(sa.String(60))
    person_id: Mapped[uuid.UUID | None] = reference("person.id")
    address: Mapped[str] = mapped_column(sa.String(254))
    subject: Mapped[str] = mapped_column(sa.String(300))
    text: Mapped[str] = mapped_column(sa.Text())
    html: Mapped[str | None] = mapped_column(sa.Text())
    headers: Mapped[dict[str, Any]] = mapped_column(default=dict)
    message_id: Mapped[str] = mapped_column(sa.String(120))
    once: Mapped[str | None] = mapped_column(sa.String(200), unique=True)
    subject_kind: Mapped[str | None] = mapped_column(sa.String(20))
    subject_id: Mapped[uuid.UUID | None]
    path: Mapped[str] = mapped_column(sa.String(300), default="")
    about: Mapped[str | None] = mapped_column(sa.String(60))
    due_at: Mapped[datetime] = mapped_column(default=clock.now)
    lease_until: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0)
    sent_at: Mapped[datetime | None]
    failed_at: Mapped[datetime | None]
    last_error: Mapped[str | None] = mapped_column(sa.String(300))

    __table_args__ = (
        sa.Index("ix_outbox_mail_waiting", "due_at", sqlite_where=_WAITS, postgresql_where=_WAITS),
        sa.Index("ix_outbox_mail_queue", "id", sqlite_where=_WAITS, postgresql_where=_WAITS),
        sa.Index("ix_outbox_mail_behind", "address", "id", sqlite_where=_WAITS, postgresql_where=_WAITS),
    )


@dataclass(frozen=True)
class Answers:
    """What an answer to a mail goes to."""

    kind: str
    subject_id: uuid.UUID


@dataclass(frozen=True)
class Letter:
    """A mail as its writer sees it. `answers` says what an answer goes to, `path` which page it is about, `about` what its reader can stop.

    `message_id`: the same for everyone who reads the same message, with its angle brackets; without it one of its own.
    """

    kind: str
    address: str
    subject: str
    text: str
    html: str | None = None
    person_id: uuid.UUID | None = None
    answers: Answers | None = None
    path: str = ""
    about: str | None = None
    message_id: str | None = None


def post(
    letter: Letter,
    *,
    once: str | None = None,
    headers: dict[str, str] | None = None,
    host: str = "portal.invalid",
    due_at: datetime | None = None,
    is_new: bool = False,
) -> None:
    """Put a letter into the outbox, as part of the running transaction. A `once` that is already there is left alone (not looked for when `is_new`). With
    `due_at` it leaves then."""
    held = session()
    if (
        once is not None
        and not is_new
        and held.scalar(sa.select(OutboxMail.id).where(OutboxMail.once == once)) is not None
    ):
        return
    subject = " ".join(letter.subject.split())[:300]
    held.add(
        OutboxMail(
            kind=letter.kind,
            person_id=letter.person_id,
            address=letter.address,
            subject=subject,
            text=letter.text,
            html=letter.html,
            headers=headers or {},
            message_id=letter.message_id or f"<{ids.new_id().hex}@{host}>",
            once=once,
            subject_kind=letter.answers.kind if letter.answers is not None else None,
            subject_id=letter.answers.subject_id if letter.answers is not None else None,
            path=letter.path[:300],
            about=letter.about,
            due_at=due_at or clock.now(),
        )
    )
    if not is_new:
        held.flush()


def take_due(*, by: object = None, limit: int = 50) -> list[uuid.UUID]:
    """Lease mails that are due, oldest first. A deed for `perform`.

    A mail waits behind an older one to the same address, so that a person reads them in order, until that one was refused HELD_BACK_FOR times.
    One that waits for the end of quiet hours holds nothing up.
    """
    at = clock.now()
    if (
        session().get_bind().dialect.name == "postgresql"
    ):  # one takes after the other, and sees what that one holds: else two would share one person's mails
        session().execute(sa.select(sa.func.pg_advisory_xact_lock(TAKING)))
    older = aliased(OutboxMail)
    behind = sa.exists().where(
        older.address == OutboxMail.address,
        older.id < OutboxMail.id,
        older.sent_at.is_(None),
        older.failed_at.is_(None),
        older.attempts < HELD_BACK_FOR,
        sa.or_(sa.and_(older.due_at > at, older.attempts > 0), older.lease_until >= at),
    )
    waiting = (
        sa.select(OutboxMail.id)
        .where(OutboxMail.sent_at.is_(None), OutboxMail.failed_at.is_(None), OutboxMail.due_at <= at)
        .where(sa.or_(OutboxMail.lease_until.is_(None), OutboxMail.lease_until < at), ~behind)
        .order_by(OutboxMail.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    found: Sequence[uuid.UUID] = session().scalars(waiting).all()
    if found:
        session().execute(
            sa.update(OutboxMail)
            .where(OutboxMail.id.in_(found))
            .values(lease_until=at + LEASE, attempts=OutboxMail.attempts + 1)
        )
    return list(found)


def put_back(*, by: object = None, ids: Sequence[uuid.UUID], error: str | None = None) -> None:
    """These were taken but not tried; `error`: because the mail server was not to be had. A deed for `perform`.

    That is no fault of theirs: it counts as no try, none waits any longer for it, and so each person's stay in order.
    """
    taken = sa.update(OutboxMail).where(OutboxMail.id.in_(ids), OutboxMail.sent_at.is_(None))
    values = {"lease_until": None, "attempts": OutboxMail.attempts - 1}
    session().execute(taken.values(values if error is None else {**values, "last_error": error[:300]}))


def is_late() -> bool:
    """Whether mail that could leave has waited for a while, and not behind an older one to the same address: the mail server is away, or very slow."""
    older = aliased(OutboxMail)
    tried = sa.exists().where(older.address == OutboxMail.address, older.attempts > 0, *_waits(older))
    late = sa.select(OutboxMail.id).where(
        *_waits(OutboxMail), OutboxMail.attempts == 0, OutboxMail.due_at < clock.now() - LATE_AFTER, ~tried
    )
    return session().scalar(late.limit(1)) is not None


def _waits(mail: Any) -> tuple[sa.ColumnElement[bool], ...]:
    return mail.sent_at.is_(None), mail.failed_at.is_(None)


def mark_sent(*, by: object = None, mail_id: uuid.UUID) -> None:
    """The mail server took it. A deed for `perform`."""
    taken = sa.update(OutboxMail).where(OutboxMail.id == mail_id, OutboxMail.sent_at.is_(None))
    session().execute(taken.values(sent_at=clock.now(), lease_until=None, last_error=None))


def mark_refused(mail: OutboxMail, *, by: object = None, error: str, permanent: bool) -> None:
    """The mail server did not take it: try again with growing pauses for a day, or stop at once when it is for good. A deed for `perform`."""
    at = clock.now()
    mail.last_error, mail.lease_until = error[:300], None
    if permanent or at - mail.created_at > GIVE_UP_AFTER:
        mail.failed_at = at
    else:
        mail.due_at = at + timedelta(seconds=min(3600, 30 * 2 ** min(mail.attempts, 7)))


def reword(message_id: str, say: Callable[[str], str]) -> None:
    """What waits under this Message-ID says what `say` makes of its text. As part of the running transaction."""
    waiting = (OutboxMail.message_id == message_id, OutboxMail.sent_at.is_(None), OutboxMail.failed_at.is_(None))
    for mail in session().scalars(sa.select(OutboxMail).where(*waiting).order_by(OutboxMail.id).limit(MOST_REWORDED)):
        mail.text = say(mail.text)


def withdraw_message(message_id: str, *, words: str) -> None:
    """What waits under this Message-ID is not sent: what it says was taken back. As part of the running transaction."""
    waiting = (OutboxMail.message_id == message_id, OutboxMail.sent_at.is_(None), OutboxMail.failed_at.is_(None))
    session().execute(sa.update(OutboxMail).where(*waiting).values(failed_at=clock.now(), last_error=words[:300]))


def withdraw(person_id: uuid.UUID, *, words: str) -> None:
    """What waits for this person is not sent. As part of the running transaction."""
    waiting = (OutboxMail.person_id == person_id, OutboxMail.sent_at.is_(None), OutboxMail.failed_at.is_(None))
    session().execute(sa.update(OutboxMail).where(*waiting).values(failed_at=clock.now(), last_error=words[:300]))
