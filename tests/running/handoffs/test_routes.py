"""Asking for a stand-in, answering, delivering and passing back, through the pages."""

from datetime import UTC, date, datetime

import pytest
import sqlalchemy as sa

from portal.core.database import session
from portal.core.outbox import OutboxMail
from portal.core.perform import perform
from portal.running.board import queries as board_queries
from portal.running.board import services as board
from portal.running.handoffs import queries, services
from portal.running.handoffs.models import Handoff
from tests.support import calendar

CARD = "/clusters/{}/handoffs/{}"


def act(app, make):
    with app.app_context():
        made = make()
        session().commit()
        return made


def standing(app, cast, made):
    def read():
        found = queries.get_handoff(cast.river, made)
        return found.state, found.filling

    return act(app, read)


def card(cast, made):
    return CARD.format(cast.river, made)


@pytest.fixture
def asked(app, cast):
    """An activity of hill with tumaini, next week; everyone is asked to stand in."""
    return act(app, lambda: calendar.asked(cast, calendar.confirmed(cast, place="https://meet.example/river")))


def test_i_cannot_do_this_offers_the_simplest_first(app, cast, reader_for):
    made = act(app, lambda: calendar.confirmed(cast))
    reader = reader_for(cast.teacher).get(f"/clusters/{cast.river}/activities/{made}").follow("I cannot do this")
    offered = [" ".join(a.get_text().split()) for a in reader.page.select("ol.app-list a")]
    assert offered == [
        "Move it to another day or time",
        "A colleague in our own school does it",
        "A teacher of another school comes to our class",
        "Another school does it with its own class",
    ]
    reader.follow(offered[2]).press("Ask for a stand-in").sees(
        "Stand-in asked for", "Ford Special School: Asked, no answer yet"
    )


def test_a_stand_in_reads_what_it_needs_on_the_card_and_in_the_mail(app, cast, reader_for):
    needs = {"access_needs": "Captions, large print", "language_needs": "Welsh, then English"}
    needs |= {"partner_role": "Sings back", "classes": "Years 5 and 6"}
    made = act(app, lambda: calendar.confirmed(cast, **needs))
    asked = act(app, lambda: calendar.asked(cast, made))
    reader_for(cast.vale_teacher).get(f"/clusters/{cast.river}/handoffs/{asked}").sees(*needs.values())
    with app.app_context():
        mails = [one.text for one in session().scalars(sa.select(OutboxMail)) if "stand in for" in one.subject]
        assert mails
        assert all("So that everyone can take part: Captions, large print" in body for body in mails)
        assert all("Language: Welsh, then English" in body for body in mails)
        assert all("The partner school: Sings back" in body for body in mails)


def test_the_whole_story(app, cast, reader_for, clock):
    made = act(app, lambda: calendar.confirmed(cast, plan="Sing the river song", understudy_id=cast.vale_teacher.id))
    teacher = reader_for(cast.teacher).get(f"/clusters/{cast.river}/activities/{made}/cannot/ask")
    teacher.sees("Vic d'Arcy-Smith, the back-up teacher", "All schools of the cluster")
    teacher.label("All schools of the cluster", "y").fill(reason="illness", class_profile="Year 5, 28 pupils")
    teacher.press("Ask for a stand-in").sees("Reason, seen by your own school only: Illness")

    vale = reader_for(cast.vale_teacher).get(teacher.path)
    vale.sees(
        "Can you do this?",
        "Sing the river song",
        "Year 5, 28 pupils",
        "10:00 to 11:00 UK time; 13:00 to 14:00 in Nairobi",
    )
    vale.sees("Carys Okoro, Hill Primary School", "Amina Wanjiru, Tumaini Primary School").does_not_see("Illness", "@")
    ford = reader_for(cast.ford_teacher).get(teacher.path)
    vale_too = reader_for(cast.vale_teacher).get(teacher.path)
    vale.fill(introduction="I am Vic and I play the drum.").press("Yes, we will do it").sees(
        "It is yours now", "Covered"
    )
    ford.press("Yes, we will do it", expect=422)
    assert ford.errors() == ["This is already taken, thank you. Someone was a little faster."]
    vale_too.press("Yes, we will do it", expect=422)
    assert vale_too.errors() == ["You have said yes already, thank you. It is yours."]

    reader_for(cast.abroad).get("/notices").sees("you will meet Vic d'Arcy-Smith of Vale Primary School")
    reader_for(cast.abroad).get(teacher.path).sees("I am Vic and I play the drum.").does_not_see("28 pupils", "Illness")
    reader_for(cast.abroad).get("/calendar?view=agenda").sees("Stand-in: Vale Primary School")

    for early in ("/deliver", "/hand-back"):
        vale_too.get(teacher.path + early).sees("This has not begun yet")
        assert vale_too.page.find("main").find("input", {"type": "text"}) is None
    clock.hold(datetime(2027, 3, 9, 11, 30, tzinfo=UTC))
    card_path, vale, teacher = teacher.path, reader_for(cast.vale_teacher), reader_for(cast.teacher)
    vale.get(card_path).follow("It took place").fill(pupil_count=28, words="They sang.").press("It took place")
    vale.sees("Pass it back").fill(debrief="A lovely class", next_step="Send the photos").press("Pass it back")
    vale.sees("Passed back", "stood in.", "A lovely class", "Next: Send the photos").does_not_see("Year 5, 28 pupils")
    abroad = reader_for(cast.abroad_teacher).get(f"/clusters/{cast.river}/activities/{made}").follow("It took place")
    abroad.press("It took place").sees("Done", "They sang.")
    teacher.get(f"/clusters/{cast.river}/handoffs").sees("Passed back", "Vic d'Arcy-Smith of Vale Primary School")


def test_what_is_covered_is_not_asked_for_any_more_on_the_page_of_the_activity(app, cast, reader_for, clock):
    made = act(app, lambda: calendar.activity(cast))
    clock.hold(datetime(2027, 3, 8, 10, 0, tzinfo=UTC))
    card_path = card(cast, act(app, lambda: calendar.asked(cast, made)))
    teacher = reader_for(cast.teacher).get(f"/clusters/{cast.river}/activities/{made}").sees("Stand-in asked for")
    reader_for(cast.vale_teacher).get(card_path).press("Yes, we will do it").sees("Covered")
    teacher.get(teacher.path).sees("Stand-in: Vic d'Arcy-Smith").does_not_see("Stand-in asked for", "Needs confirming")


def test_declining_with_one_click_and_with_a_word(app, cast, reader_for, asked):
    reader_for(cast.vale_teacher).get(card(cast, asked)).press("Not this time").sees(
        "Vale Primary School: Not this time"
    )
    ford = reader_for(cast.ford_teacher).get(card(cast, asked)).follow("Say no, and why")
    ford.fill(words="Not free that week").press("Not this time")
    assert standing(app, cast, asked) == ("open", "unfilled")
    coordinator = reader_for(cast.coordinator).get("/what-needs-me").sees("Joint assembly")
    coordinator.get(card(cast, asked)).sees("Nobody yet", "Not free that week").follow("Ask others")
    coordinator.label("Tumaini Primary School", "y").press("Ask").sees("Tumaini Primary School: Asked, no answer yet")


def test_giving_up_and_withdrawing(app, cast, reader_for, asked):
    vale = reader_for(cast.vale_teacher).get(card(cast, asked)).press("Yes, we will do it")
    vale.press("We cannot after all").sees("Others are being asked", "Stand-in asked for")
    teacher = reader_for(cast.teacher).get(card(cast, asked)).press("No stand-in is needed any more")
    teacher.sees("Taken back")
    assert standing(app, cast, asked) == ("withdrawn", "asked")
    ford = reader_for(cast.ford_teacher)
    ford.post(card(cast, asked) + "/accept", expect=422).sees("This is no longer needed. Thank you for offering.")


def test_a_reply_is_asked_of_another_school_and_answered(app, cast, reader_for):
    def needed():
        wanted = board.Wanted(from_school_id=cast.school["hill"], by=date(2027, 3, 5))
        words = {
            "title": "How deep is your river?",
            "message": board.Message(text="Please measure it."),
            "wanted": wanted,
        }
        return perform(
            board.start_thread, board_queries.get_board(cast.river), by=cast.signed_in("abroad_teacher"), **words
        ).id

    thread = act(app, needed)
    path = f"/clusters/{cast.river}/board/threads/{thread}"
    teacher = reader_for(cast.teacher).get(path + "/cannot-reply").does_not_see("Tumaini Primary School</label>")
    teacher.label("Vale Primary School", "y").fill(note="In metres, please").press("Ask another school to answer")
    vale = reader_for(cast.vale_teacher).get(teacher.path).sees("Answer for Hill Primary School", "In metres, please")
    vale.press("Yes, we will do it").sees("Read the thread and answer")

    def answer():
        found = board_queries.get_thread(cast.river, thread)
        perform(board.post_reply, found, by=cast.signed_in("vale_teacher"), message=board.Message(text="Two metres."))

    act(app, answer)
    vale.get(teacher.path).sees("Passed back")
    teacher.get(path + "/cannot-reply", expect=403)


def test_on_the_page_of_a_reply_only_who_owes_it_may_ask(app, cast, reader_for):
    def needed():
        wanted = board.Wanted(from_school_id=cast.school["hill"], by=date(2027, 3, 5))
        words = {"title": "How deep?", "message": board.Message(text="Please measure it."), "wanted": wanted}
        return perform(
            board.start_thread, board_queries.get_board(cast.river), by=cast.signed_in("abroad_teacher"), **words
        ).id

    path = f"/clusters/{cast.river}/board/threads/{act(app, needed)}/cannot-reply"
    reader_for(cast.ford_teacher).get(path, expect=403)
    reader_for(cast.outsider).get(path, expect=404)
    reader_for(cast.coordinator).get(path, expect=200)


GETS = ["", "/decline", "/deliver", "/hand-back", "/ask-others"]
POSTS = ["/accept", "/decline", "/give-up", "/withdraw", "/deliver", "/hand-back", "/ask-others"]


def test_strangers_find_nothing(app, cast, reader_for, asked):
    for someone in (cast.outsider, cast.nobody, cast.reviewer, cast.manager):
        reader = reader_for(someone)
        for path in GETS:
            reader.get(card(cast, asked) + path, expect=404)
        for path in POSTS:
            reader.post(card(cast, asked) + path, expect=404)
    reader_for(cast.outsider).get(f"/clusters/{cast.river}/handoffs", expect=404)


def test_members_without_the_right_are_refused(app, cast, reader_for, asked):
    partner, owner, vale = reader_for(cast.abroad_teacher), reader_for(cast.teacher), reader_for(cast.vale_teacher)
    for path in POSTS:
        partner.post(card(cast, asked) + path, expect=403)
    for path in ("/accept", "/decline", "/give-up", "/deliver", "/hand-back"):
        owner.post(card(cast, asked) + path, expect=403)
    for path in ("/give-up", "/withdraw", "/deliver", "/hand-back", "/ask-others"):
        vale.post(card(cast, asked) + path, expect=403)
    activity = act(app, lambda: session().get(Handoff, asked).activity_id)
    vale.get(f"/clusters/{cast.river}/activities/{activity}/cannot", expect=403)
    vale.get(f"/clusters/{cast.river}/activities/{activity}/cannot/ask", expect=403)
    vale.get(f"/clusters/{cast.river}/activities/{activity}/accept", expect=404)


def test_the_pack_is_for_those_who_act_on_it(app, cast, reader_for, asked):
    for key, sees in (
        ("teacher", True),
        ("coordinator", True),
        ("vale_teacher", True),
        ("ford_contact", True),
        ("abroad", False),
    ):
        reader = reader_for(cast.people[key]).get(card(cast, asked))
        assert ("one uses a wheelchair" in reader.text) == sees, key
        assert ("Illness" in reader.text) == (key in ("teacher", "coordinator")), key
    act(app, lambda: calendar.do_handoff(cast, services.accept_handoff, asked, "vale_teacher"))
    for key, sees in (("vale_contact", True), ("ford_contact", False)):
        reader = reader_for(cast.people[key]).get(card(cast, asked))
        assert ("one uses a wheelchair" in reader.text) == sees, key


def test_bad_input_keeps_what_was_typed(app, cast, reader_for):
    made = act(app, lambda: calendar.confirmed(cast))
    path = f"/clusters/{cast.river}/activities/{made}/cannot/ask"
    reader = reader_for(cast.teacher)
    for field, value, words in (
        ("whom", "nonsense", "This choice is not there any more"),
        ("whom", str(cast.school["brook"]), "This choice is not there any more"),
        ("whom", str(cast.school["hill"]), "This choice is not there any more"),
        ("reason", "nonsense", "This choice is not there any more"),
        ("plan", "x" * 4001, "Use 4000 characters or fewer"),
    ):
        given = {"whom": "everyone", "reason": "illness", "note": "Kept words", field: value}
        reader.post(path, given, expect=422)
        assert any(words in message for message in reader.errors()), (field, reader.errors())
        assert "Kept words" in reader.page.find(id="note").get_text()
    assert act(app, lambda: session().query(Handoff).count()) == 0
    reader.post(path, {"whom": "everyone", "reason": "illness", "note": "a\x00b"}, expect=303)


def test_a_second_request_is_refused(app, cast, reader_for, asked):
    activity = act(app, lambda: session().get(Handoff, asked).activity_id)
    reader = reader_for(cast.teacher).get(f"/clusters/{cast.river}/activities/{activity}/cannot")
    reader.sees("A stand-in has been asked for already.").follow("See what became of it").sees("Stand-in asked for")
    path = f"/clusters/{cast.river}/activities/{activity}/cannot/ask"
    assert reader.get(path).sees("A stand-in has been asked for already.").page.select("main form") == []
    reader.post(path, {"whom": "everyone", "reason": "illness"}, expect=422)


def test_statements(app, cast, reader_for, asked):
    for key in ("teacher", "vale_teacher", "abroad"):
        reader = reader_for(cast.people[key]).get(card(cast, asked))
        assert len(reader.statements) <= 7, reader.statements
    reader, counts = reader_for(cast.teacher), []
    made = 1
    for number in (1, 3, 30):
        while made < number:
            act(app, lambda: calendar.asked(cast, calendar.activity(cast)))
            made += 1
        reader.get(f"/clusters/{cast.river}/handoffs")
        counts.append(len(reader.statements))
    assert len(set(counts)) == 1, counts
    assert counts[0] <= 7


def test_the_list_goes_on_by_key_with_what_is_not_over_first(app, cast, reader_for, asked):
    act(app, lambda: calendar.do_handoff(cast, services.withdraw_handoff, asked, "teacher"))
    for _n in range(51):
        act(app, lambda: calendar.asked(cast, calendar.activity(cast)))
    reader = reader_for(cast.teacher).get(f"/clusters/{cast.river}/handoffs").does_not_see("Taken back")
    assert len(reader.page.select("ul.app-list > li")) == 50
    reader.follow("Next page").sees("Taken back")
    assert len(reader.page.select("ul.app-list > li")) == 2
