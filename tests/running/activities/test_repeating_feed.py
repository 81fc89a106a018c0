"""What repeats, as other calendars read it: one event with a rule, the days left out, the times that differ; whatever was changed, for which times."""

import random
import uuid
from datetime import UTC, date, datetime, time, timedelta

import pytest
import recurring_ical_events
from icalendar import Calendar

from portal.core.database import session
from portal.core.perform import perform
from portal.forming.clusters.queries import get_cluster
from portal.running.activities import services
from portal.running.activities.icalendar import Happening, calendar
from portal.running.activities.models import Activity, ActivityStatus, Scope
from portal.running.activities.repeating import Series, Time, lay_out
from tests.running.activities.test_feed import link, read
from tests.running.activities.test_series import propose, rows
from tests.support import calendar as made
from tests.support.cast import commit

FIRST, LAST = date(2027, 3, 1), date(2028, 1, 1)
STATUSES = {ActivityStatus.CANCELLED: "CANCELLED", ActivityStatus.CONFIRMED: "CONFIRMED"}


def fed(app, path):
    """What another calendar shows: (start, end, title, status) of each time, in order; and the events as they stand in the file."""
    answer = read(app, path)
    whole = Calendar.from_ical(answer.data)
    shown = recurring_ical_events.of(whole, keep_recurrence_attributes=True).between(FIRST, LAST)
    said = [
        (e["DTSTART"].dt.astimezone(UTC), e["DTEND"].dt.astimezone(UTC), str(e["SUMMARY"]), str(e["STATUS"]))
        for e in shown
    ]
    return sorted(said), list(whole.walk("VEVENT"))


def kept():
    """The same of the rows."""
    return sorted((one.starts_at, one.ends_at, one.title, STATUSES.get(one.status, "TENTATIVE")) for one in rows())


def change(cast, activity, scope, *, days=0, hour=10, title="Weekly call"):
    """Through the service: so many days later, at this hour."""
    one = session().get_one(Activity, activity, populate_existing=True)
    on, version = one.starts_in("Europe/London").date() + timedelta(days=days), one.version
    session().commit()
    words = made.what(title=title, teacher_id=cast.teacher.id)
    when = made.when(on, f"{hour:02d}:00", f"{hour + 1:02d}:00")
    made.do_activity(
        cast, services.change_series, activity, "teacher", what=words, when=when, version=version, scope=scope
    )


@pytest.fixture
def series(app, cast, reader_for):
    """Eight calls over a change of clocks, and the link that gives them."""
    with app.app_context():
        propose(cast)
        session().commit()
    return link(reader_for(cast.teacher))


def test_one_event_with_a_rule(app, cast, series):
    shown, events = fed(app, series)
    with app.app_context():
        assert shown == kept()
        uid = str(rows()[0].series_id)
    rule, *others = events
    assert rule["RRULE"].to_ical() == b"FREQ=WEEKLY;UNTIL=20270427T090000Z;INTERVAL=1" or rule["RRULE"]["INTERVAL"] == [
        1
    ]
    assert rule["DTSTART"].params["TZID"] == "Europe/London"
    assert {str(event["UID"]) for event in events} == {uid}
    assert ("10:00 to 11:00 UK time; 13:00 to 14:00 in Nairobi" in rule["DESCRIPTION"]) != (
        "10:00 to 11:00 UK time; 12:00 to 13:00 in Nairobi" in rule["DESCRIPTION"]
    )
    assert {event["RECURRENCE-ID"].params["TZID"] for event in others} == {"Europe/London"}
    assert len(others) == 3  # the other side of the change of clocks says its own times


def test_moved_alone_it_stands_instead_of_its_place(app, cast, series):
    before = fed(app, series)[1][0]
    with app.app_context():
        third = rows()[2].id
        change(cast, third, Scope.ONE, days=1, hour=14, title="Call about bridges")
        session().commit()
        wanted = kept()
    shown, (rule, *others) = fed(app, series)
    assert shown == wanted
    (moved,) = [event for event in others if str(event["SUMMARY"]) == "Call about bridges"]
    assert moved["RECURRENCE-ID"].dt.astimezone(UTC) == datetime(2027, 3, 23, 10, tzinfo=UTC)
    assert moved["DTSTART"].dt.astimezone(UTC) == datetime(2027, 3, 24, 14, tzinfo=UTC)
    assert (rule["UID"], moved["UID"]) == (before["UID"], before["UID"])
    assert int(rule["SEQUENCE"]) == int(before["SEQUENCE"]) + 1
    assert rule["LAST-MODIFIED"].dt >= before["LAST-MODIFIED"].dt


def test_this_one_and_those_that_follow_are_ruled_apart(app, cast, series):
    uid = str(fed(app, series)[1][0]["UID"])
    with app.app_context():
        change(cast, rows()[4].id, Scope.FOLLOWING, days=2, hour=11)
        session().commit()
        wanted = kept()
    shown, events = fed(app, series)
    assert shown == wanted
    rules = [event for event in events if "RRULE" in event]
    assert [str(rule["UID"]) == uid for rule in rules] == [True, False]
    assert rules[0]["RRULE"]["UNTIL"] == [datetime(2027, 3, 30, 9, tzinfo=UTC)]
    assert rules[1]["DTSTART"].dt.astimezone(UTC) == datetime(2027, 4, 8, 10, tzinfo=UTC)


def test_all_stay_one_rule_and_it_grows(app, cast, series):
    before = fed(app, series)[1][0]
    with app.app_context():
        change(cast, rows()[0].id, Scope.ALL, days=-1, hour=9)
        session().commit()
        wanted = kept()
    shown, events = fed(app, series)
    assert shown == wanted
    (rule,) = [event for event in events if "RRULE" in event]
    assert (str(rule["UID"]), int(rule["SEQUENCE"]) > int(before["SEQUENCE"])) == (str(before["UID"]), True)


def test_cancelled_times_stay_and_say_so(app, cast, series):
    with app.app_context():
        third = rows()[2].id
        made.do_activity(cast, services.cancel_series, third, "teacher", reason="Flood", scope=Scope.ONE)
        session().commit()
    shown, events = fed(app, series)
    assert [status for _s, _e, _t, status in shown].count("CANCELLED") == 1
    (cancelled,) = [event for event in events if str(event["STATUS"]) == "CANCELLED"]
    assert cancelled["RECURRENCE-ID"].dt.astimezone(UTC) == datetime(2027, 3, 23, 10, tzinfo=UTC)
    with app.app_context():
        made.do_activity(cast, services.cancel_series, rows()[0].id, "teacher", reason="Flood", scope=Scope.ALL)
        session().commit()
    shown, events = fed(app, series)
    assert {status for _s, _e, _t, status in shown} == {"CANCELLED"}
    assert len(shown) == 8
    assert {str(event["STATUS"]) for event in events} == {"CANCELLED"}


def test_days_that_were_left_out(app, cast, reader_for):
    days = [
        day for n, day in enumerate(services.days_of(date(2027, 3, 9), date(2027, 5, 4), weeks=1)) if n not in (2, 3, 6)
    ]
    schools = {"owner_school_id": cast.school["hill"], "partner_school_id": None, "as_school_id": cast.school["hill"]}

    def planned():
        given = {"what": made.what(), "when": made.when(days[0]), "weeks": 1, "days": days}
        perform(services.propose_series, get_cluster(cast.river), by=cast.signed_in("teacher"), **given, **schools)

    commit(app, planned)
    shown, (rule,) = fed(app, link(reader_for(cast.teacher)))
    assert [starts.date() for starts, _e, _t, _s in shown] == days
    assert len(rule["EXDATE"]) == 3


def test_an_unchanged_series_is_the_same_text_and_a_page_of_a_time_is_linked(app, cast, series):
    first = read(app, series)
    assert read(app, series, **{"If-None-Match": first.headers["ETag"]}).status_code == 304
    with app.app_context():
        ids = {str(one.id) for one in rows()}
    for event in fed(app, series)[1]:
        assert str(event["URL"]).rpartition("/")[2] in ids


@pytest.mark.parametrize("seed", range(6))
def test_whatever_is_changed_the_feed_shows_what_the_rows_say(app, cast, series, seed):
    chosen = random.Random(seed)
    grown = -1
    with app.app_context():
        for step in range(8):
            open_ones = [one.id for one in rows() if one.status == ActivityStatus.PROPOSED]
            one, scope = chosen.choice(open_ones), chosen.choice(list(Scope))
            if chosen.random() < 0.2 and scope == Scope.ONE:
                made.do_activity(cast, services.cancel_series, one, "teacher", reason="x", scope=scope)
            else:
                to = {"days": chosen.choice((0, 0, 1, 3)), "hour": chosen.choice((9, 10, 14)), "title": f"Call {step}"}
                change(cast, one, scope, **to)
            session().commit()
            shown, events = fed(app, series)
            assert shown == kept(), (seed, step)
            marks = [(str(e["UID"]), str(e.get("RECURRENCE-ID", {}) and e["RECURRENCE-ID"].dt)) for e in events]
            assert len(marks) == len(set(marks))
            now = max(int(event["SEQUENCE"]) for event in events)
            assert now > grown
            grown = now


def happening(starts, number):
    return Happening(str(number), 0, starts, starts, starts + timedelta(hours=1), "Europe/London", "x")


def test_a_time_that_fits_no_rule_stands_by_itself():
    starts = [datetime.combine(date(2027, 3, 9) + timedelta(weeks=n), time(10), tzinfo=UTC) for n in range(3)]
    odd = datetime(2027, 3, 18, 10, tzinfo=UTC)
    times = [Time(at, happening(at, n)) for n, at in enumerate([*starts, odd])]
    series = Series(uuid.UUID(int=7), 1, 4, starts[0])
    events = lay_out(series, times)
    assert [event.uid for event in events] == [str(uuid.UUID(int=7)), "3"]
    moved = [time._replace(slot=time.slot - timedelta(days=1)) for time in times]
    assert lay_out(series, moved) == [time.happening for time in times]
    text = calendar("x", events, zone="Europe/London", every=timedelta(hours=1))
    assert len(recurring_ical_events.of(Calendar.from_ical(text)).between(FIRST, LAST)) == 4
