"""What someone has begun to write: kept until it is posted, for that person alone. No fact is recorded: nobody else ever sees it."""

import uuid
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from portal.core import clock, ids
from portal.core.actors import Actor
from portal.core.database import session
from portal.core.errors import RuleBroken
from portal.core.i18n import _
from portal.running.board.models import Begun, Draft, Post

MOST_DRAFTS = 50
KEPT_FOR = timedelta(days=180)


def keep_draft(*, by: Actor, cluster_id: uuid.UUID, thread_id: uuid.UUID | None, words: Begun) -> None:
    """Keep these words in place of what was kept for this conversation, or for a new one. Nothing written: nothing is kept any more.

    Words that the person has posted there last are not kept again: a late automatic save must not bring back what was sent.
    """
    place = thread_id or cluster_id
    if not (words.text or words.title) or (thread_id is not None and _was_posted(by.id, thread_id, words.text)):
        drop_draft(by=by, place=place)
        return
    if _is_new(by.id, place) and _count(by.id) >= MOST_DRAFTS:
        raise RuleBroken(
            "text", _("You keep %(most)s drafts already. Post or delete one of them first.", most=MOST_DRAFTS)
        )
    at = clock.now()
    said = {"title": words.title, "text": words.text, "category": words.category, "language": words.language}
    held = session()
    insert: Any = postgresql.insert if held.get_bind().dialect.name == "postgresql" else sqlite.insert
    row = insert(Draft).values(
        id=ids.new_id(),
        created_at=at,
        updated_at=at,
        person_id=by.id,
        cluster_id=cluster_id,
        thread_id=thread_id,
        place=place,
        **said,
    )
    held.execute(
        row.on_conflict_do_update(index_elements=[Draft.person_id, Draft.place], set_={**said, "updated_at": at})
    )


def drop_draft(*, by: Actor, place: uuid.UUID) -> None:
    """Keep nothing for this conversation (or new conversation on this board) any more."""
    session().execute(sa.delete(Draft).where(Draft.person_id == by.id, Draft.place == place))


def delete_draft(draft: Draft, *, by: Actor) -> None:
    """Throw a draft away."""
    drop_draft(by=by, place=draft.place)


def drop_old_drafts(*, by: Actor) -> int:
    """Throw away what nobody has touched for half a year. Returns how many. A deed for `perform`."""
    gone: Any = session().execute(sa.delete(Draft).where(Draft.updated_at < clock.now() - KEPT_FOR))
    return int(gone.rowcount)


def _was_posted(person_id: uuid.UUID | None, thread_id: uuid.UUID, text: str) -> bool:
    mine = sa.select(Post.source).where(Post.thread_id == thread_id, Post.author_id == person_id)
    return session().scalar(mine.order_by(Post.id.desc()).limit(1)) == text


def _is_new(person_id: uuid.UUID | None, place: uuid.UUID) -> bool:
    known = sa.select(Draft.id).where(Draft.person_id == person_id, Draft.place == place)
    return session().scalar(known) is None


def _count(person_id: uuid.UUID | None) -> int:
    return session().scalar(sa.select(sa.func.count()).select_from(Draft).where(Draft.person_id == person_id)) or 0
