"""The virus scanner, asked over a real socket: files wait, are let through or held, and a scanner that is silent or dead is told to the administrators."""

import io
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from PIL import Image

from portal.core import scanning, storage
from portal.core.database import session
from portal.core.outbox import OutboxMail
from portal.core.perform import perform
from portal.core.scanning import Clamd, ScannerAway, Verdict
from portal.core.storage import Scan, StoredFile
from portal.forming.evidence.models import EvidenceItem
from portal.identity.verification.models import SchoolEvidence
from portal.oversight.notifications.messages import message_of
from portal.oversight.notifications.models import Notification
from portal.oversight.reports.models import ReportFile
from portal.oversight.scanning.jobs import check_files, forget_held_files
from portal.running.activities.models import Activity
from portal.running.board.models import Message, Post, PostFile
from portal.running.board.queries import get_board
from portal.running.board.services import start_thread
from tests.conftest import START
from tests.support.cast import Cast, commit
from tests.support.clamd import EICAR, FakeClamd
from tests.support.objects import make_own
from tests.support.reader import Reader

NEWS = sa.select(Notification.kind, Notification.person_id, Notification.path).where(
    Notification.kind.in_(("file_held", "scanner_silent"))
)


@pytest.fixture
def clamd(app: Flask) -> Iterator[FakeClamd]:
    """A scanner that is well, and asked."""
    server = FakeClamd()
    scanning.use(Clamd(server.address, 0.5))
    yield server
    scanning.use(None)
    if not server.stopped.is_set():
        server.stop()


@pytest.fixture
def look(app: Flask) -> Callable[[], int]:
    """One look of the job runner."""

    def looked() -> int:
        with app.app_context():
            return check_files()

    return looked


@pytest.fixture
def thread(app: Flask, cast: Cast) -> str:
    """The path of a conversation that the teacher began."""
    with app.app_context():
        by = cast.signed_in("teacher")
        begun = perform(start_thread, get_board(cast.river), by=by, title="Rain", message=Message("Hello"))
        return f"/clusters/{cast.river}/board/threads/{begun.id}"


@pytest.fixture
def send(cast: Cast, reader_for: Callable[..., Reader], thread: str) -> Callable[..., None]:
    """Answer there with a file."""

    def sent(content: bytes, name: str, **more: Any) -> None:
        data = {"text": "Look", "attachment": [(io.BytesIO(content), name)], **more}
        reader_for(cast.teacher).post(f"{thread}/reply", data, expect=303)

    return sent


def file_in_mail(app: Flask) -> str:
    """What a mail about the message with a file says goes with it."""
    with app.app_context():
        said = message_of(session().scalars(sa.select(Post).where(Post.attached.is_not(None))).one())
        assert said is not None
        return said.file


def picture() -> bytes:
    made = io.BytesIO()
    Image.new("RGB", (40, 30), "teal").save(made, "JPEG")
    return made.getvalue()


@pytest.mark.static
@pytest.mark.parametrize("is_unix", [True, False], ids=["unix", "tcp"])
def test_clamd_is_spoken_to_in_its_own_words(tmp_path: Path, is_unix: bool) -> None:
    server = FakeClamd(unix=tmp_path / "s" if is_unix else None)
    scanner = Clamd(server.address, 0.5)
    big = bytes(range(256)) * 1024
    assert scanner.look(io.BytesIO(big)) == Verdict()
    assert scanner.look(io.BytesIO(b"")) == Verdict()
    assert scanner.look(io.BytesIO(b"before " + EICAR)) == Verdict("Eicar-Test-Signature")
    assert server.seen == [big, b"", b"before " + EICAR]
    for mood in ("silent", "trickles", "rude", "cuts"):
        server.mood = mood
        began = time.monotonic()
        with pytest.raises(ScannerAway) as away:
            scanner.look(io.BytesIO(b"x"))
        assert away.value.reached
        assert time.monotonic() - began < 1.5
        server.stopped.wait(0.1)
    server.stop()
    with pytest.raises(ScannerAway) as away:
        scanner.look(io.BytesIO(b"x"))
    assert not away.value.reached


def test_a_file_waits_and_only_who_added_it_sees_it(
    app: Flask,
    cast: Cast,
    reader_for: Callable[..., Reader],
    rows: Any,
    clamd: FakeClamd,
    look: Any,
    send: Any,
    thread: str,
) -> None:
    send(b"week 1\n", "secret-plan.txt")
    url = f"{thread}/posts/{rows(sa.select(PostFile.post_id))[0][0]}/files/{rows(sa.select(PostFile.id))[0][0]}"
    for reader in (reader_for(cast.coordinator), reader_for(cast.abroad)):
        reader.get(thread).does_not_see("secret-plan.txt")
        reader.get(f"/clusters/{cast.river}/board/files").does_not_see("secret-plan.txt")
        reader.get(url, expect=404)
        reader.get(url + "/small", expect=404)
    mine = reader_for(cast.teacher).get(thread).sees("secret-plan.txt", "We are checking this file for viruses.")
    mine.get(f"/clusters/{cast.river}/board/files").sees("secret-plan.txt", "We are checking this file for viruses.")
    mine.get(url, expect=409).sees("We are still checking this file")
    assert file_in_mail(app) == ""

    assert look() == 1
    assert clamd.seen == [b"week 1\n"]
    reader_for(cast.abroad).get(thread).sees("secret-plan.txt")
    assert reader_for(cast.abroad).get(url).raw == b"week 1\n"
    mine.get(thread).does_not_see("We are checking")
    assert rows(NEWS) == []
    assert file_in_mail(app) == "secret-plan.txt"


def test_what_is_infected_is_held_and_told(
    cast: Cast,
    reader_for: Callable[..., Reader],
    rows: Any,
    clamd: FakeClamd,
    look: Any,
    send: Any,
    thread: str,
) -> None:
    send(EICAR, "homework.txt")
    send(b"fine\n", "fine.txt")
    assert look() == 2
    assert sorted(rows(sa.select(StoredFile.name, StoredFile.scan, StoredFile.scan_found))) == [
        ("fine.txt", Scan.CLEAN, ""),
        ("homework.txt", Scan.HELD, "Eicar-Test-Signature"),
    ]
    (post,) = rows(sa.select(PostFile.post_id, PostFile.id).join(StoredFile).where(StoredFile.scan == Scan.HELD))
    url = f"{thread}/posts/{post[0]}/files/{post[1]}"
    told = {person: path for _kind, person, path in rows(NEWS)}
    assert told == {cast.teacher.id: f"{thread}#post-{post[0]}", cast.admin.id: "/administration/files"}
    mail = [text for (text,) in rows(sa.select(OutboxMail.text).where(OutboxMail.person_id == cast.teacher.id))]
    assert [text for text in mail if "A file that you added was held back." in text]
    assert not [text for text in mail if "homework.txt" in text]

    reader_for(cast.abroad).get(thread).sees("fine.txt").does_not_see("homework.txt")
    reader_for(cast.abroad).get(url, expect=404)
    mine = reader_for(cast.teacher).get(thread).sees("homework.txt", "We held this file back")
    mine.get(url, expect=409).sees("our virus scanner found something in it")
    page = reader_for(cast.admin).get("/administration/files").sees("Eicar-Test-Signature")
    page.does_not_see("homework.txt").press("Look at it again").sees("The scanner looks at it again.")
    assert look() == 1
    assert len(rows(NEWS)) == 4
    reader_for(cast.abroad).get(url, expect=404)
    reader_for(cast.coordinator).get("/administration/files", expect=403)


def test_a_scanner_that_is_silent_or_dead_makes_files_wait_and_is_told(
    cast: Cast, rows: Any, clamd: FakeClamd, look: Any, send: Any, clock: Any
) -> None:
    send(b"one\n", "one.txt")
    send(b"two\n", "two.txt")
    send(b"three\n", "three.txt")
    clamd.mood = "silent"
    assert look() == 0
    assert sorted(rows(sa.select(StoredFile.name, StoredFile.scan_tries))) == [
        ("one.txt", 1),
        ("three.txt", 0),
        ("two.txt", 1),
    ]
    clamd.mood = "well"
    clamd.stop()
    for minutes in (1, 14):
        clock.hold(START + timedelta(minutes=minutes))
        assert look() == 0
    assert rows(NEWS) == []
    for hours in (1, 2, 23):
        clock.hold(START + timedelta(hours=hours))
        assert look() == 0
        assert [row[:2] for row in rows(NEWS)] == [("scanner_silent", cast.admin.id)]
    clock.hold(START + timedelta(hours=26))
    look()
    assert len(rows(NEWS)) == 2
    assert {scan for (scan,) in rows(sa.select(StoredFile.scan))} == {Scan.CHECKING}

    back = FakeClamd()
    scanning.use(Clamd(back.address, 0.5))
    assert look() == 3
    assert back.seen[0] == b"three\n"
    back.stop()
    assert {scan for (scan,) in rows(sa.select(StoredFile.scan))} == {Scan.CLEAN}


def test_without_a_scanner_files_are_there_at_once_and_what_waited_is_let_through(
    cast: Cast, reader_for: Callable[..., Reader], rows: Any, clamd: FakeClamd, look: Any, send: Any, thread: str
) -> None:
    send(b"one\n", "one.txt")
    scanning.use(None)
    send(b"two\n", "two.txt")
    reader_for(cast.abroad).get(thread).sees("two.txt").does_not_see("one.txt")
    assert look() == 1
    reader_for(cast.abroad).get(thread).sees("two.txt", "one.txt")
    assert {scan for (scan,) in rows(sa.select(StoredFile.scan))} == {Scan.UNCHECKED}
    assert clamd.seen == []
    reader_for(cast.admin).get("/administration/files").sees("No virus scanner is set")


def test_a_picture_waits_with_its_small_copy_and_goes_after_thirty_days(
    app: Flask,
    cast: Cast,
    reader_for: Callable[..., Reader],
    rows: Any,
    clamd: FakeClamd,
    look: Any,
    send: Any,
    thread: str,
    clock: Any,
) -> None:
    send(picture(), "boat.jpg")
    mine = reader_for(cast.teacher).get(thread).sees("We are checking this file").follow("Say who can be seen")
    mine.fill(people="nobody").press("Save")
    (post,) = rows(sa.select(PostFile.post_id, PostFile.id, PostFile.small_key))
    url = f"{thread}/posts/{post[0]}/files/{post[1]}"
    reader_for(cast.abroad).get(thread).does_not_see("boat.jpg")
    reader_for(cast.abroad).get(url + "/small", expect=404)
    look()
    abroad = reader_for(cast.abroad).get(url + "/small")
    assert (abroad.status, abroad.headers["Cache-Control"]) == (200, "private, no-cache")
    mark = abroad.headers["ETag"]
    assert abroad.client.get(url + "/small", headers={"If-None-Match": mark}).status_code == 304

    hold = sa.update(StoredFile).values(scan=Scan.HELD, scanned_at=START, scan_found="Something")
    commit(app, lambda: session().execute(hold))
    assert abroad.client.get(url + "/small", headers={"If-None-Match": mark}).status_code == 404
    for days, left in ((30, True), (31, False)):
        clock.hold(START + timedelta(days=days))
        with app.app_context():
            forget_held_files()
            (row,) = rows(sa.select(StoredFile.key, StoredFile.scan))
            assert row[1] == Scan.HELD
            assert (storage.store().exists(row[0]), storage.store().exists(post[2])) == (left, left)
    reader_for(cast.admin).get("/administration/files").sees("not kept any more").does_not_see("Look at it again")


def test_every_kind_of_file_is_closed_while_it_is_checked(
    app: Flask, cast: Cast, reader_for: Callable[..., Reader], rows: Any
) -> None:
    ids = make_own(app, cast)
    where = {
        SchoolEvidence: f"/schools/{cast.school['hill']}/evidence/{{}}",
        EvidenceItem: f"/clusters/{cast.river}/evidence/{{}}/file",
        Activity: f"/clusters/{cast.river}/activities/{{}}/file",
        ReportFile: f"/reports/{ids['report_id']}/files/{{}}",
    }
    paths = {}
    for kind, path in where.items():
        column = kind.capture_file_id if kind is Activity else kind.file_id
        (found, *_others) = rows(sa.select(kind.id).where(column.is_not(None)))
        paths[kind] = path.format(ids["report_file_id"] if kind is ReportFile else found[0])
    readers = {ReportFile: cast.people["safeguarding"], SchoolEvidence: cast.people["manager"]}
    for kind, path in paths.items():
        answer = reader_for(readers.get(kind, cast.coordinator)).get(path)
        assert "attachment" in answer.headers["Content-Disposition"], path
        assert answer.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    commit(app, lambda: session().execute(sa.update(StoredFile).values(scan=Scan.CHECKING)))
    for kind, path in paths.items():
        reader_for(readers.get(kind, cast.coordinator)).get(path, expect=404)


def test_the_page_takes_the_same_statements_for_many(app: Flask, cast: Cast, reader_for: Callable[..., Reader]) -> None:
    def hold(count: int) -> None:
        for number in range(count):
            session().add(
                StoredFile(
                    key=f"k{count}x{number}",
                    name="x.txt",
                    content_type="text/plain",
                    size=3,
                    sha256="0" * 64,
                    scan=Scan.HELD,
                    scan_found="Something",
                    scanned_at=START,
                )
            )

    counts = []
    for more in (1, 2, 27):
        commit(app, lambda more=more: hold(more))
        counts.append(len(reader_for(cast.admin).get("/administration/files").statements))
    assert len(set(counts)) == 1


def test_a_post_shows_how_its_file_stands(app: Flask, rows: Any, clamd: FakeClamd, look: Any, send: Any) -> None:
    send(b"a\n", "a.txt")
    stands = sa.select(Post.attached).where(Post.attached.is_not(None))
    assert [one["scan"] for (attached,) in rows(stands) for one in attached] == ["checking"]
    look()
    assert [one["scan"] for (attached,) in rows(stands) for one in attached] == ["clean"]
