"""Mail servers that fail in every way we know of, as real servers: nothing is held up, each mail comes once, in order, under one Message-ID.

A mail whose fate cannot be known (the line died after its last byte, before the answer) is sent again: at most one repeat for each such death, with the
same Message-ID, by which mail programs know it as one.
"""

import asyncio
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.core import outbox
from portal.core.database import session
from portal.core.outbox import Letter, OutboxMail
from portal.oversight.incoming.models import MailTrouble
from portal.oversight.notifications.models import Notification
from portal.oversight.runner.sender import send_waiting
from tests.support import smtp
from tests.support.cast import Cast, commit
from tests.support.reader import Reader
from tests.support.smtp import Server


class Moody(Server):
    """`moods`: what is done to the next mails, one after the other, when their words have arrived. `ok` after that.

    drop: taken, and the line cut before the answer. lost: the line cut, nothing taken. slow: taken, the answer late by `late` seconds. Anything else is the
    answer itself.
    """

    def __init__(self) -> None:
        super().__init__()
        self.moods: list[str] = []
        self.late = 1.5

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802 - the library's name
        mood = self.moods.pop(0) if self.moods else "ok"
        if mood not in ("ok", "drop", "slow"):
            if mood == "lost":
                server.transport.close()
                return "250 nobody hears this"
            return mood
        said = await super().handle_DATA(server, session, envelope)
        if mood == "drop":
            server.transport.close()
        if mood == "slow":
            await asyncio.sleep(self.late)
        return said

    @property
    def ids(self) -> list[str]:
        return [message["Message-ID"] for _address, message in self.taken]


@pytest.fixture
def server(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[Moody]:
    made = Moody()
    with smtp.running(made) as port:
        smtp.send_through(app, monkeypatch, port, seconds=1)
        yield made


def write(app: Flask, *addresses: str, person: Any = None) -> list[str]:
    """Put a mail to each into the outbox. Answers their Message-IDs."""

    def letters() -> list[str]:
        for number, address in enumerate(addresses):
            whose = person.id if person is not None else None
            outbox.post(Letter("test", address, f"Mail {number}", "Words.\n", person_id=whose), host="portal.example")
        return list(session().scalars(sa.select(OutboxMail.message_id).order_by(OutboxMail.id)))

    found: list[str] = commit(app, letters)
    return found


def until_all_left(app: Flask, clock: Any, *, rounds: int = 12) -> int:
    """Send, wait for the pause to be over, send again, until nothing waits. Answers how often."""
    for count in range(1, rounds + 1):
        send_waiting()
        session().rollback()
        left = (OutboxMail.sent_at.is_(None), OutboxMail.failed_at.is_(None))
        waiting = list(session().scalars(sa.select(OutboxMail).where(*left)))
        due = [mail.due_at for mail in waiting if mail.attempts]
        session().rollback()
        if not waiting:
            return count
        clock.hold(max(min(due, default=clock.now()), clock.now()) + timedelta(seconds=1))
    raise AssertionError("something still waits")


def test_cut_after_the_words_it_comes_at_most_twice_under_one_name(
    app: Flask, server: Moody, database: Any, clock: Any
) -> None:
    names = write(app, "a@x.example", "b@x.example", "c@x.example")
    server.moods = ["drop"]
    until_all_left(app, clock)
    assert server.addresses.count("a@x.example") == 2
    assert sorted(set(server.ids)) == sorted(names)
    assert len(server.taken) == 4


def test_lost_with_its_words_it_comes_once(app: Flask, server: Moody, database: Any, clock: Any) -> None:
    names = write(app, "a@x.example", "b@x.example", "c@x.example")
    server.moods = ["ok", "lost"]
    until_all_left(app, clock)
    assert sorted(server.ids) == sorted(names)


def test_slow_within_the_limit_it_comes_once(app: Flask, server: Moody, database: Any, clock: Any) -> None:
    names = write(app, "a@x.example", "b@x.example")
    server.moods, server.late = ["slow"], 0.4
    assert until_all_left(app, clock) == 1
    assert server.ids == names


def test_slower_than_the_limit_the_sender_does_not_wait(app: Flask, server: Moody, database: Any, clock: Any) -> None:
    names = write(app, "a@x.example", "b@x.example")
    server.moods, server.late = ["slow"], 3
    began = time.monotonic()
    send_waiting()
    assert time.monotonic() - began < 2.5
    until_all_left(app, clock)
    assert set(server.ids) == set(names)
    assert server.addresses.count("a@x.example") <= 2
    assert server.addresses.count("b@x.example") == 1


@pytest.mark.parametrize(
    "answer", ["451 4.3.0 Later", "452 4.2.2 Full", "421 4.3.2 Going down", "450 4.2.0 Greylisted"]
)
def test_later_after_the_words_is_later(app: Flask, server: Moody, database: Any, clock: Any, answer: str) -> None:
    names = write(app, "a@x.example", "b@x.example")
    server.moods = [answer, answer]
    until_all_left(app, clock)
    assert sorted(server.ids) == sorted(names)
    failed = session().scalars(sa.select(OutboxMail.failed_at)).all()
    assert failed == [None, None]


@pytest.mark.parametrize("answer", ["554 5.6.0 Not such words", "550 5.7.1 Not from you"])
def test_never_after_the_words_is_never_for_that_one_alone(
    app: Flask, server: Moody, database: Any, clock: Any, answer: str
) -> None:
    names = write(app, "a@x.example", "b@x.example", "c@x.example")
    server.moods = ["ok", answer]
    assert until_all_left(app, clock) == 1
    assert server.ids == [names[0], names[2]]


def test_through_every_fault_one_person_reads_in_order(app: Flask, server: Moody, database: Any, clock: Any) -> None:
    names = write(app, *["a@x.example"] * 6)
    server.moods = ["451 Later", "lost", "ok", "421 Going down", "451 Later", "lost", "ok", "450 Later"]
    until_all_left(app, clock)
    assert server.ids == names


def test_the_pauses_grow_and_end(app: Flask, server: Moody, database: Any, clock: Any) -> None:
    write(app, "a@x.example")
    server.moods = ["451 Later"] * 200
    pauses = []
    for _try in range(60):
        send_waiting()
        session().rollback()
        row = session().scalars(sa.select(OutboxMail)).one()
        if row.failed_at is not None:
            break
        pauses.append(int((row.due_at - clock.now()).total_seconds()))
        clock.hold(row.due_at)
        session().rollback()
    assert pauses[:8] == [60, 120, 240, 480, 960, 1920, 3600, 3600]
    assert set(pauses[6:]) == {3600}
    assert timedelta(hours=24) <= row.failed_at - row.created_at <= timedelta(hours=26)
    assert server.taken == []


def test_an_address_that_is_refused_for_good_on_three_days_is_told_to_the_contact(
    app: Flask, cast: Cast, server: Moody, database: Any, clock: Any
) -> None:
    vic = cast.vale_teacher
    for _day in range(3):
        write(app, vic.email, person=vic)
        server.answers[vic.email] = ["550 5.1.1 No such person"]
        send_waiting()
        clock.hold(clock.now() + timedelta(days=1))
    trouble = session().scalars(sa.select(MailTrouble)).one()
    assert (trouble.person_id, trouble.days, trouble.suspended_at is not None) == (vic.id, 3, True)
    told = sa.select(Notification.person_id).where(Notification.kind == "mail_suspended")
    assert set(session().scalars(told)) == {vic.id, cast.vale_contact.id}
    session().rollback()


@pytest.mark.parametrize("answer", ["552 5.2.2 Over quota", "550 5.7.1 We do not like you", "451 4.1.1 Perhaps"])
def test_what_is_not_the_addresss_fault_is_not_counted(
    app: Flask, cast: Cast, server: Moody, database: Any, answer: str
) -> None:
    write(app, cast.vale_teacher.email, person=cast.vale_teacher)
    server.answers[cast.vale_teacher.email] = [answer]
    send_waiting()
    assert session().scalars(sa.select(MailTrouble)).all() == []


def test_no_request_speaks_with_the_mail_server(
    app: Flask, cast: Cast, server: Moody, reader_for: Callable[..., Reader]
) -> None:
    """So none is held up by it, however slow it is; the sender alone waits for it."""
    server.moods = ["slow"] * 20
    write(app, "p@x.example")
    for number in range(3):
        _press(*_form(reader_for(cast.teacher), cast, f"Message {number}"))
    assert (server.taken, len(server.moods)) == ([], 20)
    with app.app_context():
        send_waiting()
    assert "p@x.example" in server.addresses


def _form(reader: Reader, cast: Cast, title: str) -> tuple[Reader, dict[str, Any]]:
    """The form as it stands, filled."""
    reader.get(f"/clusters/{cast.river}/board/threads/new")
    form = next(form for form in reader.page.select("main form") if form.select_one("[name=text]"))
    return reader, {**Reader.standing(form), "title": title, "text": "Words"}


def _press(reader: Reader, fields: dict[str, Any]) -> None:
    """Press the button."""
    assert reader.client.post(reader.path, data=fields).status_code == 303
