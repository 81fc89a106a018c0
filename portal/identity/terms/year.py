"""A school's year as plain values: what is on a day, whether it teaches then, and when."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from functools import cached_property
from typing import NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from portal.identity.profiles.models import PeriodKind
from portal.identity.terms.public import public_holidays

ORDINARY = ((time(9, 0), time(15, 0)),)
ORDINARY_WEEK = dict.fromkeys(range(5), ORDINARY)
BEFORE = {PeriodKind.HOLIDAY: 0, PeriodKind.HALF_TERM: 1, PeriodKind.CLOSED: 2, PeriodKind.STAFF_DAY: 3}


class Stretch(NamedTuple):
    """Named dates, both days included."""

    kind: PeriodKind
    name: str
    starts_on: date
    ends_on: date

    def holds(self, day: date) -> bool:
        return self.starts_on <= day <= self.ends_on


class Away(StrEnum):
    """Why there are no lessons on a day."""

    HOLIDAY = "holiday"
    HALF_TERM = "half_term"
    CLOSED = "closed"
    STAFF_DAY = "staff_day"
    PUBLIC_HOLIDAY = "public_holiday"
    BETWEEN_TERMS = "between_terms"
    WEEKEND = "weekend"


class Quiet(NamedTuple):
    """No lessons at a school: from a day to a day, why, and what the school calls it (empty between terms)."""

    why: Away
    name: str
    starts_on: date
    ends_on: date


@dataclass(frozen=True)
class SchoolYear:
    """What is known of a school's days. Without hours of its own: Monday to Friday, 9:00 to 15:00 (`has_hours` False)."""

    id: UUID
    name: str
    zone: str
    country: str
    nation: str | None
    stretches: tuple[Stretch, ...] = ()
    hours: dict[int, tuple[tuple[time, time], ...]] = field(default_factory=lambda: dict(ORDINARY_WEEK))
    has_hours: bool = False

    @cached_property
    def terms(self) -> tuple[Stretch, ...]:
        return tuple(s for s in self.stretches if s.kind == PeriodKind.TERM)

    @cached_property
    def quiet_stretches(self) -> tuple[Stretch, ...]:
        named = [s for s in self.stretches if s.kind.is_quiet]
        return tuple(sorted(named, key=lambda s: (BEFORE[s.kind], s.starts_on)))

    def public_holiday(self, day: date) -> str:
        """Its name; empty on another day."""
        return public_holidays(self.country, self.nation, day.year).get(day, "")

    def why_away(self, day: date, *, weekends: bool = True) -> tuple[Away, str] | None:
        """Why there are no lessons on this day, and its name; None when the school teaches. Own dates are looked at before public holidays.

        Where the school has named its terms, a day between two of them is no school day; before the first and after the last nothing is known.
        """
        for stretch in self.quiet_stretches:
            if stretch.holds(day):
                return Away(stretch.kind.value), stretch.name
        if self._between_terms(day):
            return Away.BETWEEN_TERMS, ""
        if public := self.public_holiday(day):
            return Away.PUBLIC_HOLIDAY, public
        if weekends and day.weekday() not in self.hours:
            return Away.WEEKEND, ""
        return None

    def _between_terms(self, day: date) -> bool:
        if not self.terms or any(term.holds(day) for term in self.terms):
            return False
        return min(t.starts_on for t in self.terms) < day < max(t.ends_on for t in self.terms)

    def knows(self, day: date) -> bool:
        """Has the school said anything about the half year around this day?"""
        near = timedelta(days=92)
        return any(s.starts_on - near <= day <= s.ends_on + near for s in self.stretches)

    def exams_on(self, day: date) -> str:
        """The name of the exams on this day; empty when there are none."""
        return next((s.name for s in self.stretches if s.kind == PeriodKind.EXAMS and s.holds(day)), "")

    def teaches(self, day: date) -> bool:
        return self.why_away(day) is None

    def lessons(self, day: date) -> Iterator[tuple[datetime, datetime]]:
        """When lessons are on this day, as instants; nothing on a day without. An hour that the clocks leave out is moved by them."""
        if self.teaches(day):
            clocks = ZoneInfo(self.zone)
            for opens, closes in self.hours.get(day.weekday(), ()):
                yield datetime.combine(day, opens, clocks), datetime.combine(day, closes, clocks)

    def quiet_between(self, first: date, last: date) -> list[Quiet]:
        """The quiet stretches of these days, weekends apart, each day told once, by day. A weekend inside a stretch belongs to it."""
        found: list[Quiet] = []
        for number in range((last - first).days + 1):
            day = first + timedelta(days=number)
            away = self.why_away(day, weekends=False)
            if away is None or (away[0] == Away.PUBLIC_HOLIDAY and day.weekday() not in self.hours):
                continue
            if found and found[-1][:2] == away and found[-1].ends_on == day - timedelta(days=1):
                found[-1] = found[-1]._replace(ends_on=day)
            else:
                found.append(Quiet(*away, day, day))
        return found
