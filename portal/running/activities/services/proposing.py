"""Putting an activity on the calendar."""

import uuid
from datetime import datetime, timedelta

from portal.core import clock
from portal.core.actors import Actor
from portal.core.database import session
from portal.core.errors import RuleBroken
from portal.core.events import record
from portal.core.i18n import _
from portal.core.moments import instant, is_zone
from portal.forming.clusters.models import Cluster
from portal.identity.declarations import services as declarations
from portal.running.activities import events, queries
from portal.running.activities.models import Activity, ActivityKind, ActivityStatus, What, When
from portal.running.activities.services import adults, owing

AHEAD = timedelta(days=3 * 366)


def instants(when: When) -> tuple[datetime, datetime]:
    """Start and end in UTC. Refuses a time that a clock change skips, and an end that is not after the start."""
    if not is_zone(when.zone):
        raise RuleBroken("zone", _("Choose a time zone from the list."))
    starts_at = instant(when.on, when.starts, when.zone, field="starts")
    ends_at = instant(when.on, when.ends, when.zone, field="ends")
    if ends_at <= starts_at:
        raise RuleBroken("ends", _("The end must come after the start."))
    if starts_at > clock.now() + AHEAD:
        raise RuleBroken("on", _("This is more than three years away. Look at the year again."))
    return starts_at, ends_at


def propose_activity(
    cluster: Cluster,
    *,
    by: Actor,
    what: What,
    when: When,
    owner_school_id: uuid.UUID,
    partner_school_id: uuid.UUID | None,
    as_school_id: uuid.UUID,
) -> Activity:
    """Put an activity on the calendar and ask for the words that are missing.

    Who proposes has said yes for the own school: without a partner, or when the partner itself proposes, it is agreed at once.
    """
    check_plan(cluster, what=what, when=when, owner_school_id=owner_school_id, partner_school_id=partner_school_id)
    agreed = as_school_id == (partner_school_id or owner_school_id)
    sides = (owner_school_id, partner_school_id)
    adult = adults.who_says_yes(what.kind, partner_school_id, by) if agreed else None
    activity = lay(cluster, what=what, when=when, sides=sides, agreed=agreed, partner_adult_id=adult)
    owing.owe_delivery(activity)
    if agreed:
        owing.owe_confirmation(activity)
    else:
        owing.owe_agreement(activity)
    said = owing.facts(activity, by, school_id=as_school_id)
    record(events.ActivityProposed(**said, starts_at=activity.starts_at, agreed=agreed))
    return activity


def check_plan(
    cluster: Cluster, *, what: What, when: When, owner_school_id: uuid.UUID, partner_school_id: uuid.UUID | None
) -> None:
    """It lies ahead, the schools and the people may, and the safeguarding answers hold where pupils take part."""
    if instants(when)[0] <= clock.now():
        raise RuleBroken("on", _("Choose a day and time that are still to come."))
    check_schools(cluster, owner_school_id, partner_school_id)
    check_people(cluster, owner_school_id, what)
    if what.kind == ActivityKind.LIVE:
        declarations.check_live([owner_school_id, partner_school_id])


def lay(
    cluster: Cluster,
    *,
    what: What,
    when: When,
    sides: tuple[uuid.UUID, uuid.UUID | None],
    agreed: bool,
    series_id: uuid.UUID | None = None,
    partner_adult_id: uuid.UUID | None = None,
) -> Activity:
    """Write an activity, of which nothing is owed yet. `sides`: the owner school and its partner."""
    starts_at, ends_at = instants(when)
    activity = Activity(
        series_id=series_id,
        partner_adult_id=partner_adult_id,
        slot=starts_at if series_id is not None else None,
        cluster_id=cluster.id,
        owner_school_id=sides[0],
        partner_school_id=sides[1],
        starts_at=starts_at,
        ends_at=ends_at,
        zone=when.zone,
        status=ActivityStatus.AGREED if agreed else ActivityStatus.PROPOSED,
        revised_at=clock.now(),
        **vars(what),
    )
    session().add(activity)
    session().flush()
    return activity


def check_schools(cluster: Cluster, owner_school_id: uuid.UUID, partner_school_id: uuid.UUID | None) -> None:
    """Both schools share this calendar, and are two."""
    here = {school.id for school in queries.schools_on_the_calendar(cluster)}
    if owner_school_id not in here:
        raise RuleBroken("owner", _("Choose a school of this cluster."))
    if partner_school_id is not None and partner_school_id not in here:
        raise RuleBroken("partner", _("Choose a school of this cluster."))
    if owner_school_id == partner_school_id:
        raise RuleBroken("partner", _("Choose another school than the one that does it."))


def check_people(cluster: Cluster, owner_school_id: uuid.UUID, what: What) -> None:
    """The teacher is of the owner school; the back-up teacher of any school of the network; they are two people."""
    if what.teacher_id is not None and owner_school_id not in queries.schools_of_teacher(what.teacher_id):
        raise RuleBroken(
            "teacher", _("This teacher is not at the school that does the activity. Choose a colleague there.")
        )
    if what.understudy_id is None:
        return
    here = {school.id for school in queries.schools_on_the_calendar(cluster)}
    if here.isdisjoint(queries.schools_of_teacher(what.understudy_id)):
        raise RuleBroken("understudy", _("Choose a teacher of a school in this cluster."))
    if what.understudy_id == what.teacher_id:
        raise RuleBroken("understudy", _("The back-up teacher must be somebody else than the teacher."))
