"""Where no adult is named at one end of an activity with pupils, that school is asked, reminded, and left in peace when it has named one."""

from datetime import UTC, datetime, timedelta

import sqlalchemy as sa

from portal.core.database import session
from portal.core.duty import Duty, DutyKind
from portal.oversight.notifications.models import Notification
from portal.running.activities import queries, services
from portal.running.activities.models import Activity, ActivityKind, Cover
from tests.support import calendar

STARTS = datetime(2027, 4, 13, 9, tzinfo=UTC)  # 10:00 in London
NAMES = (DutyKind.NAME_ADULT, DutyKind.NAME_TEACHER)


def before_the_rule(cast, **more):
    """Agreed when nobody was asked for an adult, and without a teacher."""
    made = calendar.activity(cast, when=calendar.when(STARTS.date()), **more)
    calendar.do_activity(cast, services.agree_activity, made, "abroad_teacher")
    session().execute(sa.update(Activity).values(partner_adult_id=None, teacher_id=None))
    session().commit()
    return made


def at(clock, **before):
    clock.hold(STARTS - timedelta(**before))
    return services.ask_for_adults()


def told(cast):
    names = {someone.id: key for key, someone in cast.people.items()}
    query = sa.select(Notification.person_id).where(Notification.kind == "adult_missing")
    return sorted(names[one] for one in session().scalars(query))


def owed(cast, made):
    return [calendar.owed(cast, kind, made) for kind in NAMES]


def test_both_ends_are_asked_once_and_reminded_twice(app, cast, clock, reader_for):
    with app.app_context():
        made = before_the_rule(cast)
        assert at(clock, days=29) == 0
        assert at(clock, days=28) == 2
        assert at(clock, days=20) == 0
        assert owed(cast, made) == [{("tumaini", None, True)}, {("hill", None, True)}]
        once = told(cast)
        assert "abroad" in once
        assert not set(once) & {"vale_contact", "ford_contact", "outsider"}
        assert [at(clock, days=3), at(clock, days=2), at(clock, hours=20), at(clock, hours=1)] == [2, 0, 2, 0]
        assert sorted(set(told(cast))) == sorted(set(once))
        clock.hold(STARTS - timedelta(days=20))
    abroad = reader_for(cast.abroad).get("/what-needs-me").follow("Name the adult in the room: Joint assembly")
    abroad.fill(person=cast.abroad_head.id).press("Name this person").sees("Achieng Otieno")
    own = reader_for(cast.teacher).get("/what-needs-me").follow("Name who of your school does it: Joint assembly")
    own.fill(teacher=cast.teacher.id).press("Ask this colleague")
    with app.app_context():
        assert owed(cast, made) == [set(), set()]
        outcomes = session().scalars(sa.select(Duty.outcome).where(Duty.kind.in_(NAMES)))
        assert set(outcomes) == {"named"}
        session().commit()
        assert at(clock, days=3) == 0


def test_who_needs_no_adult_is_not_asked(app, cast, clock):
    with app.app_context():
        made = before_the_rule(cast, kind=ActivityKind.MEETING)
        assert at(clock, days=10) == 0
        session().execute(sa.update(Activity).values(kind=ActivityKind.LIVE, cover=Cover.ASKED))
        session().commit()
        assert at(clock, days=9) == 1  # a stand-in is looked for here: the partner alone is asked
        assert owed(cast, made) == [{("tumaini", None, True)}, set()]
        calendar.do_activity(cast, services.cancel_activity, made, "teacher", reason="Snow")
        assert owed(cast, made) == [set(), set()]
        assert at(clock, days=2) == 0


def test_what_becomes_a_meeting_or_moves_takes_what_is_owed_along(app, cast, clock):
    with app.app_context():
        made = before_the_rule(cast)
        at(clock, days=10)
        later = calendar.when(STARTS.date() + timedelta(days=7))
        known = queries.get_activity(cast.river, made)
        what = calendar.what()
        calendar.do_activity(
            cast, services.change_activity, made, "teacher", what=what, when=later, version=known.version
        )
        dues = set(session().scalars(sa.select(Duty.due_at).where(Duty.kind.in_(NAMES), Duty.closed_at.is_(None))))
        session().commit()
        assert dues == {STARTS + timedelta(days=7)}
        known = queries.get_activity(cast.river, made)
        what = calendar.what(kind=ActivityKind.MEETING)
        calendar.do_activity(
            cast, services.change_activity, made, "teacher", what=what, when=later, version=known.version
        )
        assert owed(cast, made) == [set(), set()]
