"""Mails are templates: `email/<kind>.subject.txt` and `.txt`. Text is always there; the HTML part is the same words in a quiet frame."""

import re
import uuid
from dataclasses import dataclass
from datetime import datetime
from email.header import Header
from typing import Any
from urllib.parse import urlsplit

from flask import current_app, render_template

from portal.core import outbox, text
from portal.core.i18n import spoken
from portal.core.outbox import Answers
from portal.core.readers import speaking_to

HEADERS = {"Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All"}
ANSWER_ABOVE = "##- "  # begins the line above which an answer is read; never translated, so that it is found again in what comes back


@dataclass(frozen=True)
class MailingList:
    """What a mail belongs to and its reader can stop: `about` names it, `name` says it, `stop_link` stops it with one click (RFC 8058), `page` shows it."""

    about: str
    name: str
    stop_link: str
    page: str


@dataclass(frozen=True)
class Composed:
    """A mail as it will stand in the outbox."""

    letter: outbox.Letter
    headers: dict[str, str]
    once: str | None
    due_at: datetime | None

    def post(self, *, is_new: bool = False) -> None:
        """Put it into the outbox, in the running transaction. `is_new`: the caller knows that `once` was not used."""
        outbox.post(
            self.letter, once=self.once, headers=self.headers, host=mail_host(), due_at=self.due_at, is_new=is_new
        )


def write_letter(kind: str, *, is_new: bool = False, **words: Any) -> None:
    """Put a mail of this kind into the outbox, in the running transaction: see `compose`. `is_new`: the caller knows that `once` was not used."""
    compose(kind, **words).post(is_new=is_new)


def compose(
    kind: str,
    *,
    address: str,
    person_id: uuid.UUID | None = None,
    once: str | None = None,
    answers: Answers | None = None,
    path: str = "",
    headers: dict[str, str] | None = None,
    due_at: datetime | None = None,
    mailing_list: MailingList | None = None,
    message: str = "",
    **context: Any,
) -> Composed:
    """A mail of this kind, in words. A notice carries a link, never confidential content.

    The HTML part is made from the text part when the mail leaves. With `answers` the mail can be answered by mail, where the portal
    takes mail in; mails about the same thing are one conversation in the reader's mailbox. `message` names the message of it that the mail brings: the
    mail has the same Message-ID for all its readers. With `mailing_list` its reader can stop such mail.
    """
    settings = current_app.config["SETTINGS"]
    words = {
        "brand": current_app.config["BRAND_NAME"],
        "contact_email": current_app.config["CONTACT_EMAIL"],
        "answer_above": ANSWER_ABOVE if answers is not None and settings.mail_in_domain else None,
        "mailing_list": mailing_list,
        "settings_link": str(current_app.config["PUBLIC_URL"]) + "/profile/notices",
        "always": "",
        **context,
    }
    subject = text.said_line(render_template(f"email/{kind}.subject.txt", **words))
    body = render_template(f"email/{kind}.txt", **words).strip() + "\n"
    host = mail_host()
    first = f"<{answers.kind}.{answers.subject_id.hex}@{host}>" if answers is not None else ""
    message_id = f"<{message}@{host}>" if message else None
    conversation = {"In-Reply-To": first, "References": first} if first and message_id != first else {}
    about = mailing_list.about if mailing_list is not None else None
    letter = outbox.Letter(kind, address, subject, body, None, person_id, answers, path, about, message_id)
    every = {
        **HEADERS,
        "Content-Language": spoken(),
        **_list_headers(mailing_list, host),
        **conversation,
        **(headers or {}),
    }
    return Composed(letter, every, once, due_at)


def html_of(subject: str, text_part: str, language: str) -> str:
    """The same words in a quiet frame. Made when the mail leaves, so that nobody waits for it."""
    with speaking_to(language):
        brand = current_app.config["BRAND_NAME"]
        return render_template("layouts/email.html", subject=subject, body=text_part, brand=brand)


def mail_host() -> str:
    """The name of the portal in Message-IDs and List-Ids."""
    return urlsplit(current_app.config["PUBLIC_URL"]).hostname or "portal.invalid"


def _list_headers(mailing_list: MailingList | None, host: str) -> dict[str, str]:
    """RFC 2369, 2919 and 8058. How to stop it by mail is added on the way out, where the signed address is known."""
    if mailing_list is None:
        return {}
    plain = re.sub(r'["\\<>]', "", text.clean_line(mailing_list.name))
    name = f'"{plain}"' if plain.isascii() else Header(plain, "utf-8", maxlinelen=998).encode()
    found = {
        "List-Id": f"{name} <{mailing_list.about.replace(':', '.')}.{host}>",
        "List-Unsubscribe": f"<{mailing_list.stop_link}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        "List-Archive": f"<{mailing_list.page}>",
        "List-Help": f"<mailto:{current_app.config['CONTACT_EMAIL']}>",
    }
    return found if current_app.config["SETTINGS"].mail_in_domain else {**found, "List-Post": "NO"}
