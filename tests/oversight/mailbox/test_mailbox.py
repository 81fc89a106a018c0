"""Outgoing mail on pages."""

from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.core import outbox
from portal.core.database import session
from portal.core.outbox import Letter, OutboxMail
from tests.support.cast import Cast, commit

TEXT = "Dear Amina,\n\nFollow this: http://localhost:5000/link/confirm/abc\n<script>alert(1)</script>\n"


@pytest.fixture
def demonstration(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(app.config, "DEMONSTRATION", True)


def write(app: Flask, *subjects: str) -> None:
    def letters() -> None:
        for subject in subjects:
            outbox.post(Letter("test", "amina@school.example", subject, TEXT))

    commit(app, letters)


def test_a_visitor_reads_mail_and_follows_its_links(
    app: Flask, demonstration: None, reader_for: Callable[..., Any]
) -> None:
    write(app, "First", "Second")
    reader = reader_for().get("/demonstration/mailbox")
    assert [a.get_text() for a in reader.page.select(".app-list a")] == ["Second", "First"]

    reader.follow("First").sees("amina@school.example", "Dear Amina,")

    assert reader.page.find("a", href="http://localhost:5000/link/confirm/abc") is not None
    assert reader.page.find("script", string="alert(1)") is None


def test_it_is_paged(app: Flask, demonstration: None, reader_for: Callable[..., Any]) -> None:
    reader = reader_for().get("/demonstration/mailbox").sees("No mail yet")
    counts = []
    for number in (1, 3, 60):
        write(app, *(f"Mail {n}" for n in range(number)))
        reader.get("/demonstration/mailbox")
        counts.append(len(reader.statements))
    assert len(set(counts)) == 1
    reader.follow("Older mail")
    assert len(reader.page.select(".app-list a")) == 14


def test_without_a_demonstration_nothing_is_there(
    app: Flask, cast: Cast, reader_for: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "DEMONSTRATION", False)
    write(app, "First")
    mail_id = commit(app, lambda: session().scalars(sa.select(OutboxMail.id)).one())
    for person in (None, cast.admin):
        for path in ("/demonstration/mailbox", f"/demonstration/mailbox/{mail_id}"):
            reader_for(person).get(path, expect=404)


def test_a_mail_that_is_not_there(demonstration: None, reader_for: Callable[..., Any]) -> None:
    reader_for().get("/demonstration/mailbox/00000000-0000-7000-8000-000000000000", expect=404)


def test_administrators_see_the_state_and_never_the_words(
    app: Flask, cast: Cast, reader_for: Callable[..., Any], clock: Any
) -> None:
    write(app, "Secret one", "Secret two", "Secret three")

    def happened() -> None:
        first, second, _third = session().scalars(sa.select(OutboxMail).order_by(OutboxMail.id)).all()
        first.sent_at = clock.now()
        second.failed_at, second.last_error = clock.now(), "550 No such person"

    commit(app, happened)
    reader = reader_for(cast.admin).get("/administration/mail")

    values = {dt.get_text(strip=True): dt.find_next("dd").get_text(strip=True) for dt in reader.page.select("dt")}
    assert (values["Waiting"], values["Sent"], values["Failed for good"]) == ("1", "1", "1")
    reader.sees("550 No such person", "amina@school.example").does_not_see("Secret", "Dear Amina", "/link/confirm")


def test_an_empty_outbox(cast: Cast, reader_for: Callable[..., Any]) -> None:
    reader_for(cast.admin).get("/administration/mail").sees("none waits", "has refused nothing")


@pytest.mark.parametrize("who", ["manager", "teacher", "auditor"])
def test_nobody_else_sees_the_outbox(cast: Cast, reader_for: Callable[..., Any], who: str) -> None:
    reader_for(cast.people[who]).get("/administration/mail", expect=403)
