"""What the pages of a board show: plain lines, read as columns."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any, NamedTuple

from portal.core.i18n import _
from portal.core.storage import OPEN, Scan
from portal.running.board.models import Begun, People, ThreadCategory


class Show(StrEnum):
    """Which threads a person wants to see."""

    ALL = "all"
    NEEDED = "needed"
    LATE = "late"
    OURS = "ours"


class Owed(NamedTuple):
    """A reply that is needed: from whom, until when. On hold while a stand-in is asked, and then while one has it: `stand_in` names its school.
    `is_of_stand_in`: owed by one person, who took it on for another school."""

    duty_id: uuid.UUID
    cluster_id: uuid.UUID | None
    thread_id: uuid.UUID
    school_id: uuid.UUID
    school_name: str
    due_at: datetime | None
    zone: str
    is_on_hold: bool
    asked_by_school_id: uuid.UUID | None = None
    is_of_stand_in: bool = False
    stand_in: str = ""

    def is_overdue(self, now: datetime) -> bool:
        return self.due_at is not None and self.due_at < now


def with_stand_ins(owed: Sequence[Owed]) -> list[Owed]:
    """These replies; each that is on hold says which school answers in its place, when one has said yes."""
    taken = {(one.thread_id, one.due_at, one.asked_by_school_id): one.school_name for one in owed if one.is_of_stand_in}
    return [
        one._replace(stand_in=taken.get((one.thread_id, one.due_at, one.asked_by_school_id), ""))
        if one.is_on_hold
        else one
        for one in owed
    ]


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


class Seen(StrEnum):
    """Whether a file can be seen: yes; not yet, because nobody has said who can be seen in the picture; no more, because the consent has ended; not yet,
    because the virus scanner has not looked; never, because it found something. Of the last two only who added it sees that it is there."""

    SHOWN = "shown"
    WAITS = "waits"
    ENDED = "ended"
    CHECKING = "checking"
    HELD = "held"


class FileLine(NamedTuple):
    """A file or picture as the page of its conversation shows it."""

    id: str
    name: str
    size: int
    is_picture: bool
    width: int
    height: int
    seen: Seen


def file_line(one: dict[str, Any], today: date) -> FileLine:
    """What the message says of a file, on this day in London."""
    until = date.fromisoformat(one["until"]) if one["until"] else None
    scan = Scan(one.get("scan", Scan.UNCHECKED))
    seen = how_seen(one["picture"], People(one["people"]), until, is_withdrawn=one["withdrawn"], today=today, scan=scan)
    return FileLine(one["id"], one["name"], one["size"], one["picture"], one["width"], one["height"], seen)


def how_seen(
    is_picture: bool,
    people: People,
    until: date | None,
    *,
    is_withdrawn: bool,
    today: date,
    scan: Scan = Scan.UNCHECKED,
) -> Seen:
    """Whether a file can be seen on this day in London."""
    if is_withdrawn or (until is not None and until < today):
        return Seen.ENDED
    if scan not in OPEN:
        return Seen(scan.value)
    return Seen.WAITS if is_picture and people == People.NOT_SAID else Seen.SHOWN


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
    attached: list[dict[str, Any]] | None
    is_hidden: bool = False
    is_reported: bool = False

    def files(self, today: date) -> "list[FileLine]":
        """What goes with it, in its order, as it stands on this day."""
        return [file_line(one, today) for one in self.attached or ()]


@dataclass(frozen=True)
class Standing:
    """Where a thread stands: the replies needed, the earliest first; how many messages each school has seen; which schools have noted it; whether a call for
    help is still open, and which schools were asked to answer it; what
    the reader has begun to write here; the name of the translator to which messages link; whether the board is an archive."""

    owed: list[Owed]
    seen: dict[uuid.UUID, int]
    noted: set[uuid.UUID] = field(default_factory=set)
    waits_for_help: bool = False
    asked_to_help: tuple[str, ...] = ()
    draft: Begun | None = None
    translator: str = ""
    is_archive: bool = False


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
    return str(_("Hidden for now"))
