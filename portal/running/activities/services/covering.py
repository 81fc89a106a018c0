"""Who appears instead: kept on the activity by the stand-in's room, so that calendars and feeds know it."""

import uuid

from portal.core import duty
from portal.core.actors import Actor
from portal.core.duty import DutyKind
from portal.running.activities.models import Activity, Cover
from portal.running.activities.services import owing


def ask_for_cover(activity: Activity) -> None:
    """A stand-in is looked for: what the teacher owes goes out of sight."""
    owing.change_columns(
        activity,
        {"cover": Cover.ASKED, "stand_in_id": None, "stand_in_school_id": None},
        on_calendars=_covered(activity),
    )
    owing.owe_of_series(activity)
    owing.hide_from_owner(activity)
    duty.suspend(DutyKind.NAME_TEACHER, activity.id)


def cover_activity(activity: Activity, *, school_id: uuid.UUID, person_id: uuid.UUID) -> None:
    """A teacher of another school appears instead and owes the delivery."""
    owing.change_columns(activity, {"cover": Cover.COVERED, "stand_in_id": person_id, "stand_in_school_id": school_id})
    duty.owe(
        DutyKind.DELIVER_ACTIVITY,
        subject_id=activity.id,
        cluster_id=activity.cluster_id,
        title=activity.title,
        school_id=school_id,
        person_id=person_id,
        due_at=activity.starts_at,
    )


def uncover_activity(activity: Activity, *, by: Actor, give_back: bool = True) -> None:
    """Nobody stands in any more; with `give_back` the teacher owes it again."""
    settle_stand_in(activity, by=by, outcome="given_back")
    owing.change_columns(
        activity,
        {"cover": Cover.NONE, "stand_in_id": None, "stand_in_school_id": None},
        on_calendars=_covered(activity),
    )
    if give_back:
        for kind in owing.OF_THE_TEACHER:
            duty.resume(kind, activity.id, school_id=activity.owner_school_id)
        duty.resume(DutyKind.NAME_TEACHER, activity.id)


def settle_stand_in(activity: Activity, *, by: Actor, outcome: str) -> None:
    """The stand-in no longer owes the delivery."""
    if activity.stand_in_school_id is not None:
        duty.settle(
            DutyKind.DELIVER_ACTIVITY, activity.id, by=by, outcome=outcome, school_id=activity.stand_in_school_id
        )


def _covered(activity: Activity) -> bool:
    return activity.cover == Cover.COVERED
