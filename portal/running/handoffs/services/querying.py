"""The partner school asks about who will appear: a conversation on the board, of which the coordinator is told. Nothing else changes."""

import uuid
from datetime import timedelta

from portal.core import clock
from portal.core.errors import NotAllowedNow, RuleBroken
from portal.core.events import record
from portal.core.i18n import _
from portal.core.text import clean
from portal.core.workflow import claim
from portal.policy import SignedIn
from portal.running.board.models import Message, Post, Thread, Wanted
from portal.running.board.queries import get_board, get_thread
from portal.running.board.services import needs_reply_from
from portal.running.firstposts import services as firstposts
from portal.running.handoffs import events
from portal.running.handoffs.models import UNFINISHED, Handoff
from portal.running.handoffs.services import owing


def query_handoff(handoff: Handoff, *, by: SignedIn, words: str) -> None:
    """Ask about the stand-in, in a conversation of its own; further questions go into the same one. The stand-in's school is asked for a reply."""
    school_id = handoff.activity.partner_school_id if handoff.activity is not None else None
    if not handoff.is_taken or handoff.state not in UNFINISHED or school_id is None or school_id not in by.memberships:
        raise NotAllowedNow(_("Nobody stands in now, so there is nothing to ask about."))
    if not clean(words):
        raise RuleBroken("words", _("Write what you would like to know."))
    made = _write(handoff, school_id, by, Message(clean(words), by.language))
    thread_id = made.id if isinstance(made, Thread) else made.thread_id if isinstance(made, Post) else None
    if thread_id is not None and handoff.query_thread_id != thread_id:
        claim(handoff, {}, owing.grown(handoff, query_thread_id=thread_id))
    record(events.HandoffQueried(**owing.facts(handoff, by, school_id=school_id), conversation_id=thread_id))


def _write(handoff: Handoff, school_id: uuid.UUID, by: SignedIn, message: Message) -> object:
    if handoff.query_thread_id is not None:
        thread = get_thread(handoff.cluster_id, handoff.query_thread_id)
        asked = None if _is_asked(handoff, thread) else _wanted(handoff)
        return firstposts.answer(thread, by=by, message=message, school_id=school_id, wanted=asked)
    title = _("About the stand-in: %(title)s", title=handoff.title)[:200]
    wanted = _wanted(handoff)
    return firstposts.begin(
        get_board(handoff.cluster_id), by=by, title=title, message=message, school_id=school_id, wanted=wanted
    )


def _is_asked(handoff: Handoff, thread: Thread) -> bool:
    return handoff.accepted_school_id is not None and needs_reply_from(thread, handoff.accepted_school_id)


def _wanted(handoff: Handoff) -> Wanted | None:
    """A reply of the stand-in's school, by tomorrow on its own clocks."""
    school = handoff.accepted_school
    if school is None:
        return None
    return Wanted(school.id, clock.today(school.zone) + timedelta(days=1))
