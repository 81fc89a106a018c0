"""Several dates of a series: asked for at once, taken on in part, declined in part; each stays a stand-in of its own, and everyone is told once."""

from datetime import date

import pytest
import sqlalchemy as sa

from portal.core.database import session
from portal.core.duty import DutyKind
from portal.core.errors import NotAllowedNow, RuleBroken
from portal.core.outbox import OutboxMail
from portal.core.perform import perform
from portal.forming.clusters.queries import get_cluster
from portal.identity.schools.queries import get_school
from portal.oversight.notifications.models import Notification
from portal.running.activities import queries as calendar
from portal.running.activities import services as activities
from portal.running.activities.models import Activity
from portal.running.handoffs import queries, services
from portal.running.handoffs.models import AskStatus, Handoff, Pack, Reason, Whom
from tests.support.calendar import asked, confirmed, do_activity, do_handoff, owed, what, when

DAYS = [date(2027, 3, 9), date(2027, 3, 16), date(2027, 4, 20)]
DELIVER, CONFIRM = DutyKind.DELIVER_ACTIVITY, DutyKind.CONFIRM_ACTIVITY


def a_series(cast):
    """Three dates to which the partner has agreed; two of them within the two weeks in which things are owed. Their ids, the soonest first."""
    first = perform(
        activities.propose_series,
        get_cluster(cast.river),
        by=cast.signed_in("teacher"),
        what=what(teacher_id=cast.teacher.id),
        when=when(on=DAYS[0]),
        weeks=1,
        days=DAYS,
        owner_school_id=cast.school["hill"],
        partner_school_id=cast.school["tumaini"],
        as_school_id=cast.school["hill"],
    )
    do_activity(cast, activities.agree_activity, first.id, "abroad_teacher")
    found = session().scalars(sa.select(Activity.id).order_by(Activity.starts_at)).all()
    session().commit()
    return list(found)


def ask_for_all(cast, dates):
    perform(
        services.ask_for_dates,
        calendar.get_activity(cast.river, dates[0]),
        by=cast.signed_in("teacher"),
        whom=Whom(everyone=True),
        reason=Reason.ILLNESS,
        pack=Pack(plan="Sing"),
        activity_ids=dates[1:],
    )
    rows = session().execute(sa.select(Handoff.activity_id, Handoff.id)).all()
    session().commit()
    by_activity = {row.activity_id: row.id for row in rows}
    return [by_activity[one] for one in dates]


def standing(cast, handoffs):
    found = [queries.get_handoff(cast.river, one) for one in handoffs]
    rows = [(one.filling.value, one.accepted_school.name.split()[0] if one.accepted_school else "") for one in found]
    session().commit()
    return rows


def told(cast, kind, who):
    query = sa.select(sa.func.count(Notification.id)).where(Notification.kind == kind, Notification.person_id == who.id)
    return session().scalar(query)


def test_who_is_asked_for_several_dates_is_told_once_and_of_all(database, cast):
    dates = a_series(cast)
    handoffs = ask_for_all(cast, dates)
    assert standing(cast, handoffs) == [("asked", "")] * 3
    assert told(cast, "handoff_asked", cast.vale_teacher) == 1
    mail = session().scalars(sa.select(OutboxMail.text).where(OutboxMail.address == cast.vale_teacher.email)).all()[-1]
    for words in ("9 March 2027", "16 March 2027", "20 April 2027"):
        assert words in mail
    # the ill teacher is asked for nothing, not even on the date that nobody owes yet, and not when it comes near
    activities.bring_series_near()
    for one in dates:
        assert owed(cast, DELIVER, one) == {("hill", "teacher", False)}
        assert all(not seen for school, _person, seen in owed(cast, CONFIRM, one) if school == "hill")


def test_a_date_that_was_moved_alone_is_owed_once_and_asked_for_with_the_others(database, cast):
    dates = a_series(cast)
    far = calendar.get_activity(cast.river, dates[2])
    texts = what(teacher_id=cast.teacher.id)
    moved = {"what": texts, "when": when(on=date(2027, 4, 21)), "version": far.version}
    do_activity(cast, activities.change_activity, far.id, "teacher", **moved)
    assert owed(cast, DELIVER, dates[2]) == {("hill", "teacher", True)}
    assert owed(cast, CONFIRM, dates[2]) == {("hill", "teacher", True), ("tumaini", None, True)}
    assert standing(cast, ask_for_all(cast, dates)) == [("asked", "")] * 3
    for kind in (DELIVER, CONFIRM):
        assert ("hill", "teacher", False) in owed(cast, kind, dates[2])


def test_some_dates_only_leaves_the_others_asked(database, cast):
    dates = a_series(cast)
    handoffs = ask_for_all(cast, dates)
    taken = do_handoff(cast, services.accept_dates, handoffs[0], "vale_teacher", handoff_ids=[handoffs[0], handoffs[2]])
    assert (taken.number, taken.missed) == (2, 0)
    assert standing(cast, handoffs) == [("filled", "Vale"), ("asked", ""), ("filled", "Vale")]
    keys = {value: key for key, value in cast.school.items()}
    asks = {keys[ask.school_id]: ask.status for ask in queries.get_handoff(cast.river, handoffs[1]).asks}
    assert asks == {"vale": AskStatus.DECLINED, "ford": AskStatus.ASKED}
    assert owed(cast, DELIVER, dates[2]) == {("hill", "teacher", False), ("vale", "vale_teacher", True)}
    assert told(cast, "handoff_accepted", cast.abroad) == told(cast, "handoff_accepted", cast.teacher) == 1

    # Ford is faster with the second; it looks at an old page on which the first and the third were to be had, too
    answer = do_handoff(cast, services.accept_dates, handoffs[0], "ford_teacher", handoff_ids=handoffs)
    assert (answer.number, answer.missed) == (1, 2)
    assert told(cast, "handoff_accepted", cast.abroad) == told(cast, "handoff_accepted", cast.teacher) == 2
    assert [one for _filling, one in standing(cast, handoffs)] == ["Vale", "Ford", "Vale"]
    with pytest.raises(NotAllowedNow):
        do_handoff(cast, services.accept_dates, handoffs[1], "vale_contact", handoff_ids=[handoffs[1]])


def test_a_named_school_that_does_some_dates_leaves_the_rest_to_the_next(database, cast):
    dates = a_series(cast)
    vale = cast.school["vale"]
    handoffs = [asked(cast, one, school_id=vale) for one in dates]
    with pytest.raises(RuleBroken, match="Tick the dates"):
        do_handoff(cast, services.accept_dates, handoffs[0], "vale_teacher", handoff_ids=[])
    do_handoff(cast, services.accept_dates, handoffs[0], "vale_teacher", handoff_ids=[handoffs[1]])
    assert standing(cast, handoffs) == [("asked", ""), ("filled", "Vale"), ("asked", "")]
    assert {ask.school_id for ask in queries.get_handoff(cast.river, handoffs[0]).asks if ask.status == "asked"} == {
        cast.school["ford"]
    }


def test_not_free_that_week_is_not_asked_again_for_it(database, cast):
    dates = a_series(cast)
    other = confirmed(cast, when=when(on=date(2027, 3, 11)))
    handoffs = ask_for_all(cast, dates)
    do_handoff(
        cast, services.decline_dates, handoffs[0], "vale_teacher", handoff_ids=[handoffs[0]], away_that_week=True
    )
    assert standing(cast, handoffs) == [("asked", "")] * 3
    asks = queries.get_handoff(cast.river, asked(cast, other)).asks
    assert {ask.school_id for ask in asks} == {cast.school["ford"]}
    by_name = queries.get_handoff(
        cast.river, asked(cast, confirmed(cast, when=when(on=date(2027, 3, 12))), school_id=cast.school["vale"])
    )
    assert {ask.school_id for ask in by_name.asks} == {cast.school["vale"]}
    assert queries.away_that_week(cast.river, queries.get_handoff(cast.river, handoffs[1]).needed_at) == set()


def test_one_letter_of_the_head_is_for_all_dates(app, cast, reader_for):
    with app.app_context():
        perform(
            services.say_release_rule, get_school(cast.school["vale"]), by=cast.signed_in("vale_contact"), is_on=True
        )
        handoffs = ask_for_all(cast, a_series(cast))
        do_handoff(cast, services.accept_dates, handoffs[0], "vale_teacher", handoff_ids=handoffs)
        letters = session().scalars(sa.select(OutboxMail.text).where(OutboxMail.kind == "agree_time_out")).all()
        assert len(letters) == 1
        assert "20 April 2027" in letters[0]
        session().commit()
    card = f"/clusters/{cast.river}/handoffs/{handoffs[0]}"
    head = reader_for(cast.vale_head).get(card + "/time-out-of-class").sees("On these dates", "20 April 2027")
    head.press("Yes, the teacher has the time")
    with app.app_context():
        assert standing(cast, handoffs) == [("filled", "Vale")] * 3
        assert told(cast, "handoff_released", cast.teacher) == 1
        session().commit()


def test_the_pages(app, cast, reader_for):
    with app.app_context():
        dates = a_series(cast)
    path = f"/clusters/{cast.river}/activities/{dates[0]}/cannot/ask"
    teacher = reader_for(cast.teacher).get(path).sees("Which other dates, too?", "20 April 2027").fill(reason="illness")
    teacher.label("All schools of the cluster", "y").fill(dates=[str(dates[1])]).press("Ask for a stand-in")
    card = teacher.path
    vale = reader_for(cast.vale_teacher).get(card).sees("Which dates can you do?", "9 March 2027", "16 March 2027")
    vale.does_not_see("20 April 2027").fill(dates=[]).press("Yes, on these dates", expect=422)
    assert vale.errors() == ["Tick the dates that you can do, or say no to all of them."]
    with app.app_context():
        second = session().scalar(sa.select(Handoff.id).where(Handoff.activity_id == dates[1]))
        session().commit()
    reader_for(cast.ford_teacher).get(card).follow("Say no, to all dates or to some").fill(
        dates=[str(second)], away_that_week=True
    ).press("Not this time").sees("Ford Special School: Asked, no answer yet")
    reader_for(cast.teacher).get(f"/clusters/{cast.river}/handoffs/{second}").sees("Not this time, not free that week")
    vale.get(card).press("Yes, on these dates").sees("2 dates are yours now", "Covered")
    vale.post(card + "/accept", {"dates": ["nonsense"]}, expect=422)


def test_an_old_page_takes_what_is_left_and_says_so(app, cast, reader_for):
    with app.app_context():
        handoffs = ask_for_all(cast, a_series(cast))
    card = f"/clusters/{cast.river}/handoffs/{handoffs[0]}"
    ford = reader_for(cast.ford_teacher).get(card)
    ford.post(card + "/accept", {"dates": ["nonsense"]}, expect=422)
    ford.get(card)
    with app.app_context():
        chosen = [handoffs[0], handoffs[2]]
        do_handoff(cast, services.accept_dates, handoffs[0], "vale_teacher", handoff_ids=chosen)
        session().commit()
    ford.press("Yes, on these dates").sees("Dates that are yours now: 1. For 2 somebody was faster.")


def test_the_card_and_the_activity_show_every_date_of_the_same_stand_in(app, cast, reader_for):
    with app.app_context():
        dates = a_series(cast)
        asks = ask_for_all(cast, dates)
        perform(
            services.accept_dates,
            queries.get_handoff(cast.river, asks[0]),
            by=cast.signed_in("vale_teacher"),
            handoff_ids=asks[:2],
        )
    reader = reader_for(cast.abroad).get(f"/clusters/{cast.river}/handoffs/{asks[0]}")
    reader.sees("The same teacher comes on one more day", "Tuesday 16 March 2027")
    before = len(reader.statements)
    reader.follow("Tuesday 16 March 2027").sees("The same teacher comes on one more day", "Tuesday 9 March 2027")
    assert len(reader.statements) == before
    reader.get(f"/clusters/{cast.river}/handoffs/{asks[2]}").does_not_see("The same teacher comes")
    # the ill teacher reads who comes on each date, and is asked to confirm none of them
    ill = reader_for(cast.teacher).get(f"/clusters/{cast.river}/activities/{dates[0]}")
    lines = [
        line.get_text(" ", strip=True) for line in ill.page.select("ul.govuk-list > li") if "2027" in line.get_text()
    ]
    assert ["Stand-in: Vale Primary School" in line for line in lines] == [True, True, False]
    ill.does_not_see("Confirm: it will take place", "Needs confirming")
    ill.get("/what-needs-me").does_not_see("Say yes to “Joint assembly”")
