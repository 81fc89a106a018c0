"""The rights of a stand-in begin with the yes and end with the window, by the clock and not by the job that tidies up."""

from datetime import UTC, datetime, timedelta

import pytest

from portal.core import duty
from portal.core.database import session
from portal.core.duty import DutyKind
from portal.policy import Action, allows
from portal.running.handoffs import queries, services
from portal.running.handoffs.services.clockwork import keep_handoffs_moving
from tests.support import calendar

STARTS = datetime(2027, 3, 9, 10, tzinfo=UTC)
ENDS = STARTS + timedelta(hours=1)
PACK, DELIVER = Action.HANDOFF_READ_PACK, Action.HANDOFF_DELIVER


@pytest.fixture
def handoff(database, cast):
    activity = calendar.confirmed(cast)
    return calendar.asked(cast, activity)


def may(cast, handoff, action):
    found = queries.get_handoff(cast.river, handoff)
    people = {key for key in cast.people if allows(cast.signed_in(key), action, found)}
    session().commit()
    return people


HILL = {"coordinator", "teacher", "head", "vale_contact"}  # and the deputy coordinator, who is Vale's contact
VALE = {"vale_contact", "vale_teacher", "vale_head"}
FORD = {"ford_contact", "ford_teacher", "ford_head"}


def test_asked_taken_passed_back(cast, handoff, clock):
    assert may(cast, handoff, PACK) == HILL | VALE | FORD
    assert may(cast, handoff, DELIVER) == set()
    calendar.do_handoff(cast, services.accept_handoff, handoff, "vale_teacher")
    assert may(cast, handoff, PACK) == HILL | VALE
    assert may(cast, handoff, DELIVER) == {"vale_teacher", "vale_contact"}
    clock.hold(ENDS)
    calendar.do_handoff(cast, services.deliver_handoff, handoff, "vale_teacher")
    assert may(cast, handoff, PACK) == HILL | VALE
    calendar.do_handoff(cast, services.hand_back, handoff, "vale_teacher")
    assert may(cast, handoff, PACK) == HILL
    assert may(cast, handoff, DELIVER) == set()


def test_who_says_no_or_gives_it_up_reads_it_no_longer(cast, handoff):
    calendar.do_handoff(cast, services.decline_handoff, handoff, "ford_teacher")
    assert may(cast, handoff, PACK) == HILL | VALE
    calendar.do_handoff(cast, services.accept_handoff, handoff, "vale_teacher")
    calendar.do_handoff(cast, services.give_up_handoff, handoff, "vale_teacher")
    assert "vale_teacher" not in may(cast, handoff, PACK)


@pytest.mark.parametrize(
    ("later", "reads"), [(timedelta(seconds=-1), True), (timedelta(), False), (timedelta(days=3), False)]
)
def test_who_was_asked_reads_it_until_the_activity_is_over(cast, handoff, clock, later, reads):
    clock.hold(ENDS + later)
    assert ("vale_teacher" in may(cast, handoff, PACK)) is reads
    assert may(cast, handoff, PACK) >= HILL


@pytest.mark.parametrize(
    ("later", "reads"), [(timedelta(seconds=-1), True), (timedelta(), False), (timedelta(days=30), False)]
)
def test_a_week_later_it_is_closed_though_no_job_ran(cast, handoff, clock, later, reads):
    calendar.do_handoff(cast, services.accept_handoff, handoff, "vale_teacher")
    clock.hold(ENDS + timedelta(hours=2))
    calendar.do_handoff(cast, services.deliver_handoff, handoff, "vale_teacher")
    clock.hold(ENDS + timedelta(hours=2, days=7) + later)
    assert ("vale_teacher" in may(cast, handoff, PACK)) is reads
    assert ("vale_teacher" in may(cast, handoff, DELIVER)) is reads


def test_a_stand_in_who_never_says_a_word_keeps_nothing_and_the_owner_owes_the_word(cast, handoff, clock):
    calendar.do_handoff(cast, services.accept_handoff, handoff, "vale_teacher")
    clock.hold(STARTS)
    keep_handoffs_moving()
    clock.hold(ENDS + timedelta(days=7))
    assert "vale_teacher" not in may(cast, handoff, PACK)
    keep_handoffs_moving()
    found = queries.get_handoff(cast.river, handoff)
    assert (found.state, found.delivered_at) == ("handed_back", None)
    activity_id = found.activity_id
    owed = calendar.owed(cast, DutyKind.DELIVER_ACTIVITY, activity_id)
    assert {row[0] for row in owed if row[2]} == {"hill"}
    keep_handoffs_moving()
    assert duty.open_duties(DutyKind.HAND_BACK, handoff) == []
