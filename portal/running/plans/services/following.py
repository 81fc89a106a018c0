"""What happens to tasks when a school leaves, is replaced, or a partnership ends."""

import uuid

from portal.core import duty
from portal.core.actors import Actor
from portal.core.duty import Duty
from portal.core.workflow import change
from portal.forming.clusters.models import Cluster
from portal.running.partnerships.models import Partnership
from portal.running.plans import queries
from portal.running.plans.models import Task, TaskStatus
from portal.running.plans.services.tasks import KINDS, drop_task, owe_anew


def follow_pass_on(
    cluster: Cluster, *, owed: Duty, from_school_id: uuid.UUID, to_school_id: uuid.UUID, by: Actor
) -> None:
    """A school that leaves has passed a task on: the other school has it now."""
    if owed.kind not in KINDS:
        return
    for task in queries.list_open_tasks_of(cluster.id, from_school_id):
        if task.id == owed.subject_id and task.school_id == from_school_id:
            _give(task, to_school_id, by)


def _give(task: Task, school_id: uuid.UUID, by: Actor) -> None:
    """The school that is helped does not help itself: then whoever wants takes it on, and the coordinator finds one."""
    if school_id == task.for_school_id:
        change(task, {"school_id": task.school_id}, {"school_id": None, "status": TaskStatus.WANTED})
        owe_anew(task, by=by, outcome="passed on")
    else:
        change(task, {"school_id": task.school_id}, {"school_id": school_id})


def inherit_tasks(cluster: Cluster, *, old_school_id: uuid.UUID, new_school_id: uuid.UUID, by: Actor) -> None:
    """The newcomer goes on with the open tasks of the school whose place it takes, and with the help that was asked for it."""
    for task in queries.list_open_tasks_of(cluster.id, old_school_id):
        if task.for_school_id == old_school_id and task.school_id != new_school_id:
            change(task, {"for_school_id": old_school_id}, {"for_school_id": new_school_id})
        if task.school_id == old_school_id:
            _give(task, new_school_id, by)
            for kind in KINDS if task.school_id is not None else ():
                for owed in duty.open_duties(kind, task.id):
                    owed.school_id = new_school_id
                    owed.open_key = duty.key_of(owed)


def drop_with_partnership(partnership: Partnership, *, by: Actor) -> None:
    """With the partnership its open tasks end; they stay readable."""
    for task in queries.list_open_tasks([partnership.id]):
        drop_task(task, by=by)
