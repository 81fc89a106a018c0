"""Wall-clock times and instants. A time that a clock change skips is refused; one that happens twice means the first."""

from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from portal.core.errors import RuleBroken
from portal.core.i18n import _


def is_zone(name: str) -> bool:
    """Is this an IANA zone name?"""
    return name in _zones()


@cache
def _zones() -> frozenset[str]:
    """Every zone of this machine: asking reads some hundred files, so it is asked once."""
    return frozenset(available_timezones())


def instant(on: date, at: time, zone: str, *, field: str | None = None) -> datetime:
    """The instant (UTC) at which clocks in `zone` show `at` on `on`. Raises RuleBroken(field, ...) when they never do."""
    local = datetime.combine(on, at, ZoneInfo(zone))
    result = local.astimezone(UTC)
    if result.astimezone(ZoneInfo(zone)).replace(tzinfo=None) != local.replace(tzinfo=None):
        raise RuleBroken(field, _("Clocks go forward then: this time does not exist on that day. Choose another time."))
    return result


def happens_twice(on: date, at: time, zone: str) -> bool:
    """Does this wall-clock time come twice on that day, because clocks go back?"""
    local = datetime.combine(on, at, ZoneInfo(zone))
    return local.utcoffset() != local.replace(fold=1).utcoffset() and local.astimezone(UTC) < local.replace(
        fold=1
    ).astimezone(UTC)


def working_days_later(at: datetime, days: int) -> datetime:
    """The same time of day (UTC), so many Mondays to Fridays later. Knows no holidays."""
    while days:
        at += timedelta(days=1)
        days -= at.weekday() < 5
    return at
