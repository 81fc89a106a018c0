"""The board and its conversations, the newest activity first."""

import uuid
from collections.abc import Collection, Sequence
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased, joinedload

from portal.core import clock
from portal.core.database import fetch, session
from portal.core.duty import Duty, DutyKind, open_duties
from portal.core.errors import NotFound
from portal.core.pagination import Page, page_by_key
from portal.forming.clusters.models import Cluster, ClusterMembership
from portal.identity.schools.models import School
from portal.running.board.models import Thread, ThreadSeen
from portal.running.board.queries.archive import archived_or_ended
from portal.running.board.queries.lines import Owed, Show, ThreadLine, hidden_title, with_stand_ins
from portal.running.board.queries.owed import MOST_OWED, list_replies_needed_in
from portal.running.partnerships.queries.network import Network, get_network

MOST_PINNED, MOST_PINNED_READ = 5, 50


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
        values={"cluster_id": cluster_id, "mine": sorted(schools)}
        | ({"now": clock.now()} if show == Show.LATE else {}),
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
            _is_hidden(started_by),
        )
        .join(started_by, started_by.id == Thread.school_id)
        .where(Thread.cluster_id == sa.bindparam("cluster_id"))
    )
    owed_here = sa.select(Duty.id).where(
        Duty.subject_id == Thread.id,
        Duty.cluster_id == sa.bindparam("cluster_id"),
        Duty.kind == DutyKind.REPLY,
        Duty.closed_at.is_(None),
    )
    if show == Show.NEEDED:
        return query.where(owed_here.exists())
    if show == Show.LATE:
        late = owed_here.where(
            Duty.due_at < sa.bindparam("now"), Duty.suspended_at.is_(None), Duty.school_id.not_in(mine)
        )
        return query.where(late.exists())
    if show == Show.OURS:
        return query.where(sa.or_(Thread.school_id.in_(mine), owed_here.where(Duty.school_id.in_(mine)).exists()))
    return query


def _is_hidden(started_by: Any) -> sa.ColumnElement[bool]:
    """The title is not shown: its school's words are hidden, or its first message was reported."""
    return sa.or_(started_by.posts_hidden_at.is_not(None), Thread.hidden_at.is_not(None))


def _line(row: Any, owed: Sequence[Owed]) -> ThreadLine:
    """A thread as shown: the title of one that a school on hold began is hidden with what that school wrote."""
    line = ThreadLine._make((*row, tuple(owed)))
    return line._replace(title=hidden_title()) if line.is_hidden else line


def list_latest(cluster_id: uuid.UUID, *, limit: int = 5) -> tuple[list[Any], list[Owed]]:
    """In one statement: the threads with the newest messages, and the replies needed on this board, the earliest first."""
    rows = fetch(_latest(), {"cluster_id": cluster_id, "limit": limit, "hidden_title": hidden_title()})
    threads = list({row.id: row for row in rows}.values())[:limit]
    needed = [
        Owed(
            r.duty_id,
            cluster_id,
            r.id,
            r.school_id,
            r.name,
            r.due_at,
            r.zone,
            r.suspended_at is not None,
            r.asked_by_school_id,
            r.person_id is not None,
        )
        for r in rows
        if r.duty_id is not None and r.school_id is not None
    ]
    needed.sort(key=lambda one: (one.due_at is None, one.due_at, one.duty_id))
    return threads, with_stand_ins(needed)


@cache
def _latest() -> Any:
    newest = (
        sa.select(Thread.id)
        .where(Thread.cluster_id == sa.bindparam("cluster_id"))
        .order_by(Thread.last_posted_at.desc(), Thread.id.desc())
        .limit(sa.bindparam("limit"))
        .subquery()
    )
    here = Duty.cluster_id == sa.bindparam("cluster_id")
    owed = sa.and_(Duty.subject_id == Thread.id, here, Duty.kind == DutyKind.REPLY, Duty.closed_at.is_(None))
    started_by = aliased(School)
    return (
        sa.select(
            Thread.id,
            sa.case((_is_hidden(started_by), sa.bindparam("hidden_title")), else_=Thread.title).label("title"),
            Thread.last_posted_at,
            Thread.last_author_name,
            Thread.last_school_name,
            Duty.id.label("duty_id"),
            Duty.due_at,
            Duty.suspended_at,
            Duty.asked_by_school_id,
            Duty.person_id,
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


def list_pinned(cluster_id: uuid.UUID) -> tuple[list[Any], bool]:
    """The conversations at the top of a board: id and title, the last pinned first, five at most; and whether the board is an archive."""
    rows = fetch(_pinned(), {"cluster_id": cluster_id})
    pinned = sorted((row for row in rows if row.pinned_at is not None), key=lambda row: row.pinned_at, reverse=True)
    return pinned[:MOST_PINNED], any(row.pinned_at is None for row in rows)


@cache
def _pinned() -> Any:
    query = sa.select(Thread.id, Thread.title, Thread.pinned_at).join(School, School.id == Thread.school_id)
    query = query.where(
        Thread.cluster_id == sa.bindparam("cluster_id"),
        Thread.pinned_at.is_not(None),
        School.posts_hidden_at.is_(None),
        Thread.hidden_at.is_(None),
    )
    no_moment = sa.cast(sa.null(), sa.DateTime(timezone=True))
    archives = (
        sa.select(of.id, sa.literal("").label("title"), no_moment.label("pinned_at")).where(where)
        for of, where in archived_or_ended()
    )
    return sa.union_all(query, *archives).limit(MOST_PINNED_READ)
