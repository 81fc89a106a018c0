"""Requests and complaints about data: one month, a clock that stands still while we ask back, an answer by mail (checks D6 to D8)."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa
from flask import Flask

from portal.core import duty
from portal.core.database import session
from portal.core.duty import DutyKind
from portal.core.outbox import OutboxMail
from portal.oversight.notifications.models import Notification
from portal.oversight.privacy import jobs
from portal.oversight.privacy.models import RequestState, RightsRequest
from tests.conftest import START
from tests.support.cast import Cast
from tests.support.reader import Reader

Readers = Callable[..., Reader]


def the_request(app: Flask) -> RightsRequest:
    with app.app_context():
        found = session().scalars(sa.select(RightsRequest)).one()
        session().expunge(found)
        return found


def mails(app: Flask) -> list[OutboxMail]:
    with app.app_context():
        return list(
            session().scalars(
                sa.select(OutboxMail).where(OutboxMail.kind.like("data_request%")).order_by(OutboxMail.id)
            )
        )


def asked(reader: Reader) -> Reader:
    reader.get("/privacy").follow("Ask about your data, or complain")
    reader.fill(kind="complaint", name="Nan Outside", email="nan@example.org", words="secret-words of mine")
    return reader.press("Send")


def test_anyone_may_ask_and_is_answered_at_once(reader_for: Readers, cast: Cast, app: Flask) -> None:
    asked(reader_for(None)).sees("Your request has arrived")
    made = the_request(app)
    assert (made.due_on, made.person_id) == (date(2027, 4, 2), None)
    [mail] = mails(app)
    assert mail.address == "nan@example.org"
    assert made.number in mail.text
    assert "secret-words" not in mail.text + mail.subject
    with app.app_context():
        [owed] = duty.open_duties(DutyKind.ANSWER_RIGHTS, made.id)
        assert owed.title == made.number


def test_what_is_missing_is_said_and_nothing_is_kept(reader_for: Readers, cast: Cast, app: Flask) -> None:
    reader = reader_for(None).get("/privacy/ask").press("Send", expect=422)
    reader.sees("Choose what you want.", "Enter your name.", "Enter your e-mail address.", "Write what it is about.")
    with app.app_context():
        assert session().scalar(sa.select(sa.func.count()).select_from(RightsRequest)) == 0


def test_the_clock_stands_still_while_we_wait(reader_for: Readers, cast: Cast, app: Flask, clock: Any) -> None:
    asked(reader_for(None))
    first = the_request(app)
    reader = reader_for(cast.admin).get("/what-needs-me").follow(f"Answer the request about data: {first.number}")
    reader.sees("secret-words of mine", "nan@example.org").press("We have asked back: stop the clock")
    clock.hold(clock.now() + timedelta(days=10))
    reader = (
        reader_for(cast.admin).get("/administration/data").follow(first.number).sees("The clock stands still since")
    )
    reader.press("They have answered: go on")
    assert the_request(app).due_on == first.due_on + timedelta(days=10)


def test_the_answer_is_mailed_and_the_duty_is_done(reader_for: Readers, cast: Cast, app: Flask) -> None:
    asked(reader_for(None))
    made = the_request(app)
    reader = reader_for(cast.admin).get(f"/administration/data/requests/{made.id}")
    reader.press("Send the answer", expect=422).sees("Choose how it ends.", "Write your answer.")
    reader.fill(outcome="refused", words="We cannot, because.")
    reader.press("Send the answer").sees("The answer is on its way.", "No request")
    last = mails(app)[-1]
    assert "We cannot, because." in last.text
    assert "ico.org.uk" in last.text
    assert the_request(app).state == RequestState.REFUSED
    with app.app_context():
        assert duty.open_duties(DutyKind.ANSWER_RIGHTS, made.id) == []
    reader.get(f"/administration/data/requests/{made.id}").sees("Refused", "We cannot, because.")


def test_an_auditor_reads_and_does_not_answer(reader_for: Readers, cast: Cast, app: Flask) -> None:
    asked(reader_for(None))
    made = the_request(app)
    reader = reader_for(cast.auditor).get(f"/administration/data/requests/{made.id}")
    reader.does_not_see("Send the answer", "Download everything")
    reader_for(cast.manager).get(f"/administration/data/requests/{made.id}", expect=404)


def test_everything_for_one_without_an_account(reader_for: Readers, cast: Cast, app: Flask) -> None:
    asked(reader_for(None))
    made = the_request(app)
    reader = reader_for(cast.admin).get(f"/administration/data/requests/{made.id}")
    reader.press("Download everything about them")
    assert reader.headers["Content-Type"] == "application/zip"


def test_a_week_before_the_day_the_administrators_are_told(
    reader_for: Readers, cast: Cast, app: Flask, clock: Any
) -> None:
    asked(reader_for(None))
    due, told = the_request(app).due_on, []
    for before in (8, 7, 7, 6, 0):
        clock.hold(START + (due - START.date() - timedelta(days=before)))
        with app.app_context():
            jobs.remind_of_requests()
            query = sa.select(Notification.person_id, Notification.title).where(Notification.kind == "rights_due")
            told.append([tuple(row) for row in session().execute(query)])
    words = f"The request about data {the_request(app).number} must be answered within 7 days."
    assert told == [[], *([[(cast.admin.id, words)]] * 4)]
