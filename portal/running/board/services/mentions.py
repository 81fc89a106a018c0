"""Naming people and schools in a message: each is told once."""

import uuid

import sqlalchemy as sa

from portal.core.database import session
from portal.core.errors import NotAllowedNow, RuleBroken
from portal.core.events import record
from portal.core.i18n import _
from portal.policy.people import SignedIn
from portal.running.board import events
from portal.running.board.models import Mention, Post, Thread
from portal.running.board.naming import MOST_MENTIONS, Name, meant_in
from portal.running.board.queries.names import list_names
from portal.running.board.services.archiving import check_open


def mention_typed(post: Post, thread: Thread, *, by: SignedIn) -> None:
    """Whom the words of the message name with an @. Who was named in it before is not told again."""
    if "@" not in post.source:
        return
    for meant in meant_in(post.source, list_names(thread.cluster_id)):
        for one in meant.names:
            _mention(post, thread, one, by)


def mention_chosen(post: Post, *, by: SignedIn, person_id: uuid.UUID | None, school_id: uuid.UUID | None) -> None:
    """Whom the author has chosen from the list."""
    check_open(post.thread.cluster_id)
    if (post.removed_at or post.hidden_at or post.school.posts_hidden_at) is not None:
        raise NotAllowedNow(_("Nobody can read this message now."))
    names = list_names(post.thread.cluster_id)
    chosen = next((n for n in names if n.person_id == person_id and (person_id or n.school_id == school_id)), None)
    if chosen is None:
        raise RuleBroken("who", _("Choose someone from the list."))
    if _count(post) >= MOST_MENTIONS:
        raise NotAllowedNow(_("This message names ten already. Write a new one."))
    if chosen.person_id == by.id or not _mention(post, post.thread, chosen, by):
        raise RuleBroken("who", _("This message names them already."))


def _count(post: Post) -> int:
    return session().scalar(sa.select(sa.func.count()).select_from(Mention).where(Mention.post_id == post.id)) or 0


def _mention(post: Post, thread: Thread, who: Name, by: SignedIn) -> bool:
    """Note it once; answers whether it was new. Nobody names themselves."""
    if who.person_id == by.id:
        return False
    school_id = None if who.person_id is not None else who.school_id
    same = sa.and_(
        Mention.post_id == post.id,
        Mention.person_id == who.person_id if who.person_id is not None else Mention.school_id == school_id,
    )
    held = session()
    if held.scalar(sa.select(Mention.id).where(same)) is not None:
        return False
    held.add(Mention(post_id=post.id, person_id=who.person_id, school_id=school_id))
    held.flush()
    record(
        events.PostMentioned(
            by_id=by.id,
            cluster_id=thread.cluster_id,
            school_id=post.school_id,
            person_id=who.person_id,
            subject_id=thread.id,
            post_id=post.id,
            mentioned_school_id=school_id,
        )
    )
    return True
