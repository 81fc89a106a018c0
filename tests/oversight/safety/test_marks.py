"""Planted words: who reported and what, private addresses, reviews, why somebody is away. Every page that a person reaches, searches, feeds, files, mails,
notices, the record and the logs are looked through for those that are not theirs (checks 64, S13, S16, D11 to D13).
What can be downloaded is opened first: PDFs, workbooks, Word documents and parcels."""

import io
import json
import logging
import zipfile
from collections import deque
from collections.abc import Iterator
from typing import Any
from urllib.parse import urljoin, urlsplit

import openpyxl
import pytest
import sqlalchemy as sa
from flask import Flask

from portal.applying.reviews.models import Review, ReviewScore
from portal.core import storage
from portal.core.clock import clock as now
from portal.core.database import session
from portal.core.outbox import OutboxMail
from portal.core.perform import perform
from portal.core.search import SearchEntry
from portal.identity.accounts.models import Person, WebSession
from portal.oversight.audit.models import AuditEntry
from portal.oversight.notifications.models import Notification
from portal.oversight.reports import queries as report_queries
from portal.oversight.reports import services as report_services
from portal.oversight.reports.models import Report
from portal.oversight.workbooks import jobs as workbook_jobs
from portal.running.activities.models import CalendarFeed
from portal.running.activities.routes.feeds import token_of
from portal.running.handoffs import words as handoff_words
from portal.running.handoffs.models import Handoff, Reason
from portal.running.mediation.models import Mediation
from portal.web.pdf import Paper
from tests.support import databases, shared
from tests.support.cast import Cast, commit, make_cast
from tests.support.crawler import kind_of
from tests.support.objects import make_own
from tests.support.opened import kind_of_file, words_of
from tests.support.reader import Reader

Ids = dict[str, Any]
HILL = {"coordinator", "teacher", "head"}
# each planted word, and who may read it
MARKS: dict[str, set[str]] = {
    "zedvisitorname": {"safeguarding"},
    "zedvisitor@mark.example": {"safeguarding"},
    "zedreportwords": {"safeguarding"},
    "zedlognote": {"safeguarding"},
    # their account is known to those who look after accounts and the record, and to the contact of the school that they asked to join; never as who reported
    "zedsignedname": {"nobody", "safeguarding", "admin", "manager", "manager2", "coordinator", "officer", "auditor"},
    "zedsignedwords": {"nobody", "admin"},
    # an address is seen by the person, the contact and the head of the school, and whoever verifies it
    "zedprivate@mail.example": {"teacher", "coordinator", "head", "manager", "manager2", "officer", "admin"},
    "zedreviewnote": {"reviewer"},
    "zedreviewscore": {"reviewer"},
    "zedreviewername": {"reviewer", "manager", "manager2", "officer", "moderator", "admin", "auditor"},
    "zedabsence": HILL,
    "zedmediation": {"coordinator", "head", "vale_contact", "vale_head", "officer"},
}
PEOPLE = (
    None,
    "nobody",
    "teacher",
    "coordinator",
    "vale_teacher",
    "vale_contact",
    "abroad",
    "outsider",
    "reviewer2",
    "officer",
    "manager",
    "auditor",
    "authority",
    "safeguarding",
    "admin",
)
OPENED = {
    "manager": {"pdf", "workbook"},
    "coordinator": {"pdf", "document"},
    "teacher": {"pdf"},
    "vale_contact": {"pdf"},
}
LEAST = {None: 8, "nobody": 8, "outsider": 12, "reviewer2": 8}


def planted_world(app: Flask) -> tuple[Cast, Ids]:
    """The cast, one of everything, and the words."""
    cast = make_cast(app)
    ids = make_own(app, cast)

    def plant() -> None:
        held = session()
        held.get_one(Person, cast.teacher.id).email = "zedprivate@mail.example"
        held.get_one(Person, cast.nobody.id).name = "Nia zedsignedname"
        held.get_one(Person, cast.people["reviewer"].id).name = "Rae zedreviewername"
        held.execute(sa.update(Handoff).values(reason=Reason.FAMILY))
        held.execute(sa.update(Mediation).values(what="zedmediation: they never answer"))
        review = held.scalars(sa.select(Review)).one()
        review.private_note, review.feedback = "zedreviewnote private", "zedreviewnote feedback"
        held.add(ReviewScore(review_id=review.id, criterion_id=ids["criterion_id"], score=3, justification="zedreviewscore"))  # fmt: skip

    commit(app, plant)
    return cast, ids


@pytest.fixture
def world(the_app: Flask, clock: Any, monkeypatch: pytest.MonkeyPatch) -> tuple[Flask, Cast, Ids]:
    storage.use(storage.LocalStorage(shared.home() / "planted-files"))  # one worker lays the world for all
    cast, ids = databases.lay_with(the_app, planted_world)
    monkeypatch.setitem(handoff_words.REASON, Reason.FAMILY, "zedabsence of a parent")
    return the_app, cast, ids


def report_and_handle(app: Flask, cast: Cast, ids: Ids) -> None:
    """A visitor and someone without a school report by the form; the safeguarding lead looks and notes."""
    visitor = Reader(app).get("/report").fill(kind="child_harm", words="zedreportwords about a child")
    visitor.fill(name="Zoe zedvisitorname", email="zedvisitor@mark.example", place=str(ids["thread_id"]))
    visitor.press("Send the report").sees("RP-").does_not_see("zedreportwords")
    signed = Reader(app, cast.nobody).get(f"/report/post/{ids['post_id']}")
    signed.fill(kind="other", words="zedsignedwords about a page").press("Send the report").sees("RP-")
    with app.app_context():
        found = session().scalars(sa.select(Report).where(Report.words.contains("zedreportwords"))).one().id
        by = cast.signed_in("safeguarding")
        perform(report_services.take, report_queries.get_report(found), by=by)
        perform(
            report_services.add_note, report_queries.get_report(found), by=by, words="zedlognote: telephoned the school"
        )
    Reader(app, cast.safeguarding).get(f"/reports/{found}").sees("zedreportwords", "zedlognote", "zedvisitorname")


def make_the_workbook(app: Flask) -> None:
    """The manager's workbook of the round is made, and everybody has just proved who they are."""

    def prove() -> None:
        session().execute(sa.update(WebSession).values(proved_at=now.now()))

    with app.app_context():
        assert workbook_jobs.make_workbooks() >= 1
    commit(app, prove)


def walk(reader: Reader, starts: list[str], most: int = 260) -> Iterator[str]:
    """Open every kind of page twice, by its links and these addresses; what does not answer is looked at, too."""
    waiting, seen, kinds = deque(starts), set(starts), dict[str, int]()
    while waiting and sum(kinds.values()) < most:
        path = waiting.popleft()
        kind = kind_of(reader.app, path)
        if kinds.get(kind, 0) >= 2 and path not in starts:
            continue
        kinds[kind] = kinds.get(kind, 0) + 1
        reader.get(path, expect=None)
        yield path
        for href, _words in reader.links:
            there = urlsplit(urljoin(reader.path, href))
            target = there.path + ("?" + there.query if there.query else "")
            ours = there.netloc in ("", "localhost") and there.scheme in ("", "http")
            if ours and target not in seen and not target.startswith(("/assets/", "/sign-out", "/demonstration/")):
                seen.add(target)
                waiting.append(target)


def not_theirs(who: str | None) -> list[str]:
    return [mark for mark, may in MARKS.items() if who not in may]


def starts_of(cast: Cast, ids: Ids) -> list[str]:
    """Addresses that are known to somebody, whether linked or not: things, searches, exports."""
    river, hill = f"/clusters/{cast.river}", f"/schools/{cast.school['hill']}"
    searches = [
        f"{path}{mark}"
        for mark in ("zedreportwords", "zedmediation", "zedprivate", "zedsignedname")
        for path in (
            f"{river}/board/search?q=",
            "/administration/people?q=",
            "/partners?q=",
            "/audit?q=",
            "/administration/record?q=",
        )
    ]
    return [
        "/",
        *searches,
        river,
        f"{river}/board",
        f"{river}/timeline",
        f"{river}/board/threads/{ids['thread_id']}",
        f"{river}/board/threads/{ids['thread_id']}/text",
        f"{river}/handoffs/{ids['handoff_id']}",
        f"{river}/activities/{ids['activity_id']}",
        f"{river}/calendar",
        hill,
        f"{hill}/portfolio.json",
        f"/applications/{ids['application_id']}",
        f"/applications/{ids['application_id']}/versions/1",
        f"/reviews/{ids['review_id']}",
        f"/reports/{ids['report_id']}",
        f"/difficulties/{ids['mediation_id']}",
        "/reports",
        "/reports/log",
        "/reports/late",
        "/administration/readings",
        "/administration/record",
        "/administration/mail",
        *papers_of(cast, ids),
    ]


def papers_of(cast: Cast, ids: Ids) -> list[str]:
    """Everything that is made to be kept or printed."""
    river, hill = f"/clusters/{cast.river}", cast.school["hill"]
    return [
        f"/awards/{ids['award_id']}/agreement.pdf",
        f"/applications/{ids['application_id']}/form.docx",
        f"/rounds/{ids['round_id']}/form.docx",
        f"{river}/summary.pdf",
        f"{river}/meetings/{ids['meeting_id']}/minutes.pdf",
        f"{river}/handoffs/{ids['handoff_id']}/certificate.pdf",
        f"{river}/ledger/schools/{hill}/statement.pdf",
        f"{river}/ledger/entries.csv",
        f"{river}/rotas/turns/{ids['turn_id']}/handover.pdf",
        f"/workbooks/{ids['workbook_id']}/file",
        *(f"/overview/{name}.csv" for name in ("stages", "stand-ins", "support")),
    ]


@pytest.mark.either
@pytest.mark.parametrize("who", PEOPLE, ids=str)
def test_planted_words_reach_nobody_they_should_not(world: tuple[Flask, Cast, Ids], who: str | None) -> None:
    app, cast, ids = world
    report_and_handle(app, cast, ids)
    person, marks = (cast.people[who] if who else None), not_theirs(who)
    reader, found, opened, files = Reader(app, person), list[str](), 0, {"text"}
    make_the_workbook(app)
    for path in walk(reader, starts_of(cast, ids)):
        asked = urlsplit(path).query
        said = words_of(reader.raw) + str(reader.headers)
        found += [f"{path}: {mark}" for mark in marks if mark in said and mark.partition("@")[0] not in asked]
        files |= {kind_of_file(reader.raw)} if reader.status == 200 else set()
        opened += reader.status == 200
        if reader.status == 200 and reader.headers["Content-Type"].startswith("text/html"):
            assert reader.page.select_one('a[href^="/report"]'), f"{path}: no way to report"
            assert reader.page.select_one('a[href="/privacy"]'), f"{path}: no way to the notice"
    assert not found, "\n".join(found)
    assert opened >= LEAST.get(who, 20), f"only {opened} pages answered"
    assert files >= OPENED.get(who, {"text"}), files


def test_the_marks_are_there_to_be_found(world: tuple[Flask, Cast, Ids]) -> None:
    """Each planted word is shown to somebody who may read it: a mark that nobody could see would prove nothing."""
    app, cast, ids = world
    report_and_handle(app, cast, ids)
    river = f"/clusters/{cast.river}"
    for who, path, *marks in (
        ("reviewer", f"/reviews/{ids['review_id']}/write", "zedreviewnote", "zedreviewscore"),
        ("teacher", f"{river}/handoffs/{ids['handoff_id']}", "zedabsence"),
        ("teacher", "/profile", "zedprivate@mail.example"),
        ("vale_contact", f"/difficulties/{ids['mediation_id']}", "zedmediation"),
        ("manager", f"/applications/{ids['application_id']}/reviewers", "zedreviewername"),
    ):
        reader = Reader(app, cast.people[str(who)]).get(path, expect=None)
        assert reader.status == 200, path
        for mark in marks:
            assert mark in reader.raw.decode(), f"{path}: {mark}"


@pytest.mark.either
def test_mails_notices_feeds_search_and_downloads_hold_no_planted_word(world: tuple[Flask, Cast, Ids]) -> None:
    app, cast, ids = world
    report_and_handle(app, cast, ids)
    addresses = {one.email: one.key for one in cast.people.values()} | {"zedprivate@mail.example": "teacher"}
    with app.app_context():
        mails = list(session().scalars(sa.select(OutboxMail)))
        assert len(mails) > 3
        for mail in mails:
            who = addresses.get(mail.address)
            said = f"{mail.subject} {mail.text} {mail.html} {mail.headers}"
            confidential = [mark for mark in MARKS if mark != "zedsignedname" or who not in MARKS[mark]]
            assert not [mark for mark in confidential if mark in said], mail.kind
        keys = {one.id: one.key for one in cast.people.values()}
        for notice in session().scalars(sa.select(Notification)):
            assert not [m for m in not_theirs(keys[notice.person_id]) if m in f"{notice.title} {notice.path}"]
        for entry in session().scalars(sa.select(SearchEntry)):
            assert not [mark for mark in MARKS if mark in f"{entry.scope} {entry.words}"], entry.kind
    with app.test_request_context(), app.app_context():
        address = f"/calendar/feed/{token_of(session().get_one(CalendarFeed, ids['feed_id']))}.ics"
    feed = Reader(app).get(address)
    assert b"BEGIN:VCALENDAR" in feed.raw
    assert not [mark for mark in MARKS if mark.encode() in feed.raw]
    for who in ("coordinator", "vale_teacher", "nobody"):
        reader = Reader(app, cast.people[who]).get("/profile/data").press("Download everything about you", expect=None)
        if reader.page.find("input", attrs={"type": "password"}):
            reader.label("Password", "three grey herons").press("Go on", expect=None)
            reader.get("/profile/data").press("Download everything about you")
        with zipfile.ZipFile(io.BytesIO(reader.raw)) as parcel:
            said = "\n".join(parcel.namelist()) + "".join(parcel.read(n).decode("utf-8", "replace") for n in parcel.namelist())  # fmt: skip
            assert json.loads(parcel.read("everything.json"))["kept"]
        assert not [mark for mark in not_theirs(who) if mark in said], who


def test_the_record_and_the_logs_hold_no_planted_word(
    world: tuple[Flask, Cast, Ids], caplog: pytest.LogCaptureFixture
) -> None:
    app, cast, ids = world
    with caplog.at_level(logging.DEBUG):
        report_and_handle(app, cast, ids)
        Reader(app, cast.teacher).get(f"/reports/{ids['report_id']}", expect=404)
    said = "\n".join(record.getMessage() for record in caplog.records)
    assert not [mark for mark in MARKS if mark in said]
    with app.app_context():
        entries = list(session().scalars(sa.select(AuditEntry)))
        assert any(entry.kind == "report_received" for entry in entries)
        for entry in entries:
            facts = json.dumps(entry.facts, ensure_ascii=False)
            assert not [mark for mark in MARKS if mark in facts], entry.kind
            assert not [one.name for one in cast.people.values() if one.name in facts], entry.kind


def test_a_file_is_opened_before_it_is_looked_through(the_app: Flask) -> None:
    """A word inside a PDF, a workbook or a parcel of them is packed: not in its bytes, and found all the same."""
    book, parcel = io.BytesIO(), io.BytesIO()
    sheets = openpyxl.Workbook()
    sheets.create_sheet("Second").append(["zedworkbookword"])
    sheets.save(book)
    with the_app.test_request_context():
        paper = Paper("zedtitle", language="en", foot="zedfoot")
        paper.text_block("Somebody wrote zedpaperword@mark.example here.")
        pdf = paper.answer("paper").get_data()
    with zipfile.ZipFile(parcel, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("zedname.pdf", pdf)
        packed.writestr("inner.xlsx", book.getvalue())
    for raw, kind, *marks in (
        (pdf, "pdf", "zedtitle", "zedfoot", "zedpaperword@mark.example"),
        (book.getvalue(), "workbook", "zedworkbookword"),
        (parcel.getvalue(), "parcel", "zedname", "zedpaperword@mark.example", "zedworkbookword"),
    ):
        assert kind_of_file(raw) == kind
        assert not [mark for mark in marks if mark not in words_of(raw)], kind
    assert b"zedpaperword" not in pdf
    assert b"zedworkbookword" not in book.getvalue()
