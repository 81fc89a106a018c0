"""Verbs about mail that came in. Each is a deed for `perform`; none keeps the words of a mail that was not posted."""

import uuid
from collections.abc import Callable
from typing import Any

from portal.core import clock
from portal.core.actors import SYSTEM, Actor
from portal.core.database import session
from portal.core.errors import NotPermitted, RuleBroken
from portal.core.events import record
from portal.core.i18n import _
from portal.oversight.incoming import events, queries
from portal.oversight.incoming.models import IncomingMail, MailTrouble, Outcome
from portal.oversight.incoming.reading import Failure
from portal.policy import Action, SignedIn, acting, allows
from portal.running.board import services as board
from portal.running.board.models import Message, Post, Thread
from portal.running.board.services.threads import OfACluster
from portal.running.firstposts import services as firstposts
from portal.running.firstposts.models import HeldPost

DAYS_BEFORE_SUSPENSION = 3
FORGOTTEN_AFTER_DAYS = 30


def note_mail(
    *,
    by: Actor,
    fingerprint: str,
    outcome: Outcome,
    reason: str = "",
    outbox_mail_id: uuid.UUID | None = None,
    person_id: uuid.UUID | None = None,
) -> IncomingMail:
    """Write down that a mail came in and what became of it."""
    return _note(fingerprint, outcome, reason=reason, outbox_mail_id=outbox_mail_id, person_id=person_id)


def _note(fingerprint: str, outcome: Outcome, **values: Any) -> IncomingMail:
    noted = IncomingMail(fingerprint=fingerprint, outcome=outcome, **values)
    session().add(noted)
    session().flush()
    return noted


def post_answer(
    thread: Thread,
    *,
    by: Actor,
    writer_id: uuid.UUID,
    find: Callable[[uuid.UUID], SignedIn | None],
    message: Message,
    fingerprint: str,
    outbox_mail_id: uuid.UUID | None,
    for_school_id: uuid.UUID | None = None,
) -> Post | HeldPost:
    """Put an answer that came by mail on the board, in its writer's name; the first messages of a new school wait.

    Raises NotPermitted when they may no longer write there.

    A person of several schools writes for the one that owes the reply there, else for the first by name. `for_school_id`: the school whose late reply the
    mail asked others to give; when it is given meanwhile, this is a message like any other.
    """
    writer = find(writer_id)
    if writer is None or not allows(writer, Action.THREAD_REPLY, thread):
        raise NotPermitted(_("You can no longer write in this conversation."))
    writer = acting(writer)  # without schools that are read-only
    school_id = _school_of(writer, thread)
    if for_school_id is not None and (school_id == for_school_id or not board.needs_reply_from(thread, for_school_id)):
        for_school_id = None
    post = firstposts.answer(thread, by=writer, message=message, school_id=school_id, for_school_id=for_school_id)
    post_id = post.id if isinstance(post, Post) else None
    _note(fingerprint, Outcome.POSTED, outbox_mail_id=outbox_mail_id, person_id=writer.id, post_id=post_id)
    return post


def begin_conversation(
    network: OfACluster,
    *,
    by: Actor,
    writer_id: uuid.UUID,
    find: Callable[[uuid.UUID], SignedIn | None],
    title: str,
    message: Message,
    fingerprint: str,
    outbox_mail_id: uuid.UUID | None,
) -> Thread | HeldPost:
    """Begin a conversation that came by mail, in its writer's name; the first messages of a new school wait. Raises NotPermitted as `post_answer` does.

    A person of several schools writes for the first of them by name.
    """
    writer = find(writer_id)
    if writer is None or not allows(writer, Action.THREAD_START, network):
        raise NotPermitted(_("You can no longer write on this board."))
    writer = acting(writer)
    place = writer.place_in(network.cluster_id)
    names = {m.school_id: m.school_name for m in writer.memberships.values()}
    mine = sorted(place.schools if place is not None else (), key=lambda one: (names.get(one, ""), str(one)))
    if not mine:
        raise RuleBroken(None, _("None of your schools is on this board any more."))
    begun = firstposts.begin(network, by=writer, title=title, message=message, school_id=mine[0])
    post_id = begun.last_post_id if isinstance(begun, Thread) else None
    _note(fingerprint, Outcome.POSTED, outbox_mail_id=outbox_mail_id, person_id=writer.id, post_id=post_id)
    return begun


def _school_of(writer: SignedIn, thread: Thread) -> uuid.UUID:
    place = writer.place_in(thread.cluster_id)
    mine = place.schools if place is not None else frozenset()
    if not mine:
        raise RuleBroken(None, _("None of your schools is on this board any more."))
    owing = [school_id for school_id in mine if board.needs_reply_from(thread, school_id)]
    names = {m.school_id: m.school_name for m in writer.memberships.values()}
    return min(owing or mine, key=lambda school_id: (names.get(school_id, ""), str(school_id)))


def note_bounce(
    *, by: Actor, fingerprint: str, outbox_mail_id: uuid.UUID, person_id: uuid.UUID | None, failure: Failure
) -> None:
    """A mail of ours came back. Permanent failures on several different days stop the mailing of notices; a full mailbox does not."""
    _note(
        fingerprint, Outcome.CAME_BACK, reason=failure.status[:40], outbox_mail_id=outbox_mail_id, person_id=person_id
    )
    if person_id is None or not failure.permanent:
        return
    trouble = queries.trouble_of(person_id)
    if trouble is None:
        trouble = MailTrouble(person_id=person_id, days=0)
        session().add(trouble)
    today = clock.now().date()
    if trouble.last_on is not None and (today - trouble.last_on).days > FORGOTTEN_AFTER_DAYS:
        trouble.days = 0
    if trouble.last_on != today or trouble.days == 0:
        trouble.days += 1
    trouble.last_on, trouble.last_status = today, failure.status[:20]
    if trouble.days >= DAYS_BEFORE_SUSPENSION and trouble.suspended_at is None:
        trouble.suspended_at = clock.now()
        record(events.MailSuspended(by_id=SYSTEM.id, person_id=person_id, subject_id=person_id))
    session().flush()


def resume_mail(*, by: Actor) -> None:
    """The person says that their mailbox works again."""
    resume_mail_of(by.id, by=by)


def resume_mail_of(person_id: uuid.UUID | None, *, by: Actor) -> None:
    """Mail notices to this person again, and forget what came back."""
    trouble = queries.trouble_of(person_id) if person_id is not None else None
    if trouble is None or trouble.suspended_at is None:
        return
    trouble.suspended_at, trouble.days = None, 0
    record(events.MailResumed(by_id=by.id, person_id=person_id, subject_id=person_id))
