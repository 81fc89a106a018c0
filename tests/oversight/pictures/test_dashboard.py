"""The dashboard of a round: each picture says what is so, its table and CSV say the same, and who has a conflict of interest finds nothing of it."""

import csv
import io
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from portal.applying.applications.models import Application, LatePermit, PermitStatus, Stage
from portal.applying.awards.models import Outcome
from portal.applying.programmes.models import RoundExtension
from portal.applying.reviews.models import ModerationNote, ReviewStatus
from portal.core import duty
from portal.core.database import session
from portal.core.duty import DutyKind
from portal.core.outbox import OutboxMail
from portal.forming.clusters.models import Cluster
from portal.oversight.exports.models import ExportNote
from portal.oversight.notifications.models import Notification
from portal.oversight.pictures import kept
from portal.policy import Action, allows
from tests.oversight.pictures import world
from tests.support.cast import Cast, commit
from tests.support.leading import shut
from tests.support.reader import Reader

Readers = Callable[..., Reader]
AT = world.CLOSES + timedelta(days=2)


@pytest.fixture(autouse=True)
def _afresh() -> None:
    kept.forget()


def lay(cast: Cast) -> Any:
    """A round in which a bit of everything has happened; the officer is tied to "Secret cluster" by having started it. Answers the round's id."""
    before = world.make_round("Autumn round", closes=world.CLOSES - timedelta(days=90))
    for n in range(3):
        world.make_application(cast, before, f"Old {n}", stage=Stage.RELEASED, hours_before=12)
    planned = world.make_round(programme_id=before.programme_id)
    world.make_application(cast, planned, "Draft cluster", stage=Stage.DRAFT)
    read = world.make_application(
        cast, planned, "Read cluster", stage=Stage.IN_REVIEW, stage_since=AT - timedelta(days=5)
    )
    panel = world.make_application(cast, planned, "Panel cluster", stage_since=AT - timedelta(days=9))
    told = world.make_application(cast, planned, "Told <b>cluster</b>", stage=Stage.RELEASED, hours_before=100)
    secret = world.make_application(cast, planned, "Secret cluster", stage_since=AT - timedelta(days=40))
    session().get_one(Cluster, secret.cluster_id).started_by_id = cast.officer.id
    late = world.make_review(cast, read, "reviewer")
    owed = {
        "subject_id": late.id,
        "title": "Read cluster",
        "person_id": cast.reviewer.id,
        "due_at": AT - timedelta(days=1),
    }
    duty.owe(DutyKind.REVIEW, **owed)
    world.make_review(cast, read, "reviewer2", (4, 3))
    for application in (panel, secret):
        world.make_review(cast, application, "reviewer", (5, 4))
        world.make_review(cast, application, "reviewer2", (2, 1), said="do_not_fund")
    world.make_review(
        cast, panel, "reviewer3", status=ReviewStatus.CONFLICTED, conflict_reason="MARKCONFLICT my sister"
    )
    _told(cast, told)
    _departures(cast, planned, panel, secret)
    return planned.id


def _told(cast: Cast, told: Application) -> None:
    read = {"letter_read_at": AT, "letter_read_by_id": cast.manager2.id}
    world.make_decision(
        cast, told, Outcome.APPROVED, released_at=AT, released_by_id=cast.manager2.id, reasons="Good", **read
    )
    for n, person in enumerate(("coordinator", "head", "vale_contact")):
        key = {"person_id": cast.people[person].id, "once": f"told:{n}", "path": f"/applications/{told.id}/outcome"}
        world.put(
            Notification(
                kind="results_sent", title="News", cluster_id=told.cluster_id, read_at=AT if n == 1 else None, **key
            )
        )
        sent = {"sent_at": AT} if n == 1 else {"failed_at": AT} if n == 2 else {}
        mail = {"address": "x@example.org", "subject": "News", "text": "News", "message_id": f"<{n}>"}
        world.put(OutboxMail(kind="notice", once=f"told:{n}", **mail, **sent))


def _departures(cast: Cast, planned: Any, panel: Application, secret: Application) -> None:
    moved = {
        "closed_at": planned.closes_at - timedelta(days=1),
        "closes_at": planned.closes_at,
        "extended_by_id": cast.manager.id,
    }
    world.put(RoundExtension(round_id=planned.id, reason="The portal was away.", **moved))
    for application in (panel, secret):
        asked = {"until": AT, "asked_by_id": cast.manager.id, "status": PermitStatus.ASKED}
        world.put(LatePermit(application_id=application.id, reason=f"Flood {application.id}", **asked))
        world.put(
            ModerationNote(
                application_id=application.id, author_id=cast.moderator.id, words="Higher", moderated_score=70.0
            )
        )
    world.make_decision(cast, panel, Outcome.DECLINED, replaced_at=AT)


def table(reader: Reader, base: str, code: str) -> dict[str, list[str]]:
    """The table of a picture by its first column."""
    page = reader.get(f"{base}/{code}").page
    rows = [[" ".join(cell.get_text(" ").split()) for cell in row.select("th,td")] for row in page.select("tbody tr")]
    return {row[0]: row[1:] for row in rows}


def test_every_picture_says_what_is_so(app: Flask, cast: Cast, clock: Any, reader_for: Readers) -> None:
    base = f"/rounds/{commit(app, lambda: lay(cast))}/pictures"
    clock.hold(AT)
    manager = reader_for(cast.manager)
    manager.get(base).sees("As at", "What you have a conflict of interest with is not counted")
    manager.sees("5 applications were started, 4 are submitted. At this time of the last round it was 3.")
    manager.sees(
        "1 school has still to sign.",
        "1 review is still to come. 1 reviewer is late.",
        "1 mail did not arrive: ring up.",
    )
    manager.sees("Longest: Secret cluster, With the panel since")
    assert not manager.page.find("b", string="cluster"), "a name was not escaped"
    drawn = manager.page.select("svg.app-pic")
    assert len(drawn) == 8
    for svg in drawn:
        named = [manager.page.find(id=key) for key in svg["aria-labelledby"].split()]
        assert all(one is not None and one.get_text(strip=True) for one in named), svg
    assert table(manager, base, "arrival")["closing"] == ["5", "5", "4", "3"]
    assert table(manager, base, "arrival")["4 days before"] == ["1", "1", "1", "0"]
    assert table(manager, base, "flow")["With the panel"] == ["2", "1"]
    assert table(manager, base, "flow")["In review"] == ["1", "3"]
    assert table(manager, base, "waiting")["With the panel"][:5] == ["0", "0", "1", "0", "1"]
    assert table(manager, base, "reviewers") == {
        "Rae Read": ["0", "1", "0", "2", "1", "0"],
        cast.reviewer2.name: ["0", "0", "0", "3", "0", "0"],
        cast.reviewer3.name: ["0", "0", "0", "0", "0", "1"],
    }
    assert table(manager, base, "signing")[cast.school_name["vale"]][1] == "Asked, not signed yet"
    assert table(manager, base, "letters")["Told <b>cluster</b>"] == ["3", "1", "1", "1", "1"]
    assert set(table(manager, base, "exceptions")) == {
        "More time for everyone",
        "More time asked for",
        "Conflict of interest",
        "Score moved by the panel",
        "Decision changed before it was sent",
    }


def test_what_a_picture_names_leads_only_to_pages_that_open(
    app: Flask, cast: Cast, clock: Any, reader_for: Readers
) -> None:
    base = f"/rounds/{commit(app, lambda: lay(cast))}/pictures"
    clock.hold(AT)
    for person, readers in ((cast.moderator, "/panel"), (cast.manager, "/reviewers")):
        reader, links = reader_for(person), set[tuple[str, str]]()
        for code in ("signing", "reviewers", "exceptions", "waiting", "letters", "allocation"):
            links |= set(reader.get(f"{base}/{code}").links)
        assert any(href.endswith(readers) for href, _words in links), "where reviewers are chosen, or seen"
        assert shut(app, person.id, links) == [], person.name


def test_who_has_a_conflict_finds_nothing_of_it(app: Flask, cast: Cast, clock: Any, reader_for: Readers) -> None:
    base = f"/rounds/{commit(app, lambda: lay(cast))}/pictures"
    clock.hold(AT)
    officer = reader_for(cast.officer)
    officer.get(base).does_not_see("Secret cluster", "MARKHELD")
    officer.sees("4 applications were started, 3 are submitted.", "Longest: Panel cluster")
    assert table(officer, base, "flow")["With the panel"] == ["1", "1"]
    assert table(officer, base, "reviewers")["Rae Read"][3] == "1"
    named = ("exceptions", "waiting", "letters", "signing", "reviewers")
    for code in named:
        officer.get(f"{base}/{code}").does_not_see("Secret cluster", "MARKHELD", "MARKPRIVATE", "MARKJUSTIFIED")
        officer.get(f"{base}/{code}.csv").fill(purpose="reporting", words="The board asks.").press("Download the table")
        raw = officer.raw.decode("utf-8-sig")
        assert "Secret" not in raw
        assert len(list(csv.reader(io.StringIO(raw)))) > 1
    with app.app_context():
        notes = session().query(ExportNote).order_by(ExportNote.id).all()
        assert [note.what for note in notes] == [f"round_{code}" for code in named]
        assert {note.by_id for note in notes} == {cast.officer.id}
    reader_for(cast.auditor).get(f"{base}/exceptions").sees("MARKHELD", "MARKCONFLICT")
    assert (
        reader_for(cast.manager).get(f"{base}/flow.csv").raw.decode("utf-8-sig").startswith("Stage,Here now,Further on")
    )


def test_who_may_look(app: Flask, cast: Cast, database: Any) -> None:
    planned = world.make_round()
    may = {key for key in cast.people if allows(cast.signed_in(key), Action.ROUND_PICTURES_VIEW, planned)}
    assert may == {"officer", "manager", "manager2", "moderator", "auditor"}


@pytest.mark.parametrize("applications", [0, 1, 30])
def test_the_cost_is_the_same_however_many(
    app: Flask, cast: Cast, clock: Any, reader_for: Readers, applications: int
) -> None:
    def made() -> Any:
        planned = world.make_round()
        for n in range(applications):
            one = world.make_application(cast, planned, f"مدرسة {n}", stage=Stage.DRAFT if n % 2 else Stage.IN_REVIEW)
            if n % 2 == 0:
                world.make_review(cast, one, "reviewer")
        return planned.id

    base = f"/rounds/{commit(app, made)}/pictures"
    clock.hold(AT)
    manager = reader_for(cast.manager)
    manager.get(base)
    kept.forget()
    assert len(manager.get(base).statements) == 14
    assert len(manager.raw) < 100_000
    assert len(manager.get(base).statements) == 5, "what nobody changed was reckoned again"
