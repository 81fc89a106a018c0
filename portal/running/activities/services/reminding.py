"""Before an activity that nobody has confirmed: fourteen days, three days and one day before it the owner is reminded, then the back-up teacher, too."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from portal.core import clock
from portal.core.actors import SYSTEM, Actor
from portal.core.database import session
from portal.core.errors import Refusal, SomeoneWasFaster
from portal.core.events import record
from portal.core.jobs import every
from portal.core.perform import perform
from portal.running.activities import events, queries
from portal.running.activities.models import Activity, ActivityReminder, ActivityStatus, Cover
from portal.running.activities.services import owing

STAGES = (("t1", timedelta(days=1)), ("t3", timedelta(days=3)), ("t14", timedelta(days=14)))
UNSURE = (ActivityStatus.PROPOSED, ActivityStatus.AGREED)


def stage_at(starts_at: datetime, at: datetime, *, known_since: datetime) -> str | None:
    """Of what is to be reminded now: the nearest stage whose moment has come since the activity is known. A stage that was slept through is not made up."""
    for stage, before in STAGES:
        if at < starts_at <= at + before:
            return stage if known_since <= starts_at - before else None
    return None


def remind_of_activity(activity: Activity, *, by: Actor, stage: str) -> bool:
    """Tell that it is not confirmed, once for this stage and this time of it. Answers whether anything was told."""
    if activity.status not in UNSURE or activity.cover != Cover.NONE or activity.starts_at <= clock.now():
        return False
    session().add(ActivityReminder(activity_id=activity.id, stage=stage, starts_at=activity.starts_at))
    session().flush()
    facts = owing.facts(activity, by, school_id=activity.owner_school_id)
    record(events.ActivityUnconfirmed(**facts, stage=stage))
    return True


@every(timedelta(minutes=30))
def remind_of_activities() -> int:
    """Every half hour: what comes near and is not confirmed. Killed in between, the next run goes on; two runners tell once."""
    told, at = 0, clock.now()
    for one in _all_to_remind(at):
        stage = stage_at(one.starts_at, at, known_since=one.known_since)
        if stage is None or stage in one.stages:
            continue
        activity = session().get(Activity, one.id)
        try:
            told += perform(remind_of_activity, activity, by=SYSTEM, stage=stage)
        except (SomeoneWasFaster, Refusal):
            session().rollback()
    return told


def _all_to_remind(at: datetime) -> Iterator[queries.Unsure]:
    """Page by page, to the last: those of which was told before would hide the others for ever."""
    page = queries.list_to_remind(at, ahead=STAGES[-1][1])
    while page:
        yield from page
        page = queries.list_to_remind(at, ahead=STAGES[-1][1], after=page[-1])
