"""Activities that repeat: planned together, then each by itself or with those that follow.

What is owed on an activity of a series is written two weeks before it begins: forty calls of a year would hide everything else that is to do.
"""

import uuid
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from portal.core import clock
from portal.core.actors import SYSTEM, Actor
from portal.core.database import session
from portal.core.errors import Refusal, RuleBroken
from portal.core.events import record
from portal.core.i18n import _
from portal.core.jobs import every
from portal.core.perform import perform
from portal.forming.clusters.models import Cluster
from portal.running.activities import events, queries
from portal.running.activities.models import Activity, ActivitySeries, ActivityStatus, Scope, What, When
from portal.running.activities.services import owing
from portal.running.activities.services.calling_off import cancel_activity
from portal.running.activities.services.changing import change_activity
from portal.running.activities.services.proposing import check_plan, lay

MOST_TIMES = 60
AHEAD = timedelta(days=14)


def days_of(first: date, until: date, *, weeks: int) -> list[date]:
    """The days of a series, from the first to the last, `weeks` apart; one more than allowed when there are too many."""
    days: list[date] = []
    while first <= until and len(days) <= MOST_TIMES:
        days.append(first)
        first += timedelta(weeks=weeks)
    return days


def propose_series(
    cluster: Cluster,
    *,
    by: Actor,
    what: What,
    when: When,
    weeks: int,
    days: Sequence[date],
    owner_school_id: uuid.UUID,
    partner_school_id: uuid.UUID | None,
    as_school_id: uuid.UUID,
) -> Activity:
    """Put the same activity on the calendar on all these days, at the same time by the clocks of its zone. Answers the first.

    The partner is asked once for all of them. `days` are in order; a time that does not exist on one of them is refused with that day.
    """
    if len(days) < 2:
        raise RuleBroken("until", _("Choose a last day after which there are two times at least."))
    if len(days) > MOST_TIMES:
        raise RuleBroken("until", _("That is more than 60 times. Choose an earlier last day."))
    check_plan(cluster, what=what, when=when, owner_school_id=owner_school_id, partner_school_id=partner_school_id)
    series = ActivitySeries(
        cluster_id=cluster.id, every_weeks=weeks, first_on=days[0], until_on=days[-1], number=len(days)
    )
    session().add(series)
    session().flush()
    agreed = as_school_id == (partner_school_id or owner_school_id)
    sides = (owner_school_id, partner_school_id)
    made = [
        lay(cluster, what=what, when=replace(when, on=day), sides=sides, agreed=agreed, series_id=series.id)
        for day in days
    ]
    first = made[0]
    for activity in made:
        if activity is first or activity.starts_at <= clock.now() + AHEAD:
            owe(activity)
    said = owing.facts(first, by, school_id=as_school_id)
    record(events.ActivityProposed(**said, starts_at=first.starts_at, agreed=agreed, number=len(made)))
    return first


def owe(activity: Activity) -> None:
    """What is owed on it at its stage."""
    owing.owe_delivery(activity)
    if activity.status == ActivityStatus.PROPOSED:
        owing.owe_agreement(activity)
    elif activity.status == ActivityStatus.AGREED:
        owing.owe_confirmation(activity)


def others_in(activity: Activity, scope: Scope) -> list[Activity]:
    """The other activities of its series that a change is for: those still to come, or those after this one."""
    if scope == Scope.ONE or activity.series_id is None:
        return []
    since = activity.starts_at if scope == Scope.FOLLOWING else clock.now()
    return [one for one in queries.list_of_series(activity.series_id, since=since) if one.id != activity.id]


def change_series(activity: Activity, *, by: Actor, what: What, when: When, version: int, scope: Scope) -> None:
    """Change an activity and others of its series alike: another time of day, or another weekday by as many days."""
    others = others_in(activity, scope)
    moved_by = when.on - activity.starts_in(activity.zone).date()
    change_activity(activity, by=by, what=what, when=when, version=version)
    for other in others:
        there = replace(when, on=other.starts_in(other.zone).date() + moved_by)
        change_activity(other, by=by, what=what, when=there, version=other.version, in_series=True)


def cancel_series(activity: Activity, *, by: Actor, reason: str, scope: Scope) -> None:
    """Call off an activity and others of its series."""
    others = others_in(activity, scope)
    cancel_activity(activity, by=by, reason=reason)
    for other in others:
        cancel_activity(other, by=by, reason=reason, in_series=True)


def bring_near(activity: Activity, *, by: Actor) -> None:
    """It is two weeks away: what is owed on it begins to be owed."""
    if not activity.allows("change"):
        return
    owe(activity)


@every(timedelta(minutes=30))
def bring_series_near() -> None:
    """Every half hour: activities of series that have come within two weeks are to do."""
    for activity_id in queries.list_coming_near(clock.now(), ahead=AHEAD):
        activity = session().get(Activity, activity_id)
        try:
            perform(bring_near, activity, by=SYSTEM)
        except Refusal:
            session().rollback()
