"""The adult in the room at each end of an activity with pupils: at the owner school its teacher (or who stands in), at the partner school who said yes there,
until somebody else is named."""

import uuid

from portal.core import duty
from portal.core.actors import Actor
from portal.core.duty import DutyKind
from portal.core.errors import NotAllowedNow, RuleBroken
from portal.core.events import record
from portal.core.i18n import _
from portal.running.activities import events, queries
from portal.running.activities.models import Activity, ActivityKind, ActivityStatus, Cover
from portal.running.activities.services import owing
from portal.running.activities.workflow import LIFECYCLE


def who_says_yes(kind: ActivityKind, partner_school_id: uuid.UUID | None, by: Actor) -> uuid.UUID | None:
    """Whoever says yes for the partner school to an activity with pupils is the adult in its room, until another is named."""
    if kind != ActivityKind.LIVE or partner_school_id is None or by.id is None:
        return None
    return by.id if partner_school_id in queries.schools_of_teacher(by.id) else None


def check_adults(activity: Activity) -> None:
    """Refuses to confirm an activity with pupils as long as an adult is missing at one end."""
    here = activity.stand_in_id if activity.cover == Cover.COVERED else activity.teacher_id
    missing = [] if here is not None else [activity.owner_school.name]
    partner, there = activity.partner_school, activity.partner_adult_id
    if partner is not None and (there is None or partner.id not in queries.schools_of_teacher(there)):
        missing.append(partner.name)
    if missing:
        words = _(
            "An activity with pupils names an adult in the room at each end. Still to be named: %(schools)s.",
            schools=", ".join(missing),
        )
        raise RuleBroken(None, words)


def name_adult(activity: Activity, *, by: Actor, person_id: uuid.UUID) -> None:
    """The partner school names who of it is in the room."""
    school_id = activity.partner_school_id
    if school_id is None or not LIFECYCLE.allows(activity, "change"):
        raise NotAllowedNow(_("This activity is over or was cancelled. It stays as it is."))
    if school_id not in queries.schools_of_teacher(person_id):
        raise RuleBroken("person", _("Choose somebody of your school."))
    values = {**owing.revised(activity, on_calendars=False), "partner_adult_id": person_id}
    LIFECYCLE.advance(activity, "change", **values)
    duty.settle(DutyKind.NAME_ADULT, activity.id, by=by, outcome="named")
    record(events.AdultInTheRoomNamed(**owing.facts(activity, by, school_id=school_id), person_id=person_id))


def owe_adult(activity: Activity) -> None:
    """The partner school has nobody in the room any more: it names somebody, before the activity begins."""
    needed = activity.status in (ActivityStatus.AGREED, ActivityStatus.CONFIRMED)
    if activity.kind != ActivityKind.LIVE or not needed or activity.partner_school_id is None:
        return
    if duty.open_duties(DutyKind.NAME_ADULT, activity.id):
        return
    duty.owe(
        DutyKind.NAME_ADULT,
        subject_id=activity.id,
        cluster_id=activity.cluster_id,
        title=activity.title,
        school_id=activity.partner_school_id,
        due_at=activity.starts_at,
    )
