"""A workbook holds what its asker may see and no more, comes to its end, and is written down."""

import io
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from openpyxl import load_workbook

from portal.applying.applications.models import Answer, ApplicationVersion, Stage
from portal.applying.awards.events import LetterRead, LetterSentBack
from portal.applying.awards.models import AwardCondition, Outcome
from portal.applying.programmes.models import Question, RoundSection
from portal.applying.reviews.models import Review
from portal.core import storage
from portal.core.database import session
from portal.core.events import record
from portal.forming.clusters.models import Cluster
from portal.identity.accounts.models import WebSession
from portal.oversight.exports.models import ExportNote
from portal.oversight.notifications.models import Notification
from portal.oversight.pictures import kept
from portal.oversight.workbooks import jobs, queries
from portal.oversight.workbooks.models import Workbook, WorkbookStatus
from tests.oversight.pictures import world
from tests.support.cast import Cast, commit
from tests.support.reader import Reader

Readers = Callable[..., Reader]
AT = world.CLOSES + timedelta(days=2)
SHEETS = ["about", "applications", "answers", "reviews", "criteria", "decisions", "conditions", "events"]


@pytest.fixture(autouse=True)
def _afresh() -> None:
    kept.forget()


def lay(cast: Cast) -> Any:
    """Panel cluster with a held decision, one in review, one never sent; Tied is the officer's own by having started it."""
    planned = world.make_round()
    section = world.put(RoundSection(round_id=planned.id, title="Our plan", position=1))
    question = world.put(Question(section_id=section.id, text="What will you do?", position=1))
    for name, stage in {
        "Panel": Stage.MODERATION,
        "Open": Stage.IN_REVIEW,
        "Draft": Stage.DRAFT,
        "Tied": Stage.MODERATION,
    }.items():
        one = world.make_application(cast, planned, f"={name} cluster", stage=stage)
        version = session().query(ApplicationVersion).filter_by(application_id=one.id).one()
        world.put(Answer(application_version_id=version.id, question_id=question.id, text=f"+MARKANSWER {name}"))
        if stage != Stage.DRAFT:
            world.make_review(cast, one, "reviewer", (4, 3))
            world.make_review(cast, one, "reviewer2")
        if name == "Panel":
            held = world.make_decision(cast, one, Outcome.CONDITIONAL, conditions="MARKCONDITION")
            asked = {"number": 1, "school_id": cast.school["hill"], "due_on": AT.date()}
            world.put(AwardCondition(decision_id=held.id, words="MARKCONDITION", **asked))
            about = {"application_id": one.id, "subject_id": one.id, "decision_id": held.id}
            record(LetterSentBack(by_id=cast.manager2.id, **about))
            record(LetterRead(by_id=cast.manager2.id, **about))
        if name == "Tied":
            session().get_one(Cluster, one.cluster_id).started_by_id = cast.officer.id
    return planned.id


def proven(reader: Reader, at: Any = AT) -> Reader:
    """Who has just given their password again."""

    def prove() -> None:
        for held in session().query(WebSession).all():
            held.proved_at = at

    commit(reader.app, prove)
    return reader


def ask(reader: Reader, round_id: Any, **fields: str) -> Reader:
    given = {"stage": "", "purpose": "reporting", "words": "For the board.", **fields}
    return proven(reader).get(f"/rounds/{round_id}/workbook").fill(**given).press("Make the workbook", expect=None)


def sheets(raw: bytes) -> dict[str, list[tuple[Any, ...]]]:
    book = load_workbook(io.BytesIO(raw))
    assert book.sheetnames == SHEETS
    for sheet in book:
        for row in sheet.iter_rows():
            assert all(cell.data_type != "f" and not str(cell.value or "").startswith(("=", "+")) for cell in row), (
                sheet.title
            )
    return {sheet.title: [tuple(cell.value for cell in row) for row in sheet.iter_rows(min_row=2)] for sheet in book}


def test_from_asking_to_the_end(app: Flask, cast: Cast, clock: Any, reader_for: Readers, monkeypatch: Any) -> None:
    """A manager's has everything that came in; an officer's no open scores, nothing held, nothing of what they are tied to."""
    round_id = commit(app, lambda: lay(cast))
    clock.hold(AT)
    manager, officer = reader_for(cast.manager), reader_for(cast.officer)
    ask(manager, round_id).sees("Waiting to be made", "0 of 3")
    shown = ask(officer, round_id).sees("0 of 2").path
    ask(officer, round_id, words="Once more.").sees("A workbook is being made for you already.")
    officer.get(shown)
    monkeypatch.setattr(queries, "AT_ONCE", 1)
    commit(app, lambda: session().query(Review).update({"total": 61.5}))
    with app.app_context():
        assert jobs.make_workbooks() == 2
    whole, part = _fetched(manager), _fetched(officer)
    assert [row[1] for row in whole["applications"]] == ["'=Panel cluster", "'=Open cluster", "'=Tied cluster"]
    assert [row[1] for row in part["applications"]] == ["'=Panel cluster", "'=Open cluster"]
    assert (len(whole["reviews"]), len(part["reviews"])) == (3, 1)
    assert {row[4] for row in whole["reviews"]} == {62}, "in whole points, as everywhere"
    assert (len(whole["criteria"]), len(part["criteria"])) == (6, 2)
    assert [row[9] for row in whole["decisions"]] == ["MARKHELD"]
    assert [row[2] for row in whole["conditions"]] == ["MARKCONDITION"]
    assert part["decisions"] == part["conditions"] == []
    told = [{row[2] for row in book["events"]} & {"letter_sent_back", "letter_read"} for book in (whole, part)]
    assert told == [{"letter_sent_back", "letter_read"}, set()]
    assert {row[4] for row in part["answers"]} == {"'+MARKANSWER Panel", "'+MARKANSWER Open"}
    described = {(row[0], row[1]) for row in whole["about"]}
    assert {(sheet.name, column) for sheet in queries.SHEETS for column, _what in sheet.columns} <= described
    with app.app_context():
        notes = session().query(ExportNote).order_by(ExportNote.id).all()
        assert [(n.what, n.chosen, n.by_id) for n in notes] == [
            ("round_workbook", "Spring round", p.id) for p in (cast.manager, cast.officer)
        ]
        assert notes[0].rows == sum(len(rows) for name, rows in whole.items() if name != "about")
        assert {n.person_id for n in session().query(Notification).filter_by(kind="workbook_ended")} == {
            cast.manager.id,
            cast.officer.id,
        }
    path = manager.path
    for other in (cast.manager2, cast.officer, cast.coordinator, cast.auditor):
        assert reader_for(other).get(path, expect=None).status == 404
    clock.hold(AT + timedelta(hours=25))
    proven(reader_for(cast.manager), AT + timedelta(hours=25)).get(path, expect=404)
    with app.app_context():
        keys = [made.key for made in session().query(Workbook).all()]
        assert jobs.end_workbooks() == 2
        assert not any(storage.store().exists(key) for key in keys)
        assert {made.status for made in session().query(Workbook).all()} == {WorkbookStatus.GONE}


def _fetched(reader: Reader) -> dict[str, list[tuple[Any, ...]]]:
    reader.get(reader.path).sees("Ready").follow("Download the workbook")
    assert reader.headers["Content-Disposition"] == 'attachment; filename="round-workbook.xlsx"'
    return sheets(reader.raw)


def test_a_conflict_that_appears_later_closes_the_file(app: Flask, cast: Cast, clock: Any, reader_for: Readers) -> None:
    round_id = commit(app, lambda: lay(cast))
    clock.hold(AT)
    manager = ask(reader_for(cast.manager), round_id, stage="moderation").sees("0 of 2")
    shown = manager.path
    with app.app_context():
        jobs.make_workbooks()

    def tie() -> None:
        session().query(Cluster).filter_by(name="=Panel cluster").one().started_by_id = cast.manager.id

    commit(app, tie)
    manager.get(shown).sees("What you may see has changed since you asked.")
    manager.get(f"{shown}/file", expect=404)


def test_stopped_failed_and_asked_wrongly(
    app: Flask, cast: Cast, clock: Any, reader_for: Readers, monkeypatch: Any
) -> None:
    round_id = commit(app, lambda: lay(cast))
    clock.hold(AT)
    manager = reader_for(cast.manager)
    assert ask(manager, round_id, words=" ").errors() == ["Write what you need it for."]
    ask(manager, round_id).press("Stop it").sees("Stopped")
    with app.app_context():
        assert jobs.make_workbooks() == 0
    shown = ask(manager, round_id, words="Again.").path
    monkeypatch.setattr(queries, "rows_of", lambda *a: 1 / 0)
    with app.app_context():
        assert jobs.make_workbooks() == 0
    manager.get(shown).sees("It could not be made", "ZeroDivisionError")
    for person in (cast.reviewer, cast.coordinator):
        assert reader_for(person).get(f"/rounds/{round_id}/workbook", expect=None).status == 403
    ask(reader_for(cast.auditor), round_id, words="For the audit.").sees("The workbook is being made")
    with app.app_context():
        asked = session().query(Workbook).filter_by(asked_by_id=cast.auditor.id).one()
        assert (asked.view["open_scores"], asked.view["held"]) == (
            True,
            True,
        )  # an auditor sees all of it, and all of it is written down
