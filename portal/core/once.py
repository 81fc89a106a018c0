"""Once-only keys: a form sent twice is carried out once and answered twice with the same address."""

import uuid
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, mapped_column

from portal.core import clock
from portal.core.database import Base, session
from portal.core.errors import AlreadyDone


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
    """The key of one form as it was served; `person` is the person's id or a mark of the visitor."""

    key: uuid.UUID
    person: str
    endpoint: str


def take(once: Once) -> None:
    """Claim the key inside the write transaction. Raises AlreadyDone with the first answer when it was carried out before."""
    held = session()
    values = {
        "key": once.key,
        "person": once.person,
        "endpoint": once.endpoint,
        "answer": "/",
        "created_at": clock.now(),
    }
    insert = postgresql.insert if held.get_bind().dialect.name == "postgresql" else sqlite.insert
    claimed = held.scalar(insert(OnceOnly).values(**values).on_conflict_do_nothing().returning(OnceOnly.key))
    if claimed is not None:
        return
    row = held.execute(sa.select(OnceOnly.answer).where(*_matches(once))).scalar_one()
    raise AlreadyDone(row)


def remember(once: Once, answer: str) -> None:
    """Keep the address with which this act is answered."""
    session().execute(sa.update(OnceOnly).where(*_matches(once)).values(answer=answer))


def _matches(once: Once) -> list[sa.ColumnElement[bool]]:
    return [OnceOnly.key == once.key, OnceOnly.person == once.person, OnceOnly.endpoint == once.endpoint]
