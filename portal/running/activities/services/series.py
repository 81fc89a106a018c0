"""Activities that repeat: planned together, then each by itself or with those that follow.

What is owed on an activity of a series is written two weeks before it begins: forty calls of a year would hide everything else that is to do.
"""

import uuid
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from portal.core import clock, duty
from portal.core.actors import SYSTEM, Actor
from portal.core.database import session
from portal.core.duty import DutyKind
from portal.core.errors import Refusal, RuleBroken
from portal.core.events import record
from portal.core.i18n import _
from portal.core.jobs import every
from portal.core.perform import perform
from portal.core.workflow import claim
from portal.forming.clusters.models import Cluster
from portal.running.activities import events, queries
from portal.running.activities.models import Activity, ActivitySeries, ActivityStatus, Scope, What, When
from portal.running.activities.services import adults, guests, owing
from portal.running.activities.services.calling_off import cancel_activity
from portal.running.activities.services.changing import change_activity
from portal.running.activities.services.proposing import check_plan, lay

MOST_TIMES = 60
CONFIRM = DutyKind.CONFIRM_ACTIVITY
AHEAD = guests.AHEAD


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
        cluster_id=cluster.id,
        every_weeks=weeks,
        first_on=days[0],
        until_on=days[-1],
        number=len(days),
        revised_at=clock.now(),
    )
    session().add(series)
    session().flush()
    agreed = as_school_id == (partner_school_id or owner_school_id)
    sides = (owner_school_id, partner_school_id)
    adult = adults.who_says_yes(what.kind, partner_school_id, by) if agreed else None
    shared: dict[str, Any] = {"sides": sides, "agreed": agreed, "series_id": series.id, "partner_adult_id": adult}
    made = [lay(cluster, what=what, when=replace(when, on=day), **shared) for day in days]
    first = made[0]
    for activity in made:
        if activity is first or activity.starts_at <= clock.now() + AHEAD:
            owe(activity)
    said = owing.facts(first, by, school_id=as_school_id)
    record(events.ActivityProposed(**said, starts_at=first.starts_at, agreed=agreed, number=len(made)))
    return first


def owe(activity: Activity) -> None:
    """What is owed on it at its stage."""
    owing.owe_of_series(activity)
    asked = any(one.school_id == activity.answering_school_id for one in duty.open_duties(CONFIRM, activity.id))
    if activity.status == ActivityStatus.PROPOSED and not asked:
        owing.owe_agreement(activity)


def others_in(activity: Activity, scope: Scope) -> list[Activity]:
    """The other activities of its series that a change is for: those still to come, or those after this one."""
    if scope == Scope.ONE or activity.series_id is None:
        return []
    since = activity.starts_at if scope == Scope.FOLLOWING else clock.now()
    return [one for one in queries.list_of_series(activity.series_id, since=since) if one.id != activity.id]


def change_series(activity: Activity, *, by: Actor, what: What, when: When, version: int, scope: Scope) -> None:
    """Change an activity and others of its series alike: another time of day, or another weekday by as many days. Those that change are
    ruled apart from then on, where others of the series stay as they are.
    """
    others = others_in(activity, scope)
    moved_by = when.on - activity.starts_in(activity.zone).date()
    places = {one.id: _moved(one, when, moved_by) for one in (activity, *others)}
    if not change_activity(activity, by=by, what=what, when=when, version=version):
        return
    for other in others:
        there = replace(when, on=other.starts_in(other.zone).date() + moved_by)
        change_activity(other, by=by, what=what, when=there, version=other.version, in_series=True)
    if activity.series_id is not None and scope != Scope.ONE:
        set_apart([activity, *others], places)


def _moved(activity: Activity, when: When, moved_by: timedelta) -> datetime | None:
    """The place of an activity in its series after a change of them all; where the clocks leave it out, the moment they make of it."""
    if activity.slot is None:
        return None
    day = activity.slot.astimezone(ZoneInfo(activity.zone)).date() + moved_by
    return datetime.combine(day, when.starts, ZoneInfo(when.zone)).astimezone(UTC)


def set_apart(changed: Sequence[Activity], places: Mapping[uuid.UUID, datetime | None]) -> None:
    """Give activities of one series their new places, and a rule of their own where others of the old rule stay as they are."""
    series = session().get_one(ActivitySeries, changed[0].series_id, populate_existing=True)
    numbers, mine = queries.rules_of_series(series.id), Counter(one.rule for one in changed)
    whole = [rule for rule in mine if mine[rule] == numbers[rule]]
    rule = min(whole) if whole else max(numbers) + 1
    for activity in changed:
        claim(activity, {}, {"rule": rule, "slot": places[activity.id]})
    _say_anew(series)


def _say_anew(series: ActivitySeries) -> None:
    """The first day and the last of a series, as its activities have them."""
    days = [starts.astimezone(ZoneInfo(zone)).date() for starts, zone in queries.times_of_series(series.id)]
    series.first_on, series.until_on = days[0], days[-1]
    session().flush()


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
    guests.owe_missing_answers(activity)


@every(timedelta(minutes=30))
def bring_series_near() -> None:
    """Every half hour: activities of series that have come within two weeks are to do."""
    for activity_id in queries.list_coming_near(clock.now(), ahead=AHEAD):
        activity = session().get(Activity, activity_id)
        try:
            perform(bring_near, activity, by=SYSTEM)
        except Refusal:
            session().rollback()
