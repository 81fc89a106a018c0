"""Finding threads, messages and replies that are needed. Every page of the board costs the same few statements, however much is on it."""

import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from functools import cache
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import aliased, joinedload

from portal.core import search
from portal.core.database import fetch, session
from portal.core.duty import Duty, DutyKind, open_duties
from portal.core.errors import NotFound
from portal.core.i18n import _
from portal.core.pagination import PAGE_SIZE, Page, page_by_key
from portal.core.storage import StoredFile
from portal.core.types import Key
from portal.forming.clusters.models import Cluster, ClusterMembership
from portal.identity.accounts.models import Person
from portal.identity.schools.models import School
from portal.running.board.models import Post, Thread, ThreadCategory, ThreadSeen
from portal.running.partnerships.queries.network import Network, NetworkSchool, get_network

MOST_OWED = 500
MOST_PINNED = 5


class Show(StrEnum):
    """Which threads a person wants to see."""

    ALL = "all"
    NEEDED = "needed"
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
    help is still open."""

    owed: list[Owed]
    seen: dict[uuid.UUID, int]
    noted: set[uuid.UUID] = field(default_factory=set)
    waits_for_help: bool = False


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


def get_board(cluster_id: uuid.UUID) -> Network:
    """The board of a cluster: who shares it. There from the cluster's first day."""
    return get_network(cluster_id)


def get_thread(cluster_id: uuid.UUID, thread_id: uuid.UUID) -> Thread:
    """A thread with its whole cluster (schools, offices) and the replies needed in it."""
    everything = joinedload(Thread.cluster)
    query = (
        sa.select(Thread)
        .where(Thread.id == thread_id, Thread.cluster_id == cluster_id)
        .options(
            joinedload(Thread.school),
            everything.selectinload(Cluster.memberships).joinedload(ClusterMembership.school),
            everything.selectinload(Cluster.offices),
        )
    )
    thread = session().scalars(query).unique().one_or_none()
    if thread is None:
        raise NotFound
    thread.owed = open_duties(DutyKind.REPLY, thread.id)
    return thread


def get_conversation(cluster_id: uuid.UUID, thread_id: uuid.UUID) -> Thread:
    """A thread as its own page needs it: its school and its cluster's name."""
    found = session().scalars(_conversation(), {"thread_id": thread_id, "cluster_id": cluster_id}).one_or_none()
    if found is None:
        raise NotFound
    return found  # type: ignore[no-any-return]


@cache
def _conversation() -> Any:
    query = sa.select(Thread).options(joinedload(Thread.school), joinedload(Thread.cluster))
    return query.where(Thread.id == sa.bindparam("thread_id"), Thread.cluster_id == sa.bindparam("cluster_id"))


def get_post(cluster_id: uuid.UUID, thread_id: uuid.UUID, post_id: uuid.UUID) -> Post:
    """A message of this thread of this cluster."""
    query = (
        sa.select(Post)
        .join(Post.thread)
        .where(Post.id == post_id, Post.thread_id == thread_id, Thread.cluster_id == cluster_id)
        .options(joinedload(Post.thread), joinedload(Post.file), joinedload(Post.school))
    )
    found = session().scalars(query).one_or_none()
    if found is None:
        raise NotFound
    return found


def get_reply_duty(cluster_id: uuid.UUID, thread_id: uuid.UUID, duty_id: uuid.UUID) -> Duty:
    """A reply that is, or was, needed in this thread."""
    found = session().get(Duty, duty_id)
    if found is None or found.kind != DutyKind.REPLY or found.subject_id != thread_id or found.cluster_id != cluster_id:
        raise NotFound
    return found


def list_threads(
    cluster_id: uuid.UUID, *, schools: Collection[uuid.UUID], show: Show = Show.ALL, after: str | None = None
) -> Page[ThreadLine]:
    """The threads of a board, newest activity first. `schools`: the reader's own, for what is new to them."""
    page = page_by_key(
        _threads(show),
        Thread.last_posted_at,
        Thread.id,
        after=after,
        newest_first=True,
        rows=True,
        values={"cluster_id": cluster_id, "mine": sorted(schools)},
    )
    owed: dict[uuid.UUID, list[Owed]] = {}
    for item in list_replies_needed_in([row[0] for row in page.items]):
        owed.setdefault(item.thread_id, []).append(item)
    lines = [_line(row, owed.get(row[0], ())) for row in page.items]
    return Page(items=lines, next=page.next, first=page.first)


@cache
def _threads(show: Show) -> Any:
    started_by = aliased(School)
    mine: Any = sa.bindparam("mine", expanding=True)
    seen = (
        sa.select(sa.func.max(ThreadSeen.post_count))
        .where(ThreadSeen.thread_id == Thread.id, ThreadSeen.school_id.in_(mine))
        .scalar_subquery()
    )
    query: Any = (
        sa.select(
            Thread.id,
            Thread.title,
            Thread.category,
            Thread.post_count,
            Thread.last_posted_at,
            Thread.last_author_name,
            Thread.last_school_name,
            started_by.name,
            sa.func.coalesce(seen, 0),
            started_by.posts_hidden_at.is_not(None),
        )
        .join(started_by, started_by.id == Thread.school_id)
        .where(Thread.cluster_id == sa.bindparam("cluster_id"))
    )
    owed_here = sa.select(Duty.id).where(
        Duty.subject_id == Thread.id, Duty.kind == DutyKind.REPLY, Duty.closed_at.is_(None)
    )
    if show == Show.NEEDED:
        return query.where(owed_here.exists())
    if show == Show.OURS:
        return query.where(sa.or_(Thread.school_id.in_(mine), owed_here.where(Duty.school_id.in_(mine)).exists()))
    return query


def _line(row: Any, owed: Sequence[Owed]) -> ThreadLine:
    """A thread as shown: the title of one that a school on hold began is hidden with what that school wrote."""
    line = ThreadLine._make((*row, tuple(owed)))
    return line._replace(title=hidden_title()) if line.is_hidden else line


def hidden_title() -> str:
    """What stands in place of a title that is hidden."""
    return str(_("Hidden while its school is on hold"))


@cache
def _replies_needed() -> Any:
    return (
        sa.select(
            Duty.id,
            Duty.cluster_id,
            Duty.subject_id,
            School.id,
            School.name,
            Duty.due_at,
            School.zone,
            Duty.suspended_at,
            Duty.asked_by_school_id,
        )
        .join(School, School.id == Duty.school_id)
        .where(
            Duty.kind == DutyKind.REPLY,
            Duty.closed_at.is_(None),
            Duty.subject_id.in_(sa.bindparam("threads", expanding=True)),
        )
        .order_by(Duty.due_at.is_(None), Duty.due_at, Duty.id)
        .limit(MOST_OWED)
    )


def list_replies_needed_in(thread_ids: Sequence[uuid.UUID]) -> list[Owed]:
    """The replies needed in these threads, the earliest date first."""
    if not thread_ids:
        return []
    return [
        Owed(duty, cluster, thread, school, name, due, zone, held is not None, by)
        for duty, cluster, thread, school, name, due, zone, held, by in fetch(
            _replies_needed(), {"threads": list(thread_ids)}
        )
    ]


def list_latest(cluster_id: uuid.UUID, *, limit: int = 5) -> tuple[list[Any], list[Owed]]:
    """In one statement: the threads with the newest messages, and the replies needed on this board, the earliest first."""
    rows = fetch(_latest(), {"cluster_id": cluster_id, "limit": limit, "hidden_title": hidden_title()})
    threads = list({row.id: row for row in rows}.values())[:limit]
    needed = [
        Owed(r.duty_id, cluster_id, r.id, r.school_id, r.name, r.due_at, r.zone, r.suspended_at is not None)
        for r in rows
        if r.duty_id is not None and r.school_id is not None
    ]
    needed.sort(key=lambda one: (one.due_at is None, one.due_at, one.duty_id))
    return threads, needed


@cache
def _latest() -> Any:
    newest = (
        sa.select(Thread.id)
        .where(Thread.cluster_id == sa.bindparam("cluster_id"))
        .order_by(Thread.last_posted_at.desc(), Thread.id.desc())
        .limit(sa.bindparam("limit"))
        .subquery()
    )
    owed = sa.and_(Duty.subject_id == Thread.id, Duty.kind == DutyKind.REPLY, Duty.closed_at.is_(None))
    started_by = aliased(School)
    return (
        sa.select(
            Thread.id,
            sa.case((started_by.posts_hidden_at.is_not(None), sa.bindparam("hidden_title")), else_=Thread.title).label(
                "title"
            ),
            Thread.last_posted_at,
            Thread.last_author_name,
            Thread.last_school_name,
            Duty.id.label("duty_id"),
            Duty.due_at,
            Duty.suspended_at,
            School.id.label("school_id"),
            School.name,
            School.zone,
        )
        .join(started_by, started_by.id == Thread.school_id)
        .outerjoin(Duty, owed)
        .outerjoin(School, School.id == Duty.school_id)
        .where(
            Thread.cluster_id == sa.bindparam("cluster_id"),
            sa.or_(Thread.id.in_(sa.select(newest.c.id)), Duty.id.is_not(None)),
        )
        .order_by(Thread.last_posted_at.desc(), Thread.id.desc())
        .limit(MOST_OWED)
    )


def list_posts(thread_id: uuid.UUID, *, after: str | None = None, newest: bool = False) -> Page[PostLine]:
    """The messages of a thread in order, a page at a time; with `newest` the last page's worth, still in order."""
    if newest:
        rows = fetch(_newest_posts(), {"thread_id": thread_id})
        return Page(items=[_post(row) for row in reversed(rows)], next=None, first=False)
    page = page_by_key(_posts(), Post.id, after=after, rows=True, values={"thread_id": thread_id})
    return Page(items=[_post(row) for row in page.items], next=page.next, first=page.first)


@cache
def _posts() -> Any:
    writes_for = aliased(School)
    return (
        sa.select(
            Post.id,
            Post.html,
            Post.language,
            Post.created_at,
            Post.edited_at,
            Post.removed_at,
            Post.author_id,
            Person.name,
            School.id,
            School.name,
            writes_for.name,
            StoredFile.name,
            StoredFile.size,
            School.posts_hidden_at.is_not(None),
        )
        .join(School, School.id == Post.school_id)
        .outerjoin(Person, Person.id == Post.author_id)
        .outerjoin(writes_for, writes_for.id == Post.for_school_id)
        .outerjoin(StoredFile, StoredFile.id == Post.file_id)
        .where(Post.thread_id == sa.bindparam("thread_id"))
    )


def _post(row: Any) -> PostLine:
    """A message as shown: of a school whose messages are hidden, nothing but that there is one."""
    line = PostLine._make(row)
    return line._replace(html="", file_name=None, file_size=None) if line.is_hidden else line


@cache
def _newest_posts() -> Any:
    return _posts().order_by(Post.id.desc()).limit(PAGE_SIZE)


def standing_of(thread: Thread) -> Standing:
    """What a thread's page says beside its messages, in one statement: the replies needed, and how much each school has seen."""
    standing, waits_for_help = Standing([], {}), False
    rows: Any = fetch(_standing(), {"thread_id": thread.id})
    for duty_id, school_id, name, zone, due_at, held_at, asked_by, count in rows:
        if duty_id is None:
            standing.seen[school_id] = count
            if due_at is not None:
                standing.noted.add(school_id)
        elif school_id is None:
            waits_for_help = True
        else:
            held = held_at is not None
            standing.owed.append(
                Owed(duty_id, thread.cluster_id, thread.id, school_id, name, due_at, zone, held, asked_by)
            )
    standing.owed.sort(key=lambda one: (one.due_at is None, one.due_at, one.duty_id))
    thread.owed = standing.owed
    return replace(standing, waits_for_help=waits_for_help)


@cache
def _standing() -> Any:
    nothing = sa.cast(sa.null(), Key())
    owed = (
        sa.select(
            Duty.id,
            Duty.school_id,
            School.name,
            School.zone,
            Duty.due_at,
            Duty.suspended_at,
            Duty.asked_by_school_id,
            sa.literal(0).label("count"),
        )
        .outerjoin(School, School.id == Duty.school_id)
        .where(
            Duty.kind.in_([DutyKind.REPLY, DutyKind.ANSWER_HELP]),
            Duty.subject_id == sa.bindparam("thread_id"),
            Duty.closed_at.is_(None),
        )
    )
    seen = sa.select(
        nothing,
        ThreadSeen.school_id,
        sa.literal(""),
        sa.literal(""),
        ThreadSeen.noted_at,
        sa.cast(sa.null(), sa.DateTime(timezone=True)),
        nothing,
        ThreadSeen.post_count,
    ).where(ThreadSeen.thread_id == sa.bindparam("thread_id"))
    return sa.union_all(owed, seen).limit(MOST_OWED)


def list_pinned(cluster_id: uuid.UUID) -> Sequence[Any]:
    """The conversations at the top of a board: id and title, the last pinned first, five at most."""
    return fetch(_pinned(), {"cluster_id": cluster_id})


@cache
def _pinned() -> Any:
    query = sa.select(Thread.id, Thread.title).join(School, School.id == Thread.school_id)
    query = query.where(
        Thread.cluster_id == sa.bindparam("cluster_id"), Thread.pinned_at.is_not(None), School.posts_hidden_at.is_(None)
    )
    return query.order_by(Thread.pinned_at.desc(), Thread.id.desc()).limit(MOST_PINNED)


def find_posts(cluster_id: uuid.UUID, words: str, *, before: int | None = None) -> tuple[list[Found], int | None]:
    """Messages of a board that hold all of these words, the newest first, and the mark of the page that follows."""
    entries = search.find("post", words, scopes=[cluster_id.hex], limit=PAGE_SIZE + 1, before=before)
    shown = dict(entries[:PAGE_SIZE])
    if not shown:
        return [], None
    started_by = aliased(School)
    title = sa.case((started_by.posts_hidden_at.is_not(None), hidden_title()), else_=Thread.title)
    query: Any = (
        sa.select(Post.thread_id, title, Post.id, Post.source, Post.language, Post.created_at, Person.name, School.name)
        .join(Thread, Thread.id == Post.thread_id)
        .join(School, School.id == Post.school_id)
        .join(started_by, started_by.id == Thread.school_id)
        .outerjoin(Person, Person.id == Post.author_id)
        .where(
            Post.id.in_(shown),
            Thread.cluster_id == cluster_id,
            Post.removed_at.is_(None),
            School.posts_hidden_at.is_(None),
        )
        .order_by(Post.id)
        .limit(PAGE_SIZE)
    )
    rows: Any = session().execute(query)
    found = [Found(*[*row, shown[row[2]]]) for row in rows]
    found.sort(key=lambda one: one.entry, reverse=True)
    mark = entries[PAGE_SIZE - 1][1] if len(entries) > PAGE_SIZE else None
    return found, mark


__all__ = [
    "Found",
    "Network",
    "NetworkSchool",
    "Owed",
    "PostLine",
    "Show",
    "Standing",
    "ThreadLine",
    "find_posts",
    "get_board",
    "get_conversation",
    "get_post",
    "get_reply_duty",
    "get_thread",
    "list_latest",
    "list_pinned",
    "list_posts",
    "list_replies_needed_in",
    "list_threads",
    "standing_of",
]
