"""Starting a conversation."""

import uuid
from typing import Protocol

from portal.core import clock
from portal.core.database import session
from portal.core.events import record
from portal.policy.people import SignedIn
from portal.running.board import events
from portal.running.board.models import Message, Thread, ThreadCategory, Wanted
from portal.running.board.services.archiving import check_open
from portal.running.board.services.attention import ask_for_help
from portal.running.board.services.drafts import drop_draft
from portal.running.board.services.posts import add_post
from portal.running.board.services.replies import ask_for_reply
from portal.running.partnerships.services.acting import acting_school


class OfACluster(Protocol):
    """A board, or anything else that belongs to one cluster."""

    @property
    def cluster_id(self) -> uuid.UUID: ...


def start_thread(
    board: OfACluster,
    *,
    by: SignedIn,
    title: str,
    message: Message,
    category: ThreadCategory = ThreadCategory.CONVERSATION,
    school_id: uuid.UUID | None = None,
    wanted: Wanted | None = None,
) -> Thread:
    """Begin a conversation with its first message; `wanted` asks a school for a reply by a day."""
    check_open(board.cluster_id)
    school = acting_school(board.cluster_id, by=by, school_id=school_id)
    thread = Thread(
        cluster_id=board.cluster_id,
        title=title,
        category=category,
        school_id=school,
        author_id=by.id,
        last_posted_at=clock.now(),
    )
    session().add(thread)
    session().flush()
    record(events.ThreadStarted(by_id=by.id, cluster_id=board.cluster_id, school_id=school, subject_id=thread.id))
    add_post(thread, by=by, school_id=school, message=message, is_first=True)
    drop_draft(by=by, place=board.cluster_id)
    if category == ThreadCategory.HELP:
        ask_for_help(thread, by=by, school_id=school)
    if wanted is not None:
        ask_for_reply(thread, by=by, school_id=school, wanted=wanted)
    return thread
