"""What must never happen, where no room's own file proves it: impossible records (26), the record of every move (28), nobody acts for another (29), a
restore drill (31), long work that waits outside the request (32). docs/review-checks.md names every line with its tests."""

import shutil
import sqlite3
import subprocess
import uuid
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
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
from portal.applying.awards.models import Award, Decision
from portal.applying.reviews.models import Review
from portal.core import storage
from portal.core.database import session
from portal.core.duty import Duty
from portal.core.errors import NotFound
from portal.core.jobs import REGISTRY
from portal.core.outbox import OutboxMail
from portal.core.storage import StoredFile
from portal.extensions import db
from portal.oversight.audit.models import AuditEntry
from portal.oversight.journal.models import Reading
from portal.oversight.notifications.models import Notification
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
    """Past every service, with plain statements: each of the five that the design names, and for the reason that is meant."""
    made, _held = desk.decided(cast, clock)
    held = session()

    def refused(statement: Any, *because: str) -> None:
        held.rollback()
        with (
            pytest.raises(IntegrityError) as told,
            held.begin_nested() if held.in_transaction() else held.begin(),
        ):
            held.execute(statement.execution_options(synchronize_session=False))
        assert any(name in str(told.value.orig) for name in because), told.value.orig
        held.rollback()

    decision, review = sa.update(Decision).where(Decision.application_id == made), sa.update(Review)
    second = cast.people["manager2"].id
    sent = {"released_at": clock.now(), "released_by_id": second}
    read = {"letter_read_at": clock.now(), "letter_read_by_id": second}
    refused(decision.values(decided_by_id=None), "decided_by_id")
    refused(decision.values(decided_at=None), "decided_at")
    refused(decision.values(**sent), "letter_was_read")
    refused(decision.values(**sent, **read, letter=""), "letter_was_read")
    refused(decision.values(**{**sent, **read, "released_by_id": None}), "released_by_someone")
    refused(decision.values(outcome="conditional", conditions=""), "conditions_named")
    refused(decision.values(outcome="reserve", reserve_place=None), "reserve_has_a_place")
    refused(review.values(conflict_statement_at=None, conflict_statement_version=None), "opened_with_a_statement")
    refused(review.values(conflict_statement_version=None), "statement_has_a_wording")
    refused(sa.update(Application).where(Application.id == made).values(receipt_number=None), "submitted_has_a_receipt")
    row = {c.name: getattr(held.get(Application, made), c.name) for c in Application.__table__.columns}
    twin = sa.insert(Application).values({**row, "id": uuid.uuid4(), "receipt_number": "R-OTHER"})
    refused(twin, "uq_application_live", "application.round_id, application.cluster_id")
    refused(sa.update(ApplicationVersion).values(sealed_digest=None), "sealed")
    unread = {c.name: getattr(held.scalars(sa.select(Review)).first(), c.name) for c in Review.__table__.columns}
    unread |= {"id": uuid.uuid4(), "reviewer_id": second, "status": "open"}
    unread |= {"conflict_statement_at": None, "conflict_statement_version": None}
    refused(sa.insert(Review).values(unread), "opened_with_a_statement")


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


def test_rule_28_views_exports_and_settings_are_in_the_record_too(
    inside: Inside, cast: Cast, reader_for: Readers, clock: Any
) -> None:
    """Besides the moves: who read scores, who took a table along, what a round is reviewed by; signing in as another there is not (29)."""
    made = inside.at_the_panel(cast, clock, 4, 3)
    round_id = inside.read(made).round_id
    before = {entry.id for entry in inside.all(AuditEntry)}
    auditor = reader_for(cast.auditor)
    auditor.get(f"/applications/{made}/panel")
    assert cast.auditor.id in {one.person_id for one in inside.all(Reading) if one.subject_id == made}, "who looked"
    auditor.get(f"/rounds/{round_id}/pictures/strip.csv").fill(purpose="reporting", words="For the meeting.")
    auditor.press("Download the table")
    inside.award_rules(made)
    kinds = {entry.kind for entry in inside.all(AuditEntry) if entry.id not in before}
    assert kinds >= {"table_exported", "award_rules_changed"}, kinds


def test_rule_30_the_clock_catches_up_after_weeks_and_says_nothing_twice(database: Any, cast: Cast, clock: Any) -> None:
    """Work of every kind waits while the portal is down for ten weeks. All jobs there are, run again and again at the same moment: after they have caught up
    nothing new is written, sent or owed; nobody gets the same notice twice; and who has done a thing is not reminded of it."""
    open_day = clock.now()
    unread = desk.in_review(cast, clock)
    desk.send(cast, unread, "reviewer2")
    clock.hold(open_day)
    desk.at_the_panel(cast, clock)
    clock.hold(open_day)
    offered = desk.released(cast, clock)
    desk.accept(cast, offered, "head", "hill")
    clock.hold(clock.now() + timedelta(weeks=10))

    def written() -> dict[str, int]:
        tables = (AuditEntry, Notification, OutboxMail, Duty, Review, Decision, Award)
        return {table.__tablename__: int(session().scalar(sa.select(sa.func.count()).select_from(table)) or 0) for table in tables}  # fmt: skip

    def run_all() -> dict[str, int]:
        for _interval, job in REGISTRY.values():
            job()
            session().rollback()
        return written()

    first = written()
    caught_up = [run_all() for _turn in range(4)]
    assert caught_up[0] != first
    assert caught_up[2] == caught_up[3], "nothing is done twice, and nothing goes round in circles"
    notices = session().scalars(sa.select(Notification)).all()
    said = Counter((one.person_id, one.kind, one.path, one.title) for one in notices if one.kind != "digest")
    assert [what for what, times in said.items() if times > 1] == [], "at most once for each person and milestone"
    review = desk.review_of(cast, unread, "reviewer2")
    late = {one.person_id for one in notices if one.kind == "review_late"}
    assert late == {cast.reviewer.id}, "who has sent theirs is not reminded"
    assert review.status in ("submitted", "locked")
    assert (desk.award(offered).status, desk.award(offered).reminders) == ("offered", 1), (
        "two reminders come before it lapses"
    )


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


def backed_up(app: Flask, config: pytest.Config, folder: Path) -> str:
    """A copy of the database while it is in use, as docs/operations.md takes it, laid beside it. Answers its address."""
    with app.app_context():
        source = db.engine.url
    target = databases.url_for(config, folder, name="restored")
    if databases.is_postgresql(config):
        databases.make_empty("restored")
        dump = folder / "portal.dump"
        whole = source.set(drivername="postgresql").render_as_string(hide_password=False)
        subprocess.run(["pg_dump", "--format=custom", f"--file={dump}", whole], check=True)
        back = sa.make_url(target).set(drivername="postgresql").render_as_string(hide_password=False)
        subprocess.run(["pg_restore", "--no-owner", f"--dbname={back}", str(dump)], check=True)
    else:
        with sqlite3.connect(str(source.database)) as live, sqlite3.connect(str(sa.make_url(target).database)) as copy:
            live.backup(copy)
    return target


def test_rule_31_a_restore_brings_back_an_application_byte_for_byte_with_its_files_and_trail(
    app: Flask, inside: Inside, cast: Cast, clock: Any, tmp_path: Path, pytestconfig: pytest.Config
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
    kept, folder = backed_up(app, pytestconfig, tmp_path), tmp_path / "kept-files"  # the database first, then the files
    shutil.copytree(storage.store().folder, folder)  # type: ignore[attr-defined]
    # the accident
    with app.app_context(), db.engine.begin() as live:
        live.exec_driver_sql("UPDATE application_version SET sealed_content = '{}'")
        live.exec_driver_sql("DELETE FROM review_score")
    shutil.rmtree(storage.store().folder)  # type: ignore[attr-defined]
    assert inside.do(told) != before
    # the restore
    lived = storage.in_use()
    settings = {"PORTAL_ENV": "testing", "DATABASE_URL": kept, "PORTAL_INSTANCE_FOLDER": str(tmp_path)}
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
