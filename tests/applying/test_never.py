"""What must never happen, where no room's own file proves it: impossible records (26), the record of every move (28), nobody acts for another (29), a
restore drill (31), long work that waits outside the request (32). docs/review-checks.md names every line with its tests."""

import shutil
import sqlite3
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.exc import IntegrityError

from config import load
from portal import create_app
from portal.applying.applications import queries as applications
from portal.applying.applications import sealed
from portal.applying.applications.models import Application, ApplicationVersion
from portal.applying.awards.models import Decision
from portal.applying.reviews.models import Review
from portal.core import storage
from portal.core.database import session
from portal.core.errors import NotFound
from portal.core.storage import StoredFile
from portal.extensions import db
from portal.oversight.audit.models import AuditEntry
from portal.oversight.workbooks.models import Workbook, WorkbookStatus
from portal.policy import Action, allows
from tests.applying import desk
from tests.applying.desk import Inside
from tests.applying.reviews.test_files import BYTES, with_files
from tests.support import databases
from tests.support.cast import Cast
from tests.support.reader import Reader

Readers = Callable[..., Reader]


def test_rule_26_the_database_itself_refuses_every_impossible_record(database: Any, cast: Cast, clock: Any) -> None:
    """Past every service, with plain statements: each of the five that the design names."""
    made, _held = desk.decided(cast, clock)
    held = session()

    def refused(statement: Any) -> None:
        held.rollback()
        with pytest.raises(IntegrityError), held.begin_nested() if held.in_transaction() else held.begin():
            held.execute(statement.execution_options(synchronize_session=False))
        held.rollback()

    decision, review = sa.update(Decision).where(Decision.application_id == made), sa.update(Review)
    refused(decision.values(decided_by_id=None))
    refused(decision.values(decided_at=None))
    refused(decision.values(released_at=clock.now(), released_by_id=cast.people["manager2"].id))
    refused(decision.values(outcome="conditional", conditions=""))
    refused(decision.values(outcome="reserve", reserve_place=None))
    refused(review.values(conflict_statement_at=None))
    refused(review.values(conflict_statement_version=None))
    refused(sa.update(Application).where(Application.id == made).values(receipt_number=None))
    row = {c.name: getattr(held.get(Application, made), c.name) for c in Application.__table__.columns}
    refused(sa.insert(Application).values({**row, "id": uuid.uuid4(), "receipt_number": "R-OTHER"}))
    refused(sa.update(ApplicationVersion).values(sealed_digest=None))


# each move of 3b that a service makes on the way from the draft to the accepted award, as the record calls it
MOVES = {
    "application_started",
    "section_saved",
    "signatures_asked",
    "school_signed",
    "application_submitted",
    "application_screened",
    "reviewer_assigned",
    "review_opened",
    "review_submitted",
    "reviews_completed",
    "panel_note_written",
    "decision_recorded",
    "letter_read",
    "decision_released",
    "award_accepted",
}


def test_rule_28_every_move_is_in_the_record_and_the_record_only_grows(database: Any, cast: Cast, clock: Any) -> None:
    made = desk.accepted(cast, clock)
    kinds = set(session().scalars(sa.select(AuditEntry.kind).where(AuditEntry.application_id == made)))
    missing = {move for move in MOVES if not any(kind == move for kind in kinds)}
    assert missing == set(), sorted(kinds)
    for statement in (sa.update(AuditEntry).values(kind="nothing"), sa.delete(AuditEntry)):
        session().rollback()
        with pytest.raises(sa.exc.DBAPIError):
            session().execute(statement.execution_options(synchronize_session=False))
        session().rollback()


OWN_ACTS = (
    Action.APPLICATION_SUBMIT,
    Action.APPLICATION_SIGN,
    Action.AWARD_ACCEPT,
    Action.REVIEW_WRITE,
    Action.REVIEW_OPEN,
    Action.SAMPLE_SCORE,
)


def test_rule_29_nobody_signs_submits_scores_or_decides_for_another(
    database: Any, cast: Cast, clock: Any, app: Flask
) -> None:
    doors = " ".join(f"{rule.rule} {rule.endpoint}" for rule in app.url_map.iter_rules())
    for words in ("impersonat", "act-as", "act_as", "sign-in-as", "sign_in_as", "on-behalf"):
        assert words not in doors, "there is no way to act for somebody else"
    made = desk.in_review(cast, clock)
    application, review = desk.read(made), desk.review_of(cast, made, "reviewer")
    for key in ("officer", "manager", "manager2", "moderator", "admin", "auditor", "reviewer2"):
        person = cast.signed_in(key)
        for action in OWN_ACTS[:2]:
            assert not allows(person, action, application), (key, action)
        for action in OWN_ACTS[3:5]:
            assert not allows(person, action, review), (key, action)
    assert {key for key in cast.people if allows(cast.signed_in(key), Action.DECISION_RECORD, application)} == {
        "manager",
        "manager2",
    }


@pytest.mark.either
def test_rule_31_a_restore_brings_back_an_application_byte_for_byte_with_its_files_and_trail(
    app: Flask, inside: Inside, cast: Cast, clock: Any, tmp_path: Path
) -> None:
    made = inside.in_review(cast, clock)
    plan, letter = inside.do(lambda: with_files(made))
    inside.send(cast, made, "reviewer", 4)

    def told() -> tuple[bytes, list[Any], list[Any]]:
        version = applications.get_sealed_version(made, 1)
        trail = session().execute(sa.select(AuditEntry.id, AuditEntry.kind).where(AuditEntry.application_id == made).order_by(AuditEntry.id))  # fmt: skip
        reviews = session().execute(sa.select(Review.id, Review.total).where(Review.application_id == made).order_by(Review.id))  # fmt: skip
        return sealed.read(version).canonical(), [tuple(row) for row in trail], [tuple(row) for row in reviews]

    def files() -> dict[uuid.UUID, bytes]:
        rows = session().scalars(sa.select(StoredFile).where(StoredFile.id.in_([plan, letter]))).all()
        return {row.id: storage.store().open(row.key).read() for row in rows}

    before, bytes_before = inside.do(told), inside.do(files)
    assert bytes_before == {plan: BYTES, letter: BYTES}
    # the back-up, as docs/operations.md takes it: a copy of the database while it is in use, then the files
    kept, folder = tmp_path / "kept.sqlite3", tmp_path / "kept-files"
    with app.app_context():
        source = db.engine.url.database
    with sqlite3.connect(str(source)) as live, sqlite3.connect(kept) as copy:
        live.backup(copy)
    shutil.copytree(storage.store().folder, folder)  # type: ignore[attr-defined]
    # the accident
    with sqlite3.connect(str(source)) as live:
        live.execute("UPDATE application_version SET sealed_content = '{}'")
        live.execute("DELETE FROM review_score")
    live.close()
    shutil.rmtree(storage.store().folder)  # type: ignore[attr-defined]
    assert inside.do(told) != before
    # the restore
    lived = storage.in_use()
    settings = {"PORTAL_ENV": "testing", "DATABASE_URL": f"sqlite:///{kept}", "PORTAL_INSTANCE_FOLDER": str(tmp_path)}
    restored = create_app(load(settings, env_file=None))
    storage.use(storage.LocalStorage(folder))
    try:
        again = Inside(restored)
        assert again.do(told) == before
        assert again.do(files) == bytes_before
        with restored.app_context(), pytest.raises(NotFound):
            applications.get_sealed_version(made, 2)
    finally:
        storage.use(lived)
        databases.close(restored)


def test_rule_32_a_workbook_waits_for_the_runner_and_never_for_a_request(
    inside: Inside, cast: Cast, reader_for: Readers, clock: Any
) -> None:
    made = inside.in_review(cast, clock)
    round_id = inside.do(lambda: desk.read(made).round_id)
    manager = reader_for(cast.people["manager"]).get(f"/rounds/{round_id}/workbook")
    manager.fill(purpose="audit", words="For the board.").press("Make the workbook")
    (asked,) = inside.all(Workbook)
    assert asked.status == WorkbookStatus.WAITING, "the request answers at once; the runner makes it"
    assert asked.done == 0
