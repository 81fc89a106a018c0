"""Mails are templates: `email/<kind>.subject.txt`, `.txt` and `.html`. Text is always there; the HTML part is the same words in a quiet frame."""

import uuid
from typing import Any
from urllib.parse import urlsplit

from flask import current_app, render_template

from portal.core import outbox, text

HEADERS = {"Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All"}


def write_letter(
    kind: str, *, address: str, person_id: uuid.UUID | None = None, once: str | None = None, **context: Any
) -> None:
    """Put a mail of this kind into the outbox, in the running transaction. A notice carries a link, never confidential content.

    The HTML part is made from the text part unless the kind has a template of its own.
    """
    brand = current_app.config["BRAND_NAME"]
    words = {"brand": brand, "contact_email": current_app.config["CONTACT_EMAIL"], **context}
    subject = text.clean_line(render_template(f"email/{kind}.subject.txt", **words))
    body = render_template(f"email/{kind}.txt", **words).strip() + "\n"
    html = render_template("layouts/email.html", subject=subject, body=body, **words)
    host = urlsplit(current_app.config["PUBLIC_URL"]).hostname or "portal.invalid"
    letter = outbox.Letter(kind, address, subject, body, html, person_id)
    outbox.post(letter, once=once, headers=HEADERS, host=host)
