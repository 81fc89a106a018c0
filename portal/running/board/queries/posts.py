"""The messages of a conversation."""

import uuid
from collections.abc import Sequence
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased, joinedload

from portal.core.database import fetch, session
from portal.core.errors import NotFound
from portal.core.pagination import PAGE_SIZE, Page, page_by_key
from portal.core.types import Key
from portal.identity.accounts.models import Person
from portal.identity.schools.models import School
from portal.running.board.models import Post, PostVersion, Thread
from portal.running.board.queries.lines import PostLine


def get_post(cluster_id: uuid.UUID, thread_id: uuid.UUID, post_id: uuid.UUID) -> Post:
    """A message of this thread of this cluster."""
    query = (
        sa.select(Post)
        .join(Post.thread)
        .where(Post.id == post_id, Post.thread_id == thread_id, Thread.cluster_id == cluster_id)
        .options(joinedload(Post.thread), joinedload(Post.school), joinedload(Post.author))
    )
    found = session().scalars(query).one_or_none()
    if found is None:
        raise NotFound
    return found


def list_posts(
    thread_id: uuid.UUID, *, after: str | None = None, newest: bool = False, to: uuid.UUID | None = None
) -> Page[PostLine]:
    """The messages of a thread in order, a page at a time; with `newest` the last page's worth, still in order; with `to` from that message on."""
    if to is not None:
        page = page_by_key(_posts_from(), Post.id, rows=True, values={"thread_id": thread_id, "to": to})
        return Page(items=[_post(row) for row in page.items], next=page.next, first=False)
    if newest:
        rows = fetch(_newest_posts(), {"thread_id": thread_id})
        return Page(items=[_post(row) for row in reversed(rows)], next=None, first=False)
    page = page_by_key(_posts(), Post.id, after=after, rows=True, values={"thread_id": thread_id})
    return Page(items=[_post(row) for row in page.items], next=page.next, first=page.first)


def list_versions(post: Post) -> Sequence[PostVersion]:
    """What a message said before it was changed, the latest first; fifty at most, because it cannot be changed more often."""
    query = sa.select(PostVersion).where(PostVersion.post_id == post.id)
    return session().scalars(query.order_by(PostVersion.number.desc()).limit(PAGE_SIZE)).all()


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
            Post.version,
            Post.author_id,
            Person.name,
            School.id,
            School.name,
            writes_for.name,
            Post.attached,
            School.posts_hidden_at.is_not(None),
            Post.hidden_at.is_not(None),
        )
        .join(School, School.id == Post.school_id)
        .outerjoin(Person, Person.id == Post.author_id)
        .outerjoin(writes_for, writes_for.id == Post.for_school_id)
        .where(Post.thread_id == sa.bindparam("thread_id"))
    )


def _post(row: Any) -> PostLine:
    """A message as shown: of a school whose messages are hidden, and of one that was reported, nothing but that there is one."""
    line = PostLine._make(row)
    return line._replace(html="", attached=None) if line.is_hidden or line.is_reported else line


@cache
def _posts_from() -> Any:
    return _posts().where(Post.id >= sa.bindparam("to", type_=Key()))


@cache
def _newest_posts() -> Any:
    return _posts().order_by(Post.id.desc()).limit(PAGE_SIZE)
