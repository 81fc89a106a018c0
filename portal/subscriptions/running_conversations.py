"""What happens in conversations, further facts: who is told. (running_board.py has the others.)"""

import uuid
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from portal.core.database import session
from portal.core.events import Event
from portal.forming.clusters.models import Cluster, ClusterForm, OfficeKind, OfficeStatus
from portal.identity.schools.models import School
from portal.oversight.notifications import recipients
from portal.oversight.notifications.services import tell
from portal.running.board import events
from portal.running.board.models import Thread
from portal.running.board.queries import get_board
from portal.subscriptions.running_posts import bring
from portal.subscriptions.words import _


def _school(school_id: uuid.UUID | None) -> str:
    school = session().get(School, school_id) if school_id is not None else None
    return school.name if school is not None else ""


def _contacts(school_id: uuid.UUID | None) -> list[uuid.UUID]:
    if school_id is None:
        return []
    return recipients.contacts_of_school(school_id) or recipients.people_of_school(school_id)


def mentors_are_told(event: events.HelpAsked) -> None:
    """In a cluster of an experienced school and schools that it mentors, the experienced one hears of every call for help."""
    cluster = session().get(Cluster, event.cluster_id) if event.cluster_id is not None else None
    if cluster is None or cluster.form != ClusterForm.MENTORING:
        return
    leads = [
        o.school_id for o in cluster.offices if o.kind == OfficeKind.LEAD_SCHOOL and o.status == OfficeStatus.ACCEPTED
    ]
    told_already = set(recipients.coordinators_of(cluster.id))
    people = [p for lead in leads if lead != event.school_id for p in _contacts(lead) if p not in told_already]
    thread = session().get_one(Thread, event.subject_id)
    title = _("%(school)s needs help: “%(title)s”", school=_school(event.school_id), title=thread.title)
    bring(event, people, title, words=_("You mentor this school. Please answer if you can."))


def help_passed_on(event: events.HelpPassedOn) -> None:
    """The school that is asked to help, and who asked for help."""
    thread = session().get_one(Thread, event.subject_id)
    names = {"school": _school(event.asked_by_school_id), "helper": _school(event.school_id), "title": thread.title}
    title = _("Can you help %(school)s? “%(title)s”", **names)
    bring(event, _contacts(event.school_id), title, words=_("The coordinator asks you to answer within three days."))
    bring(event, [event.asked_by_id], _("%(helper)s has been asked to help you: “%(title)s”", **names))


def post_mentioned(event: events.PostMentioned) -> None:
    """Who is named, or the contacts of the school that is: in place of the general notice of the message, or in addition, when they were chosen later."""
    thread = session().get_one(Thread, event.subject_id)
    names = {"school": _school(event.school_id), "named": _school(event.mentioned_school_id), "title": thread.title}
    if event.person_id is not None:
        bring(event, [event.person_id], _("%(school)s named you in “%(title)s”", **names))
    else:
        title = _("%(school)s named %(named)s in “%(title)s”", **names)
        bring(event, _contacts(event.mentioned_school_id), title)


def board_archived(event: events.BoardArchived | events.BoardReopened) -> None:
    """Everyone who shares the board reads of it on their page."""
    if event.cluster_id is None:
        return
    if isinstance(event, events.BoardArchived):
        title = _("The board is an archive now: it can be read, and nobody writes on it")
    else:
        title = _("The board can be written on again")
    people = recipients.people_of_schools([school.id for school in get_board(event.cluster_id).schools])
    told = [person_id for person_id in people if person_id != event.by_id]
    tell(told, kind=event.kind(), title=title, path=f"/clusters/{event.cluster_id}/board", cluster_id=event.cluster_id)


IN_TRANSACTION: Mapping[type[Event], Sequence[Callable[[Any], None]]] = {
    events.HelpAsked: [mentors_are_told],
    events.HelpPassedOn: [help_passed_on],
    events.PostMentioned: [post_mentioned],
    events.BoardArchived: [board_archived],
    events.BoardReopened: [board_archived],
}
