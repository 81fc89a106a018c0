"""Weeks and hours that suit all, and what clock changes do to a call that repeats: with the zones that behave oddly."""

import uuid
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from portal.identity.profiles.models import PeriodKind
from portal.identity.terms.year import ORDINARY_WEEK, SchoolYear, Stretch
from portal.running.timing.clock_changes import What, every_week, troubles
from portal.running.timing.hours import call_hours
from portal.running.timing.weeks import Suits, joint_weeks
from portal.running.timing.words import sentence

pytestmark = pytest.mark.static
ZONES = [
    "Europe/London",
    "Asia/Kolkata",
    "Asia/Kathmandu",
    "America/Sao_Paulo",
    "Australia/Sydney",
    "Africa/Casablanca",
    "America/New_York",
    "UTC",
]


def school(
    zone: str, *stretches: tuple[PeriodKind, str, date, date], opens: int = 9, closes: int = 15, week: range = range(5)
) -> SchoolYear:
    hours = {day: ((time(opens), time(closes)),) for day in week}
    named = tuple(Stretch(*one) for one in stretches)
    return SchoolYear(uuid.uuid4(), zone.rsplit("/", maxsplit=1)[-1] + " School", zone, "ZZ", None, named, hours, True)


def test_without_hours_of_its_own_a_school_has_ordinary_ones() -> None:
    assert SchoolYear(uuid.uuid4(), "A", "UTC", "ZZ", None).hours == ORDINARY_WEEK


def test_joint_weeks_leave_out_holidays_and_exams_and_say_why() -> None:
    here = school("Europe/London", (PeriodKind.HALF_TERM, "Half term", date(2027, 2, 15), date(2027, 2, 19)))
    there = school("Africa/Nairobi", (PeriodKind.EXAMS, "Form 4", date(2027, 2, 22), date(2027, 2, 24)))
    found = joint_weeks([here, there], date(2027, 2, 10), 4)
    assert [(w.monday, w.suits, len(w.days)) for w in found] == [
        (date(2027, 2, 8), Suits.WELL, 3),
        (date(2027, 2, 15), Suits.NOT, 0),
        (date(2027, 2, 22), Suits.PARTLY, 2),
        (date(2027, 3, 1), Suits.WELL, 5),
    ]
    assert found[1].schools[0].away == ("half_term", "Half term")
    assert found[2].schools[1].exams == "Form 4"
    assert joint_weeks([], date(2027, 2, 10), 1)[0].days == ()


def test_a_holiday_that_begins_on_a_saturday_takes_nothing_from_the_week_before() -> None:
    here = school("Europe/London", (PeriodKind.HOLIDAY, "Winter", date(2027, 2, 13), date(2027, 2, 21)))
    before, within = joint_weeks([here], date(2027, 2, 8), 2)
    assert (before.schools[0].days, before.schools[0].away) == (5, None)
    assert within.schools[0].away == ("holiday", "Winter")


def windows(
    *schools: SchoolYear, first: date, days: int, minutes: int = 30
) -> tuple[int | None, list[tuple[str, ...]]]:
    found = call_hours(schools, first, days, length=timedelta(minutes=minutes))
    told = [
        (str(season.starts_on), *(f"{c.starts:%H:%M}-{c.ends:%H:%M}{c.later:+d}" for c in window.clocks))
        for season in found.seasons
        for window in season.windows
    ]
    return found.margin, told


def test_kathmandu_keeps_its_quarter_and_london_its_clock_change() -> None:
    london, kathmandu = school("Europe/London"), school("Asia/Kathmandu", opens=10, closes=16)
    assert windows(london, kathmandu, first=date(2027, 3, 22), days=14) == (
        0,
        [("2027-03-22", "09:00-10:15+0", "14:45-16:00+0"), ("2027-03-28", "09:00-11:15+0", "13:45-16:00+0")],
    )


def test_new_york_changes_two_weeks_before_london() -> None:
    london, york = school("Europe/London"), school("America/New_York")
    found = call_hours([london, york], date(2027, 3, 8), 28, length=timedelta(minutes=30))
    assert [(str(s.starts_on), s.changed) for s in found.seasons] == [
        ("2027-03-08", []),
        ("2027-03-14", ["America/New_York"]),
        ("2027-03-28", ["Europe/London"]),
    ]
    assert [[f"{c.starts:%H:%M}" for c in s.windows[0].clocks] for s in found.seasons] == [
        ["14:00", "09:00"],
        ["13:00", "09:00"],
        ["14:00", "09:00"],
    ]


def test_sydney_has_no_hour_and_the_nearest_is_said() -> None:
    london, sydney = school("Europe/London"), school("Australia/Sydney", closes=16)
    margin, told = windows(london, sydney, first=date(2027, 7, 5), days=5)
    assert (margin, told) == (2, [("2027-07-05", "07:00-09:00+0", "16:00-18:00+0")])
    margin, told = windows(london, sydney, first=date(2027, 1, 4), days=5)
    assert (margin, told) == (3, [("2027-01-04", "06:00-08:00+0", "17:00-19:00+0")])


def test_where_nothing_comes_near_it_is_said() -> None:
    assert windows(
        school("Europe/London"), school("Pacific/Honolulu", opens=13, closes=15), first=date(2027, 1, 4), days=5
    ) == (None, [])


def test_the_far_side_may_be_on_another_day() -> None:
    honolulu, auckland = school("Pacific/Honolulu", closes=16), school("Pacific/Auckland")
    _margin, told = windows(honolulu, auckland, first=date(2027, 6, 7), days=1)
    assert told == [("2027-06-07", "11:00-16:00+0", "09:00-14:00+1")]


@pytest.mark.parametrize("other", ZONES)
def test_every_window_lies_inside_and_none_is_missed(other: str) -> None:
    """Against a plain reckoning, quarter of an hour by quarter of an hour, on two hundred days around changes of clocks."""
    one, two = school("Europe/London", opens=7, closes=19), school(other, opens=6, closes=20)
    first = date(2026, 9, 20)
    found = call_hours([one, two], first, 190, length=timedelta(minutes=15))
    if found.margin != 0:
        pytest.fail("such long days must meet")
    spells = set()
    for season in found.seasons:
        for window in season.windows:
            for day in window.days:
                assert season.starts_on <= day <= season.ends_on
                begin = datetime.combine(day, window.clocks[0].starts, ZoneInfo("Europe/London")).astimezone(UTC)
                end = datetime.combine(day, window.clocks[0].ends, ZoneInfo("Europe/London")).astimezone(UTC)
                while begin < end:
                    spells.add(begin)
                    begin += timedelta(minutes=15)
    plain = set()
    at = datetime(2026, 9, 20, tzinfo=UTC)
    while at < datetime(2026, 9, 20, tzinfo=UTC) + timedelta(days=190):
        if all(_inside(year, at) for year in (one, two)):
            plain.add(at)
        at += timedelta(minutes=15)
    assert spells == plain


def _inside(year: SchoolYear, at: datetime) -> bool:
    here = at.astimezone(ZoneInfo(year.zone))
    opens, closes = year.hours[0][0]
    return here.weekday() < 5 and opens <= here.time() and here.time() < closes


def test_a_clock_change_that_moves_a_call_out_of_the_school_day_names_the_first_day() -> None:
    nairobi = school("Africa/Nairobi", closes=15)
    days = every_week(date(2026, 10, 6), date(2026, 12, 1))
    (found,) = troubles(days, time(12), time(13), "Europe/London", [school("Europe/London"), nairobi])
    assert (found.what, found.first.date(), found.number) == (What.MOVED_OUT, date(2026, 10, 27), 6)
    assert sentence(found) == (
        "The clocks change in London. From Tuesday 27 October 2026 the call is from 15:00 to 16:00 in Nairobi and no longer at 14:00: "
        "that is outside the school day of Nairobi School."
    )


@pytest.mark.parametrize(
    ("zone", "first", "starts", "moved"),
    [
        ("America/New_York", date(2027, 3, 2), time(14), None),  # 9:00, then 10:00 for two weeks: inside all along
        (
            "America/New_York",
            date(2027, 10, 19),
            time(19),
            (date(2027, 11, 2), "Europe/London"),
        ),  # in the week between the two changes
        ("Africa/Casablanca", date(2027, 2, 9), time(14), (date(2027, 3, 16), "Africa/Casablanca")),  # after Ramadan
        ("Africa/Casablanca", date(2027, 1, 12), time(13), None),
        (
            "Australia/Sydney",
            date(2027, 3, 16),
            time(22, 30),
            (date(2027, 3, 31), "Europe/London"),
        ),  # the next morning there
        ("Australia/Sydney", date(2027, 3, 16), time(3), None),
        (
            "Asia/Kathmandu",
            date(2027, 3, 2),
            time(8, 30),
            (date(2027, 3, 2), ""),
        ),  # 14:15 to 15:15: outside from the beginning
        (
            "America/Sao_Paulo",
            date(2027, 3, 2),
            time(12),
            (date(2027, 3, 30), "Europe/London"),
        ),  # no summer time there any more
    ],
)
def test_other_dates_of_other_countries(zone: str, first: date, starts: time, moved: tuple[date, str] | None) -> None:
    days = every_week(first, first + timedelta(weeks=6))
    ends = (datetime.combine(first, starts) + timedelta(hours=1)).time()
    found = troubles(days, starts, ends, "Europe/London", [school(zone)])
    assert [(one.first.date(), one.changed) for one in found] == ([moved] if moved else [])


def test_a_time_that_does_not_exist_is_named_with_its_day() -> None:
    found = troubles([date(2027, 3, 21), date(2027, 3, 28)], time(1, 30), time(2, 30), "Europe/London", [])
    assert [sentence(one) for one in found] == [
        "On Sunday 28 March 2027 the clocks go forward in London and this time does not exist. Choose another time."
    ]


def test_holidays_and_exams_on_the_way() -> None:
    hill = school(
        "Europe/London",
        (PeriodKind.HALF_TERM, "Half term", date(2027, 2, 15), date(2027, 2, 26)),
        (PeriodKind.EXAMS, "Mocks", date(2027, 3, 1), date(2027, 3, 5)),
    )
    found = troubles(every_week(date(2027, 2, 9), date(2027, 3, 9)), time(10), time(11), "Europe/London", [hill])
    assert [sentence(one) for one in found] == [
        "London School is away on Tuesday 16 February 2027 (Half term). It is so on 1 more day.",
        "London School has exams on Tuesday 2 March 2027 (Mocks).",
    ]


def test_no_more_than_sixty_days_are_made() -> None:
    assert len(every_week(date(2027, 1, 1), date(2099, 1, 1))) == 60
    assert every_week(date(2027, 1, 2), date(2027, 1, 1)) == []
