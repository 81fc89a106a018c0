"""Who read what: written before the page is shown, told to those who look after it, and never changed."""

import csv
import io
import uuid
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.core.database import session
from portal.core.errors import TryLater
from portal.oversight.audit.models import AuditEntry
from portal.oversight.exports.models import ExportNote
from portal.oversight.journal import affected, jobs, queries
from portal.oversight.journal.models import Reading, ReadingKind
from portal.oversight.notifications.models import Notification
from portal.oversight.reports.models import Report, ReportKind
from portal.web import access
from tests.support.cast import Cast, commit
from tests.support.objects import make_own
from tests.support.reader import Reader

PAGE = "/administration/readings"
PURPOSE = {"purpose": "breach", "words": "Aardvark purpose: to tell them."}


def read(app: Flask) -> list[tuple[Any, str, Any]]:
    with app.app_context():
        rows = session().scalars(sa.select(Reading).order_by(Reading.id)).all()
        return [(row.person_id, row.kind.value, row.subject_id) for row in rows]


def table(reader: Reader, path: str) -> list[list[str]]:
    """Ask for a table and read it."""
    reader.get(path)
    reader.post(path, {"csrf_token": reader.token(), **PURPOSE}, expect=200)
    assert reader.headers["Content-Type"].startswith("text/csv")
    return list(csv.reader(io.StringIO(reader.raw.decode("utf-8-sig"))))


def test_reading_by_role_is_written_once_an_hour_before_it_is_shown(
    app: Flask,
    cast: Cast,
    clock: Any,
    reported: Any,
    reader_for: Callable[..., Reader],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    report = reported("teacher", ReportKind.CHILD_HARM)
    lead = reader_for(cast.safeguarding)
    lead.get("/reports")
    assert read(app) == []  # the list shows no more than a number
    for _time in range(2):
        lead.get(f"/reports/{report}")
    assert read(app) == [(cast.safeguarding.id, "report", report)]
    clock.hold(clock.now() + timedelta(hours=1))
    lead = reader_for(cast.safeguarding)
    lead.get(f"/reports/{report}")
    assert len(read(app)) == 2

    def full(*_given: Any) -> None:
        raise TryLater

    monkeypatch.setattr(access.journal, "note", full)
    lead.get(f"/reports/{report}", expect=503).does_not_see("Ocelot")


def test_every_kind_and_nobodys_own(app: Flask, cast: Cast, reader_for: Callable[..., Reader]) -> None:
    """Staff, reviewers and administrators leave a trace at each confidential page; the schools concerned leave none at theirs."""
    own = make_own(app, cast)
    application, review = f"/applications/{own['application_id']}", f"/reviews/{own['review_id']}"
    visits = {
        "manager": [f"{application}/panel", application, f"{application}/decision"],
        "officer": [f"{application}/screening"],
        "reviewer": [f"{review}/write"],
        "admin": [
            f"/administration/people/{cast.teacher.id}",
            f"/administration/data/requests/{own['rights_request_id']}",
        ],
    }
    for who, paths in visits.items():
        for path in paths:
            reader_for(cast.people[who]).get(path, expect=None)
    for path in (application, f"/clusters/{cast.river}", f"/clusters/{cast.river}/board"):
        reader_for(cast.coordinator).get(path)
    names = {person.id: key for key, person in cast.people.items()}
    found = {(names[person], kind) for person, kind, _subject in read(app)}
    assert found >= {
        ("manager", "reviews"),
        ("manager", "application"),
        ("admin", "account"),
        ("admin", "data_request"),
    }
    assert ("reviewer", "application") in found
    assert "coordinator" not in {who for who, _kind in found}


@pytest.mark.parametrize("statement", ["UPDATE reading SET kind = 'x'", "DELETE FROM reading"])
def test_it_goes_one_way(app: Flask, cast: Cast, reported: Any, reader_for: Any, statement: str) -> None:
    reader_for(cast.safeguarding).get(f"/reports/{reported('teacher', ReportKind.CHILD_HARM)}")
    with app.app_context():
        with pytest.raises(sa.exc.DBAPIError, match="append-only"):
            session().execute(sa.text(statement))
        session().rollback()


def test_who_saw_this_record_between_these_days(
    app: Flask, cast: Cast, clock: Any, reported: Any, reader_for: Callable[..., Reader]
) -> None:
    first, second = (reported("teacher", ReportKind.CHILD_HARM) for _number in range(2))
    lead = reader_for(cast.safeguarding)
    lead.get(f"/reports/{first}")
    clock.hold(datetime(2027, 3, 6, 10, 0, tzinfo=UTC))
    lead, auditor = reader_for(cast.safeguarding), reader_for(cast.auditor)
    lead.get(f"/reports/{first}")
    lead.get(f"/reports/{second}")
    auditor.get(f"{PAGE}?record={first}&since=2027-03-06&until=2027-03-06")
    assert len(auditor.page.select("tbody tr")) == 1
    auditor.sees("Sara Safe", "Report of a worry", "Only one record is shown.")
    auditor.get(f"{PAGE}?record={first}")
    assert len(auditor.page.select("tbody tr")) == 2
    auditor.get(f"{PAGE}?since=2027-03-03&until=2027-03-05").sees("Nobody read anything")
    for nonsense in ("since=x", "record=x", "person=1", "since=2027-03-09&until=2027-03-01", "since=99999-01-01"):
        auditor.get(f"{PAGE}?{nonsense}").sees("Write dates as year-month-day")
    lead.get(f"/reports/{first}").follow("Who has read this report").sees("Only one record is shown.")


def test_both_tables_are_asked_for_and_written_down(
    app: Flask, cast: Cast, reported: Any, reader_for: Callable[..., Reader]
) -> None:
    """Who saw it; and whom it is about, to tell them. The purpose is kept with the export and in no log, no name of a file."""
    report = reported("teacher", ReportKind.ADULT_CONDUCT, ("person", cast.vale_teacher.id))
    reader_for(cast.safeguarding).get(f"/reports/{report}")
    auditor = reader_for(cast.auditor)
    head, *rows = table(auditor, f"{PAGE}/table?record={report}")
    assert head == ["When (UTC)", "Who", "What", "Which", "Number of the record"]
    assert [(row[1], row[2], row[4]) for row in rows] == [("Sara Safe", "Report of a worry", str(report))]
    assert auditor.headers["Content-Disposition"] == 'attachment; filename="readings.csv"'
    head, *rows = table(auditor, f"{PAGE}/people?record={report}")
    people = {row[0]: row[1] for row in rows}
    assert people == {one.name: one.email for one in (cast.teacher, cast.vale_teacher)}
    with app.app_context():
        notes = session().scalars(sa.select(ExportNote).order_by(ExportNote.id)).all()
        assert [(note.what, note.rows, note.purpose.value, note.by_id) for note in notes] == [
            ("readings", 1, "breach", cast.auditor.id),
            ("people_affected", 2, "breach", cast.auditor.id),
        ]
        entries = session().scalars(sa.select(AuditEntry).where(AuditEntry.kind == "table_exported")).all()
        assert [entry.facts for entry in entries] == [
            {"what": "readings", "rows": 1, "purpose": "breach"},
            {"what": "people_affected", "rows": 2, "purpose": "breach"},
        ]
    auditor.get("/administration/exports").sees("Whom a record is about", "Aardvark purpose")
    reader_for(cast.admin).get("/administration/record").does_not_see("Aardvark")


def test_every_kind_of_record_says_whom_it_is_about(app: Flask, cast: Cast) -> None:
    with app.app_context():
        assert affected.people_in({kind: [uuid.uuid4()] for kind in ReadingKind}) == []
        assert [one.name for one in affected.people_in({ReadingKind.ACCOUNT: [cast.teacher.id]})] == [cast.teacher.name]


def test_a_long_table_is_read_some_rows_at_a_time(
    cast: Cast, reported: Any, reader_for: Callable[..., Reader], monkeypatch: pytest.MonkeyPatch
) -> None:
    lead = reader_for(cast.safeguarding)
    seen = [str(reported("teacher", ReportKind.CHILD_HARM)) for _number in range(3)]
    for one in seen:
        lead.get(f"/reports/{one}")
    monkeypatch.setattr(queries, "AT_ONCE", 2)
    _head, *rows = table(reader_for(cast.auditor), f"{PAGE}/table")
    assert [(row[1], row[4]) for row in rows] == [("Sara Safe", one) for one in seen]


def test_what_for_has_to_be_said(app: Flask, cast: Cast, reader_for: Callable[..., Reader]) -> None:
    auditor = reader_for(cast.auditor)
    auditor.get(f"{PAGE}/table")
    auditor.post(f"{PAGE}/table", {"csrf_token": auditor.token(), "words": "Because."}, expect=422)
    auditor.sees("Choose what you need it for.", "Because.")
    with app.app_context():
        assert session().scalar(sa.select(sa.func.count()).select_from(ExportNote)) == 0


def test_a_formula_is_no_formula() -> None:
    from portal.oversight.exports.handing import as_csv

    assert as_csv(["=1+1", "-2", "name"], [["@x", -2, None]]) == "'=1+1,'-2,name\r\n'@x,-2,\r\n"


def test_the_proof_is_asked_again(app: Flask, cast: Cast, clock: Any, reader_for: Callable[..., Reader]) -> None:
    auditor = reader_for(cast.auditor)
    with app.app_context():
        from portal.identity.accounts.models import WebSession

        commit(app, lambda: session().execute(sa.update(WebSession).values(proved_at=None)))
    auditor.get(f"{PAGE}/table", follow=False, expect=303)
    assert "/prove" in auditor.headers["Location"]


def test_nobody_learns_that_they_were_reported(app: Flask, cast: Cast, reported: Any, reader_for: Any) -> None:
    report = reported("teacher", ReportKind.ADULT_CONDUCT)
    about = sa.update(Report).where(Report.id == report).values(about_id=cast.auditor.id)
    commit(app, lambda: session().execute(about))
    reader_for(cast.safeguarding).get(f"/reports/{report}")
    auditor = reader_for(cast.auditor)
    auditor.get(PAGE).sees("Nobody read anything")
    assert len(table(auditor, f"{PAGE}/table")) == 1
    assert len(table(auditor, f"{PAGE}/people")) == 1
    reader_for(cast.safeguarding).get(PAGE).sees("Report of a worry")


def test_a_month_is_told_once(app: Flask, cast: Cast, clock: Any, reported: Any, reader_for: Any) -> None:
    with app.app_context():
        jobs.sum_up_readings()
    reader_for(cast.safeguarding).get(f"/reports/{reported('teacher', ReportKind.CHILD_HARM)}")
    clock.hold(datetime(2027, 4, 1, 1, 0, tzinfo=UTC))
    for _night in range(2):
        with app.app_context():
            jobs.sum_up_readings()
    with app.app_context():
        told = session().scalars(sa.select(Notification).where(Notification.kind == "readings_summed")).all()
        names = {person.id: key for key, person in cast.people.items()}
        assert {names[one.person_id] for one in told} == {"auditor", "manager", "manager2", "safeguarding"}
        assert {one.title for one in told} == {"Last month 1 person opened confidential records by their role."}
    reader_for(cast.manager).get(f"{PAGE}/months").sees("March 2027", "Sara Safe Report of a worry 1 1")


@pytest.mark.parametrize(
    ("who", "statuses"),
    [
        ("auditor", (200, 200, 200)),
        ("safeguarding", (200, 200, 403)),
        ("manager", (403, 200, 200)),
        ("admin", (403, 403, 200)),
        ("officer", (403, 403, 403)),
        ("teacher", (403, 403, 403)),
    ],
)
def test_who_may(cast: Cast, reader_for: Any, who: str, statuses: tuple[int, ...]) -> None:
    for path, status in zip((PAGE, f"{PAGE}/months", "/administration/exports"), statuses, strict=True):
        reader_for(cast.people[who]).get(path, expect=status)


def test_the_number_of_statements_does_not_grow(app: Flask, cast: Cast, clock: Any, reader_for: Any) -> None:
    reader, counts, made = reader_for(cast.auditor), [], 0
    for number in (1, 3, 60):

        def lay(number: int = number, made: int = made) -> None:
            at = clock.now()
            for one in range(made, number):
                hour = at - timedelta(hours=one)
                session().add(Reading(person_id=cast.manager.id, kind=ReadingKind.ACCOUNT, subject_id=cast.teacher.id, hour=hour, at=hour))  # fmt: skip
                session().flush()

        commit(app, lay)
        made = number
        reader.get(PAGE)
        counts.append(len(reader.statements))
    assert len(set(counts)) == 1
    assert len(reader.page.select("tbody tr")) == 50
    reader.follow("Next page")
    assert len(reader.page.select("tbody tr")) == 10
