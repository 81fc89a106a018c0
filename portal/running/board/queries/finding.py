"""Finding messages by their words."""

import uuid
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from portal.core import search
from portal.core.database import session
from portal.core.pagination import PAGE_SIZE
from portal.identity.accounts.models import Person
from portal.identity.schools.models import School
from portal.running.board.models import Post, Thread
from portal.running.board.queries.lines import Found, hidden_title


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
