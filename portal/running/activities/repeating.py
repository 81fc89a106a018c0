"""A series as iCalendar knows it: one event with a rule, the days that are left out, and the times that differ (RFC 5545, 3.8.5 and 3.8.4.4).

Each time of a series keeps its place (`slot`): the moment at which the rule has it. Whoever moves one time moves it away from its place; the calendar
then says "instead of". A time whose place fits no rule stands by itself.
"""

import uuid
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from portal.running.activities.icalendar import Happening


class Series(NamedTuple):
    """What calendars must know of a series: its weeks, how often it was changed and when last."""

    id: uuid.UUID
    every_weeks: int
    sequence: int
    revised_at: datetime


class Time(NamedTuple):
    """One time of a series: its place in it, and as it is."""

    slot: datetime
    happening: Happening

    @property
    def content(self) -> tuple[object, ...]:
        """Everything that a rule says of all its times alike."""
        one = self.happening
        said = (one.summary, one.description, one.location, one.status, one.zone)
        return (*said, one.ends_at - one.starts_at, one.starts_at == self.slot)

    @property
    def is_in_place(self) -> bool:
        return self.happening.starts_at == self.slot


def lay_out(series: Series, times: Sequence[Time]) -> list[Happening]:
    """The events of a series, the one with the rule first. `times` in order of their beginning."""
    usual = _usual(times)
    if usual is None:
        return [time.happening for time in times]
    clocks = ZoneInfo(usual.happening.zone)
    fitting, alone = _fitting(times, usual, clocks, series.every_weeks)
    first, last = min(fitting), max(fitting)
    marks: dict[str, Any] = {"uid": str(series.id), "sequence": series.sequence}
    length = usual.happening.ends_at - usual.happening.starts_at
    rule = usual.happening._replace(
        **marks,
        revised_at=max(series.revised_at, usual.happening.revised_at),
        starts_at=fitting[first].slot,
        ends_at=fitting[first].slot + length,
        every_weeks=series.every_weeks,
        until=fitting[last].slot,
        left_out=_left_out(fitting, first, last, series.every_weeks, usual.slot.astimezone(clocks)),
    )
    others = [
        time.happening._replace(**marks, instead_of=time.slot, rule_zone=usual.happening.zone)
        for _day, time in sorted(fitting.items())
        if time.content != usual.content
    ]
    return [rule, *others, *(time.happening for time in alone)]


def _usual(times: Sequence[Time]) -> Time | None:
    """A time that is as most are: in its place, and not cancelled unless all are. None where each was moved."""
    placed = [time for time in times if time.is_in_place]
    held = [time for time in placed if time.happening.status != "CANCELLED"] or placed
    if not held:
        return None
    most: object = Counter(time.content for time in held).most_common(1)[0][0]
    return next(time for time in held if time.content == most)


def _fitting(times: Iterable[Time], usual: Time, clocks: ZoneInfo, weeks: int) -> tuple[dict[date, Time], list[Time]]:
    """By day, the times whose places the rule has; and those that it has not."""
    at = usual.slot.astimezone(clocks)
    fitting: dict[date, Time] = {}
    alone = []
    for time in times:
        there = time.slot.astimezone(clocks)
        apart = (there.date() - at.date()).days
        if there.time() == at.time() and apart % (7 * weeks) == 0 and there.date() not in fitting:
            fitting[there.date()] = time
        else:
            alone.append(time)
    return fitting, alone


def _left_out(fitting: dict[date, Time], first: date, last: date, weeks: int, at: datetime) -> tuple[datetime, ...]:
    """The places between the first and the last where nothing is."""
    found, day = [], first
    while day < last:
        if day not in fitting:
            found.append(datetime.combine(day, at.time(), at.tzinfo).astimezone(UTC))
        day += timedelta(weeks=weeks)
    return tuple(found)
