"""Somebody has closed their account: what they signed with their name, and files that they named after themselves, tell it no more."""

import uuid
from collections.abc import Iterator

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from portal.core.database import session
from portal.core.storage import StoredFile
from portal.core.text import to_html
from portal.running.board.models import Post, PostFile, PostVersion
from portal.running.board.services.files import show_attached
from portal.running.board.services.posts import is_first, make_findable

AT_ONCE = 500


def forget_name(person_id: uuid.UUID, name: str, former: str) -> None:
    """Put `former` in place of the name in the person's own messages, what those said before, and the names of their own files; as part of the running
    transaction. What others wrote is theirs, and what is kept with a report stays."""
    held = session()
    tells = Post.source.contains(name, autoescape=True)
    query = sa.select(Post).where(Post.author_id == person_id, tells, Post.kept_at.is_(None)).order_by(Post.id)
    for post in _each(query.options(joinedload(Post.thread))):
        post.source = post.source.replace(name, former)
        post.html = to_html(post.source)
        if post.removed_at is None and post.hidden_at is None:
            make_findable(post, post.thread, is_first=is_first(post))
    own = sa.select(Post.id).where(Post.author_id == person_id, Post.kept_at.is_(None))
    before = sa.update(PostVersion).where(PostVersion.post_id.in_(own))
    held.execute(before.values(source=sa.func.replace(PostVersion.source, name, former)))
    titles = sa.update(StoredFile).where(StoredFile.uploaded_by_id == person_id)
    held.execute(titles.values(name=sa.func.replace(StoredFile.name, name, former)))
    held.flush()
    held.expire_all()
    named = sa.select(PostFile.post_id).join(StoredFile, StoredFile.id == PostFile.file_id)
    named = named.where(StoredFile.uploaded_by_id == person_id, StoredFile.name.contains(former, autoescape=True))
    for post in _each(sa.select(Post).where(Post.id.in_(named)).order_by(Post.id)):
        show_attached(post)


def _each(query: sa.Select[Post]) -> Iterator[Post]:
    """Every one of these posts, some hundreds at a time."""
    after = uuid.UUID(int=0)
    while posts := session().scalars(query.where(Post.id > after).limit(AT_ONCE)).all():
        yield from posts
        after = posts[-1].id
