"""What goes with messages: one file, and all that is on a board."""

import uuid
from datetime import date, datetime
from functools import cache
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from portal.core.database import session
from portal.core.errors import NotFound
from portal.core.pagination import Page, page_by_key
from portal.core.storage import OPEN, Scan, StoredFile
from portal.identity.accounts.models import Person
from portal.identity.schools.models import School
from portal.running.board.models import People, Post, PostFile, Thread
from portal.running.board.queries.lines import Seen, how_seen


class BoardFile(NamedTuple):
    """A file of a board, with where it was said."""

    id: uuid.UUID
    thread_id: uuid.UUID
    thread_title: str
    post_id: uuid.UUID
    school_id: uuid.UUID
    school_name: str
    author_name: str | None
    created_at: datetime
    name: str
    size: int
    is_picture: bool
    people: People
    until: date | None
    width: int
    height: int
    scan: Scan

    def seen(self, today: date) -> Seen:
        """Whether it can be seen on this day in London."""
        return how_seen(self.is_picture, self.people, self.until, is_withdrawn=False, today=today, scan=self.scan)


def get_post_file(cluster_id: uuid.UUID, thread_id: uuid.UUID, post_id: uuid.UUID, post_file_id: uuid.UUID) -> PostFile:
    """A file of a message of this conversation. Raises NotFound."""
    everything = joinedload(PostFile.post)
    query = (
        sa.select(PostFile)
        .join(Post, Post.id == PostFile.post_id)
        .join(Thread, Thread.id == Post.thread_id)
        .where(
            PostFile.id == post_file_id,
            Post.id == post_id,
            Thread.id == thread_id,
            Thread.cluster_id == cluster_id,
            PostFile.cluster_id == cluster_id,
        )
        .options(joinedload(PostFile.file), everything.joinedload(Post.thread), everything.joinedload(Post.school))
    )
    found = session().scalars(query).one_or_none()
    if found is None:
        raise NotFound
    return found


def has_other_pictures(file: PostFile) -> bool:
    """Of other pictures of the same message, too, nobody has said who can be seen."""
    others = (PostFile.post_id == file.post_id, PostFile.id != file.id, PostFile.is_picture)
    query = sa.select(PostFile.id).where(*others, PostFile.people == People.NOT_SAID)
    return session().scalar(query.limit(1)) is not None


def list_files(cluster_id: uuid.UUID, *, by_id: uuid.UUID, after: str | None = None) -> Page[BoardFile]:
    """The files of a board that are there to be read, the newest first; those that are being checked for viruses for who added them alone."""
    values = {"cluster_id": cluster_id, "by_id": by_id}
    page = page_by_key(_files(), PostFile.id, after=after, newest_first=True, rows=True, values=values)
    return Page(items=[BoardFile._make(row) for row in page.items], next=page.next, first=page.first)


@cache
def _files() -> Any:
    return (
        sa.select(
            PostFile.id,
            Thread.id,
            Thread.title,
            Post.id,
            School.id,
            School.name,
            Person.name,
            Post.created_at,
            StoredFile.name,
            StoredFile.size,
            PostFile.is_picture,
            PostFile.people,
            PostFile.consent_until,
            PostFile.width,
            PostFile.height,
            StoredFile.scan,
        )
        .join(Post, Post.id == PostFile.post_id)
        .join(Thread, Thread.id == Post.thread_id)
        .join(School, School.id == Post.school_id)
        .join(StoredFile, StoredFile.id == PostFile.file_id)
        .outerjoin(Person, Person.id == Post.author_id)
        .where(
            PostFile.cluster_id == sa.bindparam("cluster_id"),
            PostFile.withdrawn_at.is_(None),
            Post.removed_at.is_(None),
            Post.hidden_at.is_(None),
            School.posts_hidden_at.is_(None),
            sa.or_(StoredFile.scan.in_(OPEN), StoredFile.uploaded_by_id == sa.bindparam("by_id")),
        )
    )
