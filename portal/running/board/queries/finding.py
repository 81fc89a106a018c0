"""Finding messages by their words, and by who wrote what, when.

The words are looked up inside the index of this board first, the newest `MOST_HITS` at most; then everything else that was asked decides. So a search
costs the same on a board among five thousand as on the only one. The order by fit is reckoned here, over those hits: alike on both databases.
"""

import math
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from portal.core import search
from portal.core.database import session
from portal.core.duty import Duty, DutyKind
from portal.core.pagination import PAGE_SIZE
from portal.core.search import SearchEntry
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
        filters = (
            self.school_id,
            self.category,
            self.since,
            self.until,
            self.with_files,
            self.is_needed,
            self.language,
        )
        return bool(search.words_of(self.words)) or any(filters)


@dataclass(frozen=True)
class Finding:
    """What a search found. `older`: the mark of the page that follows, None on the last one."""

    found: list[Found]
    older: str | None = None


def find_posts(cluster_id: uuid.UUID, sought: Sought, *, before: str | None = None, now: datetime) -> Finding:
    """Messages of a board that are not taken back or hidden, fifty at most: the newest first, or those that fit best."""
    if not sought.is_something:
        return Finding([])
    if not search.words_of(sought.words):
        return _without_words(cluster_id, sought, before)
    hits = search.matching_within("post", sought.words, scope=cluster_id.hex)
    mark = int(before) if before and before.isascii() and before.isdigit() and len(before) < 16 else None
    if mark is not None and not sought.fits_best:
        hits = hits.where(SearchEntry.id < mark)
    newest = hits.order_by(SearchEntry.id.desc()).limit(MOST_HITS).subquery("hits")
    query = _posts(newest.c.id, cluster_id, sought).join(newest, newest.c.subject_id == Post.id)
    query = query.order_by(newest.c.id.desc()).limit(MOST_HITS if sought.fits_best else PAGE_SIZE + 1)
    rows = session().execute(query).all()
    found = [Found(*row) for row in rows]
    if sought.fits_best:
        words = search.words_of(sought.words)[: search.MOST_WORDS]
        return Finding(sorted(found, key=lambda one: (-_fit(one, words, now), -one.entry))[:PAGE_SIZE])
    return Finding(found[:PAGE_SIZE], str(found[PAGE_SIZE - 1].entry) if len(found) > PAGE_SIZE else None)


def _without_words(cluster_id: uuid.UUID, sought: Sought, before: str | None) -> Finding:
    """Every message that is as asked, the newest first."""
    query = _posts(sa.literal(0), cluster_id, sought)
    try:
        mark = uuid.UUID(before) if before else None
    except ValueError:
        mark = None
    if mark is not None:
        query = query.where(Post.id < mark)
    rows = session().execute(query.order_by(Post.id.desc()).limit(PAGE_SIZE + 1)).all()
    found = [Found(*row) for row in rows]
    return Finding(found[:PAGE_SIZE], str(found[PAGE_SIZE - 1].post_id) if len(found) > PAGE_SIZE else None)


def _posts(entry: Any, cluster_id: uuid.UUID, sought: Sought) -> Any:
    started_by = aliased(School)
    hidden = sa.or_(started_by.posts_hidden_at.is_not(None), Thread.hidden_at.is_not(None))
    title = sa.case((hidden, hidden_title()), else_=Thread.title)
    query: Any = (
        sa.select(
            Post.thread_id, title, Post.id, Post.source, Post.language, Post.created_at, Person.name, School.name, entry
        )
        .select_from(Post)
        .join(Thread, Thread.id == Post.thread_id)
        .join(School, School.id == Post.school_id)
        .join(started_by, started_by.id == Thread.school_id)
        .outerjoin(Person, Person.id == Post.author_id)
        .where(
            Thread.cluster_id == cluster_id,
            Post.removed_at.is_(None),
            Post.hidden_at.is_(None),
            School.posts_hidden_at.is_(None),
        )
    )
    return query.where(*_conditions(sought))


def _conditions(sought: Sought) -> Sequence[Any]:
    asked: list[Any] = []
    if sought.school_id is not None:
        asked.append(Post.school_id == sought.school_id)
    if sought.category is not None:
        asked.append(Thread.category == sought.category)
    if sought.language:
        asked.append(Post.language == sought.language)
    if sought.since is not None:
        asked.append(Post.created_at >= _begin(sought.since, sought.zone))
    if sought.until is not None:
        asked.append(Post.created_at < _begin(sought.until + timedelta(days=1), sought.zone))
    if sought.with_files:
        asked.append(Post.attached.is_not(None))
    if sought.is_needed:
        owed = sa.select(Duty.id).where(
            Duty.subject_id == Thread.id, Duty.kind == DutyKind.REPLY, Duty.closed_at.is_(None)
        )
        asked.append(owed.exists())
    return asked


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
