"""Time out of class: asked of the head only where a school turned it on, answered by link or on the page, chased, and never in the way of a promise."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
import sqlalchemy as sa

from portal.core.database import session
from portal.core.duty import DutyKind
from portal.core.errors import NotAllowedNow
from portal.core.outbox import OutboxMail
from portal.core.perform import perform
from portal.identity.schools.models import School
from portal.identity.schools.queries import get_school
from portal.oversight.notifications.models import Notification
from portal.running.activities import services as activities
from portal.running.activities.queries import get_activity
from portal.running.handoffs import queries, services
from portal.running.handoffs.models import AskStatus
from tests.support.calendar import asked, confirmed, do_activity, do_handoff, owed, what, when

AGREE, DELIVER = DutyKind.AGREE_TIME_OUT, DutyKind.DELIVER_ACTIVITY
BEFORE = datetime(2027, 3, 2, 9, tzinfo=UTC)


def turn_on(cast, delegate=None, school="vale"):
    person = cast.people[delegate].id if delegate else None
    perform(
        services.say_release_rule,
        get_school(cast.school[school]),
        by=cast.signed_in(f"{school}_contact"),
        is_on=True,
        delegate_id=person,
    )


def taken(cast, **more):
    made = confirmed(cast, **more)
    handoff = asked(cast, made)
    do_handoff(cast, services.accept_handoff, handoff, "vale_teacher", introduction="I am Vic.")
    return made, handoff


def standing(cast, handoff):
    found = queries.get_handoff(cast.river, handoff)
    session().commit()
    return found.state, found.filling


def told(cast, kind):
    people = {someone.id: key for key, someone in cast.people.items()}
    return sorted(
        people[row] for row in session().scalars(sa.select(Notification.person_id).where(Notification.kind == kind))
    )


def letters(address):
    query = sa.select(OutboxMail.text).where(OutboxMail.kind == "agree_time_out", OutboxMail.address == address)
    return [
        re.search(r"http://[^/\s]+(/link/\S+)", text)[1] for text in session().scalars(query.order_by(OutboxMail.id))
    ]


def cover(cast, made):
    found = get_activity(cast.river, made)
    return found.cover, found.stand_in_school_id == cast.school["vale"]


def test_off_unless_the_school_turned_it_on(database, cast):
    made, handoff = taken(cast)
    assert standing(cast, handoff) == ("open", "filled")
    assert (owed(cast, AGREE, handoff), letters(cast.vale_head.email)) == (set(), [])
    turn_on(cast, school="ford")  # another school's rule does not bind this one
    do_handoff(cast, services.withdraw_handoff, handoff, "teacher")
    handoff = asked(cast, made)
    do_handoff(cast, services.accept_handoff, handoff, "vale_teacher")
    assert standing(cast, handoff) == ("open", "filled")


def test_it_counts_as_covered_while_the_head_is_asked_and_then_the_head_agrees(database, cast):
    turn_on(cast, delegate="vale_contact")
    made, handoff = taken(cast)
    assert standing(cast, handoff) == ("open", "accepted_release_pending")
    assert cover(cast, made) == ("covered", True)
    assert owed(cast, DELIVER, made) == {("hill", "teacher", False), ("vale", "vale_teacher", True)}
    assert owed(cast, AGREE, handoff) == {("vale", None, True), ("vale", "vale_contact", True)}
    assert len(letters(cast.vale_head.email)) == len(letters(cast.vale_contact.email)) == 1
    to_abroad = sa.select(OutboxMail.text).where(OutboxMail.address == cast.abroad.email)
    met = session().scalars(to_abroad.order_by(OutboxMail.id)).all()
    assert "Their head has still to agree the time." in met[-1]

    do_handoff(cast, services.agree_release, handoff, "vale_head")
    assert standing(cast, handoff) == ("open", "filled")
    found = queries.get_handoff(cast.river, handoff)
    assert found.released_by_id == cast.vale_head.id
    assert (owed(cast, AGREE, handoff), told(cast, "handoff_released")) == (set(), ["teacher", "vale_teacher"])
    for deed in (services.agree_release, services.refuse_release):
        with pytest.raises(NotAllowedNow, match="answered already"):
            do_handoff(cast, deed, handoff, "vale_contact")
    assert standing(cast, handoff) == ("open", "filled")


def test_a_no_asks_the_others_again(database, cast):
    turn_on(cast)
    made, handoff = taken(cast)
    do_handoff(cast, services.refuse_release, handoff, "vale_head")
    assert standing(cast, handoff) == ("open", "asked")
    keys = {value: key for key, value in cast.school.items()}
    asks = {keys[ask.school_id]: ask.status for ask in queries.get_handoff(cast.river, handoff).asks}
    assert asks == {"vale": AskStatus.DECLINED, "ford": AskStatus.ASKED}
    assert cover(cast, made) == ("asked", False)
    assert (owed(cast, AGREE, handoff), owed(cast, DELIVER, made)) == (set(), {("hill", "teacher", False)})
    assert told(cast, "handoff_release_refused") == ["abroad", "coordinator", "teacher", "vale_contact", "vale_teacher"]


def test_only_what_takes_a_teacher_out_of_a_lesson(database, cast):
    turn_on(cast)
    for planned in (when(on=date(2027, 3, 13)), when(starts="16:30", ends="17:30")):  # a Saturday; after school
        _made, handoff = taken(cast, when=planned)
        assert standing(cast, handoff) == ("open", "filled")
    made = confirmed(cast)
    handoff = asked(cast, made)
    do_handoff(cast, services.accept_handoff, handoff, "vale_head")  # the head's own time
    assert standing(cast, handoff) == ("open", "filled")


def test_a_silent_head_is_asked_again_and_the_promise_stands(database, cast, clock):
    turn_on(cast)
    made, handoff = taken(cast)
    due = queries.get_handoff(cast.river, handoff).release_due_at
    assert BEFORE - timedelta(days=1) < due < BEFORE + timedelta(days=2)
    clock.hold(due - timedelta(seconds=1))
    assert services.chase_releases() == 0
    clock.hold(due)
    assert (services.chase_releases(), services.chase_releases()) == (1, 0)
    assert len(letters(cast.vale_head.email)) == 2
    assert told(cast, "handoff_release_late") == ["coordinator", "teacher", "vale_contact", "vale_teacher"]
    clock.hold(datetime(2027, 3, 9, 10, 1, tzinfo=UTC))
    services.keep_handoffs_moving()
    assert standing(cast, handoff) == ("active", "filled")
    assert owed(cast, AGREE, handoff) == set()
    clock.hold(datetime(2027, 3, 9, 11, 30, tzinfo=UTC))
    do_handoff(cast, services.deliver_handoff, handoff, "vale_teacher")
    assert get_activity(cast.river, made).status == "delivered_by_one"


@pytest.mark.parametrize(
    ("deed", "by", "after"),
    [
        (services.withdraw_handoff, "teacher", ("withdrawn", "accepted_release_pending")),
        (services.give_up_handoff, "vale_teacher", ("open", "asked")),
    ],
)
def test_what_is_over_asks_no_head(database, cast, deed, by, after):
    turn_on(cast)
    _made, handoff = taken(cast)
    do_handoff(cast, deed, handoff, by)
    assert (standing(cast, handoff), owed(cast, AGREE, handoff)) == (after, set())
    with pytest.raises(NotAllowedNow):
        do_handoff(cast, services.agree_release, handoff, "vale_head")


def test_another_time_is_agreed_anew(database, cast):
    turn_on(cast)
    made, handoff = taken(cast)
    do_handoff(cast, services.agree_release, handoff, "vale_head")
    found = get_activity(cast.river, made)
    words = what(title=found.title, teacher_id=found.teacher_id)
    planned = when(on=date(2027, 3, 12))
    do_activity(cast, activities.change_activity, made, "teacher", what=words, when=planned, version=found.version)
    assert standing(cast, handoff) == ("open", "accepted_release_pending")
    assert owed(cast, AGREE, handoff) == {("vale", None, True)}
    assert len(letters(cast.vale_head.email)) == 2


def test_the_head_answers_by_link_without_an_account(app, cast, reader_for):
    with app.app_context():
        turn_on(cast)
        _made, handoff = taken(cast)
        path = letters(cast.vale_head.email)[-1]
        session().commit()
    stranger = (
        reader_for().get(path).sees("Can Vic d'Arcy-Smith have the time?", "10:00 to 11:00 UK time", "Joint assembly")
    )
    stranger.does_not_see("wheelchair", "llness")
    stranger.press("Yes, the teacher has the time").sees("Thank you")
    reader_for().get(path, expect=404)
    with app.app_context():
        assert standing(cast, handoff) == ("open", "filled")
        assert queries.get_handoff(cast.river, handoff).released_by_id == cast.vale_head.id
        session().commit()


def test_a_head_who_is_no_longer_asked_cannot_answer(app, cast, reader_for):
    with app.app_context():
        turn_on(cast, delegate="vale_contact")
        _made, handoff = taken(cast)
        path = letters(cast.vale_contact.email)[-1]
        session().commit()
        perform(services.say_release_rule, get_school(cast.school["vale"]), by=cast.signed_in("vale_head"), is_on=True)
        session().commit()
    page = reader_for().get(path).press("No, not this time", expect=422)
    assert page.errors() == ["You are not asked to answer for the school any more. Thank you."]
    with app.app_context():
        assert standing(cast, handoff) == ("open", "accepted_release_pending")


def test_the_pages(app, cast, reader_for):
    rule = f"/schools/{cast.school['vale']}/time-out-of-class"
    reader_for(cast.outsider).get(rule, expect=404)
    reader_for(cast.vale_teacher).get(rule, expect=403)
    contact = (
        reader_for(cast.vale_contact)
        .get(f"/schools/{cast.school['vale']}")
        .follow("Time out of class: nobody has to agree before a teacher stands in")
    )
    contact.post(rule, {"is_on": "y", "delegate": str(cast.teacher.id)}, expect=422)
    contact.get(rule).fill(is_on=True).press("Save").sees("Time out of class: the head agrees")
    with app.app_context():
        _made, handoff = taken(cast)
        session().commit()
    card = f"/clusters/{cast.river}/handoffs/{handoff}"
    for key in ("vale_teacher", "ford_teacher", "teacher"):
        reader_for(cast.people[key]).get(card, expect=200).sees("waiting for their head").does_not_see("Agree the time")
        asker = reader_for(cast.people[key])
        asker.post(card + "/time-out-of-class/yes", expect=403)
        assert asker.get(card + "/time-out-of-class").path == card
    reader_for(cast.outsider).get(card + "/time-out-of-class", expect=404)
    head = reader_for(cast.vale_head).get("/what-needs-me").follow("Agree the time out of class for “Joint assembly”")
    assert len(head.statements) <= 8, head.statements
    head.press("No, not this time").sees("Others are being asked")
    later = head.get(card + "/time-out-of-class")  # the notice still leads there
    assert later.path == card
    later.sees("Stand-in asked for")
    with app.app_context():
        assert session().get_one(School, cast.school["vale"]).name
        assert standing(cast, handoff) == ("open", "asked")
        session().commit()
