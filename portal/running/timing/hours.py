"""Hours for a live call: those that lie inside the school day at every end, on real days, across clock changes."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from portal.identity.terms.year import SchoolYear

MOST_DAYS = 190
MARGINS = (1, 2, 3, 4)  # hours before and after lessons that are tried where nothing fits


class Clock(NamedTuple):
    """From when to when on the clocks of a zone; `later` days after the first zone's day (1: the next morning, -1: the evening before)."""

    zone: str
    starts: time
    ends: time
    later: int


@dataclass
class Window:
    """Hours that fit, on the clocks of every zone, on these days of the first zone. `days` are in order."""

    clocks: tuple[Clock, ...]
    days: list[date] = field(default_factory=list)

    @property
    def weekdays(self) -> list[date]:
        """One day for each weekday on which it fits, Monday first."""
        by_weekday = {day.weekday(): day for day in reversed(self.days)}
        return [by_weekday[number] for number in sorted(by_weekday)]


@dataclass
class Season:
    """A stretch in which no clocks change: until the first zone's clocks stand otherwise to another's. `changed`: the zones that changed before it."""

    starts_on: date
    ends_on: date
    changed: list[str]
    windows: list[Window] = field(default_factory=list)


@dataclass(frozen=True)
class Answer:
    """Seasons with the hours that fit. `margin`: by how many hours the school days had to be widened for anything to fit; None when nothing does."""

    seasons: list[Season]
    margin: int | None


def call_hours(
    years: Sequence[SchoolYear], first: date, number: int, *, length: timedelta, since: datetime | None = None
) -> Answer:
    """Hours of at least `length` inside lessons at every school, on the next `number` days from `first` (on the first school's clocks).

    `since`: the moment at which it is asked; what is over by then, or leaves too little of the day, is no hour for a call. Where nothing fits, the
    school days are widened by an hour at both ends, up to four.
    """
    zones = list(dict.fromkeys(year.zone for year in years))
    days = [first + timedelta(days=n) for n in range(min(number, MOST_DAYS))]
    for margin in (0, *MARGINS):
        seasons = _seasons(zones, days)
        for starts, ends in _joint(years, days, timedelta(hours=margin), length):
            if since is None or ends - since >= length:
                _put(seasons, zones, starts, ends)
        if any(season.windows for season in seasons):
            return Answer(seasons, margin)
    return Answer(_seasons(zones, days), None)


Spell = tuple[datetime, datetime]


def _joint(years: Sequence[SchoolYear], days: Sequence[date], margin: timedelta, length: timedelta) -> list[Spell]:
    """The stretches of time that lie inside lessons at every school, by time."""
    if not years or not days:
        return []
    found = _spells(years[0], days, margin)
    around = [days[0] - timedelta(days=1), *days, days[-1] + timedelta(days=1)]
    for year in years[1:]:
        found = _meet(found, _spells(year, around, margin))
    return [(starts, ends) for starts, ends in found if ends - starts >= length]


def _spells(year: SchoolYear, days: Sequence[date], margin: timedelta) -> list[Spell]:
    spells = sorted(
        (starts.astimezone(UTC) - margin, ends.astimezone(UTC) + margin)
        for day in days
        for starts, ends in year.lessons(day)
        if not year.exams_on(day)
    )
    joined: list[Spell] = []
    for starts, ends in spells:  # widened shifts may touch
        if joined and starts <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(ends, joined[-1][1]))
        else:
            joined.append((starts, ends))
    return joined


def _meet(some: Sequence[Spell], others: Sequence[Spell]) -> list[Spell]:
    met, here, there = [], 0, 0
    while here < len(some) and there < len(others):
        starts, ends = max(some[here][0], others[there][0]), min(some[here][1], others[there][1])
        if starts < ends:
            met.append((starts, ends))
        if some[here][1] <= others[there][1]:
            here += 1
        else:
            there += 1
    return met


def _offsets(zones: Sequence[str], day: date) -> tuple[timedelta, ...]:
    noon = datetime.combine(day, time(12), ZoneInfo(zones[0]))
    return tuple(noon.astimezone(ZoneInfo(zone)).utcoffset() or timedelta() for zone in zones)


def _seasons(zones: Sequence[str], days: Sequence[date]) -> list[Season]:
    """The days in stretches between changes of any of these clocks."""
    seasons: list[Season] = []
    before: tuple[timedelta, ...] = ()
    for day in days if zones else ():
        now = _offsets(zones, day)
        if seasons and now == before:
            seasons[-1].ends_on = day
        else:
            changed = [zone for zone, a, b in zip(zones, before, now, strict=False) if a != b]
            seasons.append(Season(day, day, changed))
        before = now
    return seasons


def _put(seasons: list[Season], zones: Sequence[str], starts: datetime, ends: datetime) -> None:
    day = starts.astimezone(ZoneInfo(zones[0])).date()
    clocks = tuple(_clock(zone, starts, ends, day) for zone in zones)
    season = next(
        (one for one in seasons if one.starts_on <= day <= one.ends_on),
        seasons[0] if day < seasons[0].starts_on else seasons[-1],
    )
    window = next((one for one in season.windows if one.clocks == clocks), None)
    if window is None:
        season.windows.append(window := Window(clocks))
    window.days.append(day)


def _clock(zone: str, starts: datetime, ends: datetime, day: date) -> Clock:
    here, there = starts.astimezone(ZoneInfo(zone)), ends.astimezone(ZoneInfo(zone))
    return Clock(zone, here.time(), there.time(), (here.date() - day).days)
