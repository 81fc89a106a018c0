"""Reading a whole board, conversation after conversation: for a copy to take away, and for plain text."""

import uuid
from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from portal.core.database import fetch
from portal.core.pagination import page_by_key
from portal.core.storage import StoredFile
from portal.identity.accounts.models import Person
from portal.identity.schools.models import School
from portal.running.board.models import Post, PostFile, Thread, ThreadCategory
from portal.running.board.queries.lines import hidden_title

MOST_AS_TEXT = 500


class WholeThread(NamedTuple):
    """A conversation by title."""

    id: uuid.UUID
    title: str
    category: ThreadCategory
    created_at: datetime
    school_name: str


class WholePost(NamedTuple):
    """A message with its words as written and as shown; both empty where it was taken back or is hidden."""

    id: uuid.UUID
    source: str
    html: str
    language: str
    created_at: datetime
    edited_at: datetime | None
    removed_at: datetime | None
    author_name: str | None
    school_name: str
    for_school_name: str | None
    attached: list[dict[str, Any]] | None
    is_hidden: bool


def every_thread(cluster_id: uuid.UUID) -> Iterator[WholeThread]:
    """The conversations of a board in the order in which they were begun, read a page at a time."""
    after: str | None = None
    while True:
        page = page_by_key(_threads(), Thread.id, after=after, rows=True, values={"cluster_id": cluster_id})
        for row in page.items:
            *columns, is_hidden = row
            line = WholeThread(*columns)
            yield line._replace(title=hidden_title()) if is_hidden else line
        if page.next is None:
            return
        after = page.next


@cache
def _threads() -> Any:
    return (
        sa.select(
            Thread.id,
            Thread.title,
            Thread.category,
            Thread.created_at,
            School.name,
            sa.or_(School.posts_hidden_at.is_not(None), Thread.hidden_at.is_not(None)),
        )
        .join(School, School.id == Thread.school_id)
        .where(Thread.cluster_id == sa.bindparam("cluster_id"))
    )


def every_post(thread_id: uuid.UUID, *, most: int | None = None) -> Iterator[WholePost]:
    """The messages of a conversation in order, read a page at a time; `most`: no more than so many."""
    after: str | None = None
    count = 0
    while True:
        page = page_by_key(_posts(), Post.id, after=after, rows=True, values={"thread_id": thread_id})
        for row in page.items:
            line = WholePost(*row)
            gone = line.is_hidden or line.removed_at is not None
            yield line._replace(source="", html="", attached=None) if gone else line
            count += 1
            if most is not None and count >= most:
                return
        if page.next is None:
            return
        after = page.next


@cache
def _posts() -> Any:
    writes_for = aliased(School)
    return (
        sa.select(
            Post.id,
            Post.source,
            Post.html,
            Post.language,
            Post.created_at,
            Post.edited_at,
            Post.removed_at,
            Person.name,
            School.name,
            writes_for.name,
            Post.attached,
            sa.or_(School.posts_hidden_at.is_not(None), Post.hidden_at.is_not(None)),
        )
        .join(School, School.id == Post.school_id)
        .outerjoin(Person, Person.id == Post.author_id)
        .outerjoin(writes_for, writes_for.id == Post.for_school_id)
        .where(Post.thread_id == sa.bindparam("thread_id"))
    )


def keys_of_files(post_file_ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, str]:
    """Where the bytes of these files lie."""
    rows = fetch(_keys(), {"ids": list(post_file_ids)}) if post_file_ids else ()
    return {row[0]: row[1] for row in rows}


@cache
def _keys() -> Any:
    query = sa.select(PostFile.id, StoredFile.key).join(StoredFile, StoredFile.id == PostFile.file_id)
    return query.where(PostFile.id.in_(sa.bindparam("ids", expanding=True))).order_by(PostFile.id).limit(1_000)
