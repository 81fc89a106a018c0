"""More about stand-ins in the demonstration world: who is ready, a head who is asked for time out of class (head3@), a partner who asks about who comes
(abroad@), and two dates of a weekly call for which somebody is looked for (lead@, contact3@)."""

import uuid
from datetime import date, time, timedelta

import sqlalchemy as sa

from portal.commands.demo.running_calendar import CONFIRMED, KENYA, MILL, PACK, UK, Plan, plan_activity
from portal.commands.demo.world import World
from portal.core import clock
from portal.core.database import session
from portal.identity.schools.queries import get_school
from portal.identity.terms.queries import year_of
from portal.running.activities.models import Activity
from portal.running.activities.queries import get_activity
from portal.running.handoffs import queries, services
from portal.running.handoffs.models import Reason, Whom

READY = (
    ("teacher2", "mill", 40, "Frogs, ponds and Year 3 to 5"),
    ("teacher3", "orchard", 90, "Drums, songs, and signing"),
    ("contact3", "academy", 200, "Science, Year 7 to 9"),
)
TITLE = "The price of water"


def load(world: World) -> None:
    """Once, with the stand-ins of the calendar."""
    found: dict[str, uuid.UUID] | None = world.made.get("handoffs")
    if found is None or TITLE in found:
        return
    cluster_id: uuid.UUID = world.made["clusters"]["marlbury"]
    for person, school, days, words in READY:
        oriented_on = clock.today(UK) - timedelta(days=days)
        said = {"oriented_on": oriented_on, "words": words}
        world.do(services.offer_to_stand_in, get_school(world.schools[school].id), by=person, **said)
    world.do(services.say_release_rule, get_school(world.schools["academy"].id), by="head3", is_on=True)
    found[TITLE] = _waits_for_the_head(world, cluster_id)
    asked = queries.get_handoff(cluster_id, found["A lake in ten pictures"])
    world.do(services.query_handoff, asked, by="abroad", words="Our class is afraid of frogs. Is the frog a real one?")
    _two_dates(world, cluster_id)


def _waits_for_the_head(world: World, cluster_id: uuid.UUID) -> uuid.UUID:
    """Mill Lane asked Marlbury High School, whose contact said yes; the head has still to agree the time."""
    days = (_school_day(world) - clock.today(UK)).days
    plan = Plan("marlbury", TITLE, MILL, KENYA, days, time(10, 15), UK, CONFIRMED)
    activity = get_activity(cluster_id, plan_activity(world, plan, cluster_id))
    whom = Whom(school_id=world.schools["academy"].id)
    asking = {"whom": whom, "reason": Reason.TRAINING, "pack": PACK}
    handoff = world.do(services.ask_for_activity, activity, by="teacher2", **asking)
    asked = queries.get_handoff(cluster_id, handoff.id)
    world.do(services.accept_handoff, asked, by="contact3", introduction="I am Chidi; we measure the river every year.")
    return asked.id


def _school_day(world: World) -> date:
    """The first school day of Marlbury High School that is a week away or more."""
    first = clock.today(UK) + timedelta(days=8)
    year = year_of(world.schools["academy"].id, first, first + timedelta(days=60))
    session().commit()
    days = (first + timedelta(days=number) for number in range(60))
    return next((day for day in days if year.teaches(day)), first)


def _two_dates(world: World, cluster_id: uuid.UUID) -> None:
    """The weekly call of Marlbury Hill: its teacher cannot on the third and the fourth date."""
    mine = (Activity.cluster_id == cluster_id, Activity.series_id.is_not(None), Activity.starts_at > clock.now())
    dates = session().scalars(sa.select(Activity.id).where(*mine).order_by(Activity.starts_at).limit(4)).all()
    session().commit()
    if len(dates) < 4:
        return
    asking = {"whom": Whom(everyone=True), "reason": Reason.TIMETABLE, "pack": PACK, "activity_ids": [dates[3]]}
    world.do(services.ask_for_dates, get_activity(cluster_id, dates[2]), by="teacher", **asking)
