"""Reading a school's dates out of an iCalendar file that somebody made somewhere: whatever is in it, an account comes out, and never an error.

Only whole days matter here, so a time is read on the clocks on which it was written, and descriptions of time zones are not needed. Each entry is read
by itself: a broken one is named in the account and the others are read. Size, number of entries and repeating are capped.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from typing import NamedTuple
from zoneinfo import ZoneInfo

from portal.core.text import clean_line
from portal.identity.profiles.models import PeriodKind
from portal.identity.terms.repeats import MOST_DAYS, Unreadable, read_rule

MOST_BYTES = 4_000_000
MOST_ENTRIES = 10_000
MOST_FOUND = 200
MOST_TOLD = 100
LONGEST = 366
MOST_WORK = 200_000  # days that rules may be asked about, in one file

_WHOLE = timedelta(days=LONGEST)
_LINE = re.compile(r'^\s*([A-Za-z0-9-]+)((?:\s*;[^":;]*(?:"[^"]*"[^":;]*)*)*)\s*:(.*)$', re.DOTALL)
_DAY = re.compile(r"^(\d{4})(\d{2})(\d{2})(?:T(\d{2})(\d{2})(\d{0,2})(Z?))?$")
_DURATION = re.compile(r"^([+-]?)P(?:(\d{1,6})W)?(?:(\d{1,6})D)?(?:T(?:(\d{1,7})H)?(?:(\d{1,7})M)?(?:(\d{1,9})S)?)?$")
_TAGS = re.compile(r"<[^<>]{0,200}>")


class Why(StrEnum):
    """Why something in a file was not read."""

    NO_DAY = "no_day"
    TOO_LONG = "too_long"
    PAST = "past"
    FAR = "far"
    CANCELLED = "cancelled"
    HOURS = "hours"
    REPEATS = "repeats"
    TOO_MANY = "too_many"
    NOT_DATES = "not_dates"
    TWICE = "twice"


class Found(NamedTuple):
    """Dates that were read; `kind` where the name says it."""

    kind: PeriodKind | None
    name: str
    starts_on: date
    ends_on: date


class LeftOut(NamedTuple):
    """What was not read, by the name it has in the file."""

    name: str
    why: Why


class NotACalendar(Exception):
    """There is no calendar in this file."""


@dataclass
class Account:
    """What was read and what was not. `left_out` holds the first hundred; `number_left_out` counts all."""

    found: list[Found] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)
    number_left_out: int = 0

    def leave_out(self, name: str, why: Why, number: int = 1) -> None:
        self.number_left_out += number
        if len(self.left_out) < MOST_TOLD:
            self.left_out.append(LeftOut(name, why))


Entry = dict[str, list[tuple[str, str]]]  # property -> (parameters, value), as often as it stands there


def read_calendar(content: bytes, *, zone: str, today: date) -> Account:
    """The dates in a file, from a year before `today` to three years after. `zone`: the school's, for times that are given in UTC.

    Raises NotACalendar when it is too large or holds no calendar.
    """
    if len(content) > MOST_BYTES:
        raise NotACalendar
    lines = list(_lines(_text(content)))
    if not any(line.strip().upper().startswith(("BEGIN:VCALENDAR", "BEGIN:VEVENT")) for line in lines):
        raise NotACalendar
    account = Account()
    reader = _Reader(account, ZoneInfo(zone), today - timedelta(days=366), today + timedelta(days=3 * 366))
    entries: list[Entry] = []
    for kind, entry in _entries(lines):
        if kind != "VEVENT":
            account.leave_out(_name(entry), Why.NOT_DATES)
        elif len(entries) >= MOST_ENTRIES:
            account.leave_out(_name(entry), Why.TOO_MANY)
        else:
            entries.append(entry)
    reader.read(entries)
    account.found.sort(key=lambda one: (one.starts_on, one.ends_on, one.name))
    return account


def _text(content: bytes) -> str:
    for mark, encoding in ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"), (b"", "utf-8-sig")):
        if content.startswith(mark):
            try:
                return content.decode(encoding)
            except UnicodeError:
                break
    return content.decode("cp1252", "replace")


def _lines(text: str) -> Iterator[str]:
    """Content lines, unfolded, whatever ends them."""
    whole = re.sub(r"\n[ \t]", "", text.replace("\0", "").replace("\r\n", "\n").replace("\r", "\n"))
    return (line for line in whole.split("\n") if line.strip())


def _entries(lines: list[str]) -> Iterator[tuple[str, Entry]]:
    """Every VEVENT, to-do and journal. What stands inside another (an alarm) is passed over; one that is not ended ends with the next."""
    kind, inside = "", 0
    entry: Entry = {}
    for line in lines:
        upper = line.strip().upper().replace(" ", "")
        # the three kinds of entries that RFC 5545 knows; a VTODO is a task in someone's calendar, counted among what was not read
        if upper in ("BEGIN:VEVENT", "BEGIN:VTODO", "BEGIN:VJOURNAL"):
            if kind:
                yield kind, entry
            kind, entry, inside = upper[6:], {}, 0
        elif kind and upper == f"END:{kind}":
            yield kind, entry
            kind = ""
        elif kind and upper.startswith("BEGIN:"):
            inside += 1
        elif kind and upper.startswith("END:"):
            inside -= 1
            if inside < 0:  # the calendar ends before its entry does
                yield kind, entry
                kind = ""
        elif kind and inside == 0 and (match := _LINE.match(line)):
            entry.setdefault(match[1].upper(), []).append((match[2], match[3].strip()))
    if kind:
        yield kind, entry


def _value(entry: Entry, name: str) -> str:
    return entry[name][0][1] if entry.get(name) else ""


def _name(entry: Entry) -> str:
    said = _value(entry, "SUMMARY")[:500]
    for sign, plain in (("\\n", " "), ("\\N", " "), ("\\,", ","), ("\\;", ";"), ("\\\\", "\\")):
        said = said.replace(sign, plain)
    return clean_line(_TAGS.sub(" ", said))[:80]


class _Reader:
    """Reads the entries of one file into an account."""

    def __init__(self, account: Account, clocks: ZoneInfo, first: date, last: date) -> None:
        self.account, self.clocks, self.first, self.last = account, clocks, first, last
        self.work = 0
        self.known: set[Found] = set()

    def read(self, entries: list[Entry]) -> None:
        moved = {(_value(e, "UID"), day) for e in entries if (day := self._day(_value(e, "RECURRENCE-ID"))) is not None}
        for entry in entries:
            self._read_one(entry, moved)

    def _read_one(self, entry: Entry, moved: set[tuple[str, date]]) -> None:
        name = _name(entry)
        if _value(entry, "STATUS").upper() == "CANCELLED":
            return self.account.leave_out(name, Why.CANCELLED)
        starts_on = self._day(_value(entry, "DTSTART"))
        if starts_on is None:
            return self.account.leave_out(name, Why.NO_DAY)
        ends_on = self._last_day(entry, starts_on)
        if ends_on is None or (ends_on - starts_on).days > LONGEST:
            return self.account.leave_out(name, Why.TOO_LONG)
        kind = kind_of(name)
        if kind is None and not self._fills_days(entry, starts_on, ends_on):
            return self.account.leave_out(name, Why.HOURS)
        days = self._days(entry, name, starts_on, ends_on - starts_on)
        if _value(entry, "RECURRENCE-ID") == "" and entry.get("RRULE"):
            days = [day for day in days if (_value(entry, "UID"), day) not in moved]
        if not days:
            self.account.leave_out(name, Why.PAST if starts_on < self.first else Why.CANCELLED)
        for first, last in _in_one_piece(days, ends_on - starts_on, over_weekends=kind != PeriodKind.STAFF_DAY):
            self._take(Found(kind, name, first, last))
        return None

    def _take(self, found: Found) -> None:
        if found.ends_on < self.first:
            self.account.leave_out(found.name, Why.PAST)
        elif found.starts_on > self.last:
            self.account.leave_out(found.name, Why.FAR)
        elif found in self.known:
            self.account.leave_out(found.name, Why.TWICE)
        elif len(self.account.found) >= MOST_FOUND:
            self.account.leave_out(found.name, Why.TOO_MANY)
        else:
            self.known.add(found)
            self.account.found.append(found)

    def _days(self, entry: Entry, name: str, start: date, length: timedelta) -> list[date]:
        """The first days of an entry: its own, those of its rule and those that are named, but not those that are taken out."""
        days = {start}
        if entry.get("RRULE") and not entry.get("RECURRENCE-ID"):
            try:
                rule = read_rule(_value(entry, "RRULE"))
                self.work += min((self.last - start).days if rule.count else 3 * 366, MOST_DAYS) + 1
                if self.work > MOST_WORK:
                    raise Unreadable
                days = set(rule.days(start, self.last, at_least=self.first - length))
            except (Unreadable, OverflowError):
                self.account.leave_out(name, Why.REPEATS)
        days |= self._named_days(entry, "RDATE")
        return sorted(days - self._named_days(entry, "EXDATE"))[:MOST_ENTRIES]

    def _named_days(self, entry: Entry, name: str) -> set[date]:
        values = [one for _parameters, value in entry.get(name, [])[:500] for one in value.split(",")[:500]]
        return {day for one in values if (day := self._day(one.split("/")[0])) is not None}

    def _moment(self, words: str) -> datetime | None:
        match = _DAY.match(words.strip())
        if match is None:
            return None
        numbers = [int(part or 0) for part in match.groups()[:6]]
        try:
            moment = datetime(*numbers)  # type: ignore[arg-type]  # noqa: DTZ001 - a wall clock, the file's own
            return moment if not match[7] else moment.replace(tzinfo=UTC).astimezone(self.clocks).replace(tzinfo=None)
        except (ValueError, OverflowError):
            return None

    def _day(self, words: str) -> date | None:
        moment = self._moment(words)
        return moment.date() if moment is not None and 1900 <= moment.year <= 2200 else None

    def _last_day(self, entry: Entry, starts_on: date) -> date | None:
        """The last day. A whole day's end is the morning after; real files also give the day itself, or one before the beginning."""
        start, end = self._moment(_value(entry, "DTSTART")), self._moment(_value(entry, "DTEND"))
        if start is None:
            return None
        if end is None:
            length = _length(_value(entry, "DURATION"))
            if length is None or length > timedelta(days=LONGEST * 2):
                return starts_on if length is None else None
            end = start + length
        if end <= start:
            return starts_on
        return (end - timedelta(seconds=1)).date()

    def _fills_days(self, entry: Entry, starts_on: date, ends_on: date) -> bool:
        return "T" not in _value(entry, "DTSTART").upper() or ends_on > starts_on


def _in_one_piece(days: list[date], length: timedelta, *, over_weekends: bool) -> Iterator[tuple[date, date]]:
    """The first and the last day of each stretch. An entry that comes again day after day is one: a half-term written down as a week of single days, a
    holiday that leaves out its weekends (`over_weekends`)."""
    stretch: tuple[date, date] | None = None
    for day in days:
        if stretch is not None and _goes_on(stretch[1], day, over_weekends) and (day - stretch[0]) + length < _WHOLE:
            stretch = (stretch[0], max(stretch[1], day + length))
            continue
        if stretch is not None:
            yield stretch
        stretch = (day, day + length)
    if stretch is not None:
        yield stretch


def _goes_on(last: date, day: date, over_weekends: bool) -> bool:
    """Is there no day between the two, or no day but a Saturday and a Sunday?"""
    return (day - last).days <= 1 or (over_weekends and last.weekday() == 4 and (day - last).days == 3)


def _length(words: str) -> timedelta | None:
    match = _DURATION.match(words.strip().upper())
    if match is None or not any(match.groups()[1:]):
        return None
    weeks, days, hours, minutes, seconds = (int(part or 0) for part in match.groups()[1:])
    try:
        length = timedelta(weeks=weeks, days=days, hours=hours, minutes=minutes, seconds=seconds)
    except OverflowError:
        return timedelta.max
    return -length if match[1] == "-" else length


_NAMES: tuple[tuple[PeriodKind, str], ...] = (
    (PeriodKind.STAFF_DAY, r"inset|staff (?:day|training|development)|training day|teacher day|in-?service|professional (?:day|learning)|hms"),
    (PeriodKind.HALF_TERM, r"half[ -]?term|mid[ -]?term|hanner tymor"),
    (PeriodKind.EXAMS, r"exams?|examinations?|tests? week|mocks?|gcses?|a[ -]levels?|sats|kcpe|kcse|arholiadau"),
    (PeriodKind.HOLIDAY, r"holidays?|vacation|vacances|break|bank holiday|gwyliau|ferien|easter|christmas|diwali|eid"),
    (PeriodKind.CLOSED, r"closed|closure|no (?:school|pupils)|school not in session"),
    (PeriodKind.TERM, r"terms?|semester|tymor|trimest(?:er|re)"),
)  # fmt: skip
_KINDS = [(kind, re.compile(rf"(?<!\w)(?:{words})(?!\w)", re.IGNORECASE)) for kind, words in _NAMES]


def kind_of(name: str) -> PeriodKind | None:
    """What dates of this name are, where a name says it: "Half term" is a half-term, "Autumn term" a term; the first that fits."""
    return next((kind for kind, words in _KINDS if words.search(name)), None)
