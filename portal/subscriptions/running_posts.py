"""A message of the board, brought to everyone who shares it: on the page of notices, and by mail as each of them wants it, with its words.

Each person is told once of a message, in the sentence that concerns them most: who owes a reply hears that, who asked for help hears who answered. So
the other facts of an act are told first (`bring`), and `post_added` goes to whoever is left.

At once, unless they choose otherwise, goes what a person's school has a part in; the rest of the board comes in one mail a day.
"""

import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from portal.core import events as facts
from portal.core import outbox
from portal.core.database import session
from portal.core.duty import DutyKind, open_duties
from portal.core.events import Event
from portal.core.outbox import Answers
from portal.identity.schools.models import School
from portal.oversight.notifications import recipients
from portal.oversight.notifications.messages import message_id, message_of, with_words
from portal.oversight.notifications.rhythm import Group
from portal.oversight.notifications.services import About, mark_read_about, tell
from portal.running.board import events
from portal.running.board import queries as board
from portal.running.board.models import Post, Thread, ThreadCategory
from portal.subscriptions.words import _
from portal.web.mailing import mail_host

MOST = 500


def bring(event: Event, people: Iterable[uuid.UUID | None], title: Any, *, words: Any = "") -> None:
    """Tell these people, except who did it, of something in a conversation (the event's subject), with the message that did it, if one did."""
    written = next((fact for fact in facts.of_this_act() if isinstance(fact, events.PostAdded)), None)
    if written is not None and written.subject_id == event.subject_id:
        _bring(event, written, people, title, words=words)
    elif event.subject_id is not None:
        told = [p for p in dict.fromkeys(people) if p is not None and p != event.by_id]
        tell(
            told,
            kind=event.kind(),
            title=title,
            path=_path(event),
            cluster_id=event.cluster_id,
            letter="notice",
            about=About(event.subject_id),
            words=words,
            answers=Answers("thread", event.subject_id),
        )


def _path(event: Event) -> str:
    return f"/clusters/{event.cluster_id}/board/threads/{event.subject_id}"


def _bring(
    event: Event,
    written: events.PostAdded,
    people: Iterable[uuid.UUID | None],
    title: Any,
    *,
    words: Any = "",
    groups: Mapping[uuid.UUID, Group] | None = None,
) -> None:
    post = session().get_one(Post, written.post_id)
    said = message_of(post)
    tell(
        [p for p in dict.fromkeys(people) if p is not None and p != event.by_id],
        kind=event.kind(),
        title=title,
        path=_path(event),
        cluster_id=event.cluster_id,
        letter=None if said is None else "board_message" if event is written else "board_notice",
        once=f"post:{post.id}",
        about=About(post.thread_id, post.id, group_for=groups or {}),
        words=words,
        said=said,
        is_first=written.is_first,
        answers=Answers("thread", post.thread_id),
        message=message_id(post.id, post.thread_id, is_first=written.is_first),
    )


def post_added(event: events.PostAdded) -> None:
    """Everyone who shares the board and was not told of it yet."""
    if event.cluster_id is None:
        return
    thread = session().get_one(Thread, event.subject_id)
    mark_read_about(event.by_id, thread.id)
    network = board.get_board(event.cluster_id)
    schools = {school.id for school in network.schools}
    people = recipients.people_of_schools(sorted(schools))
    if thread.category == ThreadCategory.ANNOUNCEMENT or len(schools) == 2:
        near = set(people)
    else:
        near = _people_with_a_part(thread, but=event.school_id)
    title = _title(event, thread)
    groups = {person_id: Group.BOARD if person_id in near else Group.TALK for person_id in people}
    _bring(event, event, people, title, groups=groups)


def _title(event: events.PostAdded, thread: Thread) -> Any:
    names = {"school": _school(event.school_id), "title": thread.title, "owner": _school(event.for_school_id)}
    if event.is_first:
        return _("%(school)s began “%(title)s”", **names)
    if event.for_school_id is not None:
        return _("%(school)s answered in “%(title)s” for %(owner)s", **names)
    return _("%(school)s wrote in “%(title)s”", **names)


def _school(school_id: uuid.UUID | None) -> str:
    school = session().get(School, school_id) if school_id is not None else None
    return school.name if school is not None else ""


def _people_with_a_part(thread: Thread, *, but: uuid.UUID | None) -> set[uuid.UUID]:
    """Who wrote in the conversation, and who is told for the schools that did, or that owe a reply or asked for one; not for the school that writes."""
    rows = session().execute(
        sa.select(Post.author_id, Post.school_id, Post.for_school_id)
        .where(Post.thread_id == thread.id)
        .distinct()
        .limit(MOST)
    )
    people: set[uuid.UUID] = set()
    schools: set[uuid.UUID] = set()
    for author_id, school_id, for_school_id in rows:
        people |= {author_id} if author_id is not None else set()
        schools |= {one for one in (school_id, for_school_id) if one is not None}
    for owed in open_duties(DutyKind.REPLY, thread.id):
        schools |= {s for s in (owed.school_id, owed.asked_by_school_id) if s is not None}
    return people | set(recipients.speakers_for(sorted(schools - {but})))


def post_removed(event: events.PostRemoved) -> None:
    """Mail that waits (for the end of quiet hours, for the mail server) does not bring what was taken back."""
    outbox.withdraw_message(_name_of_the_mail(event), words="the message was taken back")


def post_edited(event: events.PostEdited) -> None:
    """Mail that waits brings the words as they are now."""
    said = message_of(session().get_one(Post, event.post_id))
    if said is not None:
        outbox.reword(_name_of_the_mail(event), lambda whole: with_words(whole, said.text))


def _name_of_the_mail(event: events.PostRemoved | events.PostEdited) -> str:
    first = sa.select(Post.id).where(Post.thread_id == event.subject_id).order_by(Post.id).limit(1)
    is_first = session().scalar(first) == event.post_id
    return f"<{message_id(event.post_id, event.subject_id or event.post_id, is_first=is_first)}@{mail_host()}>"


IN_TRANSACTION: Mapping[type[Event], Sequence[Callable[[Any], None]]] = {
    events.PostRemoved: [post_removed],
    events.PostEdited: [post_edited],
}
AT_LAST: Mapping[type[Event], Sequence[Callable[[Any], None]]] = {events.PostAdded: [post_added]}
