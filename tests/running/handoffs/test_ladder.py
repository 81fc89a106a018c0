"""While nobody has taken it on, the next are asked, on the school days of those who are asked; what two teachers agreed is written down."""

import uuid
from datetime import UTC, date, datetime, timedelta

import pytest
import sqlalchemy as sa

from portal.core import duty
from portal.core.database import session
from portal.core.duty import DutyKind
from portal.core.errors import RuleBroken
from portal.core.perform import perform
from portal.identity.profiles.models import PeriodKind, SchoolPeriod
from portal.identity.terms.year import SchoolYear, Stretch
from portal.oversight.notifications.models import Notification
from portal.running.activities.queries import get_activity
from portal.running.handoffs import ladder, queries, services
from portal.running.handoffs.models import Pack, Rung
from tests.support import calendar
from tests.support.cast import commit

FRIDAY = datetime(2027, 3, 5, 15, tzinfo=UTC)


def year(*stretches, zone="Europe/London"):
    return SchoolYear(uuid.uuid4(), "A", zone, "ZZ", None, tuple(Stretch(*one) for one in stretches))


@pytest.mark.parametrize(
    ("hours", "stretches", "due"),
    [
        (9, (), datetime(2027, 3, 6, 0, tzinfo=UTC)),
        (24, (), datetime(2027, 3, 8, 15, tzinfo=UTC)),  # over the weekend
        (48, (), datetime(2027, 3, 9, 15, tzinfo=UTC)),
        (
            24,
            ((PeriodKind.HOLIDAY, "Off", date(2027, 3, 8), date(2027, 3, 12)),),
            datetime(2027, 3, 15, 15, tzinfo=UTC),
        ),
    ],
)
def test_hours_run_on_school_days(hours, stretches, due):
    assert ladder.later(FRIDAY, hours, year(*stretches)) == due


def test_a_day_of_23_hours_is_a_school_day_too():
    sunday_school = SchoolYear(uuid.uuid4(), "A", "Europe/London", "ZZ", None, (), dict.fromkeys(range(7), ()))
    assert ladder.later(datetime(2027, 3, 27, 12, tzinfo=UTC), 24, sunday_school) == datetime(
        2027, 3, 28, 12, tzinfo=UTC
    )


def test_holidays_without_an_end_are_given_up():
    never = year((PeriodKind.CLOSED, "Closed", date(2027, 1, 1), date(2028, 1, 1)))
    assert ladder.later(FRIDAY, 24, never) == datetime(2027, 7, 3, tzinfo=UTC) - timedelta(hours=1)


def test_each_school_has_its_own_days_and_the_slowest_is_waited_for():
    away = year((PeriodKind.HOLIDAY, "Off", date(2027, 3, 8), date(2027, 3, 8)))
    assert ladder.next_at(Rung.SCHOOLS, FRIDAY, None, [year(), away], {}) == datetime(2027, 3, 9, 15, tzinfo=UTC)


def test_a_near_activity_squeezes_the_ladder():
    since = datetime(2027, 3, 1, 9, tzinfo=UTC)
    waits = {**ladder.USUAL, Rung.SCHOOLS: 48}
    assert ladder.next_at(Rung.SCHOOLS, since, since + timedelta(hours=36), [], waits) == since + timedelta(
        hours=36
    ) * (48 / 144)
    assert ladder.next_at(Rung.SCHOOLS, since, since + timedelta(hours=2), [], {}) == since
    assert ladder.next_at(Rung.SCHOOLS, since, since + timedelta(days=60), [], {}) == since + timedelta(hours=24)
    assert ladder.next_at(Rung.PROGRAMME, since, None, [], {}) is None


def told(key, cast):
    where = (Notification.person_id == cast.people[key].id, Notification.kind == "handoff_escalated")
    found = session().scalars(sa.select(Notification.title).where(*where)).all()
    session().commit()
    return [title.split("yet")[0] for title in found]


def rung(cast, handoff):
    found = queries.get_handoff(cast.river, handoff)
    session().commit()
    return found.rung, found.filling, {ask.school_id for ask in found.asks}


def days_later(clock, days):
    clock.hold(clock.now() + timedelta(days=days))
    return services.climb_ladders()


def test_from_the_back_up_teacher_to_the_programme(database, cast, clock):
    clock.hold(datetime(2027, 3, 1, 9, tzinfo=UTC))
    activity = calendar.confirmed(cast, when=calendar.when(date(2027, 4, 27)), understudy_id=cast.vale_teacher.id)
    handoff = calendar.asked(cast, activity, school_id=cast.school["vale"], person_id=cast.vale_teacher.id)
    vale, ford = cast.school["vale"], cast.school["ford"]
    assert rung(cast, handoff) == (Rung.BACK_UP, "asked", {vale})
    assert services.climb_ladders() == 0
    assert days_later(clock, 1) == 1
    assert rung(cast, handoff) == (Rung.SCHOOLS, "asked", {vale, ford})
    assert services.climb_ladders() == 0
    assert days_later(clock, 1) == 1
    assert rung(cast, handoff)[0] == Rung.COORDINATOR
    assert len(told("coordinator", cast)) == 1
    assert [d.office for d in duty.open_duties(DutyKind.ANSWER_HANDOFF, handoff) if d.school_id is None] == [
        "contact_teacher"
    ]
    session().commit()
    assert days_later(clock, 1) == 1
    assert len(told("head", cast)) == 1
    assert days_later(clock, 1) == 1
    assert rung(cast, handoff)[0] == Rung.PARTNERS
    assert days_later(clock, 3) == 1  # a Friday, then a weekend
    assert rung(cast, handoff)[0] == Rung.PROGRAMME
    assert len(told("officer", cast)) == 1
    assert days_later(clock, 5) == 0
    calendar.do_handoff(cast, services.accept_handoff, handoff, "ford_teacher")
    assert rung(cast, handoff)[1] == "filled"


def test_holidays_of_who_is_asked_are_waited_for(app, database, cast, clock):
    clock.hold(datetime(2027, 3, 1, 9, tzinfo=UTC))
    off = {"kind": PeriodKind.HOLIDAY, "name": "Off", "starts_on": date(2027, 3, 1), "ends_on": date(2027, 3, 5)}
    commit(app, lambda: session().add(SchoolPeriod(school_id=cast.school["ford"], **off)))
    activity = calendar.confirmed(cast, when=calendar.when(date(2027, 4, 27)))
    handoff = calendar.asked(cast, activity, school_id=cast.school["ford"])
    assert days_later(clock, 6) == 0
    assert days_later(clock, 3) == 1
    assert rung(cast, handoff)[0] == Rung.COORDINATOR


def test_who_has_it_is_not_climbed_over(database, cast, clock):
    activity = calendar.confirmed(cast, when=calendar.when(date(2027, 4, 27)))
    handoff = calendar.asked(cast, activity)
    calendar.do_handoff(cast, services.accept_handoff, handoff, "vale_teacher")
    assert days_later(clock, 10) == 0


def test_the_programme_says_its_own_hours(cast, reader_for):
    reader_for(cast.teacher).get("/stand-ins/ladder", expect=403)
    reader = reader_for(cast.officer).get("/stand-ins/ladder")
    reader.fill(schools="0").press("Save", expect=422)
    assert reader.errors() == ["Enter a number from 1 to 240."]
    reader.fill(schools="48", back_up="12").press("Save").get("/stand-ins/ladder")
    assert reader.page.select_one("input[name=schools]")["value"] == "48"
    assert reader.page.select_one("input[name=lead]")["value"] == "24"


def test_what_two_teachers_agreed_is_written_down_by_the_one_who_asked(app, cast, reader_for):
    with app.app_context():
        made = calendar.confirmed(cast)
        session().commit()
    page = f"/clusters/{cast.river}/activities/{made}"
    reader = (
        reader_for(cast.teacher)
        .get(page)
        .follow("I cannot do this")
        .follow("A teacher of another school has said yes already")
    )
    chosen = f"{cast.vale_teacher.id}.{cast.school['vale']}"
    late = reader_for(cast.teacher).get(page + "/swap")
    reader.fill(teacher=chosen).press("Write it down").sees(
        "Vic d'Arcy-Smith of Vale Primary School stands in.", "Covered"
    )
    reader_for(cast.abroad).get("/notices").sees("you will meet Vic d'Arcy-Smith of Vale Primary School")
    late.fill(teacher=chosen).press("Write it down", expect=422)
    assert late.errors() == ["A stand-in has been asked for already."]
    reader.get(page + "/swap").sees("A stand-in has been asked for already.")
    assert not reader.page.select("main form"), "a form that can only be refused"


def test_it_is_written_down_by_the_one_who_comes_and_by_nobody_else(app, cast, reader_for):
    with app.app_context():
        made = calendar.confirmed(cast)
        session().commit()
    page = f"/clusters/{cast.river}/activities/{made}"
    reader = reader_for(cast.ford_teacher).get(page).follow("I have agreed to stand in: write it down")
    assert len(reader.page.select("select[name=teacher] option")) == 1
    words = {"school_id": cast.school["vale"], "person_id": cast.vale_teacher.id, "pack": Pack()}
    with app.app_context():
        activity = get_activity(cast.river, made)
        with pytest.raises(RuleBroken, match="only what you have agreed yourself"):
            perform(services.record_swap, activity, by=cast.signed_in("ford_teacher"), **words)
    reader.fill(teacher=f"{cast.ford_teacher.id}.{cast.school['ford']}").press("Write it down").sees("Covered")
    reader_for(cast.outsider).get(page + "/swap", expect=404)
