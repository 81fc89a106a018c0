"""F9: for an hour nobody listens where the mail server should be, and 500 notices are told. No request is held up; when the server is back each leaves once
within five minutes, in each person's order; until then the pages say so. The clock is held, the mail server a real one."""

import uuid
from collections import Counter, defaultdict
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.core.database import session
from portal.core.outbox import OutboxMail
from portal.oversight.notifications.services import tell
from portal.oversight.runner import sender
from portal.oversight.runner.sender import send_waiting
from portal.running.board.models import Post
from tests.support import smtp
from tests.support.cast import Cast, commit
from tests.support.reader import Reader
from tests.support.smtp import Server

PEOPLE, NOTICES = 10, 500


def told(cast: Cast) -> list[uuid.UUID]:
    """The ten people who are told."""
    return sorted(person.id for person in cast.people.values())[:PEOPLE]


def tell_them(app: Flask, people: list[uuid.UUID], number: int) -> None:
    """Something happens that each of them is told of."""

    def happened() -> None:
        tell(people, kind="school_verified", title=f"Notice {number}", path="/notices", letter="notice")

    commit(app, happened)


def look(app: Flask) -> int:
    """What the job runner does every few seconds."""
    with app.app_context():
        return send_waiting()


@pytest.mark.timeout(240)
def test_an_hour_without_a_mail_server(
    app: Flask, cast: Cast, clock: Any, monkeypatch: pytest.MonkeyPatch, reader_for: Callable[..., Reader]
) -> None:
    people, began, port = told(cast), clock.now(), smtp.free_port()
    smtp.send_through(app, monkeypatch, port)
    writer = reader_for(cast.teacher)
    knocked: list[object] = []
    called = sender.Line.open
    monkeypatch.setattr(sender.Line, "open", lambda line: (knocked.append(line), called(line))[1])

    for number in range(NOTICES // PEOPLE):
        clock.hold(began + timedelta(minutes=60) * (number / (NOTICES // PEOPLE)))
        tell_them(app, people, number)
        assert look(app) == 0
        if number in (10, 40):
            before = len(knocked)
            put_on_the_board(writer, cast, f"Meanwhile {number}")
            assert len(knocked) == before, "no request waits for the mail server"
    with app.app_context():
        assert session().scalar(sa.select(sa.func.max(OutboxMail.attempts))) == 0, "no mail is to blame"
        session().rollback()
    reader_for(None).get("/register/look-at-your-mail").sees("Mail is slow to leave us just now.")
    reader_for(cast.admin).get("/administration/mail").sees("Waiting", "refused")

    # the server is back: within five minutes everything has left
    clock.hold(began + timedelta(minutes=60))
    server = Server()
    monkeypatch.setattr(smtp, "free_port", lambda: port)
    with smtp.running(server):
        for seconds in range(0, 300, 3):
            clock.hold(began + timedelta(minutes=60, seconds=seconds))
            look(app)
    assert len(server.taken) == len(written(app))
    assert max(Counter(str(mail["Message-ID"]) + to for to, mail in server.taken).values()) == 1
    notices = defaultdict(list)
    for to, mail in server.taken:
        if str(mail["Subject"]).startswith("Notice "):
            notices[to].append(int(str(mail["Subject"]).split()[1]))
    assert [len(found) for found in notices.values()] == [NOTICES // PEOPLE] * PEOPLE
    assert all(found == sorted(found) for found in notices.values()), "each person reads theirs in order"
    reader_for(None).get("/register/look-at-your-mail").does_not_see("Mail is slow to leave us just now.")


def put_on_the_board(reader: Reader, cast: Cast, title: str) -> None:
    """A message, with all the mail that it brings about."""
    reader.get(f"/clusters/{cast.river}/board/threads/new")
    reader.fill(title=title, text=f"Words of {title}.").press("Put it on the board")
    with reader.app.app_context():
        assert session().scalar(sa.select(sa.func.count(Post.id)).where(Post.source == f"Words of {title}.")) == 1
        session().rollback()


def written(app: Flask) -> list[Any]:
    """Every mail that was written."""
    with app.app_context():
        found = list(session().scalars(sa.select(OutboxMail.id)))
        session().rollback()
    return found
