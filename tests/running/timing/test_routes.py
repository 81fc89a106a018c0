"""The finders beside a cluster's calendar, as people use them."""

from datetime import UTC, date, datetime, time

import pytest

from portal.core.database import session
from portal.identity.profiles.models import PeriodKind, SchoolPeriod
from portal.identity.terms.models import SchoolHours
from tests.support.cast import commit

FINDERS = ("weeks", "hours", "check")


def page(cast, name, query=""):
    return f"/clusters/{cast.river}/calendar/{name}{query}"


def dates(app, cast, key, kind, name, first, last):
    commit(
        app,
        lambda: session().add(
            SchoolPeriod(school_id=cast.school[key], kind=kind, name=name, starts_on=first, ends_on=last)
        ),
    )


def hours(app, cast, key, opens, closes):
    def made():
        session().add_all(
            SchoolHours(school_id=cast.school[key], weekday=n, opens=opens, closes=closes) for n in range(5)
        )

    commit(app, made)


def both(cast):
    return f"schools={cast.school['hill']}&schools={cast.school['tumaini']}"


def test_weeks_that_suit_all_and_who_is_away_in_the_others(app, cast, reader_for):
    dates(app, cast, "tumaini", PeriodKind.HOLIDAY, "Long rains", date(2027, 3, 8), date(2027, 3, 19))
    dates(app, cast, "hill", PeriodKind.EXAMS, "Mocks", date(2027, 3, 22), date(2027, 3, 26))
    reader = reader_for(cast.teacher).get(f"/clusters/{cast.river}/calendar").follow("Find a time that suits all")
    reader.get(page(cast, "weeks", "?" + both(cast)))
    reader.sees(
        "Holiday (Long rains)", "exams (Mocks)", "The next weeks that suit all begin on:", "Monday 29 March 2027"
    )
    first = reader.page.select_one("main ul.govuk-list--bullet li").get_text(" ", strip=True)
    assert first.startswith("Monday 1 March 2027")


def test_who_has_said_nothing_is_named(cast, reader_for):
    reader_for(cast.teacher).get(page(cast, "weeks")).sees("they have not entered their school year yet")
    reader_for(cast.teacher).get(page(cast, "hours")).sees("have not said when their lessons are")


def test_hours_for_a_call_across_a_clock_change(app, cast, reader_for):
    hours(app, cast, "tumaini", time(8), time(15))
    hours(app, cast, "hill", time(9), time(15))
    reader = reader_for(cast.teacher).get(page(cast, "hours", f"?{both(cast)}&length=60"))
    reader.sees("09:00 to 12:00 UK time; 12:00 to 15:00 Nairobi time", "The clocks have changed: UK time.")
    reader.sees("09:00 to 13:00 UK time; 11:00 to 15:00 Nairobi time", "Monday, Tuesday, Wednesday, Thursday, Friday")


@pytest.mark.parametrize(("at", "days"), [(9, 2), (12, 1), (20, 1)])
def test_today_counts_as_long_as_the_call_still_fits(app, cast, reader_for, clock, at, days):
    """Tuesday, and the school of both is out on all other days of the two weeks but one."""
    for key in ("hill", "tumaini"):
        hours(app, cast, key, time(9), time(13) if key == "hill" else time(16))
    dates(app, cast, "hill", PeriodKind.HOLIDAY, "Away", date(2027, 3, 4), date(2027, 12, 31))
    clock.hold(datetime(2027, 3, 2, at, 30, tzinfo=UTC))
    reader = reader_for(cast.teacher).get(page(cast, "hours", f"?{both(cast)}&length=60"))
    said = " ".join(reader.page.select_one("main").get_text(" ").split())
    assert ("Tuesday, Wednesday" in said, "Wednesday" in said) == (days == 2, True)


def test_a_call_that_a_clock_change_moves_out_is_told_before_it_is_promised(app, cast, reader_for):
    hours(app, cast, "tumaini", time(8), time(15))
    asked = f"?{both(cast)}&on=1&on=9&on=2027&until=30&until=11&until=2027&every=1&starts=12:00&ends=13:00&zone=Europe/London"
    reader = reader_for(cast.teacher).get(page(cast, "check", asked))
    reader.sees("From Wednesday 3 November 2027 the call is from 15:00 to 16:00 in Nairobi and no longer at 14:00")
    reader.get(
        page(
            cast,
            "check",
            asked.replace("12:00", "11:00").replace("13:00", "12:00").replace("until=30&until=11", "until=6&until=10"),
        )
    )
    reader.sees("It stays inside the school day of all of them on every day", "6 calls")


def test_the_form_keeps_what_was_asked_and_says_what_is_wrong(cast, reader_for):
    asked = (
        f"?{both(cast)}&on=9&on=3&on=2027&until=1&until=3&until=2027&every=1&starts=10:00&ends=11:00&zone=Europe/London"
    )
    reader = reader_for(cast.teacher).get(page(cast, "check", asked))
    assert reader.errors() == ["The last day must not come before the first."]
    reader.get(
        page(cast, "check", asked.replace("until=1&until=3", "until=1&until=4").replace("ends=11:00", "ends=09:00"))
    )
    assert reader.errors() == ["The end must come after the start."]
    assert reader.page.select_one("input[name=starts]")["value"] == "10:00"


@pytest.mark.parametrize("name", FINDERS)
@pytest.mark.parametrize(
    "query",
    [
        "?schools=x",
        "?schools=",
        "?on=x&schools=1",
        "?length=9999&schools=x",
        "?on=1&on=1&on=2027&until=1&until=1&until=2090&zone=Mars/Base",
    ],
)
def test_nonsense_is_answered_kindly(cast, reader_for, name, query):
    reader = reader_for(cast.teacher).get(page(cast, name, query))
    assert reader.page.select("main form")


def test_a_school_of_another_cluster_cannot_be_asked_about(cast, reader_for):
    reader = reader_for(cast.teacher).get(
        page(cast, "weeks", f"?schools={cast.school['hill']}&schools={cast.school['brook']}")
    )
    reader.does_not_see("Brook")
    assert reader.errors()


@pytest.mark.parametrize("name", FINDERS)
def test_strangers_find_nothing(cast, reader_for, name):
    reader_for(cast.outsider).get(page(cast, name), expect=404)
    reader_for(cast.officer).get(page(cast, name), expect=404)


@pytest.mark.parametrize("name", FINDERS)
def test_as_many_statements_for_thirty_dates_as_for_one(app, cast, reader_for, name):
    counts = []
    for number in (1, 3, 30):
        for n in range(number):
            dates(
                app, cast, "hill", PeriodKind.CLOSED, f"Day {n}", date(2027, 3, 1 + n % 28), date(2027, 3, 1 + n % 28)
            )
        counts.append(len(reader_for(cast.teacher).get(page(cast, name, "?" + both(cast))).statements))
    assert len(set(counts)) == 1
    assert counts[0] <= 9
