"""Keys by which a program reads what its owner may read."""

import uuid
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portal.core.database import Record, reference


class ReadingKey(Record):
    """A secret, revocable key. It is signed from `id` and `turn`, so nothing secret is stored; it gives what its owner may read now as a teacher, without any
    role of the programme, and changes nothing."""

    __tablename__ = "reading_key"

    person_id: Mapped[uuid.UUID] = reference("person.id")
    name: Mapped[str] = mapped_column(sa.String(80))
    turn: Mapped[int] = mapped_column(default=1)
    revoked_at: Mapped[datetime | None]
