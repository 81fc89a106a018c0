"""Saying yes, and saying for certain."""

from typing import Any

from portal.core.actors import Actor
from portal.core.errors import NotAllowedNow, RuleBroken
from portal.core.events import record
from portal.core.i18n import _
from portal.identity.declarations import services as declarations
from portal.identity.verification.waiting import Deed, may
from portal.running.activities import events, queries
from portal.running.activities.models import Activity, ActivityKind, ActivityStatus
from portal.running.activities.services import adults, owing
from portal.running.activities.workflow import LIFECYCLE


def agree_activity(activity: Activity, *, by: Actor) -> None:
    """The school that was asked says yes: to the proposal, or to its new time."""
    was_proposed = activity.status == ActivityStatus.PROPOSED
    if activity.kind == ActivityKind.LIVE:
        check_safeguarding(activity)
    school_id = activity.answering_school_id
    LIFECYCLE.advance(activity, "agree", **owing.revised(activity, on_calendars=False), **_adult(activity, by))
    answered = owing.settle_answers(activity, by=by, outcome="agreed", school_id=school_id)
    if was_proposed:
        owing.owe_confirmation(activity)
    elif not answered:
        raise NotAllowedNow(_("Your school has agreed to this already."))
    if was_proposed and activity.series_id is not None:
        _agree_to_the_others(activity, by)
    record(events.ActivityAgreed(**owing.facts(activity, by, school_id=school_id)))


def _adult(activity: Activity, by: Actor) -> dict[str, Any]:
    """Whoever says yes is in the room, where nobody is named yet."""
    if activity.partner_adult_id is not None:
        return {}
    return {"partner_adult_id": adults.who_says_yes(activity.kind, activity.partner_school_id, by)}


def _agree_to_the_others(activity: Activity, by: Actor) -> None:
    """One yes is for every time of a series that was only proposed; a single one can still be moved or cancelled."""
    for other in queries.list_of_series(activity.series_id) if activity.series_id is not None else ():
        if other.id != activity.id and other.status == ActivityStatus.PROPOSED:
            LIFECYCLE.advance(other, "agree", **owing.revised(other, on_calendars=False), **_adult(other, by))
            if owing.settle_answers(other, by=by, outcome="agreed"):
                owing.owe_confirmation(other)


def confirm_activity(activity: Activity, *, by: Actor) -> None:
    """The owner school says that it will take place for certain."""
    if activity.kind == ActivityKind.LIVE:
        check_verified(activity)
        check_safeguarding(activity)
        adults.check_adults(activity)
    was_confirmed = activity.status == ActivityStatus.CONFIRMED
    LIFECYCLE.advance(activity, "confirm", **owing.revised(activity))
    answered = owing.settle_answers(activity, by=by, outcome="confirmed", school_id=activity.owner_school_id)
    if was_confirmed and not answered:
        raise NotAllowedNow(_("This activity is confirmed already."))
    record(events.ActivityConfirmed(**owing.facts(activity, by, school_id=activity.owner_school_id)))


def check_verified(activity: Activity) -> None:
    """Live activities with pupils wait until both schools are verified; everything else does not."""
    for school in (activity.owner_school, activity.partner_school):
        if school is not None and not may(school, Deed.CONFIRM_LIVE_ACTIVITY):
            words = _(
                "%(school)s is not verified yet. Live activities with pupils can be confirmed after that.",
                school=school.name,
            )
            raise RuleBroken(None, words)


def check_safeguarding(activity: Activity) -> None:
    """No activity with pupils where safeguarding answers have run out; what was agreed before that goes on for 14 days."""
    agreed_for = activity.starts_at if activity.status != ActivityStatus.PROPOSED else None
    declarations.check_live([activity.owner_school_id, activity.partner_school_id], agreed_for=agreed_for)
