"""Everything about oneself, as one file: complete, and nobody else's words (checks D5, D11, D16)."""

import io
import json
import zipfile
from collections.abc import Callable
from typing import Any

import sqlalchemy as sa
from flask import Flask

from portal.applying.reviews.models import Review
from portal.core import storage
from portal.core.database import session
from portal.oversight.audit.models import AuditEntry
from portal.oversight.privacy import inventory
from portal.oversight.privacy.gathering import Whose, everything_about
from portal.running.board.models import Post
from tests.support.cast import Cast, commit
from tests.support.objects import make_own
from tests.support.reader import Reader

Readers = Callable[..., Reader]


def kept_of(app: Flask, cast: Cast, key: str) -> dict[str, list[dict[str, Any]]]:
    someone = cast.people[key]
    with app.app_context():
        return {part.table: part.rows for part in everything_about(Whose(someone.id, someone.email))}


def test_every_table_with_a_row_of_theirs_is_in_it(app: Flask, cast: Cast) -> None:
    make_own(app, cast)
    given = kept_of(app, cast, "coordinator")
    with app.app_context():
        for table, kept in inventory.kept_tables():
            theirs = [table.c[name] == cast.coordinator.id for name in (*kept.own, *kept.named)]
            count = (
                session().scalar(sa.select(sa.func.count()).select_from(table).where(sa.or_(*theirs))) if theirs else 0
            )
            if kept.own_address is None and kept.own_through is None:
                assert len(given.get(table.name, [])) == count, table.name
    assert len(given) >= 12
    assert given["person"][0]["email"] == cast.coordinator.email


def test_no_secret_and_nobody_else_is_in_it(app: Flask, cast: Cast) -> None:
    make_own(app, cast)
    said = json.dumps(kept_of(app, cast, "coordinator"))
    assert "password_hash" not in said
    assert "token_hash" not in said
    for someone in cast.people.values():
        if someone.key != "coordinator":
            assert someone.email not in said, someone.key


def test_own_words_are_given_and_the_words_of_others_are_not(app: Flask, cast: Cast) -> None:
    made = make_own(app, cast)

    def mark() -> None:
        review = session().scalars(sa.select(Review)).first()
        assert review is not None
        review.private_note, review.feedback = "mark-of-the-reviewer", "mark-for-later"
        post = session().scalars(sa.select(Post)).first()
        assert post is not None
        post.source = "mark-of-the-author"

    commit(app, mark)
    reviewers, authors = json.dumps(kept_of(app, cast, "reviewer")), json.dumps(kept_of(app, cast, "coordinator"))
    assert "mark-of-the-reviewer" in reviewers
    assert "mark-of-the-author" in authors
    assert "mark-of-the-author" not in reviewers
    assert "mark-of-the-reviewer" not in authors
    assert "mark-for-later" not in authors
    assert made


def test_the_file_is_downloaded_and_entered_into_the_record(reader_for: Readers, cast: Cast, app: Flask) -> None:
    make_own(app, cast)
    reader = reader_for(cast.coordinator).get("/profile").follow("Go to Your data")
    reader.sees("Take everything with you").press("Download everything about you")
    assert reader.status == 200
    assert reader.headers["Content-Type"] == "application/zip"
    assert "no-store" in reader.headers["Cache-Control"]
    with zipfile.ZipFile(io.BytesIO(reader.raw)) as archive:
        names = archive.namelist()
        assert {"everything.json", "everything.html"} <= set(names)
        kept = json.loads(archive.read("everything.json"))["kept"]
        page = archive.read("everything.html").decode()
    assert kept["person"]["rows"][0]["name"] == cast.coordinator.name
    assert cast.coordinator.name in page
    with app.app_context():
        entered = session().scalars(sa.select(AuditEntry).where(AuditEntry.kind == "data_taken_away")).one()
        assert entered.by_id == cast.coordinator.id


def test_files_that_they_sent_are_in_it(reader_for: Readers, cast: Cast, app: Flask) -> None:
    def sent() -> None:
        upload = storage.receive(io.BytesIO(b"hello"), "plan ŷ.txt", field="file", most_bytes=1000)
        storage.claim(upload, by=cast.signed_in("teacher"))

    commit(app, sent)
    reader = reader_for(cast.teacher).get("/profile/data").press("Download everything about you")
    with zipfile.ZipFile(io.BytesIO(reader.raw)) as archive:
        [name] = [n for n in archive.namelist() if n.startswith("files/")]
        assert archive.read(name) == b"hello"
        assert name.endswith("plan ŷ.txt")
