"""Plans: who is told of a task. Mail goes to the school that is asked, and to the coordinator when one is held up; everything else is on the page."""

import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from portal.core.database import session
from portal.core.events import Event
from portal.identity.schools.models import School
from portal.oversight.notifications import recipients
from portal.oversight.notifications.services import tell
from portal.running.plans import events
from portal.running.plans.models import Task
from portal.subscriptions.words import _, day


def _contacts(school_id: uuid.UUID | None) -> list[uuid.UUID]:
    return recipients.contacts_of_school(school_id) if school_id is not None else []


def _school(school_id: uuid.UUID | None) -> str:
    school = session().get(School, school_id) if school_id is not None else None
    return school.name if school is not None else ""


def _tell(event: Event, people: Iterable[uuid.UUID], title: Any, *, words: Any = "", mail: bool = False) -> None:
    told = [person_id for person_id in dict.fromkeys(people) if person_id != event.by_id]
    path = f"/clusters/{event.cluster_id}/tasks/{event.subject_id}"
    letter = "notice" if mail else None
    tell(told, kind=event.kind(), title=title, path=path, cluster_id=event.cluster_id, letter=letter, words=words)


def _title(event: Event) -> str:
    return session().get_one(Task, event.subject_id).title


def task_added(event: events.TaskAdded) -> None:
    """The school that is asked; when it is open to all, every school here and the coordinator."""
    if event.cluster_id is None:
        return
    task = session().get_one(Task, event.subject_id)
    names = {"title": task.title, "day": day(task.due_on), "helped": _school(event.for_school_id)}
    if event.school_id is not None:
        title = _("Your school is asked: %(title)s, by %(day)s", **names)
        words = _("If your school cannot do it, pass it on with one button.")
        _tell(event, _contacts(event.school_id), title, words=words, mail=True)
        return
    title = _("Can your school help %(helped)s? %(title)s, by %(day)s", **names)
    _tell(event, recipients.people_of_cluster(event.cluster_id, partner=False), title)


def task_taken(event: events.TaskTaken) -> None:
    """The school that is helped."""
    title = _("%(school)s takes on: %(title)s", school=_school(event.school_id), title=_title(event))
    _tell(event, _contacts(event.for_school_id), title, mail=True)


def task_given_back(event: events.TaskGivenBack) -> None:
    """The coordinator, who finds another school."""
    if event.cluster_id is not None:
        title = _("A school is needed for: %(title)s", title=_title(event))
        _tell(event, recipients.coordinators_of(event.cluster_id), title, mail=True)


def task_held_up(event: events.TaskHeldUp) -> None:
    """The coordinator, and the school that is helped."""
    if event.cluster_id is not None:
        title = _("Something stands in the way of: %(title)s", title=_title(event))
        people = [*recipients.coordinators_of(event.cluster_id), *_contacts(event.for_school_id)]
        _tell(event, people, title, mail=True)


def task_done(event: events.TaskDone) -> None:
    """The school that was helped, and who wrote it down."""
    task = session().get_one(Task, event.subject_id)
    people = [*_contacts(event.for_school_id), *([task.asked_by_id] if task.asked_by_id is not None else [])]
    _tell(event, people, _("Done: %(title)s", title=task.title))


def task_dropped(event: events.TaskDropped) -> None:
    """The school that had taken it on."""
    _tell(event, _contacts(event.school_id), _("Not needed any more: %(title)s", title=_title(event)))


def task_changed(event: events.TaskChanged) -> None:
    """The school that does it."""
    _tell(event, _contacts(event.school_id), _("Changed: %(title)s", title=_title(event)))


IN_TRANSACTION: Mapping[type[Event], Sequence[Callable[[Any], None]]] = {
    events.TaskAdded: [task_added],
    events.TaskTaken: [task_taken],
    events.TaskGivenBack: [task_given_back],
    events.TaskHeldUp: [task_held_up],
    events.TaskDone: [task_done],
    events.TaskDropped: [task_dropped],
    events.TaskChanged: [task_changed],
}
