"""Once-only keys: a form sent twice is carried out once and answered twice with the same address.

A form served again has a new key: who goes back with the browser and sends the same words once more would make a second of everything. A form
that makes something new therefore also has a twin key, reckoned from who sent what where; it counts for ten minutes.
"""

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, mapped_column

from portal.core import clock
from portal.core.database import Base, session
from portal.core.errors import AlreadyDone

SAME_ACT = timedelta(minutes=10)


class OnceOnly(Base):
    """A form that was carried out: its key, who sent it where, and the address it was answered with."""

    __tablename__ = "once_only"

    key: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    person: Mapped[str] = mapped_column(sa.String(40), primary_key=True)
    endpoint: Mapped[str] = mapped_column(sa.String(120), primary_key=True)
    answer: Mapped[str] = mapped_column(sa.String(2000), default="/")
    created_at: Mapped[datetime] = mapped_column(default=clock.now, index=True)


@dataclass(frozen=True)
class Once:
    """The key of one form as it was served, and the key of what was sent in it; `person` is the person's id or a mark of the visitor."""

    key: uuid.UUID
    person: str
    endpoint: str
    twin: uuid.UUID | None = None


def take(once: Once, answer: str = "/") -> None:
    """Claim the keys inside the write transaction. Raises AlreadyDone with the first answer when it was carried out before.

    `answer`: the address with which this act is answered, where it is known before; otherwise `remember` keeps it.
    """
    keys = [once.key] if once.twin is None else [once.key, once.twin]
    claimed = set(session().scalars(_rows(once, keys, answer).on_conflict_do_nothing().returning(OnceOnly.key)))
    if once.key not in claimed:
        raise AlreadyDone(_answer(once, once.key))
    if once.twin is not None and once.twin not in claimed and not _take_twin(once, once.twin, answer):
        raise AlreadyDone(_answer(once, once.twin), was_sent_anew=True)


def _take_twin(once: Once, twin: uuid.UUID, answer: str) -> bool:
    """Claim the twin key, unless the same was sent within the last minutes."""
    anew = _rows(once, [twin], answer).on_conflict_do_update(
        index_elements=[OnceOnly.key, OnceOnly.person, OnceOnly.endpoint],
        set_={"answer": answer, "created_at": clock.now()},
        where=OnceOnly.created_at < clock.now() - SAME_ACT,
    )
    return session().scalar(anew.returning(OnceOnly.key)) is not None


def remember(once: Once, answer: str) -> None:
    """Keep the address with which this act is answered."""
    keys = [once.key] if once.twin is None else [once.key, once.twin]
    session().execute(sa.update(OnceOnly).where(*_matches(once, keys)).values(answer=answer))


def forget(before: datetime) -> int:
    """Drop the keys of forms carried out before this instant. Returns how many."""
    dropped: Any = session().execute(sa.delete(OnceOnly).where(OnceOnly.created_at < before))
    return int(dropped.rowcount)


def _rows(once: Once, keys: list[uuid.UUID], answer: str) -> Any:
    insert = postgresql.insert if session().get_bind().dialect.name == "postgresql" else sqlite.insert
    more = {"person": once.person, "endpoint": once.endpoint, "answer": answer, "created_at": clock.now()}
    return insert(OnceOnly).values([{"key": key, **more} for key in keys])


def answer_of(once: Once) -> str | None:
    """The address with which this very form was answered, when it was carried out already; only reads."""
    return session().scalar(sa.select(OnceOnly.answer).where(*_matches(once, [once.key])))


def _answer(once: Once, key: uuid.UUID) -> str:
    return session().execute(sa.select(OnceOnly.answer).where(*_matches(once, [key]))).scalar_one()


def _matches(once: Once, keys: list[uuid.UUID]) -> list[sa.ColumnElement[bool]]:
    return [OnceOnly.key.in_(keys), OnceOnly.person == once.person, OnceOnly.endpoint == once.endpoint]
