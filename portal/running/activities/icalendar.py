"""iCalendar (RFC 5545) written by hand: a calendar is text, and text is quick. The tests read it back with a library."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache, lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

UNSAID = dict.fromkeys([*range(32), 0x7F, 0x85, 0x2028, 0x2029])
WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
WIDEST = 75
ALWAYS = datetime(1970, 1, 1, tzinfo=UTC)


class Happening(NamedTuple):
    """One event. Instants are aware; `zone` is the one in which it was planned.

    One that repeats comes every so many weeks from `starts_at` to `until`, but not at the times that are `left_out`. One that is `instead_of` a time of
    such a rule has its `uid`; that time is said in the zone of the rule.
    """

    uid: str
    sequence: int
    revised_at: datetime
    starts_at: datetime
    ends_at: datetime
    zone: str
    summary: str
    description: str = ""
    location: str = ""
    url: str = ""
    status: str = "CONFIRMED"
    every_weeks: int = 0
    until: datetime | None = None
    left_out: tuple[datetime, ...] = ()
    instead_of: datetime | None = None
    rule_zone: str = ""


def escape(words: str) -> str:
    """Text as a property's value: nothing in it can end the line or begin another."""
    said = words.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")
    return said if said.isprintable() else said.translate(UNSAID)


def fold(line: str) -> str:
    """A content line in pieces of at most 75 octets, never cut inside a character."""
    plain = line.isascii()
    if len(line if plain else line.encode()) <= WIDEST:
        return line + "\r\n"
    if plain and len(line) < 2 * WIDEST:
        return f"{line[:WIDEST]}\r\n {line[WIDEST:]}\r\n"
    if plain:
        rest = range(WIDEST, len(line), WIDEST - 1)  # a blank begins each continued line
        return "\r\n ".join([line[:WIDEST], *(line[at : at + WIDEST - 1] for at in rest)]) + "\r\n"
    pieces, piece, size = [], "", 0
    for character in line:
        octets = len(character.encode())
        if size + octets > WIDEST:
            pieces.append(piece)
            piece, size = "", 1  # the blank that begins a continued line
        piece += character
        size += octets
    return "\r\n ".join([*pieces, piece]) + "\r\n"


def calendar(
    name: str, happenings: Iterable[Happening], *, zone: str, every: timedelta, more: Iterable[str] = ()
) -> str:
    """A whole calendar; `more`: events that are written already. No METHOD: a DTSTAMP says when something was last revised, so an unchanged calendar is
    the same text."""
    events = list(happenings)
    hours = f"PT{int(every.total_seconds() // 3600)}H"
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//School Partnership Portal//Calendar//EN",
        "CALSCALE:GREGORIAN",
        f"NAME:{escape(name)}",
        f"X-WR-CALNAME:{escape(name)}",
        f"X-WR-TIMEZONE:{zone}",
        f"REFRESH-INTERVAL;VALUE=DURATION:{hours}",
        f"X-PUBLISHED-TTL:{hours}",
    ]
    for used, (earliest, latest) in sorted(_years(events).items()):
        lines += timezone(used, earliest, latest)
    written = [*map(fold, lines), *map(_event, events), *more, "END:VCALENDAR\r\n"]
    return "".join(written)


def _years(events: Iterable[Happening]) -> dict[str, tuple[int, int]]:
    """The first and the last year in which each zone is named."""
    named: dict[str, set[int]] = {}
    for event in events:
        years = named.get(event.zone)
        if years is None:
            years = named[event.zone] = set()
        years.add(event.starts_at.year)
        years.add(event.ends_at.year)
        if event.until is not None:
            years.add(event.until.year)
        if event.instead_of is not None:
            named.setdefault(event.rule_zone, set()).add(event.instead_of.year)
    return {zone: (min(years), max(years)) for zone, years in named.items() if zone != "UTC"}


def _repeating(event: Happening) -> str:
    """The lines of a rule, or of one that stands instead of a time of a rule."""
    if event.instead_of is not None:
        return f"RECURRENCE-ID{_moment(event.instead_of, event.rule_zone)}\r\n"
    if event.until is None:
        return ""
    until = _utc(event.until)  # UNTIL is in UTC where DTSTART has a zone
    lines = f"RRULE:FREQ=WEEKLY;INTERVAL={event.every_weeks};UNTIL={until}\r\n"
    return lines + "".join(f"EXDATE{_moment(moment, event.zone)}\r\n" for moment in event.left_out)


def _event(event: Happening) -> str:
    """An event's lines. Folded are those that may be long: moments, marks and the names of zones are short."""
    revised = _utc(event.revised_at)
    text = (
        f"BEGIN:VEVENT\r\nUID:{event.uid}\r\nDTSTAMP:{revised}\r\nLAST-MODIFIED:{revised}\r\n"
        f"SEQUENCE:{event.sequence}\r\nSTATUS:{event.status}\r\n"
        f"DTSTART{_moment(event.starts_at, event.zone)}\r\nDTEND{_moment(event.ends_at, event.zone)}\r\n"
    )
    if event.every_weeks or event.instead_of is not None:
        text += _repeating(event)
    text += fold(f"SUMMARY:{escape(event.summary)}")
    if event.description:
        text += fold(f"DESCRIPTION:{escape(event.description)}")
    if event.location:
        text += fold(f"LOCATION:{escape(event.location)}")
    if event.url:
        text += fold(f"URL:{event.url}")
    return text + "END:VEVENT\r\n"


def day_event(
    *,
    uid: str,
    sequence: int,
    created_at: datetime,
    revised_at: datetime,
    first: date,
    last: date,
    summary: str,
    description: str,
    location: str,
    url: str,
    status: str,
) -> str:
    """The lines of an event of whole days, `last` included; DTEND is the day after (RFC 5545, 3.6.1)."""
    revised = _utc(revised_at)
    text = (
        f"BEGIN:VEVENT\r\nUID:{uid}\r\nDTSTAMP:{revised}\r\nCREATED:{_utc(created_at)}\r\nLAST-MODIFIED:{revised}\r\n"
        f"SEQUENCE:{sequence}\r\nSTATUS:{status}\r\n"
        f"DTSTART;VALUE=DATE:{first:%Y%m%d}\r\nDTEND;VALUE=DATE:{last + timedelta(days=1):%Y%m%d}\r\n"
        "TRANSP:TRANSPARENT\r\n"
    )
    named = (("SUMMARY", escape(summary)), ("DESCRIPTION", escape(description)), ("LOCATION", escape(location)), ("URL", url))  # fmt: skip
    return text + "".join(fold(f"{name}:{words}") for name, words in named if words) + "END:VEVENT\r\n"


def _utc(instant: datetime) -> str:
    return _digits(instant if instant.tzinfo is UTC else instant.astimezone(UTC)) + "Z"


def _digits(moment: datetime) -> str:
    # half the time of isoformat, a sixth of strftime
    return "%04d%02d%02dT%02d%02d%02d" % (  # noqa: UP031
        moment.year,
        moment.month,
        moment.day,
        moment.hour,
        moment.minute,
        moment.second,
    )


def _moment(instant: datetime, zone: str) -> str:
    """A local time with its zone. The second of two equal times cannot be said so, and is said in UTC."""
    if zone == "UTC":
        return f":{_utc(instant)}"
    local = instant.astimezone(_clocks(zone))
    return f":{_utc(instant)}" if local.fold else f";TZID={zone}:{_digits(local)}"


_clocks = cache(ZoneInfo)


@dataclass(frozen=True)
class _Change:
    """Clocks change: at this instant, from one offset to another."""

    local: datetime
    before: timedelta
    after: timedelta
    name: str
    is_summer: bool

    @property
    def kind(self) -> tuple[object, ...]:
        return (self.is_summer, self.before, self.after, self.name, self.local.time())


@lru_cache(maxsize=256)
def timezone(zone: str, first: int, last: int) -> tuple[str, ...]:
    """The VTIMEZONE of a zone that is right from the first year to the last: its standing offset, then its changes, as yearly rules where they are."""
    changes = _changes(zone, first - 1, last + 1)
    lines = ["BEGIN:VTIMEZONE", f"TZID:{zone}"]
    start = datetime(first - 1, 1, 1, tzinfo=UTC).astimezone(ZoneInfo(zone))
    offset = start.utcoffset() or timedelta()
    lines += _observance("STANDARD", ALWAYS, offset, offset, start.tzname() or zone, "")
    for group in _groups(changes):
        rule = _yearly(group)
        for change in group[:1] if rule else group:
            kind = "DAYLIGHT" if change.is_summer else "STANDARD"
            lines += _observance(kind, change.local, change.before, change.after, change.name, rule)
    return (*lines, "END:VTIMEZONE")


def _observance(kind: str, local: datetime, before: timedelta, after: timedelta, name: str, rule: str) -> list[str]:
    lines = [f"BEGIN:{kind}", f"DTSTART:{local:%Y%m%dT%H%M%S}"]
    if rule:
        lines.append(f"RRULE:{rule}")
    lines += [f"TZOFFSETFROM:{_offset(before)}", f"TZOFFSETTO:{_offset(after)}", f"TZNAME:{escape(name)}"]
    return [*lines, f"END:{kind}"]


def _offset(offset: timedelta) -> str:
    seconds = int(offset.total_seconds())
    sign, seconds = ("-", -seconds) if seconds < 0 else ("+", seconds)
    return f"{sign}{seconds // 3600:02d}{seconds % 3600 // 60:02d}"


def _changes(zone: str, first: int, last: int) -> list[_Change]:
    """Every change of the clocks from the first year to the last, found by looking at each day."""
    clocks, changes = ZoneInfo(zone), []
    at, end = datetime(first, 1, 1, tzinfo=UTC), datetime(last + 1, 1, 1, tzinfo=UTC)
    while at < end:
        after = at + timedelta(days=1)
        before_offset, after_offset = (i.astimezone(clocks).utcoffset() or timedelta() for i in (at, after))
        if before_offset != after_offset:
            moment = _moment_of_change(clocks, at, after)
            there = moment.astimezone(clocks)
            local = (moment + before_offset).replace(tzinfo=None)
            changes.append(_Change(local, before_offset, after_offset, there.tzname() or zone, bool(there.dst())))
        at = after
    return changes


def _moment_of_change(clocks: ZoneInfo, low: datetime, high: datetime) -> datetime:
    before = low.astimezone(clocks).utcoffset()
    while high - low > timedelta(minutes=1):
        middle = low + (high - low) / 2
        middle = middle.replace(second=0, microsecond=0)
        if middle.astimezone(clocks).utcoffset() == before:
            low = middle
        else:
            high = middle
    return high


def _groups(changes: list[_Change]) -> list[list[_Change]]:
    groups: dict[tuple[object, ...], list[_Change]] = {}
    for change in changes:
        groups.setdefault(change.kind, []).append(change)
    return list(groups.values())


def _yearly(group: list[_Change]) -> str:
    """The rule by which these changes come, one each year; empty when there is none."""
    years = [change.local.year for change in group]
    months = {change.local.month for change in group}
    weekdays = {change.local.weekday() for change in group}
    if len(group) < 3 or len(months) > 1 or len(weekdays) > 1 or years != list(range(years[0], years[0] + len(group))):
        return ""
    for places in ({_from_the_end(c.local.date()) for c in group}, {_from_the_start(c.local.date()) for c in group}):
        if len(places) == 1:
            place = places.pop()
            return f"FREQ=YEARLY;BYMONTH={months.pop()};BYDAY={place}{WEEKDAYS[weekdays.pop()]}"
    return ""


def _from_the_start(day: date) -> int:
    return (day.day - 1) // 7 + 1


def _from_the_end(day: date) -> int:
    """-1 for the last of its weekday in the month; others are told apart so that they make no rule."""
    return -1 if (day + timedelta(days=7)).month != day.month else day.day
