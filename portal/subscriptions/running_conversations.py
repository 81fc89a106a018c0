"""What happens in conversations, further facts: who is told. (running_board.py has the others.)"""

import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from portal.core.database import session
from portal.core.events import Event
from portal.core.i18n import _
from portal.core.outbox import Answers
from portal.forming.clusters.models import Cluster, ClusterForm, OfficeKind, OfficeStatus
from portal.identity.schools.models import School
from portal.oversight.notifications import recipients
from portal.oversight.notifications.services import tell
from portal.running.board import events
from portal.running.board.models import Thread


def _tell(
    event: Event, people: Iterable[uuid.UUID | None], title: str, *, words: str = "", once: str | None = None
) -> None:
    """A notice with a mail, which can be answered with a message in the conversation."""
    told = [person_id for person_id in dict.fromkeys(people) if person_id is not None and person_id != event.by_id]
    tell(
        told,
        kind=event.kind(),
        title=title,
        path=f"/clusters/{event.cluster_id}/board/threads/{event.subject_id}",
        cluster_id=event.cluster_id,
        letter="notice",
        once=once,
        words=words,
        answers=Answers("thread", event.subject_id) if event.subject_id is not None else None,
    )


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
    _tell(event, people, title, words=_("You mentor this school. Please answer if you can."))


def help_passed_on(event: events.HelpPassedOn) -> None:
    """The school that is asked to help, and who asked for help."""
    thread = session().get_one(Thread, event.subject_id)
    names = {"school": _school(event.asked_by_school_id), "helper": _school(event.school_id), "title": thread.title}
    title = _("Can you help %(school)s? “%(title)s”", **names)
    _tell(event, _contacts(event.school_id), title, words=_("The coordinator asks you to answer within three days."))
    _tell(event, [event.asked_by_id], _("%(helper)s has been asked to help you: “%(title)s”", **names))


IN_TRANSACTION: Mapping[type[Event], Sequence[Callable[[Any], None]]] = {
    events.HelpAsked: [mentors_are_told],
    events.HelpPassedOn: [help_passed_on],
}
