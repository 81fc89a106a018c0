"""The pages: two steps with and without an account, nothing told to who may not know, the queue, decisions; planted words that reach nobody else."""

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.core.database import Base, session
from portal.core.outbox import OutboxMail
from portal.oversight.audit.models import AuditEntry
from portal.oversight.notifications.models import Notification
from portal.oversight.reports import services
from portal.oversight.reports.models import ModerationDecision, Report, ReportEntry, ReportKind
from portal.running.board.models import Post
from tests.conftest import START
from tests.oversight.reports.conftest import TEXT, TITLE, WORDS
from tests.support.cast import Cast


def _one(app: Flask) -> Report:
    with app.app_context():
        return session().scalars(sa.select(Report)).one()


def _thread(app: Flask, cast: Cast, post: Any) -> str:
    with app.app_context():
        return f"/clusters/{cast.river}/board/threads/{session().get_one(Post, post).thread_id}"


def test_from_a_message_in_two_steps(app: Flask, cast: Cast, post: Any, reader_for: Any) -> None:
    reader = reader_for(cast.people["teacher"]).get(_thread(app, cast, post))
    reader.follow("Report the message of").sees(
        "Is a child in danger now?", "999", "NSPCC", "a message in “Zebra title”"
    )
    reader.press("Send the report", expect=422).sees(
        "Choose what comes closest.", "Write in a few words what worries you."
    )
    reader.fill(kind="abuse", words=WORDS).press("Send the report")
    reader.sees("Thank you for telling us", _one(app).number, "within a day")
    reader.get(_thread(app, cast, post)).sees("This message is hidden while somebody looks at it.").does_not_see(
        TEXT, TITLE
    )
    reader.get(f"/clusters/{cast.river}/board").sees("Hidden for now").does_not_see(TITLE)
    reader.get(f"/clusters/{cast.river}").does_not_see(TITLE)
    reader.get(f"/clusters/{cast.river}/board/search?q=walrus").does_not_see(TEXT)
    reader.get("/reports/mine").sees(_one(app).number, "waits")


def test_without_an_account(app: Flask, reader_for: Any) -> None:
    reader = reader_for(None).get("/").follow("Report a concern")
    reader.fill(kind="child_harm", words=WORDS, place="Hill Primary School", name="Jo Public", email="no address")
    reader.press("Send the report", expect=422)
    reader.fill(email="jo@x.example").press("Send the report").sees("Thank you for telling us", _one(app).number)
    with app.app_context():
        mail = session().scalars(sa.select(OutboxMail).where(OutboxMail.address == "jo@x.example")).one()
        assert _one(app).number in mail.subject
        assert WORDS not in mail.text


def test_a_visitor_is_slowed_down(app: Flask, reader_for: Any) -> None:
    for number in range(11):
        reader = reader_for(None).get("/report").fill(kind="other", words=f"{WORDS} {number}")
        reader.press("Send the report", expect=429 if number == 10 else 200)
    with app.app_context():
        assert session().scalar(sa.select(sa.func.count()).select_from(Report)) == 10


@pytest.mark.parametrize("who", ["outsider", None])
def test_who_may_not_see_a_thing_is_told_nothing_of_it(cast: Cast, post: Any, reader_for: Any, who: str | None) -> None:
    reader = reader_for(cast.people[who] if who else None)
    for path in (
        f"/report/post/{post}",
        f"/report/cluster/{cast.river}",
        f"/report/person/{cast.people['teacher'].id}",
    ):
        reader.get(path).does_not_see("You report:", TITLE, "Tom O'Neill")
    reader.get("/report/nothing/018f0000-0000-7000-8000-0000deadbeef").sees("Report a concern")
    reader.get("/report/received/RP-AAAAAAAB", expect=404)


PLACES = {
    "activity": "/activities/{activity_id}",
    "handoff": "/handoffs/{handoff_id}",
    "visit": "/visits/{visit_id}",
    "cluster": "",
    "evidence": "/evidence/{item_id}",
}


def test_there_is_a_way_from_everything(app: Flask, cast: Cast, reader_for: Any) -> None:
    from tests.support.objects import make_own

    ids = make_own(app, cast)
    reader = reader_for(cast.people["vale_contact"])
    for kind, path in PLACES.items():
        raw = reader.get(f"/clusters/{cast.river}{path.format(**ids)}").raw.decode()
        assert f"/report/{kind}/" in raw, kind
    raw = reader.get(f"/partners/schools/{cast.school['hill']}").raw.decode()
    assert f"/report/school/{cast.school['hill']}" in raw
    raw = reader_for(cast.people["teacher"]).get(f"/schools/{cast.school['hill']}").raw.decode()
    assert f"/report/person/{cast.coordinator.id}" in raw
    raw = reader_for(cast.people["abroad"]).get(f"/partners/requests/{ids['request_id']}").raw.decode()
    assert f"/report/request/{ids['request_id']}" in raw
    for person in (None, cast.coordinator, cast.admin):
        assert 'href="/report"' in reader_for(person).get("/help").raw.decode()
    for kind, name in (
        ("activity", "activity_id"),
        ("handoff", "handoff_id"),
        ("visit", "visit_id"),
        ("evidence", "item_id"),
    ):
        reader.get(f"/report/{kind}/{ids[name]}").sees("You report:")
    for kind, key in (("school", cast.school["hill"]), ("cluster", cast.river), ("person", cast.coordinator.id)):
        reader.get(f"/report/{kind}/{key}").sees("You report:")


def test_the_queue_and_one_report(app: Flask, cast: Cast, reported: Any, post: Any, reader_for: Any) -> None:
    report_id = reported("teacher", ReportKind.CHILD_HARM, ("post", post))
    number = _one(app).number
    lead = reader_for(cast.safeguarding).get("/what-needs-me").follow(f"Look at the report {number}")
    lead.sees(WORDS, TEXT, "Tom O'Neill", "Vic d'Arcy-Smith", "Kept here, whatever its author changes or deletes.")
    lead.sees("Where it was: A message on a board, in the cluster River schools.", "You cannot open it there")
    assert f"/clusters/{cast.river}/board" not in lead.text, "words, no bare address"
    lead.follow("What this message said before and after").sees("It was never changed.").get(f"/reports/{report_id}")
    lead.press("Take it in hand").sees("In hand Sara Safe", "Make Vale Primary School read-only")
    lead.follow("Add a note").fill(words="Rang the school.").press("Add the note").sees("Rang the school.")
    lead.follow("Hide it, or say why it stays hidden").fill(reason="A child can be recognised.").press("Hide it")
    lead.sees("What its author reads: A child can be recognised.")
    lead.follow("Close the report").fill(
        outcome="referred", words="The school has it.", answer="Thank you, we have seen to it."
    )
    lead.press("Close the report").sees("Open it again")
    lead.get("/reports").sees("No report waits")
    lead.get("/reports?show=closed").sees(number)
    lead.get("/reports/log").sees("A child can be recognised.", TITLE)
    reader_for(cast.people["teacher"]).get("/reports/mine").sees("Thank you, we have seen to it.", "closed")
    for who in ("admin", "manager", "officer", "auditor", "coordinator", "vale_contact", "teacher", "vale_teacher"):
        reader_for(cast.people[who]).get(f"/reports/{report_id}", expect=404)
    reader_for(cast.admin).get("/reports").does_not_see(number)
    reader_for(cast.admin).get("/reports/log").does_not_see(TITLE)


def test_who_handles_a_report_goes_to_where_it_was_where_they_may_read_it(
    app: Flask, cast: Cast, reported: Any, reader_for: Any
) -> None:
    report_id = reported("vale_teacher", ReportKind.ABUSE, ("school", cast.school["vale"]))
    page = reader_for(cast.admin).get(f"/reports/{report_id}").sees("Where it was: A school.").follow("Go there")
    assert (page.path, page.h1) == (f"/schools/{cast.school['vale']}", "Vale Primary School")


def test_the_author_reads_why_and_objects(
    app: Flask, cast: Cast, reported: Any, act: Any, post: Any, reader_for: Any, clock: Any
) -> None:
    report_id = reported("teacher", ReportKind.ABUSE, ("post", post))
    author = reader_for(cast.people["vale_teacher"]).get("/notices").sees("Something that you wrote is hidden")
    act("admin", services.take, report_id)
    act("admin", services.hide_thing, report_id, reason="It makes fun of a school.")
    author.get("/reports/decisions").sees(TITLE)
    with app.app_context():
        found = session().scalars(sa.select(ModerationDecision).where(ModerationDecision.replaced_at.is_(None))).one()
    here = f"/reports/decisions/{found.id}"
    author.get(here).sees("It makes fun of a school.", TEXT).does_not_see(WORDS, "Tom O'Neill").follow("Object")
    author.press("Object", expect=422).sees("Write why you think that it should be shown.")
    author.fill(words="It was a quotation.").press("Object").sees("It was a quotation.", "A second person")
    for who in ("teacher", "vale_contact", "admin", "safeguarding"):
        reader_for(cast.people[who]).get(here, expect=404)
    manager = reader_for(cast.manager).get("/what-needs-me").follow("Answer an objection")
    manager.sees("It was a quotation.", TEXT).does_not_see(WORDS, "Tom O'Neill")
    clock.hold(START + timedelta(minutes=20))
    manager.fill(upheld="yes", answer="You are right.").press("Answer").sees("No objection waits")
    author.get(here).sees("You are right.", "shown again Tuesday 2 March 2027, 10:20 UK time")
    author.get(_thread(app, cast, post)).sees(TEXT)


def test_a_thing_hidden_for_harm_is_not_told_of_before_someone_has_looked(
    cast: Cast, reported: Any, act: Any, post: Any, reader_for: Any
) -> None:
    report_id = reported("teacher", ReportKind.CHILD_HARM, ("post", post))
    author = reader_for(cast.people["vale_teacher"])
    author.get("/notices").does_not_see("is hidden")
    author.get("/reports/decisions").sees("Nothing was decided")
    act("safeguarding", services.take, report_id)
    act("safeguarding", services.hide_thing, report_id, reason="A child can be recognised.")
    author.get("/notices").sees("Something that you wrote is hidden")


def test_those_who_chase_see_a_reference_and_no_word(
    app: Flask, cast: Cast, reported: Any, clock: Any, reader_for: Any
) -> None:
    reported("teacher", ReportKind.CHILD_HARM)
    clock.hold(START + timedelta(hours=30))
    reader = reader_for(cast.manager).get("/reports/late").sees(_one(app).number, "Who can: Sara Safe")
    reader.does_not_see(WORDS, "Tom O'Neill", "A child may be harmed")
    reader_for(cast.people["teacher"]).get("/reports/late", expect=403)


def test_planted_words_and_the_reporters_name_reach_nobody_else(
    app: Flask, cast: Cast, reported: Any, act: Any, post: Any, reader_for: Any
) -> None:
    """The words of the report and of its log stand in the tables of reports and nowhere else; and nobody whom it was not sent to can see who reported."""
    report_id = reported("ford_teacher", ReportKind.CHILD_HARM, ("post", post))
    act("safeguarding", services.take, report_id)
    act("safeguarding", services.add_note, report_id, words="Tapir note")
    act("safeguarding", services.hide_thing, report_id, reason="A plain reason.")
    own = {Report.__tablename__, ReportEntry.__tablename__, ModerationDecision.__tablename__}
    reporter, author = cast.people["ford_teacher"], cast.people["vale_teacher"]
    with app.app_context():
        for table in Base.metadata.sorted_tables:
            rows = "" if table.name in own else str(session().execute(sa.select(table)).all())
            assert WORDS not in rows, table.name
            assert "Tapir note" not in rows, table.name
        for entry in session().scalars(sa.select(AuditEntry).where(AuditEntry.kind.like("report_%"))):
            assert entry.by_id != reporter.id
            assert str(reporter.id) not in str(entry.facts)
            assert (entry.school_id, entry.cluster_id, entry.person_id) == (None, None, None)
        told = session().scalars(sa.select(Notification).where(Notification.kind.like("report_%"))).all()
        assert {one.person_id for one in told} == {reporter.id, cast.safeguarding.id, cast.people["vale_head"].id}
        for mail in session().scalars(sa.select(OutboxMail)):
            words = mail.subject + mail.text + str(mail.html)
            marks = (
                (WORDS, "Tapir note", TEXT) if mail.person_id == author.id else (WORDS, "Tapir note", TEXT, author.name)
            )
            assert not [mark for mark in marks if mark in words]
            assert mail.person_id == reporter.id or reporter.name not in words
    for who in sorted(set(cast.people) - {"safeguarding", "ford_teacher"}):
        reader = reader_for(cast.people[who])
        for path in ("/what-needs-me", "/notices", "/reports", "/reports/log", "/reports/late", "/reports/mine", "/reports/decisions", "/reports/objections",
                     "/audit", f"/clusters/{cast.river}/board", f"/clusters/{cast.river}/timeline", "/clusters", "/administration/mail"):  # fmt: skip
            reader.get(path, expect=None).does_not_see(WORDS, "Tapir note")
            if path.startswith("/reports") or path in ("/notices", "/what-needs-me", "/audit"):
                reader.does_not_see(reporter.name)


def test_the_queue_asks_as_much_for_thirty_as_for_one(cast: Cast, reported: Any, reader_for: Any) -> None:
    reader = reader_for(cast.safeguarding)
    reported("teacher", ReportKind.CHILD_HARM)
    reader.get("/reports")
    one = len(reader.statements)
    for _more in range(29):
        reported("teacher", ReportKind.CHILD_HARM)
    reader.get("/reports")
    assert len(reader.statements) == one


def test_who_read_how_many_is_told_and_no_more(cast: Cast, reported: Any, reader_for: Any) -> None:
    lead = reader_for(cast.safeguarding)
    for _number in range(2):
        lead.get(f"/reports/{reported('teacher', ReportKind.CHILD_HARM)}")
    for who in ("auditor", "manager"):
        reader_for(cast.people[who]).get("/administration/readings/months").sees(
            "March 2027", "Sara Safe Report of a worry 2 2"
        ).does_not_see("RP-", WORDS)
    reader_for(cast.admin).get("/administration/readings/months", expect=403)


def test_the_page_about_safety_is_there_for_everyone(cast: Cast, reader_for: Any) -> None:
    reader_for(None).get("/terms").follow("How reports work, how fast, and how to object").sees(
        "24 hours", "three days", "A second person"
    )
