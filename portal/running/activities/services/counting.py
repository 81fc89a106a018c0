"""How many pupils of each side: planned before, counted afterwards. Counted, never named."""

from portal.core.actors import Actor
from portal.core.errors import NotAllowedNow
from portal.core.events import record
from portal.core.i18n import _
from portal.running.activities import events
from portal.running.activities.models import Activity, Scope
from portal.running.activities.services import owing
from portal.running.activities.services.series import others_in
from portal.running.activities.workflow import LIFECYCLE


def plan_partner_pupils(activity: Activity, *, by: Actor, pupils: int | None, scope: Scope = Scope.ONE) -> None:
    """The partner school says with how many of its pupils it plans (None: not known yet), here or for others of the series as well."""
    if activity.partner_school_id is None or not LIFECYCLE.allows(activity, "change"):
        raise NotAllowedNow(_("This activity is over or was cancelled. It stays as it is."))
    for one in (activity, *others_in(activity, scope)):
        if one.partner_school_id == activity.partner_school_id and one.partner_pupils_planned != pupils:
            grown = owing.revised(one, on_calendars=False)
            LIFECYCLE.advance(one, "change", **grown, partner_pupils_planned=pupils)
    said = owing.facts(activity, by, school_id=activity.partner_school_id)
    record(events.PartnerPupilsPlanned(**said, pupils=pupils))
