"""Before an activity that nobody has confirmed: the owner, then the back-up teacher, at three stages; none twice, none lost, whatever happens to the job."""

from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from portal.core.actors import SYSTEM
from portal.core.database import session
from portal.core.errors import SomeoneWasFaster
from portal.core.perform import perform
from portal.oversight.notifications.models import Notification
from portal.running.activities import queries, services
from portal.running.activities.models import Activity, ActivityReminder
from portal.running.activities.queries import series
from portal.running.activities.services import reminding
from tests.support import calendar

STARTS = datetime(2027, 4, 13, 9, tzinfo=UTC)  # 10:00 in London
PLAN = calendar.when(STARTS.date())
KIND = "activity_unconfirmed"


def told(cast):
    query = sa.select(Notification.person_id, Notification.title).where(Notification.kind == KIND)
    names = {someone.id: key for key, someone in cast.people.items()}
    found = sorted((names[row.person_id], row.title.split("”")[1][:11]) for row in session().execute(query))
    session().commit()
    return found


def agreed(cast, **more):
    made = calendar.activity(cast, when=PLAN, understudy_id=cast.vale_teacher.id, **more)
    calendar.do_activity(cast, services.agree_activity, made, "abroad_teacher")
    return made


def at(clock, **before):
    clock.hold(STARTS - timedelta(**before))
    return services.remind_of_activities()


def test_the_owner_then_the_back_up_teacher_too(database, cast, clock):
    agreed(cast)
    assert at(clock, days=15) == 0
    assert at(clock, days=14) == 1
    assert at(clock, days=13) == 0
    assert told(cast) == [("teacher", " is in two ")]
    assert at(clock, days=2, hours=23) == 1
    assert [key for key, words in told(cast) if words.startswith(" is near")] == [
        "coordinator",
        "teacher",
        "vale_contact",
        "vale_teacher",
    ]
    assert at(clock, hours=20) == 1
    assert at(clock, hours=2) == 0


def test_what_is_confirmed_is_left_in_peace(database, cast, clock):
    made = agreed(cast)
    at(clock, days=10)
    calendar.do_activity(cast, services.confirm_activity, made, "teacher")
    assert at(clock, days=3) == 0
    assert [key for key, _words in told(cast)] == ["teacher"]


def test_the_partner_whose_yes_is_missing_is_asked(database, cast, clock):
    calendar.activity(cast, when=PLAN)
    at(clock, days=14)
    assert [key for key, _words in told(cast)] == ["abroad", "teacher"]


def test_a_new_time_is_a_new_beginning(database, cast, clock):
    made = agreed(cast)
    at(clock, days=14)
    found = queries.get_activity(cast.river, made)
    session().commit()
    later = calendar.when(STARTS.date() + timedelta(days=7))
    words = calendar.what(teacher_id=cast.teacher.id, understudy_id=cast.vale_teacher.id)
    calendar.do_activity(cast, services.change_activity, made, "teacher", what=words, when=later, version=found.version)
    assert at(clock, days=7) == 1


def test_what_was_slept_through_is_not_made_up_and_a_jump_of_the_clock_reminds_of_nothing_that_is_over(
    database, cast, clock
):
    agreed(cast)
    assert at(clock, hours=12) == 1
    assert len(session().scalars(sa.select(ActivityReminder)).all()) == 1
    clock.hold(STARTS + timedelta(days=90))
    assert services.remind_of_activities() == 0
    clock.hold(STARTS - timedelta(days=20))
    assert services.remind_of_activities() == 0


@pytest.mark.parametrize(
    ("before", "known", "stage"),
    [
        (timedelta(days=14), timedelta(days=30), "t14"),
        (timedelta(days=14, seconds=1), timedelta(days=30), None),
        (timedelta(days=3), timedelta(days=30), "t3"),
        (timedelta(days=1), timedelta(days=30), "t1"),
        (timedelta(hours=3), timedelta(hours=20), None),  # planned after the stage: it was told anyway
        (timedelta(days=2), timedelta(days=5), "t3"),
        (timedelta(0), timedelta(days=30), None),
    ],
)
def test_stages(before, known, stage):
    assert reminding.stage_at(STARTS, STARTS - before, known_since=STARTS - known) == stage


def test_killed_in_the_middle_it_goes_on_and_nobody_is_told_twice(database, cast, clock, monkeypatch):
    for number in range(5):
        agreed(cast, title=f"Call {number}")
    clock.hold(STARTS - timedelta(days=2))

    class Killed(BaseException):
        """The runner is gone, between two commits or in the middle of a deed."""

    real, runs = reminding.remind_of_activity, []

    def dies(activity: Activity, *, by: object, stage: str) -> bool:
        runs.append(activity.id)
        done = real(activity, by=by, stage=stage)
        if len(runs) in (2, 5):
            raise Killed
        return done

    monkeypatch.setattr(reminding, "remind_of_activity", dies)
    for _attempt in range(2):
        with pytest.raises(Killed):
            reminding.remind_of_activities()
        session().rollback()
    reminding.remind_of_activities()
    assert reminding.remind_of_activities() == 0
    stages = (
        session()
        .execute(sa.select(ActivityReminder.activity_id, sa.func.count()).group_by(ActivityReminder.activity_id))
        .all()
    )
    assert [number for _id, number in stages] == [1] * 5
    mine = [key for key, _words in told(cast) if key == "teacher"]
    assert len(mine) == 5


def test_those_that_were_told_do_not_hide_the_others(database, cast, clock, monkeypatch):
    """However many wait: one page of them is read after the other."""
    monkeypatch.setattr(series, "MOST_AT_A_TIME", 2)
    for number in range(5):
        agreed(cast, title=f"Call {number}")
    assert at(clock, days=14) == 5
    clock.hold(STARTS - timedelta(days=13))
    agreed(cast, title="A later one")
    assert at(clock, days=12) == 0  # it was planned after the stage
    assert at(clock, days=3) == 6


def test_two_runners_tell_once(database, cast, clock):
    made = agreed(cast)
    clock.hold(STARTS - timedelta(days=2))
    activity = session().get(Activity, made)
    session().commit()
    perform(services.remind_of_activity, activity, by=SYSTEM, stage="t3")
    with pytest.raises(SomeoneWasFaster):
        perform(services.remind_of_activity, session().get(Activity, made), by=SYSTEM, stage="t3")
    assert len([key for key, _words in told(cast) if key == "teacher"]) == 1


def test_the_page_offers_a_way_out_when_it_is_near(app, cast, reader_for, clock):
    with app.app_context():
        made = agreed(cast)
        session().commit()
    clock.hold(STARTS - timedelta(days=2))
    page = f"/clusters/{cast.river}/activities/{made}"
    reader_for(cast.teacher).get(page).sees("Needs confirming", "ask whether another school can do it").follow(
        "I cannot do this"
    )
    reader_for(cast.ford_teacher).get(page).does_not_see("ask whether another school can do it")
