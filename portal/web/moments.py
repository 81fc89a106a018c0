"""Dates and times in words: never 03/12, always with the zone's name."""

from datetime import date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from babel.dates import format_date

from portal.core.i18n import _, spoken

_NAMED = {"Europe/London": "UK time", "UTC": "UTC", "Europe/Dublin": "Irish time"}


def _day_in_words(value: date, pattern: str) -> str:
    return _formatted_day(value, pattern, spoken())


@lru_cache(maxsize=4096)
def _formatted_day(value: date, pattern: str, language: str) -> str:
    """A list names the same few days over and over, and each takes a twentieth of a millisecond."""
    return format_date(value, pattern, locale=language)


def zone_name(zone: str) -> str:
    """A zone in words: "UK time", "Nairobi time"."""
    return _named_zone(zone, spoken())


@lru_cache(maxsize=1024)
def _named_zone(zone: str, _language: str) -> str:
    if zone in _NAMED:
        return _(_NAMED[zone])
    return _("%(city)s time", city=city_of(zone))


def city_of(zone: str) -> str:
    """The city a zone is named after."""
    return zone.rsplit("/", 1)[-1].replace("_", " ")


def day(value: date | datetime, zone: str | None = None) -> str:
    """ "Friday 27 November 2026", in the language of the page."""
    if isinstance(value, datetime):
        value = value.astimezone(ZoneInfo(zone or "Europe/London")).date()
    return _day_in_words(value, "EEEE d MMMM y")


def short_day(value: date | datetime, zone: str | None = None) -> str:
    """ "Fri 27 Nov 2026"."""
    if isinstance(value, datetime):
        value = value.astimezone(ZoneInfo(zone or "Europe/London")).date()
    return _day_in_words(value, "EEE d MMM y")


def month_name(first: date) -> str:
    """ "March 2027"."""
    return _day_in_words(first, "LLLL y")


def weekday_name(value: date) -> str:
    """ "Monday"."""
    return _day_in_words(value, "EEEE")


def _hours(local: datetime) -> str:
    return f"{local.hour:02d}:{local.minute:02d}"


def clock_time(instant: datetime, zone: str) -> str:
    """ "14:30", on the clocks of `zone`."""
    return _hours(instant.astimezone(ZoneInfo(zone)))


def local_time(instant: datetime, zone: str, other: str | None = None) -> str:
    """ "Friday 27 November 2026, 23:59 UK time", and on the partner's clocks where they differ: "; 02:59 Saturday in Nairobi"."""
    here = instant.astimezone(ZoneInfo(zone))
    words = f"{day(here.date())}, {_hours(here)} {zone_name(zone)}"
    if other is None or other == zone:
        return words
    there = instant.astimezone(ZoneInfo(other))
    if there.utcoffset() == here.utcoffset():
        return words
    weekday = "" if there.date() == here.date() else " " + weekday_name(there.date())
    return (
        words
        + "; "
        + str(_("%(time)s%(weekday)s in %(city)s", time=_hours(there), weekday=weekday, city=city_of(other)))
    )


def span(starts: datetime, ends: datetime, zone: str, other: str | None = None) -> str:
    """From and to, on the clocks of both: "Friday 27 November 2026, 10:00 to 11:00 UK time; 13:00 to 14:00 in Nairobi"."""
    words = str(
        _(
            "%(day)s, %(start)s to %(end)s %(zone)s",
            day=day(starts, zone),
            start=clock_time(starts, zone),
            end=clock_time(ends, zone),
            zone=zone_name(zone),
        )
    )
    here, there = starts.astimezone(ZoneInfo(zone)), starts.astimezone(ZoneInfo(other or zone))
    if here.utcoffset() == there.utcoffset() or other is None:
        return words
    weekday = "" if there.date() == here.date() else " " + weekday_name(there.date())
    second = _(
        "%(start)s to %(end)s%(weekday)s in %(city)s",
        start=clock_time(starts, other),
        end=clock_time(ends, other),
        weekday=weekday,
        city=city_of(other),
    )
    return words + "; " + str(second)


def ago(instant: datetime, now: datetime, zone: str = "Europe/London") -> str:
    """How long ago, kindly rough: "3 hours ago", "yesterday", then the day."""
    passed = now - instant
    if passed < timedelta(minutes=2):
        return str(_("just now"))
    if passed < timedelta(hours=1):
        return str(_("%(number)s minutes ago", number=int(passed.total_seconds() // 60)))
    if passed < timedelta(hours=2):
        return str(_("an hour ago"))
    if passed < timedelta(hours=20):
        return str(_("%(number)s hours ago", number=int(passed.total_seconds() // 3600)))
    return short_day(instant, zone)


def short_time(instant: datetime, zone: str) -> str:
    """ "27 Nov 2026, 14:30 UK time"."""
    here = instant.astimezone(ZoneInfo(zone))
    return f"{_day_in_words(here.date(), 'd MMM y')}, {_hours(here)} {zone_name(zone)}"
