"""Calling an activity off, and saying that it did not take place."""

from portal.core import clock
from portal.core.actors import Actor
from portal.core.errors import RuleBroken
from portal.core.events import record
from portal.core.i18n import _
from portal.running.activities import events
from portal.running.activities.models import Activity
from portal.running.activities.services import owing
from portal.running.activities.workflow import LIFECYCLE


def cancel_activity(activity: Activity, *, by: Actor, reason: str, in_series: bool = False) -> None:
    """Call it off, saying why. It stays in calendars as cancelled."""
    LIFECYCLE.advance(activity, "cancel", **owing.revised(activity), cancel_reason=reason)
    owing.settle_everything(activity, by=by, outcome="cancelled")
    record(events.ActivityCancelled(**owing.facts(activity, by), in_series=in_series))


def miss_activity(activity: Activity, *, by: Actor) -> None:
    """Its time went by and it did not take place: said plainly, without blame."""
    if activity.starts_at > clock.now():
        raise RuleBroken(None, _("This has not begun yet. Cancel it, or choose another time."))
    LIFECYCLE.advance(activity, "miss", **owing.revised(activity))
    owing.settle_everything(activity, by=by, outcome="missed")
    record(events.ActivityMissed(**owing.facts(activity, by)))
