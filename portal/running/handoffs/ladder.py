"""Who is asked next while nobody has taken it on, and when. Hours run on the school days of those who are asked; a near activity makes them shorter."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from portal.identity.terms.year import SchoolYear
from portal.running.handoffs.models import Rung

ORDER = (Rung.BACK_UP, Rung.SCHOOLS, Rung.COORDINATOR, Rung.LEAD, Rung.PARTNERS, Rung.PROGRAMME)
USUAL: Mapping[Rung, int] = dict.fromkeys(ORDER, 24)
MOST_DAYS = 120
ALL_AT_ONCE = timedelta(hours=1)  # less than that for each rung is no time to wait


def after(rung: Rung) -> Rung | None:
    """The next rung; None on the last."""
    place = ORDER.index(rung) + 1
    return ORDER[place] if place < len(ORDER) else None


def later(at: datetime, hours: float, year: SchoolYear | None) -> datetime:
    """So many hours of school days after an instant: days without school do not count. Without a school: Mondays to Fridays, UTC.

    Holidays that never end are given up after 120 days.
    """
    clocks = ZoneInfo(year.zone if year is not None else "UTC")
    left = timedelta(hours=hours)
    here = at.astimezone(clocks)
    for _day in range(MOST_DAYS):
        midnight = datetime.combine(here.date() + timedelta(days=1), time(), clocks)
        counts = year.teaches(here.date()) if year is not None else here.weekday() < 5
        if counts:
            span = midnight.astimezone(UTC) - here.astimezone(UTC)
            if left <= span:
                return here.astimezone(UTC) + left
            left -= span
        here = midnight
    return here.astimezone(UTC)


def next_at(
    rung: Rung, since: datetime, needed_at: datetime | None, years: Sequence[SchoolYear], hours: Mapping[Rung, int]
) -> datetime | None:
    """When the next rung is asked; None on the last. Every school that is asked has its own school days: the slowest is waited for.

    When it is needed sooner than all the rungs that are left would take, each has its share of the time that is left.
    """
    if after(rung) is None:
        return None
    waits = {one: hours.get(one, USUAL[one]) for one in ORDER}
    usual = max((later(since, waits[rung], year) for year in years), default=later(since, waits[rung], None))
    if needed_at is None:
        return usual
    rest = sum(waits[one] for one in ORDER[ORDER.index(rung) :])
    share = max(needed_at - since, timedelta()) * (waits[rung] / rest)
    squeezed = since + share if share >= ALL_AT_ONCE else since
    return min(usual, squeezed)
