"""The demonstration's school year: the officer of Marlbury (authority@) has entered the dates once, and two schools take them."""

from datetime import date, timedelta

from portal.commands.demo.world import World
from portal.core import clock
from portal.identity.profiles.models import PeriodKind
from portal.identity.schools import queries as schools
from portal.identity.terms import queries, services
from portal.identity.terms.year import Stretch

FOLLOW = ("mill", "academy")


def load(world: World) -> None:
    """Make what is not there yet."""
    first = schools.get_school(world.schools[FOLLOW[0]].id)
    authority = queries.authority_of(first)
    if authority is None or queries.following(first.id) is not None:
        return
    for stretch in _year(clock.today()):
        world.do(services.add_authority_dates, queries.get_authority(authority.id), by="authority", stretch=stretch)
    for key in FOLLOW:
        school = schools.get_school(world.schools[key].id)
        world.do(services.follow_authority, school, by=world.made["contact"][key])


def _year(today: date) -> list[Stretch]:
    """Terms and holidays of the school year in which today lies, from September to July; Mondays and Fridays."""
    begins = _monday(date(today.year if today.month >= 8 else today.year - 1, 9, 4))
    weeks = (
        (PeriodKind.TERM, "Autumn term", 0, 15),
        (PeriodKind.HALF_TERM, "Autumn half-term", 7, 8),
        (PeriodKind.HOLIDAY, "Christmas holiday", 15, 17),
        (PeriodKind.TERM, "Spring term", 17, 29),
        (PeriodKind.HALF_TERM, "February half-term", 23, 24),
        (PeriodKind.HOLIDAY, "Easter holiday", 29, 31),
        (PeriodKind.TERM, "Summer term", 31, 45),
        (PeriodKind.EXAMS, "Summer exams", 36, 40),
        (PeriodKind.HALF_TERM, "Whitsun half-term", 38, 39),
    )
    spans = [
        (kind, name, timedelta(weeks=since), timedelta(weeks=until, days=-3)) for kind, name, since, until in weeks
    ]
    return [Stretch(kind, name, begins + since, begins + until) for kind, name, since, until in spans]


def _monday(day: date) -> date:
    return day + timedelta(days=-day.weekday() % 7)
