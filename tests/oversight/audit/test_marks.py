"""Journals and logs hold ids and plain facts: words that people typed about confidential matters are in none of them, in no table that is taken out and no name
of a file (quality D12, D13)."""

import logging
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.core import clock
from portal.core.database import session
from portal.core.outbox import OutboxMail
from portal.core.perform import perform
from portal.oversight.advising import queries as advising
from portal.oversight.advising import services as support
from portal.oversight.advising.models import ContactKind
from portal.oversight.audit.models import AuditEntry
from portal.oversight.breaches import services as breaches
from portal.oversight.breaches.models import Risk
from portal.oversight.chain import jobs as chain
from portal.oversight.exports.models import ExportNote, Purpose
from portal.oversight.journal.models import Reading
from portal.oversight.notifications.models import Notification
from portal.oversight.reports import services as reports
from portal.oversight.reports.models import ReportKind
from tests.support.cast import Cast
from tests.support.reader import Reader

MARK = "Quokkamark"


@pytest.fixture
def planted(app: Flask, cast: Cast, reader_for: Callable[..., Reader]) -> Any:
    """The mark in a report, a support note, a breach and the purpose of an export; and everything was read."""
    with app.app_context():
        by = cast.signed_in("teacher")
        report = perform(reports.file_report, by=by, kind=ReportKind.CHILD_HARM, thing=None, words=f"{MARK} report").id
        officer, admin = cast.signed_in("officer"), cast.signed_in("admin")
        note = {"kind": ContactKind.CALL, "on": date(2027, 3, 1), "words": f"{MARK} note", "next_contact_on": None}
        perform(support.write_note, advising.get_case(cast.river), by=officer, **note)
        what = {"known_at": clock.now(), "description": f"{MARK} breach", "about_people": 1, "risk": Risk.HIGH}
        perform(breaches.enter_breach, by=admin, **what)
    reader_for(cast.safeguarding).get(f"/reports/{report}").sees(MARK)
    reader_for(cast.manager).get(f"/clusters/{cast.river}/support").sees(MARK)
    auditor = reader_for(cast.auditor)
    auditor.get("/administration/record/table")
    asked = {"csrf_token": auditor.token(), "purpose": Purpose.AUDIT.value, "words": f"{MARK} purpose"}
    auditor.post("/administration/record/table", asked, expect=200)
    return auditor


def test_no_journal_holds_a_word_of_it(app: Flask, planted: Reader, caplog: pytest.LogCaptureFixture) -> None:
    assert MARK.encode() not in planted.raw
    assert MARK not in str(planted.headers)
    with app.app_context(), caplog.at_level(logging.INFO):
        chain.seal(settled_after=timedelta(seconds=-1))
        chain.check()
        for table in (AuditEntry, Reading, Notification, OutboxMail):
            for row in session().execute(sa.select(*table.__table__.c)):
                assert MARK not in str(tuple(row)), table.__tablename__
        assert [note.words for note in session().scalars(sa.select(ExportNote))] == [f"{MARK} purpose"]
    assert "record checked" in caplog.text
    assert MARK not in caplog.text


@pytest.mark.parametrize("who", ["coordinator", "teacher", "abroad", "authority", "reviewer", "moderator", "outsider"])
def test_nobody_else_meets_it(cast: Cast, planted: Reader, reader_for: Callable[..., Reader], who: str) -> None:
    reader = reader_for(cast.people[who])
    pages = [
        "/what-needs-me",
        "/notices",
        "/profile/timeline",
        "/profile/data",
        f"/clusters/{cast.river}",
        f"/clusters/{cast.river}/timeline",
    ]
    pages += [
        f"/clusters/{cast.river}/summary",
        f"/schools/{cast.school['hill']}/timeline",
        "/overview",
        f"/our-work/{cast.river}",
    ]
    for path in pages:
        reader.get(path, expect=None)
        assert MARK.encode() not in reader.raw, path
