"""Finding outgoing mail."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from portal.core.database import session
from portal.core.errors import NotFound
from portal.core.outbox import OutboxMail
from portal.core.pagination import Page, page_by_key

LAST_TROUBLES = 20


@dataclass(frozen=True)
class State:
    """How many mails wait, left and failed, and since when the oldest waits."""

    waiting: int
    sent: int
    failed: int
    oldest_waiting: datetime | None


def get_mail(mail_id: uuid.UUID) -> OutboxMail:
    """Raises NotFound."""
    mail = session().get(OutboxMail, mail_id)
    if mail is None:
        raise NotFound
    return mail


def list_mail(after: str | None = None) -> Page[OutboxMail]:
    """Every mail, newest first."""
    return page_by_key(sa.select(OutboxMail), OutboxMail.id, after=after, newest_first=True)


def state() -> State:
    """The outbox in numbers."""
    waiting = sa.and_(OutboxMail.sent_at.is_(None), OutboxMail.failed_at.is_(None))
    query = sa.select(
        _count(waiting),
        _count(OutboxMail.sent_at.is_not(None)),
        _count(OutboxMail.failed_at.is_not(None)),
        sa.func.min(sa.case((waiting, OutboxMail.created_at))),
    )
    return State(*session().execute(query).one())


def last_troubles() -> Sequence[Any]:
    """The last mails that were refused: headers and what the server said, never what they say."""
    query = sa.select(
        OutboxMail.id,
        OutboxMail.created_at,
        OutboxMail.kind,
        OutboxMail.address,
        OutboxMail.attempts,
        OutboxMail.failed_at,
        OutboxMail.last_error,
    ).where(OutboxMail.last_error.is_not(None))
    return session().execute(query.order_by(OutboxMail.id.desc()).limit(LAST_TROUBLES)).all()


def _count(condition: Any) -> Any:
    return sa.func.coalesce(sa.func.sum(sa.case((condition, 1), else_=0)), 0)
