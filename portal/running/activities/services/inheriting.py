"""A school takes the place of one that left: the calendar goes with the place."""

import uuid
from typing import Any

from portal.core import duty
from portal.core.actors import Actor
from portal.core.duty import DutyKind
from portal.core.events import record
from portal.forming.clusters.models import Cluster
from portal.running.activities import events, queries
from portal.running.activities.models import Activity, ActivityStatus, Cover
from portal.running.activities.services import owing


def inherit_activities(
    cluster: Cluster, *, old_school_id: uuid.UUID, new_school_id: uuid.UUID, by: Actor
) -> list[Activity]:
    """The future activities of the school that left go to the one that took its place, as owner or as partner."""
    inherited = []
    for activity in queries.list_future_of_school(cluster.id, old_school_id):
        if new_school_id in (activity.owner_school_id, activity.partner_school_id):
            continue
        _inherit(activity, old_school_id, new_school_id, by)
        inherited.append(activity)
    record(
        events.ActivitiesInherited(
            by_id=by.id,
            cluster_id=cluster.id,
            school_id=new_school_id,
            subject_id=cluster.id,
            old_school_id=old_school_id,
            number=len(inherited),
        )
    )
    return inherited


def _inherit(activity: Activity, old_school_id: uuid.UUID, new_school_id: uuid.UUID, by: Actor) -> None:
    values: dict[str, Any] = {"inherited_from_school_id": old_school_id}
    owns = activity.owner_school_id == old_school_id
    if owns:
        values.update(owner_school_id=new_school_id, teacher_id=None)
        if activity.understudy_id and old_school_id in queries.schools_of_teacher(activity.understudy_id):
            values["understudy_id"] = None
    else:
        values["partner_school_id"] = new_school_id
    owing.change_columns(activity, values)
    delivers = duty.settle(DutyKind.DELIVER_ACTIVITY, activity.id, by=by, outcome="inherited", school_id=old_school_id)
    answers = owing.settle_answers(activity, by=by, outcome="inherited", school_id=old_school_id)
    if delivers and owns:
        owing.owe_delivery(activity)
        if activity.cover != Cover.NONE:
            duty.suspend(DutyKind.DELIVER_ACTIVITY, activity.id, school_id=new_school_id)
    if answers and owns and activity.status != ActivityStatus.PROPOSED:
        owing.owe_confirmation(activity)
    elif answers:
        owing.owe_agreement(activity)
