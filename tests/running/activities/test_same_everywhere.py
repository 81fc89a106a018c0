"""Page, mail and feed say the same time: eight zones that behave oddly, two hundred days around the changes of clocks."""

import re
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar

from portal.core import readers
from portal.core.errors import RuleBroken
from portal.running.activities import icalendar
from portal.running.activities.models import When
from portal.running.activities.services.proposing import instants
from portal.subscriptions import words as mail
from portal.web import moments

pytestmark = pytest.mark.static
ZONES = (
    "Europe/London",
    "Asia/Kolkata",
    "Asia/Kathmandu",
    "America/Sao_Paulo",
    "Australia/Sydney",
    "Africa/Casablanca",
    "America/New_York",
    "UTC",
)
CHANGES = (
    date(2026, 10, 4),  # Sydney forward
    date(2026, 10, 25),  # London back
    date(2026, 11, 1),  # New York back
    date(2027, 2, 7),  # Casablanca back, for Ramadan
    date(2027, 3, 14),  # New York and Casablanca forward
    date(2027, 3, 28),  # London forward
    date(2027, 4, 4),  # Sydney back
    date(2027, 10, 31),  # London back
)
DAYS = [change + timedelta(days=n - 12) for change in CHANGES for n in range(25)]
TIMES = (time(10), time(1, 30), time(23, 15))


def clocks(words: str) -> list[tuple[str, str]]:
    """Every "10:00 to 11:00" of a sentence."""
    return re.findall(r"(\d\d:\d\d) to (\d\d:\d\d)", words)


def spoken_to(zone: str, starts: datetime, ends: datetime, planned_in: str, other: str) -> str:
    """What the mail says to a reader on these clocks."""
    with readers.speaking_to("en", zone):
        return str(mail.span(starts, ends, planned_in, other))


def fed(starts: datetime, ends: datetime, zone: str) -> tuple[datetime, datetime]:
    """Start and end as another program reads them."""
    event = icalendar.Happening("1", 0, starts, starts, ends, zone, "x")
    (read,) = Calendar.from_ical(icalendar.calendar("x", [event], zone=zone, every=timedelta(hours=1))).walk("VEVENT")
    return read["DTSTART"].dt, read["DTEND"].dt


def test_two_hundred_days() -> None:
    assert len(DAYS) == 200


@pytest.mark.parametrize("planned_in", ZONES)
def test_page_mail_and_feed_agree(planned_in: str) -> None:
    skipped = []
    for number, day in enumerate(DAYS):
        at, other = TIMES[number % 3], ZONES[number % len(ZONES)]
        until = (datetime.combine(day, at) + timedelta(minutes=30)).time()
        try:
            starts, ends = instants(When(on=day, starts=at, ends=until, zone=planned_in))
        except RuleBroken as refusal:
            skipped.append((day, refusal.field))
            continue
        here, there = starts.astimezone(ZoneInfo(planned_in)), starts.astimezone(ZoneInfo(other))
        assert (here.date(), here.time()) == (day, at)  # what was typed is what it is
        page = moments.span(starts, ends, planned_in, other)
        letter = spoken_to(other, starts, ends, planned_in, other)
        begins, stops = fed(starts, ends, planned_in)
        assert (begins.astimezone(UTC), stops.astimezone(UTC)) == (starts, ends)
        own = f"{begins.astimezone(ZoneInfo(planned_in)):%H:%M}"
        their = f"{begins.astimezone(ZoneInfo(other)):%H:%M}"
        assert clocks(page)[0][0] == own == f"{at:%H:%M}"
        assert clocks(letter)[0][0] == their
        if here.utcoffset() != there.utcoffset():
            assert clocks(page)[1][0] == their
            assert clocks(letter)[1][0] == own
            assert clocks(page) == list(reversed(clocks(letter)))
        assert moments.day(starts, planned_in) in page
        assert moments.day(starts, other) in letter
    gaps = [day for day, field in skipped if field in ("starts", "ends")]
    assert len(gaps) == len(skipped) <= 2, skipped
