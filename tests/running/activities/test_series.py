"""Activities that repeat: planned together, answered once, changed one by one or with those that follow; no clock change is a surprise."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
import sqlalchemy as sa

from portal.core import duty
from portal.core.database import session
from portal.core.duty import DutyKind
from portal.core.errors import NotAllowedNow, RuleBroken
from portal.core.perform import perform
from portal.forming.clusters.queries import get_cluster
from portal.identity.profiles.models import PeriodKind, SchoolPeriod
from portal.identity.terms.models import SchoolHours
from portal.oversight.notifications.models import Notification
from portal.running.activities import queries, services
from portal.running.activities.models import Activity, ActivityStatus, Scope
from portal.running.handoffs import queries as handoffs
from tests.support import calendar
from tests.support.cast import commit

FIRST = date(2027, 3, 9)


def propose(cast, *, until=date(2027, 4, 27), weeks=1, by="teacher", **when):
    person = cast.signed_in(by)
    planned = calendar.when(FIRST, **when)
    made = perform(
        services.propose_series,
        get_cluster(cast.river),
        by=person,
        what=calendar.what(title="Weekly call", teacher_id=cast.teacher.id),
        when=planned,
        weeks=weeks,
        days=services.days_of(FIRST, until, weeks=weeks),
        owner_school_id=cast.school["hill"],
        partner_school_id=cast.school["tumaini"],
        as_school_id=cast.school["hill"],
    )
    return made.id


def rows():
    query = sa.select(Activity).where(Activity.series_id.is_not(None)).order_by(Activity.starts_at, Activity.id)
    found = session().scalars(query).all()
    session().commit()
    return found


def notices(cast, key):
    query = sa.select(Notification.kind).where(Notification.person_id == cast.people[key].id)
    found = list(session().scalars(query.order_by(Notification.id)))
    session().commit()
    return found


def test_the_clocks_keep_their_time_where_it_was_planned(database, cast):
    propose(cast)
    found = rows()
    assert [one.starts_in("Europe/London").time() for one in found] == [time(10)] * 8
    assert [f"{one.starts_in('Africa/Nairobi'):%H}" for one in found] == [
        "13",
        "13",
        "13",
        "12",
        "12",
        "12",
        "12",
        "12",
    ]
    assert {one.series.number for one in found} == {8}


def test_one_question_one_answer_and_two_weeks_of_things_to_do(database, cast):
    first = propose(cast)
    assert notices(cast, "abroad").count("activity_proposed") == 1
    assert [len(duty.open_duties(DutyKind.CONFIRM_ACTIVITY, one.id)) for one in rows()] == [1, 1, 0, 0, 0, 0, 0, 0]
    calendar.do_activity(cast, services.agree_activity, first, "abroad_teacher")
    assert {one.status for one in rows()} == {ActivityStatus.AGREED}
    assert notices(cast, "teacher").count("activity_agreed") == 1
    owed = [sorted(d.school_id for d in duty.open_duties(DutyKind.CONFIRM_ACTIVITY, one.id)) for one in rows()]
    assert owed == [[cast.school["hill"]]] * 2 + [[]] * 6
    session().commit()


def test_what_comes_within_two_weeks_is_to_do_once(database, cast, clock):
    calendar.do_activity(cast, services.agree_activity, propose(cast), "abroad_teacher")
    clock.hold(datetime(2027, 3, 18, 12, tzinfo=UTC))
    services.bring_series_near()
    services.bring_series_near()
    owed = [len(duty.open_duties(DutyKind.DELIVER_ACTIVITY, one.id)) for one in rows()]
    assert owed == [1, 1, 1, 1, 0, 0, 0, 0]
    session().commit()


@pytest.mark.parametrize(
    ("scope", "moved"), [(Scope.ONE, [2]), (Scope.FOLLOWING, [2, 3, 4, 5, 6, 7]), (Scope.ALL, [0, 1, 2, 3, 4, 5, 6, 7])]
)
def test_one_this_and_following_or_all(database, cast, scope, moved):
    propose(cast)
    third = rows()[2]
    when = calendar.when(date(2027, 3, 24), "11:00", "12:00")  # a day later, an hour later
    words = calendar.what(title="Weekly call", teacher_id=cast.teacher.id)
    calendar.do_activity(
        cast, services.change_series, third.id, "teacher", what=words, when=when, version=third.version, scope=scope
    )
    local = [one.starts_in("Europe/London") for one in rows()]
    expected = []
    for number in range(8):
        day = FIRST + timedelta(weeks=number)
        expected.append((day + timedelta(days=1), time(11)) if number in moved else (day, time(10)))
    assert [(one.date(), one.time()) for one in local] == expected
    assert notices(cast, "abroad").count("activity_moved") == 1


@pytest.mark.parametrize(("scope", "left"), [(Scope.ONE, 7), (Scope.FOLLOWING, 2), (Scope.ALL, 0)])
def test_cancelled_alone_or_together(database, cast, scope, left):
    propose(cast)
    third = rows()[2]
    calendar.do_activity(cast, services.cancel_series, third.id, "teacher", reason="Flood", scope=scope)
    assert sum(1 for one in rows() if one.status != ActivityStatus.CANCELLED) == left
    assert queries.count_cancelled(rows()[0].series_id) == 8 - left
    session().commit()
    assert notices(cast, "abroad").count("activity_cancelled") == 1
    assert all(
        not duty.open_duties(DutyKind.DELIVER_ACTIVITY, one.id)
        for one in rows()
        if one.status == ActivityStatus.CANCELLED
    )
    session().commit()


def test_the_partner_says_its_number_for_one_time_or_for_all(database, cast):
    first, said = propose(cast), services.plan_partner_pupils
    calendar.do_activity(cast, services.cancel_series, rows()[1].id, "teacher", reason="Flood", scope=Scope.ONE)
    calendar.do_activity(cast, said, first, "abroad_teacher", pupils=30, scope=Scope.ALL)
    calendar.do_activity(cast, said, rows()[2].id, "abroad_teacher", pupils=None)
    assert [one.partner_pupils_planned for one in rows()] == [30, None, None, 30, 30, 30, 30, 30]
    with pytest.raises(NotAllowedNow):
        calendar.do_activity(cast, said, rows()[1].id, "abroad_teacher", pupils=30)


def test_a_stand_in_takes_one_time_and_the_others_stay(database, cast):
    calendar.do_activity(cast, services.agree_activity, propose(cast), "abroad_teacher")
    second = rows()[1].id
    handoff = calendar.asked(cast, second)
    assert handoffs.get_handoff(cast.river, handoff).activity_id == second
    session().commit()
    assert [one.cover for one in rows()] == ["none", "asked", "none", "none", "none", "none", "none", "none"]


def test_too_many_and_too_few(database, cast):
    with pytest.raises(RuleBroken, match="two times at least"):
        propose(cast, until=FIRST)
    with pytest.raises(RuleBroken, match="more than 60 times"):
        propose(cast, until=date(2029, 1, 1))
    assert rows() == []


def test_a_time_that_does_not_exist_on_one_of_the_days_is_refused_whole(database, cast):
    with pytest.raises(RuleBroken, match="does not exist"):
        perform(
            services.propose_series,
            get_cluster(cast.river),
            by=cast.signed_in("teacher"),
            what=calendar.what(),
            when=calendar.when(date(2027, 3, 21), "01:30", "02:30"),
            weeks=1,
            days=[date(2027, 3, 21), date(2027, 3, 28)],
            owner_school_id=cast.school["hill"],
            partner_school_id=None,
            as_school_id=cast.school["hill"],
        )
    assert rows() == []


# through the pages


def fields(cast, **more):
    given = {"title": "Weekly call", "partner": cast.school["tumaini"], "on": FIRST, "starts": "10:00", "ends": "11:00"}
    return {**given, "repeats": "1", "until": date(2027, 4, 27), **more}


def page(cast, end="activities/new"):
    return f"/clusters/{cast.river}/{end}"


def test_a_clock_change_that_moves_it_out_is_told_before_it_is_planned(app, cast, reader_for):
    commit(
        app,
        lambda: session().add_all(
            SchoolHours(school_id=cast.school["tumaini"], weekday=n, opens=time(13), closes=time(16)) for n in range(5)
        ),
    )
    reader = reader_for(cast.teacher).get(page(cast)).fill(**fields(cast)).press("Put it on the calendar", expect=422)
    reader.sees(
        "The clocks change in London. From Tuesday 30 March 2027 the call is from 12:00 to 13:00 in Nairobi and no longer at 13:00"
    )
    assert reader.errors() == ["Please read the warnings first."]
    reader.fill(anyway=True).press("Put it on the calendar").sees(
        "It is on the calendar 8 times.", "It repeats", "Every week until"
    )


@pytest.mark.parametrize(
    ("on", "told"),
    [
        (
            date(2027, 3, 9),
            "It is on the calendar. Tumaini Primary School is away on Tuesday 9 March 2027 (Eid al-Fitr",
        ),
        (date(2027, 3, 10), "It is on the calendar."),
    ],
)
def test_a_single_day_on_which_one_is_away_is_told_and_planned_all_the_same(app, cast, reader_for, on, told):
    single = {key: value for key, value in fields(cast, on=on).items() if key not in ("repeats", "until")}
    reader = reader_for(cast.teacher).get(page(cast)).fill(**single).press("Put it on the calendar")
    reader.sees(told)
    assert ("is away on" in reader.raw.decode()) == ("is away on" in told)


def test_days_on_which_one_is_away_are_left_out(app, cast, reader_for):
    away = {"kind": PeriodKind.HOLIDAY, "name": "Rains", "starts_on": date(2027, 3, 15), "ends_on": date(2027, 3, 26)}
    commit(app, lambda: session().add(SchoolPeriod(school_id=cast.school["tumaini"], **away)))
    reader = reader_for(cast.teacher).get(page(cast)).fill(**fields(cast)).press("Put it on the calendar", expect=422)
    reader.sees("Tumaini Primary School is away on Tuesday 16 March 2027 (Rains). It is so on 1 more day.")
    reader.sees("is away on Tuesday 9 March 2027 (Eid al-Fitr")  # a public holiday there, known without anyone's help
    reader.fill(leave_out=True, anyway=True).press("Put it on the calendar").sees("It is on the calendar 5 times.")
    with app.app_context():
        assert [str(one.starts_at.date()) for one in rows()][:2] == ["2027-03-30", "2027-04-06"]


def test_who_repeats_says_until_when(cast, reader_for):
    reader = (
        reader_for(cast.teacher)
        .get(page(cast))
        .fill(**fields(cast, until=""))
        .press("Put it on the calendar", expect=422)
    )
    assert reader.errors() == ["Enter the last day."]


def test_the_page_asks_for_which_times_a_change_is(app, cast, reader_for):
    reader_for(cast.teacher).get(page(cast)).fill(**fields(cast, anyway=True)).press("Put it on the calendar")
    with app.app_context():
        third = rows()[2].id
    reader = reader_for(cast.teacher).get(page(cast, f"activities/{third}")).follow("Change or move it")
    reader.fill(starts="10:30", ends="11:30", scope="following").press("Save").sees("10:30 to 11:30 UK time")
    reader.follow("Cancel it").fill(reason="The line is bad", scope="all").press("Cancel the activity").sees(
        "Cancelled: The line is bad"
    )
    with app.app_context():
        found = rows()
        assert [f"{one.starts_in('Europe/London'):%H:%M}" for one in found][:3] == ["10:00", "10:00", "10:30"]
        assert {one.status for one in found} == {ActivityStatus.CANCELLED}


def test_a_kit_fills_the_form(cast, reader_for):
    reader = (
        reader_for(cast.teacher)
        .get(page(cast))
        .follow("Begin with a kit: letters, an assembly, Super Scientist Day, Young Author’s Day")
    )
    reader.sees("Letter exchange", "Joint assembly", "Super Scientist Day", "Young Author’s Day").follow(
        "We read and answer"
    )
    reader.sees("From the kit “Letter exchange”.")
    assert reader.page.select_one("input[name=title]")["value"] == "We read and answer"
    assert reader.page.select_one("input[name=kind][checked]")["value"] == "exchange"
    reader_for(cast.teacher).get(page(cast) + "?kit=letters&step=99").sees("Letter exchange")
    reader_for(cast.teacher).get(page(cast) + "?kit=nothing&step=x").does_not_see("From the kit")


def test_what_went_well_is_a_template(app, cast, reader_for):
    with app.app_context():
        words = {
            "title": "Songs of the river",
            "plan": "Sing.",
            "class_profile": "Year 5",
            "understudy_id": cast.vale_teacher.id,
        }
        one = calendar.activity(cast, **words)
        session().commit()
    reader = reader_for(cast.teacher).get(page(cast, f"activities/{one}")).follow("Plan the same again")
    reader.sees("As “Songs of the river”. Choose the new day")
    reader.fill(on=date(2027, 5, 4)).press("Put it on the calendar").sees(
        "Songs of the river", "Tuesday 4 May 2027, 10:00 to 11:00 UK time"
    )
    reader.sees("Year 5", "Sing.", "Tumaini Primary School", "Vic d'Arcy-Smith")
    reader_for(cast.vale_teacher).get(page(cast, f"activities/new?like={one}")).does_not_see("Year 5")
    for nothing in ("x", cast.river, ""):
        reader.get(page(cast, f"activities/new?like={nothing}")).does_not_see("Choose the new day")


def test_a_page_of_a_series_takes_as_many_statements_for_thirty_as_for_three(app, cast, reader_for):
    counts = []
    for until in (date(2027, 3, 23), date(2027, 9, 28)):
        reader = (
            reader_for(cast.teacher).get(page(cast)).fill(**fields(cast, anyway=True, until=until, title=str(until)))
        )
        counts.append(len(reader.press("Put it on the calendar").get(reader.path).statements))
    assert len(set(counts)) == 1


def test_what_is_owed_on_two_times_is_told_apart_by_their_days(app, cast, reader_for):
    with app.app_context():
        first = propose(cast, until=date(2027, 5, 4))
        calendar.do_activity(cast, services.agree_activity, first, "abroad_teacher")
        calendar.do_activity(cast, services.invite_schools, first, "teacher", scope=Scope.ALL)
    days = ["(Tue 9 Mar 2027)", "(Tue 16 Mar 2027)"]
    reader_for(cast.teacher).get("/what-needs-me").sees(
        *(f"Say yes to “Weekly call”, or choose another time {day}" for day in days)
    )
    reader_for(cast.vale_contact).get("/what-needs-me").sees(
        *(f"Say whether your school comes: Weekly call {day}" for day in days)
    )
    reader_for(cast.teacher).get(f"/clusters/{cast.river}/activities/{first}").sees(
        "And 1 more time: it is in the calendar."
    )
