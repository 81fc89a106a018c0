"""Changing what an activity says, its time, or who does it."""

import uuid
from datetime import datetime
from typing import Any

from portal.core import clock, duty
from portal.core.actors import Actor
from portal.core.duty import DutyKind
from portal.core.errors import RuleBroken, Stale
from portal.core.events import record
from portal.core.i18n import _
from portal.running.activities import events, queries
from portal.running.activities.models import Activity, ActivityKind, ActivityStatus, Cover, What, When
from portal.running.activities.services import guests, owing
from portal.running.activities.services.adults import check_adults
from portal.running.activities.services.answering import check_safeguarding, check_verified
from portal.running.activities.services.proposing import check_people, instants
from portal.running.activities.workflow import LIFECYCLE

NEEDS = ("access_needs", "language_needs", "partner_role", "classes")
TEXTS = ("title", "description", "place", "plan", "materials", "class_profile", "promised", *NEEDS)
ON_CALENDARS = ("title", "description", "place", *NEEDS)


def change_activity(
    activity: Activity, *, by: Actor, what: What, when: When, version: int, in_series: bool = False
) -> bool:
    """Change texts, people and time; answers whether anything is changed. Another time keeps the state and asks both sides again.

    `in_series`: it goes with another of its series, of which is told; what is not owed yet is not asked for.
    """
    _check_version(activity, version)
    starts_at, ends_at = instants(when)
    moved = (starts_at, ends_at) != (activity.starts_at, activity.ends_at)
    if moved and starts_at <= clock.now():
        raise RuleBroken("on", _("Choose a day and time that are still to come."))
    check_people(activity.cluster, activity.owner_school_id, what)
    values = {**vars(what), "starts_at": starts_at, "ends_at": ends_at, "zone": when.zone}
    changed = {name: value for name, value in values.items() if getattr(activity, name) != value}
    if not changed:
        return False
    _check_pupils(activity, what)
    before = activity.starts_at
    visible = moved or bool(changed.keys() & {*ON_CALENDARS, "zone"})
    LIFECYCLE.advance(activity, "change", **owing.revised(activity, on_calendars=visible), **changed)
    _let_duties_follow(activity, changed, by)
    if moved:
        _ask_again(activity, before, by, in_series=in_series)
    else:
        record(events.ActivityChanged(**owing.facts(activity, by), in_series=in_series))
    return True


def _check_pupils(activity: Activity, what: What) -> None:
    """What becomes an activity with pupils asks what every such activity asks."""
    if what.kind != ActivityKind.LIVE or activity.kind == ActivityKind.LIVE:
        return
    check_safeguarding(activity)
    if activity.status == ActivityStatus.CONFIRMED:
        check_verified(activity)
        check_adults(activity)


def _check_version(activity: Activity, version: int) -> None:
    if activity.version != version:
        current = {name: str(getattr(activity, name)) for name in TEXTS}
        current["pupils_planned"] = "" if activity.pupils_planned is None else str(activity.pupils_planned)
        raise Stale(_("Somebody changed this activity while you were writing."), current)


def _let_duties_follow(activity: Activity, changed: dict[str, Any], by: Actor) -> None:
    if "title" in changed:
        owing.follow(activity, title=activity.title)
    if "teacher_id" in changed or "understudy_id" in changed:
        _hand_over_inside(activity, by)
    if "kind" in changed and activity.kind != ActivityKind.LIVE:
        owing.settle_adults(activity, by=by, outcome="no_pupils")


def _hand_over_inside(activity: Activity, by: Actor) -> None:
    """What the owner school owes is owed by the teacher named now. While another school stands in, it stays out of sight."""
    mine = activity.owner_school_id
    if activity.teacher_id is not None:
        duty.settle(DutyKind.NAME_TEACHER, activity.id, by=by, outcome="named")
    hidden = activity.cover != Cover.NONE
    if duty.settle(DutyKind.DELIVER_ACTIVITY, activity.id, by=by, outcome="passed_on", school_id=mine):
        owing.owe_delivery(activity)
        if hidden:
            duty.suspend(DutyKind.DELIVER_ACTIVITY, activity.id, school_id=mine)
    asks_owner = activity.partner_school_id is not None or activity.status != ActivityStatus.PROPOSED
    if asks_owner and owing.settle_answers(activity, by=by, outcome="passed_on", school_id=mine):
        owing.owe_confirmation(activity)


def _ask_again(activity: Activity, before: datetime, by: Actor, *, in_series: bool) -> None:
    owing.follow(activity, starts_at=activity.starts_at)
    guests.ask_again(activity, by, in_series=in_series)
    owed = owing.settle_answers(activity, by=by, outcome="moved")
    if in_series and not owed:
        record(_moved(activity, before, by, in_series=True))
        return
    if activity.partner_school_id is not None or activity.status == ActivityStatus.PROPOSED:
        owing.owe_agreement(activity)
    if activity.status != ActivityStatus.PROPOSED:
        owing.owe_confirmation(activity)
    if activity.series_id is not None:
        owing.owe_of_series(activity)
    record(_moved(activity, before, by, in_series=in_series))


def _moved(activity: Activity, before: datetime, by: Actor, *, in_series: bool) -> events.ActivityMoved:
    facts = owing.facts(activity, by)
    return events.ActivityMoved(**facts, starts_at=activity.starts_at, before=before, in_series=in_series)


def change_teacher(activity: Activity, *, by: Actor, teacher_id: uuid.UUID) -> None:
    """A colleague of the owner school does it instead."""
    if activity.owner_school_id not in queries.schools_of_teacher(teacher_id):
        raise RuleBroken(
            "teacher", _("This teacher is not at the school that does the activity. Choose a colleague there.")
        )
    if teacher_id == activity.teacher_id:
        raise RuleBroken("teacher", _("This teacher does it already. Choose somebody else."))
    values: dict[str, Any] = {"teacher_id": teacher_id}
    if teacher_id == activity.understudy_id:
        values["understudy_id"] = None
    LIFECYCLE.advance(activity, "change", **owing.revised(activity), **values)
    _hand_over_inside(activity, by)
    said = owing.facts(activity, by, school_id=activity.owner_school_id)
    record(events.TeacherOfActivityChanged(**said, person_id=teacher_id))
