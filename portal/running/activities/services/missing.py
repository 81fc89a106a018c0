"""An adult is missing at one end of an activity with pupils (it was agreed before that was asked, or nobody was chosen): that school names one.

It is asked four weeks before, and reminded three days and one day before; each once for each time of the activity.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta

from portal.core import clock, duty
from portal.core.actors import SYSTEM, Actor
from portal.core.database import session
from portal.core.duty import DutyKind
from portal.core.errors import Refusal, SomeoneWasFaster
from portal.core.events import record
from portal.core.jobs import every
from portal.core.perform import perform
from portal.running.activities import events, queries
from portal.running.activities.models import Activity, ActivityKind, ActivityReminder, ActivityStatus, Cover
from portal.running.activities.services import owing
from portal.running.activities.services.adults import owe_adult

AHEAD = timedelta(days=28)
STAGES = (("1", timedelta(days=1)), ("3", timedelta(days=3)), ("", AHEAD))


def ask_for_adult(activity: Activity, *, by: Actor, side: str, stage: str) -> bool:
    """Ask one end for an adult, or remind it, once for this stage and this time of it. Answers whether anything was told."""
    if not _lacks(activity, side):
        return False
    if side == queries.PARTNER:
        owe_adult(activity)
        school_id = activity.partner_school_id
    else:
        owe_teacher(activity)
        school_id = activity.owner_school_id
    session().add(ActivityReminder(activity_id=activity.id, stage=side + stage, starts_at=activity.starts_at))
    session().flush()
    record(events.AdultMissing(**owing.facts(activity, by, school_id=school_id), stage=side + stage))
    return True


def _lacks(activity: Activity, side: str) -> bool:
    """As `queries.list_lacking_adults` found it, looked at again inside the deed."""
    agreed = activity.status in (ActivityStatus.AGREED, ActivityStatus.CONFIRMED)
    if activity.kind != ActivityKind.LIVE or not agreed or activity.starts_at <= clock.now():
        return False
    if side == queries.PARTNER:
        return activity.partner_school_id is not None and activity.partner_adult_id is None
    return activity.teacher_id is None and activity.cover == Cover.NONE


def owe_teacher(activity: Activity) -> None:
    """The owner school names who of it does it, before the activity begins."""
    if duty.open_duties(DutyKind.NAME_TEACHER, activity.id):
        return
    duty.owe(
        DutyKind.NAME_TEACHER,
        subject_id=activity.id,
        cluster_id=activity.cluster_id,
        title=activity.title,
        school_id=activity.owner_school_id,
        due_at=activity.starts_at,
    )


@every(timedelta(minutes=30))
def ask_for_adults() -> int:
    """Every half hour: activities with pupils that come near and lack an adult at one end. Two runners tell once."""
    told, at = 0, clock.now()
    for one in _all_lacking(at):
        stage = next(stage for stage, before in STAGES if one.starts_at <= at + before)
        for side in one.sides:
            if side + stage in one.stages:
                continue
            try:
                told += perform(ask_for_adult, session().get(Activity, one.id), by=SYSTEM, side=side, stage=stage)
            except (SomeoneWasFaster, Refusal):
                session().rollback()
    return told


def _all_lacking(at: datetime) -> Iterator[queries.Lacking]:
    page = queries.list_lacking_adults(at, ahead=AHEAD)
    while page:
        yield from page
        page = queries.list_lacking_adults(at, ahead=AHEAD, after=page[-1])
