"""Finding messages by their words, and by who wrote what, when.

The words are looked up inside the index of this board first, the newest `MOST_HITS` at most; then everything else that was asked decides. So a search
costs the same on a board among five thousand as on the only one. The order by fit is reckoned here, over those hits: alike on both databases.
"""

import math
import uuid
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from portal.core import search
from portal.core.database import fetch
from portal.core.duty import Duty, DutyKind
from portal.core.pagination import PAGE_SIZE
from portal.core.types import Key
from portal.identity.accounts.models import Person
from portal.identity.schools.models import School
from portal.running.board.models import Post, Thread, ThreadCategory
from portal.running.board.queries.lines import Found, hidden_title

MOST_HITS = 1_000
HALF_A_YEAR = 180.0


@dataclass(frozen=True)
class Sought:
    """What is looked for: words, and what must be true besides. Days are those of `zone`; `until` is the last one. `fits_best`: not the newest first,
    but those that fit best."""

    words: str = ""
    school_id: uuid.UUID | None = None
    category: ThreadCategory | None = None
    since: date | None = None
    until: date | None = None
    with_files: bool = False
    is_needed: bool = False
    language: str = ""
    fits_best: bool = False
    zone: str = "Europe/London"

    @property
    def is_something(self) -> bool:
        """Whether anything was asked at all."""
        filters: tuple[Any, ...] = (
            self.school_id,
            self.category,
            self.since,
            self.until,
            self.with_files,
            self.is_needed,
            self.language,
        )
        return bool(search.words_of(self.words)) or any(filters)

    @property
    def flags(self) -> frozenset[str]:
        """The conditions that need no value."""
        flags = {"with_files": self.with_files, "is_needed": self.is_needed}
        return frozenset(name for name, is_asked in flags.items() if is_asked)


@dataclass(frozen=True)
class Finding:
    """What a search found. `older`: the mark of the page that follows, None on the last one."""

    found: list[Found]
    older: str | None = None


def find_posts(cluster_id: uuid.UUID, sought: Sought, *, before: str | None = None, now: datetime) -> Finding:
    """Messages of a board that are not taken back or hidden, fifty at most: the newest first, or those that fit best. One statement."""
    if not sought.is_something:
        return Finding([])
    has_words = bool(search.words_of(sought.words))
    fits_best = sought.fits_best and has_words
    mark = None if fits_best else _mark(before, has_words=has_words)
    values = _values(sought) | {"cluster_id": cluster_id, "hidden_title": hidden_title()}
    if mark is not None:
        values["mark"] = mark
    if has_words:
        scope = cluster_id.hex
        values |= {"scope": scope, "wanted": search.wanted_within(sought.words, scope=scope)}
    asked = frozenset(values) - {"cluster_id", "hidden_title", "scope", "wanted"} | sought.flags
    statement = _statement(asked, has_words=has_words, fits_best=fits_best, on_postgresql=search.is_postgresql())
    found = [Found(*row) for row in fetch(statement, values)]
    if fits_best:
        words = search.words_of(sought.words)[: search.MOST_WORDS]
        return Finding(sorted(found, key=lambda one: (-_fit(one, words, now), -one.entry))[:PAGE_SIZE])
    if len(found) <= PAGE_SIZE:
        return Finding(found)
    last = found[PAGE_SIZE - 1]
    return Finding(found[:PAGE_SIZE], str(last.entry if has_words else last.post_id))


def _mark(before: str | None, *, has_words: bool) -> int | uuid.UUID | None:
    """Where the page before ended: an entry of the index, or without words a message."""
    if not before:
        return None
    if has_words:
        return int(before) if before.isascii() and before.isdigit() and len(before) < 16 else None
    try:
        return uuid.UUID(before)
    except ValueError:
        return None


def _values(sought: Sought) -> dict[str, Any]:
    """What is asked besides the words, by the name of its parameter."""
    values: dict[str, Any] = {
        "school_id": sought.school_id,
        "category": sought.category,
        "language": sought.language or None,
        "since": _begin(sought.since, sought.zone) if sought.since is not None else None,
        "until": _begin(sought.until + timedelta(days=1), sought.zone) if sought.until is not None else None,
    }
    return {name: value for name, value in values.items() if value is not None}


@lru_cache(maxsize=256)
def _statement(asked: frozenset[str], *, has_words: bool, fits_best: bool, on_postgresql: bool) -> Any:
    """The search for what is asked, put together once."""
    if not has_words:
        query = _posts(sa.literal(0)).where(*_conditions(asked))
        if "mark" in asked:
            query = query.where(Post.id < sa.bindparam("mark", type_=Key()))
        return query.order_by(Post.id.desc()).limit(PAGE_SIZE + 1)
    newest = search.matching_within("post", on_postgresql=on_postgresql, limit=MOST_HITS, marked="mark" in asked)
    query = _posts(newest.c.id).join(newest, newest.c.subject_id == Post.id).where(*_conditions(asked))
    return query.order_by(newest.c.id.desc()).limit(MOST_HITS if fits_best else PAGE_SIZE + 1)


def _posts(entry: Any) -> Any:
    started_by = aliased(School)
    hidden = sa.or_(started_by.posts_hidden_at.is_not(None), Thread.hidden_at.is_not(None))
    title = sa.case((hidden, sa.bindparam("hidden_title")), else_=Thread.title)
    return (
        sa.select(
            Post.thread_id, title, Post.id, Post.source, Post.language, Post.created_at, Person.name, School.name, entry
        )
        .select_from(Post)
        .join(Thread, Thread.id == Post.thread_id)
        .join(School, School.id == Post.school_id)
        .join(started_by, started_by.id == Thread.school_id)
        .outerjoin(Person, Person.id == Post.author_id)
        .where(
            Thread.cluster_id == sa.bindparam("cluster_id", type_=Key()),
            Post.removed_at.is_(None),
            Post.hidden_at.is_(None),
            School.posts_hidden_at.is_(None),
        )
    )


def _conditions(asked: frozenset[str]) -> list[Any]:
    owed = sa.select(Duty.id).where(Duty.subject_id == Thread.id, Duty.kind == DutyKind.REPLY, Duty.closed_at.is_(None))
    ways: dict[str, Any] = {
        "school_id": Post.school_id == sa.bindparam("school_id", type_=Key()),
        "category": Thread.category == sa.bindparam("category", type_=Thread.category.type),
        "language": Post.language == sa.bindparam("language"),
        "since": Post.created_at >= sa.bindparam("since", type_=Post.created_at.type),
        "until": Post.created_at < sa.bindparam("until", type_=Post.created_at.type),
        "with_files": Post.attached.is_not(None),
        "is_needed": owed.exists(),
    }
    return [condition for name, condition in ways.items() if name in asked]


def _begin(day: date, zone: str) -> datetime:
    return datetime.combine(day, time(), ZoneInfo(zone))


def _fit(one: Found, words: list[str], now: datetime) -> float:
    """How well a message fits: how often the words are in it for its length, twice for the title; a message of half a year ago counts for half."""
    said, titled = search.words_of(one.source), search.words_of(one.thread_title)
    hits = sum(min(_count(word, said), 4) + 2 * min(_count(word, titled), 1) for word in words)
    age = max(0.0, (now - one.created_at).total_seconds() / 86_400)
    return hits / math.sqrt(20 + len(said)) * (0.5 + 0.5 * math.exp(-age / HALF_A_YEAR))


def _count(word: str, among: list[str]) -> int:
    return sum(1 for one in among if one.startswith(word))
