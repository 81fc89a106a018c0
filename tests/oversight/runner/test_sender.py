"""Mail on its way out, with a real SMTP server."""

import contextlib
import email
import socket
import threading
import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.core import outbox
from portal.core.actors import SYSTEM
from portal.core.database import session
from portal.core.outbox import Letter, OutboxMail
from portal.core.perform import perform
from portal.oversight.runner import sender
from portal.oversight.runner.sender import send_waiting
from tests.support import smtp
from tests.support.cast import commit
from tests.support.smtp import Server


@pytest.fixture
def through(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Make the portal send through this port."""
    return lambda port, seconds=2: smtp.send_through(app, monkeypatch, port, seconds=seconds)


@pytest.fixture
def server(through: Callable[..., None]) -> Iterator[Server]:
    made = Server()
    with smtp.running(made) as port:
        through(port)
        yield made


def write(app: Flask, *addresses: str) -> None:
    def letters() -> None:
        for number, address in enumerate(addresses):
            letter = Letter("test", address, f"Ŵ {number}", f"Line {number} “here”.\n", "<p>Here.</p>")
            outbox.post(letter, headers={"Auto-Submitted": "auto-generated"}, host="portal.example")

    commit(app, letters)


def rows(database: sa.orm.Session) -> list[OutboxMail]:
    database.rollback()
    database.expire_all()
    return list(database.scalars(sa.select(OutboxMail).order_by(OutboxMail.id)).all())


def test_a_mail_is_delivered_once(app: Flask, server: Server, database: sa.orm.Session) -> None:
    write(app, "amina@school.example")

    assert send_waiting() == 1
    assert send_waiting() == 0

    [(address, message)] = server.taken
    [row] = rows(database)
    assert address == "amina@school.example"
    assert message["Message-ID"] == row.message_id
    assert message["Auto-Submitted"] == "auto-generated"
    assert email.header.make_header(email.header.decode_header(message["Subject"])).__str__() == "Ŵ 0"
    parts = [part.get_content_type() for part in message.walk() if not part.is_multipart()]
    assert parts == ["text/plain", "text/html"]
    assert (row.sent_at is not None, row.failed_at, row.attempts) == (True, None, 1)


def test_no_line_is_longer_than_mail_servers_take(app: Flask, server: Server, database: sa.orm.Session) -> None:
    """A paragraph of a message is one line, of 20,000 letters at most: in the text, and once more in the page of the mail."""
    paragraph = "Llŷn and back " * 400
    write(app, "amina@school.example")
    [row] = rows(database)
    row.text = f"{paragraph}\nand a short line"
    database.commit()

    assert send_waiting() == 1
    [(_address, message)] = server.taken
    assert max(len(line) for line in message.as_bytes().splitlines()) < 998
    text = next(part for part in message.walk() if part.get_content_type() == "text/plain")
    assert text.get_payload(decode=True).decode().splitlines()[0] == paragraph


def test_try_again_later_is_tried_again_later(app: Flask, server: Server, database: sa.orm.Session, clock: Any) -> None:
    write(app, "busy@school.example", "free@school.example")
    server.answers["busy@school.example"] = ["451 Try again later"]

    assert send_waiting() == 1
    assert server.addresses == ["free@school.example"]
    [busy, free] = rows(database)
    assert (busy.sent_at, busy.failed_at, busy.last_error) == (None, None, "451 Try again later")
    assert busy.due_at > clock.now()
    assert free.sent_at is not None
    assert send_waiting() == 0

    server.answers.clear()
    clock.hold(busy.due_at)
    assert send_waiting() == 1
    assert server.addresses == ["free@school.example", "busy@school.example"]


def test_no_for_good_stops_that_mail_alone(app: Flask, server: Server, database: sa.orm.Session) -> None:
    write(app, "one@school.example", "gone@school.example", "two@school.example")
    server.answers["gone@school.example"] = ["550 No such person"]

    assert send_waiting() == 2
    assert server.addresses == ["one@school.example", "two@school.example"]
    [one, gone, two] = rows(database)
    assert (gone.sent_at, gone.last_error, gone.failed_at is not None) == (None, "550 No such person", True)
    assert one.sent_at is not None
    assert two.sent_at is not None
    assert send_waiting() == 0


def test_one_person_reads_mails_in_order(app: Flask, server: Server, database: sa.orm.Session, clock: Any) -> None:
    write(app, "a@school.example", "a@school.example", "b@school.example")
    server.answers["a@school.example"] = ["451 Later"]

    assert send_waiting() == 1
    assert server.addresses == ["b@school.example"]
    [first, second, _third] = rows(database)
    assert (first.attempts, second.attempts) == (1, 0)

    server.answers.clear()
    assert send_waiting() == 0
    clock.hold(first.due_at)
    assert send_waiting() == 2
    assert [message["Message-ID"] for _a, message in server.taken[1:]] == [first.message_id, second.message_id]


def test_a_mail_that_is_refused_again_and_again_lets_later_ones_pass(
    app: Flask, server: Server, database: sa.orm.Session
) -> None:
    write(app, "a@school.example", "a@school.example")
    [tired, _second] = rows(database)
    database.rollback()
    often = sa.update(OutboxMail).where(OutboxMail.id == tired.id).values(attempts=outbox.HELD_BACK_FOR)
    commit(app, lambda: session().execute(often))
    server.answers["a@school.example"] = ["451 Later"]

    assert send_waiting() == 1
    [first, second] = rows(database)
    assert first.sent_at is None
    assert second.sent_at is not None


def test_it_gives_up_after_a_day(app: Flask, server: Server, database: sa.orm.Session, clock: Any) -> None:
    write(app, "busy@school.example")
    server.answers["busy@school.example"] = ["451 Later"]
    clock.hold(clock.now() + timedelta(hours=25))

    assert send_waiting() == 0
    assert rows(database)[0].failed_at is not None


def test_a_killed_sender_repeats_the_mail_under_the_same_message_id(
    app: Flask, server: Server, database: sa.orm.Session, clock: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(app, "amina@school.example")

    def killed(*args: Any, **words: Any) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(outbox, "mark_sent", killed)
        with pytest.raises(KeyboardInterrupt):
            send_waiting()
    assert len(server.taken) == 1
    assert send_waiting() == 0, "it is under lease"

    clock.hold(clock.now() + outbox.LEASE + timedelta(seconds=1))
    assert send_waiting() == 1
    assert send_waiting() == 0
    assert len({message["Message-ID"] for _address, message in server.taken}) == 1
    assert len(server.taken) == 2


def test_two_senders_do_not_send_the_same_mail(app: Flask, server: Server, database: sa.orm.Session) -> None:
    write(app, *(f"p{number}@school.example" for number in range(30)))

    def sender() -> None:
        with app.app_context():
            send_waiting()

    threads = [threading.Thread(target=sender) for _number in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(server.addresses) == sorted(f"p{number}@school.example" for number in range(30))


def test_a_mail_that_cannot_be_written_does_not_stop_the_others(
    app: Flask, server: Server, database: sa.orm.Session
) -> None:
    write(app, "one@school.example", "two@school.example")

    def spoil() -> None:
        first = session().scalars(sa.select(OutboxMail).order_by(OutboxMail.id).limit(1)).one()
        first.address = "not an address\r\nBcc: everyone@school.example"

    commit(app, spoil)
    assert send_waiting() == 1
    assert server.addresses == ["two@school.example"]
    assert rows(database)[0].failed_at is not None


@contextlib.contextmanager
def silent(greets: bool) -> Iterator[int]:
    """A server that takes the call and then says nothing (or no more than its name)."""
    lines: list[socket.socket] = []
    listening = socket.create_server(("127.0.0.1", 0))

    def answer() -> None:
        with contextlib.suppress(OSError):
            while True:
                line, _address = listening.accept()
                lines.append(line)
                if greets:
                    line.sendall(b"220 here\r\n")

    threading.Thread(target=answer, daemon=True).start()
    try:
        yield listening.getsockname()[1]
    finally:
        listening.close()
        for line in lines:
            line.close()


@pytest.mark.parametrize("greets", [True, False])
def test_a_silent_server_holds_nobody_for_longer_than_the_limit(
    app: Flask, through: Callable[..., None], database: sa.orm.Session, greets: bool
) -> None:
    write(app, "a@school.example", "b@school.example", "c@school.example")
    with silent(greets) as port:
        through(port, seconds=1)
        began = time.monotonic()
        assert send_waiting() == 0
        assert time.monotonic() - began < 3
    for row in rows(database):
        assert (row.sent_at, row.failed_at, row.lease_until, row.attempts) == (None, None, None, 0)
        assert row.last_error


def test_a_server_that_is_not_there_is_tried_again(
    app: Flask, through: Callable[..., None], database: sa.orm.Session, clock: Any
) -> None:
    """It is no fault of the mail's: it waits no longer for it than until somebody knocks again."""
    write(app, "a@school.example")
    written = clock.now()
    through(1)
    for _times in range(3):
        assert send_waiting() == 0
        clock.hold(clock.now() + sender.LAST_PAUSE)
    [row] = rows(database)
    assert (row.failed_at, row.attempts, row.due_at) == (None, 0, written)
    assert "refused" in str(row.last_error)
    made = Server()
    with smtp.running(made) as port:
        through(port)
        assert send_waiting() == 1
    assert made.addresses == ["a@school.example"]


def test_while_the_mail_server_is_away_nobody_knocks_all_the_time(
    app: Flask, through: Callable[..., None], database: sa.orm.Session, clock: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(app, "a@school.example")
    through(1)
    knocked: list[datetime] = []
    called = sender.Line.open
    monkeypatch.setattr(sender.Line, "open", lambda line: (knocked.append(clock.now()), called(line))[1])
    began = clock.now()
    for seconds in range(0, 600, 3):
        clock.hold(began + timedelta(seconds=seconds))
        send_waiting()
    waited = [int((at - began).total_seconds()) for at in knocked]
    assert waited == [0, 15, 45, 105, 225, 345, 465, 585]


def test_without_a_mail_server_mail_is_kept(app: Flask, database: sa.orm.Session, clock: Any) -> None:
    write(app, "a@school.example", "b@school.example")
    assert send_waiting() == 2
    assert [(row.sent_at, row.attempts) for row in rows(database)] == [(clock.now(), 1)] * 2


def test_what_was_taken_but_not_tried_is_put_back(app: Flask, server: Server, database: sa.orm.Session) -> None:
    write(app, "a@school.example", "b@school.example")
    asked: list[datetime | bool] = []

    def stopping() -> bool:
        asked.append(True)
        return len(asked) > 2

    assert send_waiting(stopping=stopping) == 1
    [first, second] = rows(database)
    assert first.sent_at is not None
    assert (second.lease_until, second.attempts) == (None, 0)
    assert send_waiting() == 1


def test_leases_keep_two_takers_apart(app: Flask, database: sa.orm.Session) -> None:
    write(app, "a@school.example")
    assert len(perform(outbox.take_due, by=SYSTEM)) == 1
    assert perform(outbox.take_due, by=SYSTEM) == []


def test_while_one_takes_another_does_not_take_later_mail_of_the_same_person(
    app: Flask, database: sa.orm.Session
) -> None:
    write(app, "a@school.example", "a@school.example")
    first, second = rows(database)
    database.rollback()
    taken: dict[str, list[Any]] = {}
    holds = threading.Event()

    def take_slowly(*, by: Any) -> list[Any]:
        found = outbox.take_due(limit=1)
        holds.set()
        time.sleep(0.5)
        return found

    def one(name: str, deed: Callable[..., list[Any]]) -> None:
        with app.app_context():
            taken[name] = perform(deed, by=SYSTEM)

    slow = threading.Thread(target=one, args=("slow", take_slowly))
    slow.start()
    holds.wait(5)
    quick = threading.Thread(target=one, args=("quick", outbox.take_due))
    quick.start()
    slow.join()
    quick.join()
    assert taken == {"slow": [first.id], "quick": []}
    assert second.lease_until is None
