"""What a change of clocks does to a call that repeats: it keeps its time where it was planned, and may leave the school day elsewhere."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from portal.identity.terms.year import SchoolYear

MOST_TIMES = 60
MOST_NAMES = 5


class What(StrEnum):
    """What is wrong with a call at one school."""

    MOVED_OUT = "moved_out"
    OUTSIDE = "outside"
    AWAY = "away"
    EXAMS = "exams"
    NO_SUCH_TIME = "no_such_time"


@dataclass(frozen=True)
class Trouble:
    """At this school, for the first time on this day: on its own clocks from `starts` to `ends`, before the clocks changed from `usual`.

    `changed`: the zone whose clocks changed. `number`: on how many of the days.
    """

    what: What
    school: str
    zone: str
    first: datetime
    ends: datetime
    usual: datetime | None = None
    changed: str = ""
    number: int = 1
    name: str = ""


def every_week(first: date, until: date, *, weeks: int = 1) -> list[date]:
    """The days of a call that repeats every so many weeks, at most sixty."""
    days: list[date] = []
    while first <= until and len(days) < MOST_TIMES:
        days.append(first)
        first += timedelta(weeks=weeks)
    return days


def troubles(days: Sequence[date], starts: time, ends: time, zone: str, years: Sequence[SchoolYear]) -> list[Trouble]:
    """Everything that stands against a call at these wall-clock times in `zone` on these days, by school; each kind told once with its first day."""
    found = list(_skipped(days, starts, zone))
    spells = [(day, *_instants(day, starts, ends, zone)) for day in days]
    for year in years:
        found += _outside(spells, zone, year)
        found += _away(spells, year)
    return found


def _instants(day: date, starts: time, ends: time, zone: str) -> tuple[datetime, datetime]:
    clocks = ZoneInfo(zone)
    return datetime.combine(day, starts, clocks).astimezone(UTC), datetime.combine(day, ends, clocks).astimezone(UTC)


def _skipped(days: Sequence[date], starts: time, zone: str) -> Iterator[Trouble]:
    for day in days:
        local = datetime.combine(day, starts, ZoneInfo(zone))
        back = local.astimezone(UTC).astimezone(ZoneInfo(zone))
        if back.replace(tzinfo=None) != local.replace(tzinfo=None):
            yield Trouble(What.NO_SUCH_TIME, "", zone, local, local, changed=zone)
            return


def _outside(spells: Sequence[tuple[date, datetime, datetime]], zone: str, year: SchoolYear) -> Iterator[Trouble]:
    """A call that lies outside from its first day on, and one that a change of clocks moves out of the school day."""
    clocks = ZoneInfo(year.zone)
    local = [(day, starts.astimezone(clocks), ends.astimezone(clocks)) for day, starts, ends in spells]
    inside = [is_inside(year, here, there) for _day, here, there in local]
    if local and not inside[0]:
        _day, here, there = local[0]
        yield Trouble(What.OUTSIDE, year.name, year.zone, here, there, number=inside.count(False))
    for number in range(1, len(local)):
        (before, usual, _), (day, here, there) = local[number - 1], local[number]
        if inside[number - 1] and not inside[number] and here.time() != usual.time():
            left = inside[number:].count(False)
            whose = _whose(zone, year.zone, before, day)
            yield Trouble(What.MOVED_OUT, year.name, year.zone, here, there, usual, whose, left)
            return


def is_inside(year: SchoolYear, starts: datetime, ends: datetime) -> bool:
    """Does this lie inside the hours of an ordinary day? Both are on the school's own clocks; holidays are another matter."""
    if starts.date() != ends.date():
        return False
    return any(
        opens <= starts.time() and ends.time() <= closes for opens, closes in year.hours.get(starts.weekday(), ())
    )


def _whose(zone: str, other: str, before: date, after: date) -> str:
    """Whose clocks changed between two days; the planned zone's own where both did."""
    for one in (zone, other):
        noon = [datetime.combine(day, time(12), ZoneInfo(one)).utcoffset() for day in (before, after)]
        if noon[0] != noon[1]:
            return one
    return ""


def _away(spells: Sequence[tuple[date, datetime, datetime]], year: SchoolYear) -> Iterator[Trouble]:
    clocks = ZoneInfo(year.zone)
    local = [(starts.astimezone(clocks), ends.astimezone(clocks)) for _day, starts, ends in spells]
    away = [(s, e, why[1]) for s, e in local if (why := year.why_away(s.date(), weekends=False)) is not None]
    exams = [(s, e, name) for s, e in local if (name := year.exams_on(s.date()))]
    for what, found in ((What.AWAY, away), (What.EXAMS, exams)):
        for name in list(dict.fromkeys(name for _s, _e, name in found))[:MOST_NAMES]:
            starts, ends, _name = next(one for one in found if one[2] == name)
            number = sum(1 for one in found if one[2] == name)
            yield Trouble(what, year.name, year.zone, starts, ends, number=number, name=name)
