"""Which school has seen how much."""

import uuid
from typing import Any

from sqlalchemy.dialects import postgresql, sqlite

from portal.core import clock
from portal.core.actors import Actor
from portal.core.database import session
from portal.running.board.models import ThreadSeen


def mark_seen(*, by: Actor, thread_id: uuid.UUID, school_ids: list[uuid.UUID], post_count: int) -> None:
    """These schools have seen the thread up to this many messages. A deed of its own, for a page that was read."""
    for school_id in school_ids:
        note_seen(thread_id, school_id, post_count)


def note_seen(thread_id: uuid.UUID, school_id: uuid.UUID, post_count: int) -> None:
    """The school has seen at least so many messages of the thread."""
    held = session()
    insert: Any = postgresql.insert if held.get_bind().dialect.name == "postgresql" else sqlite.insert
    statement = insert(ThreadSeen).values(
        thread_id=thread_id, school_id=school_id, seen_at=clock.now(), post_count=post_count
    )
    newer = {"seen_at": statement.excluded.seen_at, "post_count": statement.excluded.post_count}
    held.execute(
        statement.on_conflict_do_update(
            index_elements=[ThreadSeen.thread_id, ThreadSeen.school_id],
            set_=newer,
            where=ThreadSeen.post_count < statement.excluded.post_count,
        )
    )
