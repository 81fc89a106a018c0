"""What the pages of a board show: plain lines, read as columns."""

import uuid
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from portal.core.i18n import _
from portal.running.board.models import Begun, ThreadCategory


class Show(StrEnum):
    """Which threads a person wants to see."""

    ALL = "all"
    NEEDED = "needed"
    LATE = "late"
    OURS = "ours"


class Owed(NamedTuple):
    """A reply that is needed: from whom, until when. On hold while a stand-in's school has taken it over."""

    duty_id: uuid.UUID
    cluster_id: uuid.UUID | None
    thread_id: uuid.UUID
    school_id: uuid.UUID
    school_name: str
    due_at: datetime | None
    zone: str
    is_on_hold: bool
    asked_by_school_id: uuid.UUID | None = None

    def is_overdue(self, now: datetime) -> bool:
        return self.due_at is not None and self.due_at < now


class ThreadLine(NamedTuple):
    """A thread as the board shows it."""

    id: uuid.UUID
    title: str
    category: ThreadCategory
    post_count: int
    last_posted_at: datetime
    last_author_name: str
    last_school_name: str
    school_name: str
    seen: int
    is_hidden: bool = False
    owed: tuple[Owed, ...] = ()

    @property
    def unread(self) -> int:
        """Messages that our school has not seen yet."""
        return max(0, self.post_count - self.seen)


class PostLine(NamedTuple):
    """A message as its thread shows it."""

    id: uuid.UUID
    html: str
    language: str
    created_at: datetime
    edited_at: datetime | None
    removed_at: datetime | None
    version: int
    author_id: uuid.UUID | None
    author_name: str | None
    school_id: uuid.UUID
    school_name: str
    for_school_name: str | None
    file_name: str | None
    file_size: int | None
    is_hidden: bool = False


@dataclass(frozen=True)
class Standing:
    """Where a thread stands: the replies needed, the earliest first; how many messages each school has seen; which schools have noted it; whether a call for
    help is still open, and which schools were asked to answer it; what
    the reader has begun to write here."""

    owed: list[Owed]
    seen: dict[uuid.UUID, int]
    noted: set[uuid.UUID] = field(default_factory=set)
    waits_for_help: bool = False
    asked_to_help: tuple[str, ...] = ()
    draft: Begun | None = None


@dataclass(frozen=True)
class Found:
    """A message that a search found."""

    thread_id: uuid.UUID
    thread_title: str
    post_id: uuid.UUID
    source: str
    language: str
    created_at: datetime
    author_name: str | None
    school_name: str
    entry: int


def hidden_title() -> str:
    """What stands in place of a title that is hidden."""
    return str(_("Hidden while its school is on hold"))
