"""A school takes the place of one that left: the calendar goes with the place."""

import uuid
from typing import Any

from portal.core import duty
from portal.core.actors import Actor
from portal.core.database import session
from portal.core.duty import Duty, DutyKind
from portal.core.events import record
from portal.forming.clusters.models import Cluster
from portal.running.activities import events, queries
from portal.running.activities.models import Activity, ActivityStatus, Cover
from portal.running.activities.services import adults, guests, owing


def inherit_activities(cluster: Cluster, *, old_school_id: uuid.UUID, new_school_id: uuid.UUID, by: Actor) -> None:
    """The future activities of the school that left go to the one that took its place, as owner or as partner."""
    inherited = 0
    for activity in queries.list_future_of_school(cluster.id, old_school_id):
        if new_school_id in (activity.owner_school_id, activity.partner_school_id):
            continue
        _inherit(activity, old_school_id, new_school_id, by)
        inherited += 1
    guests.inherit(cluster, old_school_id=old_school_id, new_school_id=new_school_id)
    record(
        events.ActivitiesInherited(
            by_id=by.id,
            cluster_id=cluster.id,
            school_id=new_school_id,
            subject_id=cluster.id,
            old_school_id=old_school_id,
            number=inherited,
        )
    )


def _inherit(activity: Activity, old_school_id: uuid.UUID, new_school_id: uuid.UUID, by: Actor) -> None:
    if activity.partner_school_id == old_school_id:
        _inherit_partner(activity, old_school_id, new_school_id, by)
    else:
        _inherit_owner(activity, old_school_id, new_school_id, by)


def _inherit_partner(activity: Activity, old_school_id: uuid.UUID, new_school_id: uuid.UUID, by: Actor) -> None:
    values = {"partner_school_id": new_school_id, "partner_adult_id": None, "inherited_from_school_id": old_school_id}
    values["partner_pupils_planned"] = None
    owing.change_columns(activity, values)
    duty.settle(DutyKind.NAME_ADULT, activity.id, by=by, outcome="inherited")
    adults.owe_adult(activity)
    asked = [d for d in _open(DutyKind.CONFIRM_ACTIVITY, activity) if d.school_id != activity.owner_school_id]
    for owed in asked:
        duty.close(owed, by=by, outcome="inherited")
    if asked:
        owing.owe_agreement(activity)


def _inherit_owner(activity: Activity, old_school_id: uuid.UUID, new_school_id: uuid.UUID, by: Actor) -> None:
    values: dict[str, Any] = {
        "owner_school_id": new_school_id,
        "teacher_id": None,
        "classes": "",
        "pupils_planned": None,
        "inherited_from_school_id": old_school_id,
    }
    if activity.understudy_id and old_school_id in queries.schools_of_teacher(activity.understudy_id):
        values["understudy_id"] = None
    owing.change_columns(activity, values)
    delivers = [d for d in _open(DutyKind.DELIVER_ACTIVITY, activity) if d.school_id != activity.stand_in_school_id]
    answers = [d for d in _open(DutyKind.CONFIRM_ACTIVITY, activity) if d.school_id != activity.partner_school_id]
    for owed in (*delivers, *answers, *_open(DutyKind.NAME_TEACHER, activity)):
        duty.close(owed, by=by, outcome="inherited")
    session().flush()
    if delivers:
        owing.owe_delivery(activity)
    if delivers and activity.cover != Cover.NONE:
        duty.suspend(DutyKind.DELIVER_ACTIVITY, activity.id, school_id=new_school_id)
    if answers and activity.status != ActivityStatus.PROPOSED:
        owing.owe_confirmation(activity)
    elif answers:
        owing.owe_agreement(activity)


def _open(kind: DutyKind, activity: Activity) -> list[Duty]:
    return list(duty.open_duties(kind, activity.id))


def pass_on_activity(activity: Activity, *, from_school_id: uuid.UUID, to_school_id: uuid.UUID) -> None:
    """A school leaves and what it owed went to another one: the activity, or the standing in, goes with it until a newcomer takes the place."""
    if activity.owner_school_id == from_school_id and activity.partner_school_id != to_school_id:
        values = {"owner_school_id": to_school_id, "teacher_id": None, "inherited_from_school_id": from_school_id}
        owing.change_columns(activity, {**values, "classes": "", "pupils_planned": None})
    elif activity.stand_in_school_id == from_school_id and activity.owner_school_id != to_school_id:
        owing.change_columns(activity, {"stand_in_school_id": to_school_id, "stand_in_id": None})
