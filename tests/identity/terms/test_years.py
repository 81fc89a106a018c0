"""A school enters its year once: copied, from last year, from a file, from its authority; who may, what is refused, what a calendar shows."""

import io
import sys
import uuid
from datetime import date, time, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from portal.core.database import session
from portal.identity.organisations.models import Organisation, OrganisationKind
from portal.identity.profiles.models import PeriodKind, SchoolPeriod
from portal.identity.schools.models import School
from portal.identity.terms import queries
from portal.identity.terms.models import TermImport
from portal.identity.terms.public import public_holidays
from portal.identity.terms.year import Away, SchoolYear, Stretch
from tests.support.cast import Cast, commit

DATA = Path(__file__).parents[4] / "shared" / "data" / "ics"  # samples lie beside the project where it is built
SAMPLES = sorted(DATA.glob("*.ics"))
needs_data = pytest.mark.skipif(not DATA.is_dir(), reason=f"CANNOT RUN: published calendars: they do not lie at {DATA}")


def put(app: Any, cast: Cast, key: str, *rows: tuple[PeriodKind, str, date, date]) -> None:
    def made() -> None:
        for kind, name, first, last in rows:
            session().add(SchoolPeriod(school_id=cast.school[key], kind=kind, name=name, starts_on=first, ends_on=last))
        session().flush()

    commit(app, made)


def held(app: Any, cast: Cast, key: str) -> list[tuple[str, str, str, str]]:
    with app.app_context():
        query = sa.select(SchoolPeriod).where(
            SchoolPeriod.school_id == cast.school[key], SchoolPeriod.removed_at.is_(None)
        )
        rows = session().scalars(query.order_by(SchoolPeriod.starts_on, SchoolPeriod.name)).all()
        return [(r.name, r.kind.value, r.starts_on.isoformat(), r.source.value) for r in rows]


def page(cast: Cast, end: str = "", key: str = "hill") -> str:
    return f"/schools/{cast.school[key]}/year-dates{end}"


def calendar_file(*events: str) -> tuple[io.BytesIO, str]:
    lines = [
        "BEGIN:VCALENDAR",
        *(line for e in events for line in ("BEGIN:VEVENT", *e.split("|"), "END:VEVENT")),
        "END:VCALENDAR",
    ]
    return io.BytesIO("\r\n".join(lines).encode()), "terms.ics"


def with_authority(app: Any, cast: Cast) -> Any:
    def made() -> Any:
        code = session().get_one(School, cast.school["hill"]).authority_code
        session().execute(sa.update(School).values(authority_code=code).where(School.id == cast.school["vale"]))
        one = Organisation(kind=OrganisationKind.AUTHORITY, name="River County", folded_name="river county", code=code)
        session().add(one)
        session().flush()
        return one.id

    return commit(app, made)


def test_a_school_copies_the_dates_of_another_of_its_authority(app, cast, reader_for, clock):
    with_authority(app, cast)
    first = clock.now().date() + timedelta(days=30)
    put(app, cast, "vale", (PeriodKind.TERM, "Spring term", first, first + timedelta(days=60)))
    put(app, cast, "vale", (PeriodKind.HOLIDAY, "Long over", first - timedelta(days=400), first - timedelta(days=390)))
    reader = reader_for(cast.coordinator).get(page(cast)).follow("Copy the dates of another school")
    reader.fill(source=cast.school["vale"]).press("Copy its dates").sees("1 date is new", "Spring term", "copied")
    assert held(app, cast, "hill") == [("Spring term", "term", first.isoformat(), "copied")]
    reader.get(page(cast, "/copy")).fill(source=cast.school["vale"]).press("Copy its dates").sees("were here already")
    assert len(held(app, cast, "hill")) == 1


def test_nothing_is_offered_where_nobody_near_has_dates(cast, reader_for):
    reader_for(cast.coordinator).get(page(cast, "/copy")).sees("No school near you has entered its dates yet")


def test_last_year_moved_by_whole_weeks(app, cast, reader_for, clock):
    last = clock.now().date() - timedelta(days=340)
    put(app, cast, "hill", (PeriodKind.STAFF_DAY, "Training", last, last))
    reader = reader_for(cast.coordinator).get(page(cast, "/again")).sees("Training", "Mondays stay Mondays")
    reader.press("Add these dates").sees("1 date is new")
    moved = last + timedelta(weeks=52)
    assert moved.weekday() == last.weekday()
    assert held(app, cast, "hill")[-1] == ("Training", "staff_day", moved.isoformat(), "copied")


def test_a_file_is_shown_before_it_changes_anything_and_replaces_the_earlier_one(app, cast, reader_for):
    put(app, cast, "hill", (PeriodKind.HOLIDAY, "Typed", date(2027, 5, 1), date(2027, 5, 2)))
    reader = reader_for(cast.coordinator).get(page(cast, "/file"))
    given = calendar_file(
        "SUMMARY:Spring term|DTSTART:20270105|DTEND:20270325", "SUMMARY:Fair|DTSTART:20270403", "SUMMARY:Odd|DTSTART:x"
    )
    reader.fill(file=given).press("Read the file")
    reader.sees(
        "2 dates were read.", "1 entry was left out.", "Odd : its day could not be read", "not said by its name"
    )
    assert [row[0] for row in held(app, cast, "hill")] == ["Typed"]
    reader.press("Use these dates").sees("1 date was taken from the file.")
    assert held(app, cast, "hill") == [
        ("Spring term", "term", "2027-01-05", "file"),
        ("Typed", "holiday", "2027-05-01", "typed"),
    ]
    again = calendar_file("SUMMARY:Spring term|DTSTART:20270106|DTEND:20270325", "SUMMARY:Fair|DTSTART:20270403")
    reader.get(page(cast, "/file")).fill(file=again).press("Read the file").fill(unknown="closed").press(
        "Use these dates"
    )
    assert [row[:3] for row in held(app, cast, "hill")] == [
        ("Spring term", "term", "2027-01-06"), ("Fair", "closed", "2027-04-03"), ("Typed", "holiday", "2027-05-01")
    ]  # fmt: skip


def test_a_file_that_is_none_leaves_everything_as_it_was(app, cast, reader_for):
    put(app, cast, "hill", (PeriodKind.HOLIDAY, "Typed", date(2027, 5, 1), date(2027, 5, 2)))
    reader = reader_for(cast.coordinator).get(page(cast, "/file"))
    reader.fill(file=(io.BytesIO(b"\x89PNG"), "a.ics")).press("Read the file", expect=422)
    assert reader.errors() == [
        "There is no calendar in this file. Choose a file that ends in .ics; your dates stay as they are."
    ]
    reader.get(page(cast, "/file")).press("Read the file", expect=422)
    assert reader.errors() == ["Choose the calendar file."]
    nothing = calendar_file("SUMMARY:Old|DTSTART:19990101")
    reader.get(page(cast, "/file")).fill(file=nothing).press("Read the file").sees(
        "0 dates were read.", "it is long over", "There is nothing to use in this file."
    )
    reader.does_not_see("Use these dates", "until you press the button")
    assert [row[0] for row in held(app, cast, "hill")] == ["Typed"]


@needs_data
def test_every_sample_goes_through(app, cast, reader_for):
    reader = reader_for(cast.coordinator)
    for path in SAMPLES:
        given = (io.BytesIO(path.read_bytes()), path.name)
        reader.get(page(cast, "/file")).fill(file=given).press("Read the file")
        reader.sees("What was read from", "Your dates stay as they are")
    with app.app_context():
        readings = session().scalars(sa.select(TermImport).order_by(TermImport.id)).all()
        assert [one.file_name for one in readings] == [path.name for path in SAMPLES]
        assert all(len(one.left_out) == min(one.number_left_out, 100) for one in readings)
        assert sum(one.number_left_out for one in readings) > 50
    assert len(SAMPLES) == 40
    assert held(app, cast, "hill") == []


def test_only_who_speaks_for_the_school_enters_dates(app, cast, reader_for):
    reader_for(cast.teacher).get(page(cast)).does_not_see("Read them from a calendar file")
    for end in ("/copy", "/again", "/file", "/hours"):
        reader_for(cast.teacher).get(page(cast, end), expect=403)
        reader_for(cast.outsider).get(page(cast, end), expect=404)
    reader_for(cast.outsider).get(page(cast), expect=404)


def test_an_authority_enters_its_dates_once(app, cast, reader_for):
    authority = with_authority(app, cast)
    base = f"/authorities/{authority}/year-dates"
    reader_for(cast.teacher).get(base + "/new", expect=403)
    reader_for(cast.coordinator).get(page(cast)).press("Take the dates of the authority")
    officer = reader_for(cast.authority).get(base).sees("1 school takes these dates.").follow("Add dates")
    officer.fill(kind="half_term", name="Half term", starts_on=date(2027, 2, 19), ends_on=date(2027, 2, 15))
    officer.press("Add these dates", expect=422)
    assert officer.errors() == ["The last day must not come before the first."]
    officer.fill(kind="half_term", name="Half term", starts_on=date(2027, 2, 15), ends_on=date(2027, 2, 19))
    officer.press("Add these dates")
    assert held(app, cast, "hill") == [("Half term", "half_term", "2027-02-15", "authority")]
    reader_for(cast.vale_contact).get(page(cast, key="vale")).press("Take the dates of the authority").sees("Half term")
    officer.get(base).press("Remove")
    assert (held(app, cast, "hill"), held(app, cast, "vale")) == ([], [])


def test_a_school_that_stops_following_keeps_its_own(app, cast, reader_for):
    authority = with_authority(app, cast)
    put(app, cast, "hill", (PeriodKind.EXAMS, "Mocks", date(2027, 5, 1), date(2027, 5, 2)))
    reader_for(cast.coordinator).get(page(cast)).press("Take the dates of the authority")
    officer = reader_for(cast.authority).get(f"/authorities/{authority}/year-dates/new")
    officer.fill(kind="term", name="Term", starts_on=date(2027, 1, 4), ends_on=date(2027, 3, 19)).press(
        "Add these dates"
    )
    assert [row[0] for row in held(app, cast, "hill")] == ["Term", "Mocks"]
    reader_for(cast.coordinator).get(page(cast)).press("Keep our dates ourselves")
    assert [row[0] for row in held(app, cast, "hill")] == ["Mocks"]


def test_school_hours_with_two_shifts_and_a_short_saturday(app, cast, reader_for):
    reader = reader_for(cast.coordinator).get(page(cast, "/hours"))
    reader.fill(weekdays=["0", "5"], opens="07:00", closes="12:00", second_opens="11:00", second_closes="17:00")
    reader.press("Save", expect=422)
    assert reader.errors() == ["The second shift must begin after the first has ended."]
    reader.fill(
        weekdays=["0", "5"],
        opens="07:00",
        closes="12:00",
        second_opens="13:00",
        second_closes="17:00",
        saturday_closes="11:00",
    )
    reader.press("Save").sees("Monday: 07:00 to 12:00", "Monday: 13:00 to 17:00", "Saturday: 07:00 to 11:00")
    with app.app_context():
        year = queries.year_of(cast.school["hill"], date(2027, 1, 1), date(2027, 1, 31))
    assert year.hours == {0: ((time(7), time(12)), (time(13), time(17))), 5: ((time(7), time(11)),)}
    assert year.why_away(date(2027, 1, 5)) == (Away.WEEKEND, "")
    again = reader.get(page(cast, "/hours"))
    assert again.page.select_one("input[name=saturday_closes]")["value"] == "11:00"


def test_the_calendar_shows_who_is_away(app, cast, reader_for):
    put(app, cast, "tumaini", (PeriodKind.HOLIDAY, "Long rains", date(2027, 3, 8), date(2027, 3, 12)))
    put(app, cast, "hill", (PeriodKind.HOLIDAY, "A week off", date(2027, 3, 9), date(2027, 3, 9)))
    reader = reader_for(cast.teacher).get(f"/clusters/{cast.river}/calendar?month=2027-03")
    reader.sees(
        "Holiday: 2 schools",
        "Long rains (Holiday), Monday 8 March 2027 to Friday 12 March 2027",
        "Good Friday (Public holiday)",
    )


def test_public_holidays_differ_by_nation():
    def names(nation: str | None) -> dict[date, str]:
        return dict(public_holidays("GB", nation, 2026))

    patrick, second, summer = date(2026, 3, 17), date(2026, 1, 2), date(2026, 8, 31)
    assert [patrick in names(n) for n in ("GB-NIR", "GB-ENG", "GB-SCT", None)] == [True, False, False, False]
    assert [second in names(n) for n in ("GB-SCT", "GB-ENG", None)] == [True, False, False]
    assert [summer in names(n) for n in ("GB-ENG", "GB-WLS", "GB-NIR", "GB-SCT")] == [True, True, True, False]
    assert date(2026, 12, 25) in names(None)
    assert date(2026, 12, 12) in public_holidays("KE", None, 2026)
    assert public_holidays("ZZ", None, 2026) == {}
    assert public_holidays("GB", "GB-ENG", 1800) == {}
    assert "holidays.countries.chad" not in sys.modules  # each country is loaded by itself


def test_a_day_between_two_terms_is_no_school_day_and_beyond_them_nothing_is_known():
    terms = (
        Stretch(PeriodKind.TERM, "Autumn", date(2026, 9, 7), date(2026, 12, 18)),
        Stretch(PeriodKind.TERM, "Spring", date(2027, 1, 5), date(2027, 3, 26)),
    )
    inset = Stretch(PeriodKind.STAFF_DAY, "Inset", date(2027, 1, 6), date(2027, 1, 6))
    year = SchoolYear(uuid.uuid4(), "Hill", "Europe/London", "GB", "GB-ENG", (*terms, inset))
    assert year.why_away(date(2026, 12, 22)) == (Away.BETWEEN_TERMS, "")
    assert year.why_away(date(2026, 12, 25)) == (Away.BETWEEN_TERMS, "")
    assert year.why_away(date(2027, 3, 29)) == (Away.PUBLIC_HOLIDAY, "Easter Monday")
    assert year.why_away(date(2027, 1, 6)) == (Away.STAFF_DAY, "Inset")
    assert year.why_away(date(2027, 1, 9)) == (Away.WEEKEND, "")
    assert year.why_away(date(2027, 1, 7)) is None
    assert year.why_away(date(2027, 5, 5)) is None
    assert [(q.why, q.starts_on, q.ends_on) for q in year.quiet_between(date(2026, 12, 14), date(2027, 1, 10))] == [
        (Away.BETWEEN_TERMS, date(2026, 12, 19), date(2027, 1, 4)),
        (Away.STAFF_DAY, date(2027, 1, 6), date(2027, 1, 6)),
    ]


def test_years_of_many_take_as_many_statements_as_of_one(app, cast, reader_for):
    counts = []
    for number in (1, 3, 30):
        for n in range(number):
            day = date(2027, 1, 1) + timedelta(days=len(counts) * 40 + n)
            put(app, cast, "hill", (PeriodKind.CLOSED, f"Day {n}", day, day))
        reader = reader_for(cast.coordinator).get(page(cast))
        counts.append(len(reader.statements))
    assert len(set(counts)) == 1
