"""The programme's rule about first messages, and messages that wait. A message that waits is no post: nothing that reads the board can find it."""

import uuid
from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.core.database import Record, choice, reference
from portal.running.board.models import PostFile, Thread, ThreadCategory

if TYPE_CHECKING:
    from portal.identity.accounts.models import Person
    from portal.identity.schools.models import School

FIRST_DAYS, FIRST_MESSAGES = 30, 3


class FirstPostRule(Record):
    """One row at most: whether first messages are held, of schools verified less than `days` ago, and how many (`messages`)."""

    __tablename__ = "first_post_rule"

    only: Mapped[int] = mapped_column(default=1, unique=True)
    is_on: Mapped[bool] = mapped_column(default=False)
    days: Mapped[int] = mapped_column(default=FIRST_DAYS)
    messages: Mapped[int] = mapped_column(default=FIRST_MESSAGES)
    version: Mapped[int] = mapped_column(default=1)


class HeldStatus(StrEnum):
    WAITING = "waiting"
    APPROVED = "approved"
    RETURNED = "returned"
    WITHDRAWN = "withdrawn"


class HeldPost(Record):
    """A message that waits, as its author wrote it; without `thread_id` it would begin the conversation `title`. `wanted_*`: the reply it asks for.

    `reason`: why it was returned. `post_id`: the message on the board once it was approved.
    """

    __tablename__ = "held_post"

    cluster_id: Mapped[uuid.UUID] = reference("cluster.id", index=False)
    thread_id: Mapped[uuid.UUID | None] = reference("thread.id", index=False)
    title: Mapped[str] = mapped_column(sa.String(160))
    category: Mapped[ThreadCategory] = choice(ThreadCategory, default=ThreadCategory.CONVERSATION)
    school_id: Mapped[uuid.UUID] = reference("school.id")
    for_school_id: Mapped[uuid.UUID | None] = reference("school.id", index=False)
    author_id: Mapped[uuid.UUID] = reference("person.id", index=False)
    source: Mapped[str] = mapped_column(sa.Text())
    language: Mapped[str] = mapped_column(sa.String(12), default="")
    wanted_from_id: Mapped[uuid.UUID | None] = reference("school.id", index=False)
    wanted_by: Mapped[date | None]
    status: Mapped[HeldStatus] = choice(HeldStatus, default=HeldStatus.WAITING)
    reason: Mapped[str] = mapped_column(sa.Text(), default="")
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[uuid.UUID | None] = reference("person.id", index=False)
    post_id: Mapped[uuid.UUID | None] = reference("post.id", index=False)

    thread: Mapped[Thread | None] = relationship()
    school: Mapped["School"] = relationship(foreign_keys=[school_id])
    author: Mapped["Person"] = relationship(foreign_keys=[author_id])
    files: Mapped[list[PostFile]] = relationship(
        primaryjoin="foreign(PostFile.held_post_id) == HeldPost.id", order_by=PostFile.position, viewonly=True
    )

    __table_args__ = (sa.Index("ix_held_post_cluster", "cluster_id", "id"),)
