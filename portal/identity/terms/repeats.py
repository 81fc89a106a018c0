"""On which days a repeating entry of a calendar file falls. Every day of a bounded stretch is asked, so no rule can keep the reader busy for long."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

WEEKDAYS = {"MO": 0, "TU": 1, "WE": 2, "TH": 3, "FR": 4, "SA": 5, "SU": 6}
KNOWN = {"FREQ", "INTERVAL", "COUNT", "UNTIL", "BYDAY", "BYMONTH", "BYMONTHDAY", "WKST"}
MOST_DAYS = 40 * 366


class Unreadable(Exception):
    """This rule is none that we read."""


@dataclass(frozen=True)
class Rule:
    """A rule of whole days: daily, weekly, monthly or yearly. `by_day` holds (which in the month or 0, weekday)."""

    every: str
    interval: int = 1
    count: int | None = None
    until: date | None = None
    by_day: tuple[tuple[int, int], ...] = ()
    by_month: tuple[int, ...] = ()
    by_month_day: tuple[int, ...] = ()

    def days(self, start: date, last: date, *, at_least: date) -> Iterator[date]:
        """The days from `start` to `last` on which it falls, `start` always among them; those before `at_least` are counted, not given."""
        if self.until is not None:
            last = min(last, self.until)
        first = start if self.count is not None else max(start, at_least)
        if (last - first).days > MOST_DAYS:
            raise Unreadable
        if first != start and at_least <= start:
            yield start
        met = 0
        for number in range((last - first).days + 1):
            day = first + timedelta(days=number)
            if day == start or self._falls_on(day, start):
                met += 1
                if day >= at_least:
                    yield day
                if met == self.count:
                    return

    def _falls_on(self, day: date, start: date) -> bool:
        if self.by_month and day.month not in self.by_month:
            return False
        if self.every == "DAILY":
            return (day - start).days % self.interval == 0 and self._is_named(day)
        if self.every == "WEEKLY":
            weeks = (day - timedelta(days=day.weekday()) - start + timedelta(days=start.weekday())).days // 7
            return weeks % self.interval == 0 and (
                self._is_named(day) if self.by_day else day.weekday() == start.weekday()
            )
        months = (day.year - start.year) * 12 + day.month - start.month
        if self.every == "MONTHLY":
            return months % self.interval == 0 and self._in_month(day, start)
        if (day.year - start.year) % self.interval:
            return False
        return (bool(self.by_month) or day.month == start.month) and self._in_month(day, start)

    def _in_month(self, day: date, start: date) -> bool:
        if self.by_day or self.by_month_day:
            return self._is_named(day)
        return day.day == start.day

    def _is_named(self, day: date) -> bool:
        """Does it lie on one of the named weekdays and days of the month?"""
        length = ((day.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)).day
        if self.by_month_day and not {day.day, day.day - length - 1} & set(self.by_month_day):
            return False
        places = {0, (day.day - 1) // 7 + 1, -((length - day.day) // 7 + 1)}
        return not self.by_day or any(day.weekday() == weekday and which in places for which, weekday in self.by_day)


def read_rule(words: str) -> Rule:
    """An RRULE as text. Raises Unreadable for what repeats within a day, and for parts that we do not read."""
    parts = dict(part.partition("=")[::2] for part in words.upper().replace(" ", "").split(";") if part)
    if set(parts) - KNOWN or parts.get("FREQ") not in ("DAILY", "WEEKLY", "MONTHLY", "YEARLY"):
        raise Unreadable
    try:
        return Rule(
            every=parts["FREQ"],
            interval=_number(parts.get("INTERVAL", "1")),
            count=_number(parts["COUNT"]) if "COUNT" in parts else None,
            until=date.fromisoformat(parts["UNTIL"][:8]) if "UNTIL" in parts else None,
            by_day=tuple((int(item[:-2] or 0), WEEKDAYS[item[-2:]]) for item in _listed(parts, "BYDAY")),
            by_month=tuple(int(item) for item in _listed(parts, "BYMONTH")),
            by_month_day=tuple(int(item) for item in _listed(parts, "BYMONTHDAY")),
        )
    except (ValueError, KeyError, OverflowError):
        raise Unreadable from None


def _number(words: str) -> int:
    number = int(words)
    if not 1 <= number <= 100_000:
        raise ValueError(words)
    return number


def _listed(parts: dict[str, str], name: str) -> list[str]:
    return [item for item in parts.get(name, "").split(",") if item][:62]
