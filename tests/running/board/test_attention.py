"""What asks for attention: the warning before contact details, the top of the board, announcements, calls for help."""

from datetime import date, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from portal.core.database import session
from portal.core.duty import Duty, DutyKind
from portal.core.outbox import OutboxMail
from portal.forming.clusters.models import Cluster, ClusterForm, Office, OfficeKind
from portal.identity.accounts.models import Person
from portal.identity.schools.models import SchoolFunction
from portal.running.board.models import Post, Thread, ThreadCategory, ThreadSeen
from portal.running.board.services import Wanted
from tests.conftest import START
from tests.support.cast import commit


def test_contact_details_are_asked_about_once_and_nothing_typed_is_lost(
    board: Any, reader_for: Any, cast: Any, rows: Any
) -> None:
    reader = reader_for(cast.teacher).get(board.path + "/threads/new")
    reader.fill(title="Ring me", text="Ring me on 07700 900123.", category="conversation")
    reader.press("Put it on the board", expect=422)

    assert any("a phone number" in error for error in reader.errors())
    assert rows(sa.select(Thread.id)) == []
    assert "Ring me on 07700 900123." in reader.page.find(id="text").get_text()
    reader.label("I have looked again", "y").press("Put it on the board").sees("Your message is on the board.")
    assert [row.source for row in rows(sa.select(Post.source))] == ["Ring me on 07700 900123."]


def test_a_reply_and_a_change_are_looked_at_as_well(board: Any, reader_for: Any, cast: Any, rows: Any) -> None:
    thread = board.start("teacher")
    reader = reader_for(cast.teacher).get(board.thread_path(thread.id))
    reader.fill(text="insta: river_kids").press("Send the message", expect=422)
    assert any("an account of another service" in error for error in reader.errors())

    post = rows(sa.select(Post.id))[0].id
    reader.get(f"{board.thread_path(thread.id)}/posts/{post}/edit")
    reader.fill(text="Write to me@home.example").press("Save the message", expect=422)
    assert any("an e-mail address" in error for error in reader.errors())
    assert [row.source for row in rows(sa.select(Post.source))] == ["How much rain did you have?"]


def test_the_coordinator_puts_conversations_at_the_top(board: Any, reader_for: Any, cast: Any, rows: Any) -> None:
    thread = board.start("teacher", "House rules")
    board.start("teacher", "Something newer")
    coordinator = reader_for(cast.coordinator).get(board.thread_path(thread.id))
    coordinator.press("Put at the top of the board").sees("It stands at the top of the board now.")

    teacher = reader_for(cast.vale_teacher).get(board.path)
    assert "House rules" in teacher.page.find(attrs={"aria-labelledby": "pinned"}).get_text()
    teacher.get(board.thread_path(thread.id)).does_not_see("No longer at the top")
    coordinator.get(board.thread_path(thread.id)).press("No longer at the top").sees("It no longer stands at the top.")
    assert rows(sa.select(Thread.id).where(Thread.pinned_at.is_not(None))) == []


def test_two_coordinators_pin_at_once_and_one_is_told(board: Any, reader_for: Any, cast: Any) -> None:
    thread = board.start("teacher")
    one, other = (reader_for(who).get(board.thread_path(thread.id)) for who in (cast.coordinator, cast.vale_contact))
    one.press("Put at the top of the board")
    other.press("Put at the top of the board").sees("Someone was faster.")


def test_an_announcement_is_noted_by_schools(board: Any, reader_for: Any, cast: Any, rows: Any) -> None:
    thread = board.start("teacher", "We are closed on Friday", category=ThreadCategory.ANNOUNCEMENT)
    vale = reader_for(cast.vale_teacher).get(board.thread_path(thread.id)).sees("No school has noted it yet.")
    vale.press("We have noted this").sees("Thank you. The others see that you have noted it.")
    vale.sees("Noted by Vale Primary School.").does_not_see("We have noted this")

    noted = sa.select(ThreadSeen.school_id, ThreadSeen.noted_by_id).where(ThreadSeen.noted_at.is_not(None))
    assert rows(noted) == [(cast.school["vale"], cast.vale_teacher.id)]


def test_only_news_is_noted(board: Any, reader_for: Any, cast: Any) -> None:
    thread = board.start("teacher")
    reader_for(cast.vale_teacher).get(board.thread_path(thread.id)).does_not_see("We have noted this")


@pytest.fixture
def help_owed(rows: Any) -> Any:
    def read() -> list[Any]:
        return rows(sa.select(Duty.office, Duty.outcome).where(Duty.kind == DutyKind.ANSWER_HELP))

    return read


def test_a_call_for_help_is_the_coordinators_until_another_school_answers(
    board: Any, reader_for: Any, cast: Any, rows: Any, help_owed: Any
) -> None:
    thread = board.start("ford_teacher", "No link today", category=ThreadCategory.HELP)
    assert help_owed() == [("contact_teacher", None)]
    mailed = sa.select(Person.name).join(OutboxMail, OutboxMail.person_id == Person.id)
    assert sorted(row.name for row in rows(mailed)) == ["Carys Okoro", "Vera Singh"]  # the coordinator and the deputy
    reader_for(cast.coordinator).get("/what-needs-me").sees("A school needs help: see that “No link today” is answered")

    board.reply("ford_contact", thread.id, "We are still waiting.")
    assert help_owed() == [("contact_teacher", None)], "a word of the same school is no help"
    board.reply("abroad", thread.id, "Try again at ten, we will wait.")
    assert help_owed() == [("contact_teacher", "answered")]
    reader_for(cast.ford_teacher).get("/notices").sees(
        "Tumaini Primary School has answered your call for help: “No link today”"
    )
    reader_for(cast.ford_teacher).get(board.thread_path(thread.id)).does_not_see("Can you answer?")


def test_who_asked_may_take_the_call_back_and_others_may_not(
    board: Any, reader_for: Any, cast: Any, help_owed: Any
) -> None:
    thread = board.start("ford_teacher", "No link today", category=ThreadCategory.HELP)
    reader_for(cast.vale_teacher).get(board.thread_path(thread.id)).sees(
        "Ford Special School needs help."
    ).does_not_see("We need no more help")
    ford = reader_for(cast.ford_teacher).get(board.thread_path(thread.id))
    ford.press("We need no more help").sees("Nobody is asked to help any more.")
    assert help_owed() == [("contact_teacher", "withdrawn")]


def test_the_coordinator_passes_a_call_for_help_on_to_a_school(
    board: Any, reader_for: Any, cast: Any, rows: Any
) -> None:
    thread = board.start("ford_teacher", "No link today", category=ThreadCategory.HELP)
    path = board.thread_path(thread.id)
    reader_for(cast.vale_teacher).get(path).does_not_see("Ask a school to help")
    reader_for(cast.vale_teacher).get(path + "/help/pass-on", expect=403)
    coordinator = reader_for(cast.coordinator).get(path).follow("Ask a school to help")
    coordinator.press("Ask this school to help", expect=422)
    assert coordinator.errors() == ["Choose a school that can help."]
    coordinator.fill(school=cast.school["tumaini"]).press("Ask this school to help")
    coordinator.sees("The school has been asked to help.", "Tumaini Primary School has been asked.")
    owed = sa.select(Duty.office, Duty.school_id, Duty.outcome).where(Duty.kind == DutyKind.ANSWER_HELP)
    assert rows(owed.order_by(Duty.id)) == [
        ("contact_teacher", None, "passed_on"),
        (None, cast.school["tumaini"], None),
    ]
    reader_for(cast.abroad).get("/what-needs-me").sees("No link today")
    reader_for(cast.ford_teacher).get("/notices").sees("Tumaini Primary School has been asked to help you")
    coordinator.follow("Ask a school to help").fill(school=cast.school["tumaini"])
    coordinator.press("Ask this school to help", expect=422)
    assert coordinator.errors() == ["That school has been asked already."]

    board.reply("vale_teacher", thread.id, "We had that last week: restart the box.")
    assert [row.outcome for row in rows(owed.order_by(Duty.id))] == ["passed_on", "answered"]
    coordinator.press("Ask this school to help", expect=422)
    assert coordinator.errors() == ["This call for help has been answered already."]


def test_in_a_mentoring_cluster_the_experienced_school_hears_of_a_call_for_help(
    app: Any, board: Any, cast: Any, rows: Any
) -> None:
    said = sa.update(Cluster).where(Cluster.id == cast.river).values(form=ClusterForm.MENTORING)
    commit(app, lambda: session().execute(said))
    board.start("ford_teacher", "No link today", category=ThreadCategory.HELP)
    mailed = sa.select(Person.name).join(OutboxMail, OutboxMail.person_id == Person.id)
    lead = (
        sa.select(Person.name)
        .join(SchoolFunction, SchoolFunction.person_id == Person.id)
        .join(Office, Office.school_id == SchoolFunction.school_id)
        .where(
            Office.kind == OfficeKind.LEAD_SCHOOL, Office.cluster_id == cast.river, SchoolFunction.function == "contact"
        )
    )
    contacts = {row.name for row in rows(lead)}
    assert contacts, "the lead school has a contact"
    assert contacts <= {row.name for row in rows(mailed)}


def test_an_announcement_says_which_schools_have_not_noted_it(board: Any, reader_for: Any, cast: Any) -> None:
    thread = board.start("teacher", "We are closed on Friday", category=ThreadCategory.ANNOUNCEMENT)
    vale = reader_for(cast.vale_teacher).get(board.thread_path(thread.id)).press("We have noted this")
    vale.sees("Not yet by Ford Special School, Tumaini Primary School.")


def test_what_is_late_stands_on_one_page_and_is_answered_from_there(
    board: Any, reader_for: Any, cast: Any, clock: Any, rows: Any
) -> None:
    board.start("teacher", "In time", wanted=Wanted(cast.school["vale"], date(2027, 3, 30)))
    thread = board.start("abroad", "Late", wanted=Wanted(cast.school["vale"], date(2027, 3, 12)))
    reader_for(cast.ford_teacher).get(board.path).follow("Can you answer?").sees("Nothing is late")
    clock.hold(START + timedelta(days=12))
    reader = reader_for(cast.ford_teacher).get(f"{board.path}?show=late").sees("Late")
    reader.does_not_see("In time")
    reader_for(cast.vale_teacher).get(f"{board.path}?show=late").sees("Nothing is late")
    reader.follow("Late").follow("Answer for Vale Primary School").fill(text="Vale had snow").press("Send the message")
    reader.sees("for Vale Primary School")
    written = sa.select(Post.for_school_id).where(Post.thread_id == thread.id).order_by(Post.id)
    assert [row[0] for row in rows(written)] == [None, cast.school["vale"]]
    reader.get(f"{board.thread_path(thread.id)}?for=nonsense", expect=200)
