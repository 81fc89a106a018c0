"""Asking, accepting, declining, giving up, delivering, passing back; what the clock does; what follows from other rooms."""

import uuid
from datetime import UTC, date, datetime, timedelta

import pytest
import sqlalchemy as sa

from portal.core import duty
from portal.core.database import session
from portal.core.duty import DutyKind
from portal.core.errors import NotAllowedNow, RuleBroken
from portal.core.outbox import OutboxMail
from portal.core.perform import perform
from portal.forming.clusters import services as clusters
from portal.forming.clusters.queries import get_cluster, get_membership
from portal.oversight.audit.models import AuditEntry
from portal.oversight.notifications.models import Notification
from portal.running.activities import queries as calendar_queries
from portal.running.activities import services as activities
from portal.running.board import queries as board_queries
from portal.running.board import services as board
from portal.running.handoffs import queries, services
from portal.running.handoffs.models import AskStatus, Pack, Reason, Whom
from tests.forming.support import act, leave
from tests.support.calendar import activity, asked, confirmed, do_activity, do_handoff, owed, what, when

ANSWER, DELIVER, REPLY, BACK = (
    DutyKind.ANSWER_HANDOFF,
    DutyKind.DELIVER_ACTIVITY,
    DutyKind.REPLY,
    DutyKind.HAND_BACK,
)
AFTER = datetime(2027, 3, 9, 11, 30, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _in_the_app(database):
    """Services run in an application context."""


def load(cast, made):
    return queries.get_handoff(cast.river, made)


def standing(cast, made):
    found = load(cast, made)
    session().commit()
    return found.state, found.filling


def asks(cast, made):
    keys = {value: key for key, value in cast.school.items()}
    return {keys[ask.school_id]: ask.status for ask in load(cast, made).asks}


def told(cast, kind):
    people = {someone.id: key for key, someone in cast.people.items()}
    rows = session().scalars(sa.select(Notification.person_id).where(Notification.kind == kind))
    return sorted(people[row] for row in rows)


def kinds(made):
    found = session().scalars(sa.select(AuditEntry.kind).where(AuditEntry.subject_id == made).order_by(AuditEntry.id))
    return list(found.all())


def cover(cast, made):
    found = calendar_queries.get_activity(cast.river, made)
    keys = {value: key for key, value in cast.school.items()}
    return found.cover, keys.get(found.stand_in_school_id)


def accepted(cast, by="vale_teacher", **more):
    made = confirmed(cast)
    handoff = asked(cast, made, **more)
    do_handoff(cast, services.accept_handoff, handoff, by, introduction="I am Vic and I play the drum.")
    return made, handoff


def test_asking_everyone_asks_the_home_schools_and_hides_the_own_duty(cast):
    made = confirmed(cast)
    handoff = asked(cast, made)

    assert standing(cast, handoff) == ("open", "asked")
    assert asks(cast, handoff) == {"vale": AskStatus.ASKED, "ford": AskStatus.ASKED}
    assert owed(cast, ANSWER, handoff) == {("vale", None, True), ("ford", None, True)}
    assert owed(cast, DELIVER, made) == {("hill", "teacher", False)}
    assert cover(cast, made) == ("asked", None)
    assert told(cast, "handoff_asked") == [
        "ford_contact",
        "ford_head",
        "ford_teacher",
        "vale_contact",
        "vale_head",
        "vale_teacher",
    ]


def test_partner_schools_are_asked_when_chosen(cast):
    handoff = asked(cast, confirmed(cast), everyone=True, with_partners=True)
    assert asks(cast, handoff) == dict.fromkeys(("vale", "ford", "tumaini"), AskStatus.ASKED)


def test_the_back_up_teacher_alone_is_asked_first(cast):
    made = confirmed(cast, understudy_id=cast.vale_teacher.id)
    handoff = asked(cast, made, school_id=cast.school["vale"], person_id=cast.vale_teacher.id)
    assert owed(cast, ANSWER, handoff) == {("vale", "vale_teacher", True)}
    assert told(cast, "handoff_asked") == ["vale_teacher"]
    with pytest.raises(RuleBroken):
        do_handoff(cast, services.accept_handoff, handoff, "vale_contact")

    do_handoff(cast, services.decline_handoff, handoff, "vale_teacher", words="Not free that week")
    assert asks(cast, handoff) == {"vale": AskStatus.DECLINED, "ford": AskStatus.ASKED}
    assert standing(cast, handoff) == ("open", "asked")


def test_on_the_day_everyone_is_asked_at_once(cast, clock):
    made = confirmed(cast)
    clock.hold(datetime(2027, 3, 9, 7, 0, tzinfo=UTC))
    handoff = asked(cast, made, school_id=cast.school["vale"])
    assert asks(cast, handoff) == dict.fromkeys(("vale", "ford"), AskStatus.ASKED)


@pytest.mark.parametrize("school", ["hill", "brook"])
def test_neither_the_own_school_nor_a_stranger_can_be_asked(cast, school):
    made = confirmed(cast)
    with pytest.raises(RuleBroken) as refused:
        asked(cast, made, school_id=cast.school[school])
    assert refused.value.field == "whom"
    assert cover(cast, made) == ("none", None)


def test_only_one_handoff_at_a_time(cast):
    made = confirmed(cast)
    asked(cast, made)
    with pytest.raises(NotAllowedNow, match="already"):
        asked(cast, made)


def test_the_first_yes_wins_and_everything_moves(cast):
    made = confirmed(cast)
    before = calendar_queries.get_activity(cast.river, made).sequence
    handoff = asked(cast, made)
    do_handoff(cast, services.accept_handoff, handoff, "vale_teacher", introduction="I am Vic.")

    assert standing(cast, handoff) == ("open", "filled")
    assert asks(cast, handoff) == {"vale": AskStatus.ACCEPTED, "ford": AskStatus.TAKEN}
    assert owed(cast, ANSWER, handoff) == set()
    assert owed(cast, DELIVER, made) == {("hill", "teacher", False), ("vale", "vale_teacher", True)}
    assert cover(cast, made) == ("covered", "vale")
    assert calendar_queries.get_activity(cast.river, made).sequence == before + 1
    assert told(cast, "handoff_accepted") == ["abroad", "ford_contact", "ford_head", "ford_teacher", "teacher"]

    with pytest.raises(NotAllowedNow, match="already taken, thank you"):
        do_handoff(cast, services.accept_handoff, handoff, "ford_teacher")
    assert load(cast, handoff).accepted_school_id == cast.school["vale"]


def test_the_partner_is_told_who_will_appear_in_both_times(cast):
    accepted(cast)

    mails = session().scalars(sa.select(OutboxMail.text).where(OutboxMail.address == cast.abroad.email)).all()
    [body] = [mail for mail in mails if "Vic d'Arcy-Smith of Vale Primary School" in mail]
    assert "I am Vic and I play the drum." in body
    assert "13:00 to 14:00 Nairobi time; 10:00 to 11:00 in London" in body


def test_the_reason_leaves_the_school_with_no_event_and_no_mail(cast):
    handoff = asked(cast, confirmed(cast))

    facts = session().scalars(sa.select(AuditEntry.facts).where(AuditEntry.subject_id == handoff)).all()
    bodies = session().scalars(sa.select(OutboxMail.text)).all()
    assert load(cast, handoff).reason == Reason.ILLNESS
    assert "illness" not in str([*facts, *bodies]).lower()


def test_who_asked_cannot_accept(cast):
    handoff = asked(cast, confirmed(cast))
    for key in ("teacher", "coordinator"):
        with pytest.raises(RuleBroken):
            do_handoff(cast, services.accept_handoff, handoff, key)
    assert standing(cast, handoff) == ("open", "asked")


def test_when_all_decline_the_coordinator_owes_it(cast):
    handoff = asked(cast, confirmed(cast))
    do_handoff(cast, services.decline_handoff, handoff, "vale_teacher", words="Not free that week")
    assert standing(cast, handoff) == ("open", "asked")
    do_handoff(cast, services.decline_handoff, handoff, "ford_teacher")

    assert standing(cast, handoff) == ("open", "unfilled")
    assert owed(cast, ANSWER, handoff) == {(None, None, True)}
    assert told(cast, "handoff_unfilled") == ["coordinator", "teacher", "vale_contact"]

    whom = Whom(everyone=True, with_partners=True)
    do_handoff(cast, services.ask_others, handoff, "coordinator", whom=whom)
    assert standing(cast, handoff) == ("open", "asked")
    assert (
        owed(cast, ANSWER, handoff)
        == dict.fromkeys({("vale", None, True), ("ford", None, True), ("tumaini", None, True)}).keys()
    )


def test_a_school_may_change_its_mind(cast):
    handoff = asked(cast, confirmed(cast), school_id=cast.school["vale"])
    do_handoff(cast, services.decline_handoff, handoff, "vale_teacher")
    assert standing(cast, handoff) == ("open", "unfilled")
    do_handoff(cast, services.accept_handoff, handoff, "vale_contact")
    assert (standing(cast, handoff), owed(cast, ANSWER, handoff)) == (("open", "filled"), set())


def test_giving_up_asks_the_others_again(cast):
    made, handoff = accepted(cast)
    do_handoff(cast, services.give_up_handoff, handoff, "vale_teacher")
    assert standing(cast, handoff) == ("open", "asked")
    assert asks(cast, handoff) == {"vale": AskStatus.DECLINED, "ford": AskStatus.ASKED}
    assert owed(cast, DELIVER, made) == {("hill", "teacher", False)}
    assert cover(cast, made) == ("asked", None)
    assert "abroad" in told(cast, "handoff_given_up")


def test_giving_up_reaches_schools_that_were_not_asked(cast):
    _made, handoff = accepted(cast, school_id=cast.school["vale"])
    do_handoff(cast, services.give_up_handoff, handoff, "vale_teacher")
    assert asks(cast, handoff) == {"vale": AskStatus.DECLINED, "ford": AskStatus.ASKED}


def test_withdrawn_the_teacher_owes_it_again(cast):
    made, handoff = accepted(cast)
    do_handoff(cast, services.withdraw_handoff, handoff, "teacher")
    assert standing(cast, handoff)[0] == "withdrawn"
    assert owed(cast, DELIVER, made) == {("hill", "teacher", True)}
    assert cover(cast, made) == ("none", None)
    assert told(cast, "handoff_withdrawn") == ["abroad", "vale_teacher"]
    with pytest.raises(NotAllowedNow):
        do_handoff(cast, services.withdraw_handoff, handoff, "teacher")
    with pytest.raises(NotAllowedNow, match="no longer needed"):
        do_handoff(cast, services.accept_handoff, handoff, "ford_teacher")


def test_delivered_for_the_owner_confirmed_and_passed_back(cast, clock):
    made, handoff = accepted(cast)
    with pytest.raises(RuleBroken, match="not begun"):
        do_handoff(cast, services.deliver_handoff, handoff, "vale_teacher")
    assert standing(cast, handoff) == ("open", "filled")

    clock.hold(AFTER)
    do_handoff(cast, services.deliver_handoff, handoff, "vale_teacher", pupil_count=28, words="They sang.")
    assert standing(cast, handoff) == ("active", "filled")
    assert calendar_queries.get_activity(cast.river, made).status == "delivered_by_one"
    assert owed(cast, DELIVER, made) == set()
    assert owed(cast, BACK, handoff) == {("vale", "vale_teacher", True)}

    partner = cast.school["tumaini"]
    do_activity(cast, activities.deliver_activity, made, "abroad", for_owner=False, school_id=partner)
    assert calendar_queries.get_activity(cast.river, made).status == "delivered"
    do_handoff(cast, services.hand_back, handoff, "vale_teacher", debrief="Went well", next_step="Write to them")
    assert standing(cast, handoff) == ("handed_back", "filled")
    assert owed(cast, BACK, handoff) == set()
    assert kinds(handoff) == ["handoff_asked", "handoff_accepted", "handoff_delivered", "handoff_handed_back"]
    assert told(cast, "handoff_handed_back") == ["teacher"]
    assert cover(cast, made) == ("covered", "vale")


def test_the_clock_begins_and_passes_back(cast, clock):
    _made, handoff = accepted(cast)
    clock.hold(datetime(2027, 3, 9, 9, 59, tzinfo=UTC))
    services.keep_handoffs_moving()
    assert standing(cast, handoff) == ("open", "filled")
    clock.hold(AFTER)
    services.keep_handoffs_moving()
    assert standing(cast, handoff) == ("active", "filled")
    do_handoff(cast, services.deliver_handoff, handoff, "vale_teacher")
    clock.hold(AFTER + timedelta(days=7) - timedelta(seconds=1))
    services.keep_handoffs_moving()
    assert standing(cast, handoff) == ("active", "filled")
    clock.hold(AFTER + timedelta(days=7))
    services.keep_handoffs_moving()
    assert (standing(cast, handoff), owed(cast, BACK, handoff)) == (("handed_back", "filled"), set())


def test_nothing_is_passed_back_before_it_is_done(cast, clock):
    _made, handoff = accepted(cast)
    with pytest.raises(NotAllowedNow):
        do_handoff(cast, services.hand_back, handoff, "vale_teacher")
    clock.hold(AFTER)
    services.keep_handoffs_moving()
    with pytest.raises(RuleBroken):
        do_handoff(cast, services.hand_back, handoff, "vale_teacher")


def test_lapsed_when_nobody_could(cast, clock):
    made = confirmed(cast)
    handoff = asked(cast, made)
    clock.hold(AFTER)
    services.keep_handoffs_moving()
    assert standing(cast, handoff) == ("lapsed", "asked")
    assert calendar_queries.get_activity(cast.river, made).status == "missed"
    assert (owed(cast, ANSWER, handoff), owed(cast, DELIVER, made)) == (set(), set())
    assert told(cast, "handoff_lapsed") == ["coordinator", "teacher", "vale_contact"]
    assert told(cast, "activity_missed") == ["abroad", "coordinator", "teacher", "vale_contact"]


def test_a_cancelled_activity_needs_no_stand_in(cast):
    made, handoff = accepted(cast)
    do_activity(cast, activities.cancel_activity, made, "coordinator", reason="Snow")
    assert standing(cast, handoff)[0] == "withdrawn"
    assert owed(cast, DELIVER, made) == set()


def test_a_moved_activity_takes_its_stand_in_along(cast):
    made, handoff = accepted(cast)
    found = calendar_queries.get_activity(cast.river, made)
    words = what(title=found.title, teacher_id=found.teacher_id)
    planned = when(on=date(2027, 3, 12))
    do_activity(cast, activities.change_activity, made, "teacher", what=words, when=planned, version=found.version)
    assert load(cast, handoff).needed_at == datetime(2027, 3, 12, 10, 0, tzinfo=UTC)
    assert told(cast, "handoff_moved") == ["vale_teacher"]
    assert cover(cast, made) == ("covered", "vale")


def test_the_owners_own_word_ends_it_too(cast, clock):
    made, handoff = accepted(cast)
    clock.hold(AFTER)
    hill = cast.school["hill"]
    do_activity(cast, activities.deliver_activity, made, "coordinator", for_owner=True, school_id=hill)
    assert standing(cast, handoff) == ("active", "filled")
    assert owed(cast, BACK, handoff) == {("vale", "vale_teacher", True)}


# a reply that is owed


def thread_owed(cast) -> uuid.UUID:
    """The school abroad needs a reply from hill by 5 March."""
    wanted = board.Wanted(from_school_id=cast.school["hill"], by=date(2027, 3, 5))
    made = perform(
        board.start_thread,
        board_queries.get_board(cast.river),
        by=cast.signed_in("abroad_teacher"),
        title="How deep is your river?",
        message=board.Message(text="Please measure it."),
        wanted=wanted,
    )
    return made.id


def ask_for_reply(cast, thread_id, **whom):
    made = perform(
        services.ask_for_reply,
        board_queries.get_thread(cast.river, thread_id),
        by=cast.signed_in("teacher"),
        owner_school_id=cast.school["hill"],
        whom=Whom(**(whom or {"everyone": True})),
        reason=Reason.TIMETABLE,
        pack=Pack(note="They want the depth in metres."),
    )
    return made.id


def answer(cast, thread_id, by, **more):
    perform(
        board.post_reply,
        board_queries.get_thread(cast.river, thread_id),
        by=cast.signed_in(by),
        message=board.Message(text="Two metres."),
        **more,
    )


def test_a_reply_is_handed_off_and_answering_is_the_end(cast):
    thread = thread_owed(cast)
    handoff = ask_for_reply(cast, thread)
    assert owed(cast, REPLY, thread) == {("hill", None, False)}
    do_handoff(cast, services.accept_handoff, handoff, "vale_teacher")
    assert owed(cast, REPLY, thread) == {("hill", None, False), ("vale", "vale_teacher", True)}

    answer(cast, thread, "vale_teacher")
    assert standing(cast, handoff) == ("handed_back", "filled")
    assert (owed(cast, REPLY, thread), owed(cast, BACK, handoff)) == (set(), set())
    assert told(cast, "handoff_answered") == ["teacher"]


def test_the_board_says_who_answers_in_its_place(cast, reader_for):
    thread = thread_owed(cast)
    handoff = ask_for_reply(cast, thread)
    pages = (
        f"/clusters/{cast.river}/board/threads/{thread}",
        f"/clusters/{cast.river}/board",
        f"/clusters/{cast.river}",
    )
    for page in pages:
        reader_for(cast.coordinator).get(page).sees(
            "Reply needed by Hill Primary School: on hold, a stand-in has been asked."
        )
    do_handoff(cast, services.accept_handoff, handoff, "vale_teacher")
    for page in pages:
        seen = reader_for(cast.coordinator).get(page)
        seen.sees("Reply needed by Hill Primary School: Vale Primary School answers in its place.")
        seen.sees("Reply needed by Vale Primary School until").does_not_see("on hold")


def test_answering_for_the_owner_by_name_is_the_end_too(cast):
    thread = thread_owed(cast)
    handoff = ask_for_reply(cast, thread)
    do_handoff(cast, services.accept_handoff, handoff, "vale_teacher")
    answer(cast, thread, "vale_contact", for_school_id=cast.school["hill"])
    assert (standing(cast, handoff), owed(cast, REPLY, thread)) == (("handed_back", "filled"), set())


def test_the_owner_answers_itself_after_all(cast):
    thread = thread_owed(cast)
    handoff = ask_for_reply(cast, thread)
    answer(cast, thread, "coordinator")
    assert standing(cast, handoff)[0] == "withdrawn"
    assert (owed(cast, REPLY, thread), owed(cast, ANSWER, handoff)) == (set(), set())


def test_a_reply_that_nobody_could_give_is_with_its_owner_again(cast, clock):
    thread = thread_owed(cast)
    handoff = ask_for_reply(cast, thread)
    clock.hold(datetime(2027, 3, 6, 12, 0, tzinfo=UTC))
    services.keep_handoffs_moving()
    assert standing(cast, handoff) == ("lapsed", "asked")
    assert owed(cast, REPLY, thread) == {("hill", None, True)}


def test_who_needs_the_reply_is_not_asked_to_give_it(cast):
    thread = thread_owed(cast)
    handoff = ask_for_reply(cast, thread, everyone=True, with_partners=True)
    assert set(asks(cast, handoff)) == {"vale", "ford"}


# a school leaves


def test_a_replacement_takes_over_what_was_asked(cast):
    made = activity(cast)
    handoff = asked(cast, made)
    perform(
        activities.inherit_activities,
        get_cluster(cast.river),
        by=cast.signed_in("vale_contact"),
        old_school_id=cast.school["hill"],
        new_school_id=cast.school["ford"],
    )
    found = load(cast, handoff)
    assert (found.owner_school_id, found.reason) == (cast.school["ford"], Reason.OTHER)
    assert owed(cast, ANSWER, handoff) == {("vale", None, True)}


def test_what_the_leaving_school_had_taken_on_is_asked_again(cast):
    made, handoff = accepted(cast)
    perform(
        activities.inherit_activities,
        get_cluster(cast.river),
        by=cast.signed_in("coordinator"),
        old_school_id=cast.school["vale"],
        new_school_id=cast.school["brook"],
    )
    assert standing(cast, handoff) == ("open", "asked")
    assert cover(cast, made) == ("asked", None)


def pass_on(cast, school, by, kind, subject):
    """The school gives notice and passes this on its list to the lead school."""
    membership = leave(cast, cast.river, school, by, leaving_on=date(2027, 3, 31))
    [mine] = [row.id for row in duty.open_duties(kind, subject) if row.school_id == cast.school[school]]
    act(cast, by, clusters.pass_on, get_membership(cast.river, membership), duty_id=mine)


def test_who_leaves_passes_the_activity_on_with_its_delivery(cast):
    made = activity(cast, by="vale_teacher", owner="vale")
    pass_on(cast, "vale", "vale_contact", DELIVER, made)
    found = calendar_queries.get_activity(cast.river, made)
    assert (found.owner_school_id, found.teacher_id) == (cast.school["hill"], None)
    assert found.inherited_from_school_id == cast.school["vale"]
    assert owed(cast, DELIVER, made) == {("hill", None, True)}


def test_who_leaves_and_stood_in_for_the_lead_school_is_replaced(cast):
    made, handoff = accepted(cast)
    pass_on(cast, "vale", "vale_contact", DELIVER, made)
    assert standing(cast, handoff) == ("open", "asked")
    assert cover(cast, made) == ("asked", None)
    assert owed(cast, DELIVER, made) == {("hill", "teacher", False)}
    assert owed(cast, ANSWER, handoff) == {("ford", None, True)}
