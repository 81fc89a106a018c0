"""The only way out for mail: takes what is due from the outbox under a lease, hands it to the mail server within a time limit, and writes down what
the server said."""

import contextlib
import hashlib
import logging
import smtplib
import ssl
import time
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from email.charset import QP, Charset
from typing import Any

import sqlalchemy as sa
from flask import current_app
from flask_mail import Connection, Message

from portal.core import clock, outbox
from portal.core.actors import SYSTEM
from portal.core.database import session
from portal.core.i18n import _
from portal.core.outbox import OutboxMail
from portal.core.perform import perform
from portal.core.readers import speaking_to
from portal.oversight.incoming import addresses
from portal.oversight.incoming.addresses import Use
from portal.oversight.incoming.reading import failure_in
from portal.oversight.incoming.services import note_bounce
from portal.web.mailing import html_of

BATCH = 50
MOST_SECONDS = 45
TROUBLES = 2
FIRST_PAUSE, LAST_PAUSE = timedelta(seconds=15), timedelta(minutes=2)
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Refused:
    """The mail was not taken. `permanent`: it never will be. `broken`: the line is dead and the next mail needs a new one. `about_address`: the server
    says it of the address, not of the mail."""

    words: str
    permanent: bool = False
    broken: bool = False
    about_address: bool = False


LONGEST_LINE = 900  # bytes; RFC 5321 4.5.3.1.6 lets a server refuse a mail with lines over 998
IN_SHORT_LINES = Charset("utf-8")
IN_SHORT_LINES.body_encoding = QP


class _Hurried:
    """An SMTP dialogue that ends at `deadline`, however slowly the other side speaks."""

    deadline = float("inf")
    sock: Any

    def send(self, s: Any) -> None:
        self._hurry()
        super().send(s)  # type: ignore[misc]

    def getreply(self) -> tuple[int, bytes]:
        self._hurry()
        return super().getreply()  # type: ignore[misc, no-any-return]

    def _hurry(self) -> None:
        left = self.deadline - time.monotonic()
        if left <= 0:
            raise TimeoutError("the mail server took too long")
        if self.sock is not None and left < MOST_SECONDS * 2:
            self.sock.settimeout(left)


class _Plain(_Hurried, smtplib.SMTP):
    pass


class _Encrypted(_Hurried, smtplib.SMTP_SSL):
    pass


class Line(Connection):
    """A connection to the mail server whose every step has a time limit; opened when first needed."""

    def __init__(self, limit: float) -> None:
        super().__init__(current_app.extensions["mail"])
        self.limit = limit

    def configure_host(self) -> Any:
        server = self.mail
        deadline = time.monotonic() + self.limit
        host: Any
        if server.use_ssl:
            host = _Encrypted(server.server, server.port, timeout=self.limit, context=ssl.create_default_context())
        else:
            host = _Plain(server.server, server.port, timeout=self.limit)
        host.deadline = deadline
        try:
            if server.use_tls:
                host.starttls(context=ssl.create_default_context())
            if server.username and server.password:
                host.login(server.username, server.password)
            host.ehlo_or_helo_if_needed()
        except BaseException:
            host.close()
            raise
        return host

    def deliver(self, message: Message, *, bounces_to: str | None = None) -> None:
        """Send one message; `bounces_to` is where a server says that it cannot be delivered. Raises what smtplib raises."""
        self.open()
        self.host.deadline = time.monotonic() + self.limit  # type: ignore[union-attr]
        self.send(message, bounces_to)

    def open(self) -> None:
        """Call the mail server, unless the line is open. Raises what smtplib raises."""
        if self.host is None:
            self.host = self.configure_host()

    def hang_up(self) -> None:
        """End the dialogue; politely if the server still answers."""
        host, self.host = self.host, None
        if host is not None:
            with contextlib.suppress(Exception):
                host.quit()
            host.close()


def send_waiting(*, stopping: Callable[[], bool] = lambda: False) -> int:
    """Send what is due, oldest first, until nothing is left or the mail server is in trouble. Returns how many mails left."""
    settings = current_app.config["SETTINGS"]
    pause: Pause = current_app.extensions.setdefault("mail_pause", Pause())
    sent = 0
    while not stopping() and not (settings.sends_mail and pause.lasts()):
        taken = perform(outbox.take_due, by=SYSTEM, limit=BATCH)
        if not taken:
            break
        if not settings.sends_mail:
            sent += _keep_in_the_mailbox(taken)
            continue
        batch = _Batch(min(settings.smtp_timeout, MOST_SECONDS), stopping)
        sent += batch.send(taken)
        if batch.server_is_in_trouble:
            pause.begin()
            break
        pause.end()
    return sent


class Pause:
    """Where the mail server was not to be had nobody knocks again at once: after 15 seconds, then 30, 60, and every two minutes."""

    def __init__(self) -> None:
        self.until: datetime | None = None
        self.times = 0

    def lasts(self) -> bool:
        """Not yet."""
        return self.until is not None and clock.now() < self.until

    def begin(self) -> None:
        """It was not to be had."""
        self.until = clock.now() + min(FIRST_PAUSE * 2**self.times, LAST_PAUSE)
        self.times = min(self.times + 1, 8)

    def end(self) -> None:
        """It was to be had."""
        self.until, self.times = None, 0


def _keep_in_the_mailbox(ids: Sequence[uuid.UUID]) -> int:
    for mail_id in ids:
        perform(outbox.mark_sent, by=SYSTEM, mail_id=mail_id)
    return len(ids)


class _Batch:
    """Some mails over one line."""

    def __init__(self, limit: float, stopping: Callable[[], bool]) -> None:
        self.line = Line(limit)
        self.stopping = stopping
        self.until = time.monotonic() + outbox.LEASE.total_seconds() - limit - 5
        self.troubles = 0
        self.waiting_addresses: set[str] = set()
        self.untried: list[uuid.UUID] = []
        self.said: str | None = None

    @property
    def server_is_in_trouble(self) -> bool:
        return self.troubles >= TROUBLES

    def send(self, ids: Sequence[uuid.UUID]) -> int:
        sent = 0
        try:
            for mail_id in ids:
                sent += self._send_one(mail_id)
        finally:
            self.line.hang_up()
            if self.untried:
                perform(outbox.put_back, by=SYSTEM, ids=self.untried, error=self.said)
        return sent

    def _send_one(self, mail_id: uuid.UUID) -> int:
        if self.stopping() or time.monotonic() > self.until or self.server_is_in_trouble:
            self.untried.append(mail_id)
            return 0
        mail = _copy(mail_id)
        if mail.address in self.waiting_addresses or not self._opens():
            self.untried.append(mail_id)
            return 0
        refused = self._try(mail)
        if refused is None:
            self.troubles = 0
            perform(outbox.mark_sent, by=SYSTEM, mail_id=mail_id)
            return 1
        self._write_down(mail, refused)
        return 0

    def _try(self, mail: Any) -> Refused | None:
        refused = _refusal(lambda: self.line.deliver(_message(mail), bounces_to=_address(Use.BOUNCE, mail)))
        if refused is not None and refused.broken:
            self.troubles += 1
            self.said = refused.words
            self.line.hang_up()
        return refused

    def _opens(self) -> bool:
        """Whether there is a line to the mail server. Where there is none, no mail is to blame."""
        refused = _refusal(self.line.open)
        if refused is None:
            return True
        self.troubles, self.said = TROUBLES, refused.words
        log.warning("the mail server is not to be had: %s", refused.words)
        return False

    def _write_down(self, mail: Any, refused: Refused) -> None:
        if not refused.permanent and mail.attempts < outbox.HELD_BACK_FOR:
            self.waiting_addresses.add(mail.address)
        log.warning("mail not sent id=%s permanent=%s: %s", mail.id, refused.permanent, refused.words)
        row = _row(mail.id)
        perform(outbox.mark_refused, row, by=SYSTEM, error=refused.words, permanent=refused.permanent)
        failure = failure_in(refused.words) if refused.about_address and mail.person_id is not None else None
        if failure is not None and failure.permanent:  # as good as a mail that came back
            once = hashlib.sha256(f"refused:{mail.id}".encode()).hexdigest()
            ids = {"outbox_mail_id": mail.id, "person_id": mail.person_id}
            perform(note_bounce, by=SYSTEM, fingerprint=once, failure=failure, **ids)


def _copy(mail_id: uuid.UUID) -> Any:
    """The mail's values, with no transaction left open while the mail server is spoken to."""
    row = session().execute(sa.select(*OutboxMail.__table__.columns).where(OutboxMail.id == mail_id)).one()
    session().commit()
    return row


def _row(mail_id: uuid.UUID) -> OutboxMail:
    return session().get_one(OutboxMail, mail_id)


def _message(mail: Any) -> Message:
    headers = {str(name): str(value) for name, value in mail.headers.items()}
    text, language = mail.text, headers.get("Content-Language", "en")
    if (board := _address_of_the_board(mail)) is not None:
        headers["List-Post"] = f"<mailto:{board}>"
        with speaking_to(language):
            text += (
                "\n"
                + _("To begin a new conversation on this board by mail, write to: %(address)s", address=board)
                + "\n"
            )
    html = mail.html or html_of(mail.subject, text, language)
    message = Message(mail.subject, recipients=[mail.address], body=text, html=html, date=mail.created_at.timestamp())
    if any(len(line.encode()) > LONGEST_LINE for line in (text + "\n" + html).splitlines()):
        message.charset = IN_SHORT_LINES  # type: ignore[assignment]  # it goes to the parts as it is
    if mail.about is not None and (address := _address(Use.STOP, mail)) is not None:
        headers["List-Unsubscribe"] = f"{headers.get('List-Unsubscribe', '')}, <mailto:{address}>".lstrip(", ")
    message.extra_headers = headers
    message.reply_to = _address(Use.REPLY, mail) if mail.person_id is not None else None
    message.msgId = mail.message_id  # the same at every try, so that a mail sent twice is known as one
    return message


def _address_of_the_board(mail: Any) -> str | None:
    """Where its reader begins a conversation on the board that the mail is about."""
    return _address(Use.NEW, mail) if mail.about is not None and mail.about.startswith("board:") else None


def _address(use: Use, mail: Any) -> str | None:
    """The signed address of this mail; None where the portal takes no mail in."""
    domain = current_app.config["SETTINGS"].mail_in_domain
    key = current_app.config["SECRET_KEY"]
    return addresses.make(use, mail.id, domain=domain, key=key) if domain is not None else None


def _refusal(deliver: Callable[[], None]) -> Refused | None:
    """Deliver; None when it was taken, else what stood in the way."""
    try:
        deliver()
    except smtplib.SMTPRecipientsRefused as error:
        code, words = next(iter(error.recipients.values()))
        return replace(_answered(code, words), about_address=True)
    except (smtplib.SMTPConnectError, smtplib.SMTPHeloError, smtplib.SMTPAuthenticationError) as error:
        return Refused(f"{type(error).__name__} {error.smtp_code}", broken=True)
    except smtplib.SMTPResponseException as error:
        return _answered(error.smtp_code, error.smtp_error)
    except smtplib.SMTPNotSupportedError as error:
        return Refused(str(error), broken=True)
    except (OSError, smtplib.SMTPException) as error:  # smtplib's own errors are OSErrors too: the order matters
        return Refused(f"{type(error).__name__}: {error}", broken=True)
    except Exception as error:  # a mail that cannot be put into bytes must not stop the others
        log.exception("a mail could not be written")
        return Refused(f"{type(error).__name__}", permanent=True)
    return None


def _answered(code: int, words: bytes | str) -> Refused:
    said = words.decode("utf-8", "replace") if isinstance(words, bytes) else words
    return Refused(f"{code} {said}", permanent=500 <= code < 600, broken=code == 421)
