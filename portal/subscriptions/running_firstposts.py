"""First messages that wait: who is asked to read them, and what their author hears. The words of the message are never in a notice."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from portal.core.database import session
from portal.core.events import Event
from portal.identity.schools.models import School
from portal.oversight.notifications import recipients
from portal.oversight.notifications.services import tell
from portal.policy.people import Role
from portal.running.board.events import PostEdited
from portal.running.firstposts import events, queries
from portal.running.firstposts.models import HeldPost
from portal.subscriptions.words import _


def _path(event: Event) -> str:
    return f"/clusters/{event.cluster_id}/board/first-messages"


def post_held(event: events.PostHeld) -> None:
    """Who can put it on the board: the coordinator and the deputy of another school, else the programme."""
    if event.cluster_id is None or event.school_id is None:
        return
    if event.to_staff:
        people = recipients.people_with_role(Role.PROGRAMME_OFFICER)
    else:
        people = recipients.coordinators_of(event.cluster_id)
    own = set(recipients.people_of_school(event.school_id))
    school = session().get_one(School, event.school_id)
    title = _("Please read a first message of %(school)s", school=school.name)
    words = _("Nobody else sees it until you put it on the board.")
    told = [person_id for person_id in people if person_id not in own]
    path = f"{_path(event)}/{event.subject_id}"
    tell(
        told,
        kind=event.kind(),
        title=title,
        path=path,
        cluster_id=None if event.to_staff else event.cluster_id,
        letter="notice",
        words=words,
    )


def held_post_decided(event: events.HeldPostApproved | events.HeldPostReturned) -> None:
    """The author hears what became of it."""
    held = session().get_one(HeldPost, event.subject_id)
    if isinstance(event, events.HeldPostApproved):
        title, path = _("Your message is on the board"), f"/clusters/{event.cluster_id}/board/threads/{held.thread_id}"
    else:
        title, path = _("Your message came back. Read why, and write again"), f"{_path(event)}/{held.id}"
    tell([held.author_id], kind=event.kind(), title=title, path=path, cluster_id=event.cluster_id, letter="notice")


def approved_post_edited(event: PostEdited) -> None:
    """Who put a first message on the board hears that it says something else now. The board shows what it said before."""
    held = queries.approved_as(event.post_id)
    if held is None:
        return
    title = _("A first message of %(school)s that you put on the board was changed.", school=held.school.name)
    path = f"/clusters/{event.cluster_id}/board/threads/{event.subject_id}/posts/{event.post_id}/history"
    tell([held.decided_by_id], kind="held_post_changed", title=title, path=path, cluster_id=event.cluster_id)


IN_TRANSACTION: Mapping[type[Event], Sequence[Callable[[Any], None]]] = {
    events.PostHeld: [post_held],
    events.HeldPostApproved: [held_post_decided],
    events.HeldPostReturned: [held_post_decided],
    PostEdited: [approved_post_edited],
}
