"""Page, mail and feed agree, all the way: what is planned through the portal is read back from its pages, its mails and its calendar link.

Days around the changes of clocks are typed into the form on the clocks of eight zones and read by a teacher on the clocks of each: the three days nearest
to each change always, two hundred in the long run (`make soak`). Many activities share a page, a feed and an hour of the clock that stands still.
"""

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa
from bs4 import BeautifulSoup
from icalendar import Calendar

from portal.core.database import session
from portal.core.outbox import OutboxMail
from portal.identity.accounts.models import Person
from portal.identity.schools.models import School
from portal.web import moments
from tests.running.activities.test_feed import link, read
from tests.running.activities.test_same_everywhere import CHANGES, DAYS, TIMES, ZONES
from tests.support.cast import commit

pytestmark = pytest.mark.either
HALF_AN_HOUR = timedelta(minutes=30)


class Planned(NamedTuple):
    """What was typed, and the instants that it must mean, reckoned by the standard library alone."""

    title: str
    zone: str
    starts: datetime
    ends: datetime

    def on(self, zone: str) -> tuple[date, str, str]:
        """Day and times on the clocks of a zone."""
        here, there = self.starts.astimezone(ZoneInfo(zone)), self.ends.astimezone(ZoneInfo(zone))
        return here.date(), f"{here:%H:%M}", f"{there:%H:%M}"

    def clocks(self, reader: str) -> list[tuple[str, str]]:
        """The times that must be said: on the clocks it was planned on, and on the reader's where they differ."""
        zones = [self.zone] if self.same_clocks(reader) else [self.zone, reader]
        return sorted(self.on(zone)[1:] for zone in zones)

    def same_clocks(self, zone: str) -> bool:
        return (
            self.starts.astimezone(ZoneInfo(zone)).utcoffset()
            == self.starts.astimezone(ZoneInfo(self.zone)).utcoffset()
        )


def said(words: str) -> list[tuple[str, str]]:
    return sorted(re.findall(r"(\d\d:\d\d) to (\d\d:\d\d)", words))


def instant(day: date, at: time, zone: str) -> datetime | None:
    """The first instant at which these clocks show this; None when they never do."""
    local = datetime.combine(day, at, ZoneInfo(zone))
    back = local.astimezone(UTC)
    return back if back.astimezone(ZoneInfo(zone)).replace(tzinfo=None) == local.replace(tzinfo=None) else None


def school_to(cast: Any, key: str, zone: str) -> None:
    """This school is on these clocks now."""
    move = sa.update(School).where(School.id == cast.school[key])
    session().execute(move.values(zone=zone, version=School.version + 1))


def move_to(cast: Any, zone: str) -> None:
    """The partner school and its contact live on these clocks now."""
    school_to(cast, "tumaini", zone)
    session().execute(sa.update(Person).where(Person.id == cast.abroad.id).values(zone=zone))


def plan(app: Any, owner: Any, cast: Any, numbers: Iterable[int]) -> Iterator[Planned]:
    """Days around one change of clocks, each typed into the form by an owner on the clocks of another zone."""
    form = f"/clusters/{cast.river}/activities/new"
    for n in numbers:
        day, zone, at = DAYS[n], ZONES[n % 8], TIMES[n % 3]
        until = (datetime.combine(day, at) + HALF_AN_HOUR).time()
        starts, ends = instant(day, at, zone), instant(day, until, zone)
        title = f"Call {n:03d}"
        commit(app, lambda zone=zone: school_to(cast, "hill", zone))
        typed = {"on": day, "starts": f"{at:%H:%M}", "ends": f"{until:%H:%M}", "zone": zone, "anyway": "y"}
        owner.get(form).fill(
            title=title, kind="lesson", owner=cast.school["hill"], partner=cast.school["tumaini"], **typed
        )
        if starts is None or ends is None:
            owner.press("Put it on the calendar", expect=422)
            assert any("does not exist" in words for words in owner.errors())
            continue
        owner.press("Put it on the calendar").sees(title)
        yield Planned(title, zone, starts, ends)


def weeks(reader: Any, cast: Any, calls: list[Planned], zone: str) -> dict[str, tuple[str, str]]:
    """By title: the heading under which the week shows it, and what it says."""
    shown = {}
    days = [call.on(zone)[0] for call in calls]
    monday = min(days) - timedelta(days=min(days).weekday())
    while monday <= max(days):
        page = reader.get(f"/clusters/{cast.river}/calendar?view=week&week={monday}").page
        for line in page.select("ul.app-list > li"):
            heading = line.find_previous("h3").get_text()
            shown[line.select_one("a").get_text().strip()] = (heading, line.get_text(" "))
        monday += timedelta(days=7)
    return shown


def months(reader: Any, cast: Any, calls: list[Planned], zone: str) -> dict[str, tuple[str, str]]:
    """By title: the day in whose cell the month shows it, and at what time."""
    shown = {}
    for month in sorted({f"{call.on(zone)[0]:%Y-%m}" for call in calls}):
        page: BeautifulSoup = reader.get(f"/clusters/{cast.river}/calendar?month={month}").page
        for cell in page.select("table.app-month td:not(.app-month__other)"):
            for entry in cell.select("li > a"):
                at, _blank, title = entry.get_text().strip().partition(" ")
                shown[title] = (cell.select_one(".app-month__date").get_text().removesuffix(", today"), at)
    return shown


def mails(cast: Any) -> dict[str, str]:
    """By title: the newest mail to the partner school's contact."""
    query = (
        sa.select(OutboxMail.subject, OutboxMail.text)
        .where(OutboxMail.person_id == cast.abroad.id)
        .order_by(OutboxMail.id)
    )
    found = {match[0]: row.text for row in session().execute(query) if (match := re.search(r"Call \d{3}", row.text))}
    session().commit()
    return found


def change_of(number: int, days: range) -> Any:
    """A change of clocks, and the days around it that are planned: the nearest always, the other ones in the long run."""
    marks = () if days == NEAREST else pytest.mark.soak
    return pytest.param(number, days, id=f"{CHANGES[number]}, {len(days)} days", marks=marks)


NEAREST, ALL = range(11, 14), range(25)
RUNS = [change_of(number, days) for days in (NEAREST, ALL) for number in range(len(CHANGES))]


@pytest.mark.parametrize(("number", "days"), RUNS)
def test_page_mail_and_feed_agree(app, cast, reader_for, clock, number, days):
    zone = ZONES[number]
    clock.hold(datetime(2026, 9, 1, 9, tzinfo=UTC))
    commit(app, lambda: move_to(cast, zone))
    calls = list(plan(app, reader_for(cast.teacher), cast, [number * 25 + n for n in days]))
    with app.app_context():
        letters = mails(cast)
    assert len(calls) >= len(days) - 1
    reader = reader_for(cast.abroad)
    by_week, by_month = weeks(reader, cast, calls, zone), months(reader, cast, calls, zone)
    events = {str(e["SUMMARY"]): e for e in Calendar.from_ical(read(app, link(reader)).data).walk("VEVENT")}
    assert len(events) == len(calls)
    for call in calls:
        day = moments.day(call.on(zone)[0])
        heading, line = by_week[call.title]
        assert (heading, said(line)) == (day, call.clocks(zone)), call
        assert moments.day(call.on(call.zone)[0]) in line, call
        assert by_month[call.title] == (day, call.on(zone)[1]), call
        assert said(letters[call.title]) == call.clocks(zone), call
        assert day in letters[call.title], call
        event = events[call.title]
        assert (event["DTSTART"].dt.astimezone(UTC), event["DTEND"].dt.astimezone(UTC)) == (call.starts, call.ends), (
            call
        )
        assert said(str(event["DESCRIPTION"])) == call.clocks(zone), call
