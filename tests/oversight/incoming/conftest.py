"""A portal that takes mail in: a conversation, the mail that asks for a reply, and what a mail program sends back."""

import dataclasses
import uuid
from collections.abc import Callable
from datetime import date
from email.message import EmailMessage
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.core.database import session
from portal.core.outbox import OutboxMail
from portal.core.perform import perform
from portal.oversight.incoming import addresses
from portal.oversight.incoming.addresses import Use
from portal.oversight.incoming.receiving import Taken, receive
from portal.running.board import queries, services
from portal.running.board.models import Message, Post, Wanted
from tests.support.cast import Cast

DOMAIN = "reply.portal.example"


class Correspondence:
    """Hill asks Vale for a reply; `vale_contact` gets a mail and answers it."""

    def __init__(self, app: Flask, cast: Cast) -> None:
        self.app, self.cast = app, cast
        with app.app_context():
            wanted = Wanted(cast.school["vale"], date(2027, 3, 12))
            board = queries.get_board(cast.river)
            by = cast.signed_in("teacher")
            thread = perform(
                services.start_thread,
                board,
                by=by,
                title="Rain",
                message=Message("How much rain did you have?"),
                wanted=wanted,
            )
            self.thread_id: uuid.UUID = thread.id

    def mail_to(self, key: str) -> OutboxMail:
        """The last mail to someone of the cast."""
        with self.app.app_context():
            query = sa.select(OutboxMail).where(OutboxMail.person_id == self.cast.people[key].id)
            return session().scalars(query.order_by(OutboxMail.id.desc())).first()  # type: ignore[return-value]

    def address(self, key: str = "vale_contact", use: Use = Use.REPLY, mail_id: uuid.UUID | None = None) -> str:
        """The signed address of the last mail to someone."""
        secret = self.app.config["SECRET_KEY"]
        return addresses.make(use, mail_id or self.mail_to(key).id, domain=DOMAIN, key=secret)

    def answer(self, words: str, *, key: str = "vale_contact", html: str | None = None, **headers: str) -> EmailMessage:
        """What a mail program sends when someone answers."""
        message = EmailMessage()
        message["From"] = f"Someone <{self.cast.people[key].email}>"
        message["To"] = self.address(key)
        message["Subject"] = "Re: a reply is needed"
        message["Message-ID"] = headers.pop("message_id", f"<{uuid.uuid4().hex}@mailer.example>")
        for name, value in headers.items():
            del message[name.replace("_", "-")]
            message[name.replace("_", "-")] = value
        message.set_content(words)
        if html is not None:
            message.add_alternative(html, subtype="html")
        return message

    def bring(self, message: EmailMessage | bytes, *envelope: str) -> Taken:
        """Hand a mail to the portal."""
        raw = message if isinstance(message, bytes) else message.as_bytes()
        with self.app.app_context():
            return receive(raw, envelope=envelope)

    def posts(self) -> list[Any]:
        """(school, person, words) of every message in the conversation, oldest first."""
        names = {found: key for key, found in self.cast.school.items()}
        people = {someone.id: key for key, someone in self.cast.people.items()}
        with self.app.app_context():
            query = sa.select(Post).where(Post.thread_id == self.thread_id).order_by(Post.id)
            return [(names[p.school_id], people[p.author_id], p.source) for p in session().scalars(query)]

    def letters(self, kind: str) -> list[tuple[str, str, str]]:
        """(address, subject, text) of every mail of a kind."""
        with self.app.app_context():
            query = sa.select(OutboxMail).where(OutboxMail.kind == kind).order_by(OutboxMail.id)
            return [(m.address, m.subject, m.text) for m in session().scalars(query)]


@pytest.fixture
def takes_mail(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Flask:
    """The portal with a domain for mail that comes in."""
    settings = dataclasses.replace(app.config["SETTINGS"], mail_in_domain=DOMAIN)
    monkeypatch.setitem(app.config, "SETTINGS", settings)
    return app


@pytest.fixture
def post(takes_mail: Flask, cast: Cast) -> Correspondence:
    return Correspondence(takes_mail, cast)


@pytest.fixture
def rows(app: Flask) -> Callable[[Any], list[Any]]:
    """Read rows as they stand."""

    def read(query: Any) -> list[Any]:
        with app.app_context():
            return list(session().execute(query).all())

    return read
