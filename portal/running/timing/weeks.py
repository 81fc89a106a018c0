"""Joint term weeks: weeks in which every chosen school teaches and none has exams."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from portal.identity.terms.year import Away, SchoolYear

ENOUGH = 3
A_WEEK = timedelta(days=7)


class Suits(StrEnum):
    """Whether a week suits all: three common days at least, fewer, or none."""

    WELL = "well"
    PARTLY = "partly"
    NOT = "not"


@dataclass(frozen=True)
class SchoolWeek:
    """A school's week: on how many days it teaches, the first reason why not on its other weekdays (a holiday that begins on a Saturday is none), its exams."""

    school: str
    days: int
    away: tuple[Away, str] | None
    exams: str
    is_known: bool


@dataclass(frozen=True)
class JointWeek:
    """A week from its Monday. `days`: those on which every school teaches and nobody has exams."""

    monday: date
    days: tuple[date, ...]
    schools: tuple[SchoolWeek, ...]

    @property
    def sunday(self) -> date:
        return self.monday + timedelta(days=6)

    @property
    def suits(self) -> Suits:
        if len(self.days) >= ENOUGH:
            return Suits.WELL
        return Suits.PARTLY if self.days else Suits.NOT

    @property
    def is_known(self) -> bool:
        """Has every school entered dates around this week?"""
        return all(school.is_known for school in self.schools)


def joint_weeks(years: Sequence[SchoolYear], first: date, number: int) -> list[JointWeek]:
    """The next weeks from the one of `first`, each with what every school does in it."""
    monday = first - timedelta(days=first.weekday())
    return [_week(years, monday + n * A_WEEK, first) for n in range(number)]


def _week(years: Sequence[SchoolYear], monday: date, first: date) -> JointWeek:
    days = [day for n in range(7) if (day := monday + timedelta(days=n)) >= first]
    joint = tuple(day for day in days if all(y.teaches(day) and not y.exams_on(day) for y in years))
    return JointWeek(monday, joint if years else (), tuple(_school_week(year, days) for year in years))


def _school_week(year: SchoolYear, days: Sequence[date]) -> SchoolWeek:
    reasons = [(day, year.why_away(day)) for day in days]
    away = next((why for day, why in reasons if why is not None and day.weekday() in year.hours), None)
    exams = next((name for day in days if (name := year.exams_on(day))), "")
    return SchoolWeek(
        year.name, sum(1 for _day, why in reasons if why is None), away, exams, any(year.knows(day) for day in days)
    )
