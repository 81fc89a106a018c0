"""Calendar links read by the programs that people have: vdirsyncer fetches them, khal shows them, Radicale takes them in. On loopback only."""

import re
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
import recurring_ical_events
from icalendar import Calendar

from portal.core.database import session
from portal.running.activities import services
from portal.running.activities.models import Scope
from tests.running.activities.test_feed import HOSTILE, link, read
from tests.running.activities.test_repeating_feed import change
from tests.running.activities.test_series import propose, rows
from tests.support import calendar, calendar_programs

pytestmark = pytest.mark.either
LONDON_BEFORE_AND_AFTER = [f"2027-03-{day:02d} 10:00 11:00" for day in (9, 16, 23, 30)]


@pytest.fixture
def planned(app, cast, reader_for):
    """A call alone, one that nobody would write, and eight that repeat over a change of clocks. Gives the path of the link."""
    with app.app_context():
        alone = calendar.confirmed(
            cast, title="Joint assembly; songs, drums", place="Hall", when=calendar.when(date(2027, 3, 10))
        )
        calendar.activity(cast, title="Ŵyn सरिता 🎈 \\n", description=HOSTILE, when=calendar.when(date(2027, 3, 11)))
        propose(cast)
        session().commit()
    return alone, link(reader_for(cast.teacher))


def test_khal_shows_what_vdirsyncer_fetched_before_and_after_changes(app, cast, planned, tmp_path: Path):
    alone, path = planned
    with calendar_programs.served(app) as address:
        events = calendar_programs.fetch(tmp_path, address + path)
        assert len(list(events.glob("*.ics"))) == 3  # what repeats is one
        lines = calendar_programs.shown(tmp_path, "2027-03-09", 24)
        weekly = [line for line in lines if line.endswith("Weekly call")]
        assert [line.removesuffix(" TENTATIVE Weekly call") for line in weekly] == LONDON_BEFORE_AND_AFTER
        assert "2027-03-10 10:00 11:00 CONFIRMED Joint assembly; songs, drums" in lines
        assert any(line.startswith("2027-03-11 10:00 11:00 TENTATIVE Ŵyn सरिता 🎈") for line in lines)
        with app.app_context():
            change(cast, rows()[1].id, Scope.ONE, days=1, hour=14)
            change(cast, rows()[3].id, Scope.FOLLOWING, days=2, hour=11)
            calendar.do_activity(cast, services.cancel_activity, alone, "teacher", reason="Snow")
            session().commit()
        calendar_programs.fetch(tmp_path, address + path)
    lines = calendar_programs.shown(tmp_path, "2027-03-09", 31)
    weekly = [line.removesuffix(" TENTATIVE Weekly call") for line in lines if line.endswith("Weekly call")]
    assert weekly == [
        "2027-03-09 10:00 11:00",
        "2027-03-17 14:00 15:00",
        "2027-03-23 10:00 11:00",
        "2027-04-01 11:00 12:00",
        "2027-04-08 11:00 12:00",
    ]
    assert "2027-03-10 10:00 11:00 CANCELLED Joint assembly; songs, drums" in lines


def instants(text: bytes) -> list[tuple[datetime, datetime, str, str]]:
    """Every time in a calendar, what repeats too."""
    found = recurring_ical_events.of(Calendar.from_ical(text)).between(date(2027, 3, 1), date(2027, 6, 1))
    return sorted(
        (e["DTSTART"].dt.astimezone(UTC), e["DTEND"].dt.astimezone(UTC), str(e["SUMMARY"]), str(e["STATUS"]))
        for e in found
    )


def test_radicale_takes_a_link_in_and_gives_the_same(app, cast, planned, tmp_path: Path):
    text = read(app, planned[1]).data
    with calendar_programs.radicale(tmp_path) as place:
        status, _answer = calendar_programs.ask("PUT", place, text, Content_Type="text/calendar; charset=utf-8")
        assert status == 201
        _status, given = calendar_programs.ask("GET", place)
        asked = (
            b'<?xml version="1.0"?><C:calendar-query xmlns:C="urn:ietf:params:xml:ns:caldav" xmlns:D="DAV:"><D:prop><D:getetag/></D:prop><C:filter>'
            b'<C:comp-filter name="VCALENDAR"><C:comp-filter name="VEVENT"><C:time-range start="20270420T000000Z" end="20270421T000000Z"/>'
            b"</C:comp-filter></C:comp-filter></C:filter></C:calendar-query>"
        )
        status, found = calendar_programs.ask("REPORT", place, asked, Depth="1", Content_Type="application/xml")
    assert instants(given) == instants(text)
    assert len(instants(text)) == 10
    assert status == 207
    assert len(re.findall(rb"<[a-zA-Z:]*getetag>", found)) == 1  # the seventh time of what repeats, found by the rule
