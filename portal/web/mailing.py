"""Mails are templates: `email/<kind>.subject.txt`, `.txt` and `.html`. Text is always there; the HTML part is the same words in a quiet frame."""

import uuid
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from flask import current_app, render_template

from portal.core import outbox, text
from portal.core.outbox import Answers

HEADERS = {"Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All"}
ANSWER_ABOVE = "##- "  # begins the line above which an answer is read; never translated, so that it is found again in what comes back


def write_letter(
    kind: str,
    *,
    address: str,
    person_id: uuid.UUID | None = None,
    once: str | None = None,
    answers: Answers | None = None,
    path: str = "",
    headers: dict[str, str] | None = None,
    due_at: datetime | None = None,
    **context: Any,
) -> None:
    """Put a mail of this kind into the outbox, in the running transaction. A notice carries a link, never confidential content.

    The HTML part is made from the text part unless the kind has a template of its own. With `answers` the mail can be answered by mail, where the portal
    takes mail in; mails about the same thing are one conversation in the reader's mailbox.
    """
    settings = current_app.config["SETTINGS"]
    words = {
        "brand": current_app.config["BRAND_NAME"],
        "contact_email": current_app.config["CONTACT_EMAIL"],
        "answer_above": ANSWER_ABOVE if answers is not None and settings.mail_in_domain else None,
        **context,
    }
    subject = text.clean_line(render_template(f"email/{kind}.subject.txt", **words))
    body = render_template(f"email/{kind}.txt", **words).strip() + "\n"
    html = render_template("layouts/email.html", subject=subject, body=body, **words)
    host = urlsplit(current_app.config["PUBLIC_URL"]).hostname or "portal.invalid"
    conversation = {"References": f"<{answers.kind}.{answers.subject_id.hex}@{host}>"} if answers is not None else {}
    letter = outbox.Letter(kind, address, subject, body, html, person_id, answers, path)
    outbox.post(letter, once=once, headers={**HEADERS, **conversation, **(headers or {})}, host=host, due_at=due_at)
