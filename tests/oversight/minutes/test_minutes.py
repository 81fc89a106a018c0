"""The minutes of a day of the panel: as far as their reader may see it, and written down when they are taken. Agreements that no longer agree are told."""

import io
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from flask import Flask
from pypdf import PdfReader

from portal.applying.applications.models import Stage
from portal.applying.awards import jobs
from portal.applying.awards.agreement import digest
from portal.applying.awards.models import Award
from portal.applying.reviews.models import ModerationNote
from portal.core.database import session
from portal.forming.clusters.models import Cluster
from portal.oversight.exports.models import ExportNote
from portal.oversight.notifications.models import Notification
from tests.oversight.pictures import world
from tests.support.cast import Cast, commit
from tests.support.reader import Reader

Readers = Callable[..., Reader]
AT = world.CLOSES + timedelta(days=2)


def lay(cast: Cast) -> Any:
    planned = world.make_round()
    for name, day, more in (
        ("Lake cluster", AT, {"moderated_score": 70.0, "recommendation": "fund", "present": "Mo Chair\nRae Read"}),
        ("Secret cluster", AT, {}),
        ("Later cluster", AT + timedelta(days=7), {}),
    ):
        one = world.make_application(cast, planned, name)
        world.make_review(cast, one, "reviewer", (4, 4))
        world.make_review(cast, one, "reviewer2", (3, 4))
        world.put(
            ModerationNote(
                application_id=one.id, author_id=cast.moderator.id, words=f"Said of {name}.", created_at=day, **more
            )
        )
        if name.startswith("Secret"):
            session().get_one(Cluster, one.cluster_id).started_by_id = cast.officer.id
    return planned.id


def text_of(raw: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(raw)).pages).split())


def test_minutes_are_taken_day_by_day_without_what_their_reader_has_a_tie_to(
    app: Flask, cast: Cast, clock: Any, reader_for: Readers
) -> None:
    base = f"/rounds/{commit(app, lambda: lay(cast))}/minutes"
    clock.hold(AT + timedelta(days=8))
    manager = reader_for(cast.manager)
    manager.get(base).sees("2 applications", "1 application")
    path = f"{base}/{AT.date().isoformat()}"
    manager.get(path).press("Download the PDF", expect=None).sees("Write what you need it for.")
    manager.get(path).fill(purpose="audit", words="For the file.").press("Download the PDF")
    words = text_of(manager.raw)
    for said in (
        "Lake cluster",
        "Said of Secret cluster.",
        "Mo Chair",
        "Moderated score: 70",
        "The panel recommends: Approve",
        cast.moderator.name,
    ):
        assert said in words, said
    assert "Later cluster" not in words
    officer = reader_for(cast.officer)
    officer.get(base).sees("1 application").does_not_see("2 applications")
    officer.get(path).fill(purpose="audit", words="For the file.").press("Download the PDF")
    assert "Lake cluster" in text_of(officer.raw)
    assert "Secret" not in text_of(officer.raw)
    manager.get(f"{base}/2020-01-01").sees("There is nothing of that day for you to take along.")
    for wrong in ("no-day", "9999-12-31", "0001-01-01"):
        manager.get(f"{base}/{wrong}", expect=404)
    for person in (cast.coordinator, cast.reviewer):
        assert reader_for(person).get(path, expect=None).status == 403
    with app.app_context():
        notes = session().scalars(sa.select(ExportNote).order_by(ExportNote.id)).all()
        assert [(note.what, note.rows, note.by_id) for note in notes] == [
            ("panel_minutes", 2, cast.manager.id),
            ("panel_minutes", 1, cast.officer.id),
        ]
        assert notes[0].chosen == f"Spring round: {AT.date().isoformat()}"


def test_an_agreement_that_was_changed_is_found_the_same_night(app: Flask, cast: Cast, clock: Any) -> None:
    def made() -> Any:
        planned = world.make_round()
        one = world.make_application(cast, planned, "Award cluster", stage=Stage.ACCEPTED)
        facts = {"terms": "Keep the bills.", "amount": 1000}
        award = Award(
            application_id=one.id,
            cluster_id=one.cluster_id,
            status="active",
            accepted_at=AT,
            agreement=facts,
            agreement_digest=digest(facts),
        )
        return world.put(award).id

    award_id = commit(app, made)
    with app.app_context():
        assert jobs.check_agreements() == 0

    def tamper() -> None:
        session().get_one(Award, award_id).agreement = {"terms": "Keep nothing.", "amount": 1000}

    commit(app, tamper)
    with app.app_context():
        assert jobs.check_agreements() == 1
        told = session().scalars(sa.select(Notification.person_id).where(Notification.kind == "seal_of_award_broken"))
        assert {cast.manager.id, cast.auditor.id} <= set(told)
