"""A month as a table of weeks, a week as a list of days, and the instants between which they lie."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from portal.running.activities.bands import Band, Shown, on_day
from portal.running.activities.queries import Entry

FIRST, LAST = date(2000, 1, 1), date(2099, 12, 1)


@dataclass(frozen=True)
class Day:
    """One day of a month's table, with what happens on it in the reader's zone."""

    on: date
    is_other: bool
    is_today: bool
    entries: list[Entry]
    quiet: list[Shown]


@dataclass(frozen=True)
class Month:
    """A month: from the Monday of its first week to the Sunday of its last."""

    first: date

    @classmethod
    def read(cls, words: str | None, today: date) -> "Month":
        """The month written as 2027-03; today's when it is missing or nonsense."""
        try:
            year, month = (words or "").split("-")
            first = date(int(year), int(month), 1)
        except ValueError:
            return cls(today.replace(day=1))
        return cls(min(max(first, FIRST), LAST))

    @property
    def after(self) -> "Month":
        return Month((self.first + timedelta(days=32)).replace(day=1))

    @property
    def before(self) -> "Month":
        return Month((self.first - timedelta(days=1)).replace(day=1))

    @property
    def mark(self) -> str:
        return f"{self.first:%Y-%m}"

    @property
    def monday(self) -> date:
        return self.first - timedelta(days=self.first.weekday())

    @property
    def end(self) -> date:
        """The Monday after the last week."""
        last = self.after.first - timedelta(days=1)
        return last + timedelta(days=7 - last.weekday())

    def span(self, zone: str) -> tuple[datetime, datetime]:
        """From the first midnight to the last one, on the clocks of `zone`."""
        clocks = ZoneInfo(zone)
        return datetime.combine(self.monday, time(), clocks), datetime.combine(self.end, time(), clocks)

    def weeks(self, entries: list[Entry], bands: list[Band], zone: str, today: date) -> list[list[Day]]:
        """The table: weeks of seven days, with who is away on each."""
        clocks = ZoneInfo(zone)
        by_day: dict[date, list[Entry]] = {}
        for entry in entries:
            by_day.setdefault(entry.starts_at.astimezone(clocks).date(), []).append(entry)
        days = [self.monday + timedelta(days=n) for n in range((self.end - self.monday).days)]
        shown = [Day(d, d.month != self.first.month, d == today, by_day.get(d, []), on_day(bands, d)) for d in days]
        return [shown[n : n + 7] for n in range(0, len(shown), 7)]


@dataclass(frozen=True)
class Week:
    """Seven days from a Monday."""

    monday: date

    @classmethod
    def read(cls, words: str | None, today: date) -> "Week":
        """The week of the day written as 2027-03-09; today's when it is missing or nonsense."""
        try:
            day = min(max(date.fromisoformat(words or ""), FIRST), LAST)
        except ValueError:
            day = today
        return cls(day - timedelta(days=day.weekday()))

    @property
    def sunday(self) -> date:
        return self.monday + timedelta(days=6)

    @property
    def after(self) -> "Week":
        return Week(self.monday + timedelta(days=7))

    @property
    def before(self) -> "Week":
        return Week(self.monday - timedelta(days=7))

    def span(self, zone: str) -> tuple[datetime, datetime]:
        """From the first midnight to the last one, on the clocks of `zone`."""
        clocks = ZoneInfo(zone)
        return datetime.combine(self.monday, time(), clocks), datetime.combine(self.after.monday, time(), clocks)

    def days(self, entries: list[Entry], bands: list[Band], zone: str, today: date) -> list[Day]:
        """Its days, with what happens on each and who is away."""
        clocks = ZoneInfo(zone)
        days = [self.monday + timedelta(days=n) for n in range(7)]
        return [
            Day(
                day,
                False,
                day == today,
                [e for e in entries if e.starts_at.astimezone(clocks).date() == day],
                on_day(bands, day),
            )
            for day in days
        ]
