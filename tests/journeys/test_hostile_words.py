"""Hostile words in every text that people write: shown as text on every page, in every mail, in every calendar feed."""

from collections.abc import Callable, Iterator

import icalendar
import pytest
import sqlalchemy as sa
from bs4 import BeautifulSoup
from flask import Flask

from portal.core import text
from portal.core.database import Base
from portal.extensions import db
from portal.web.mailing import html_of
from tests.support.bad_input import encoded, forms_of
from tests.support.crawler import walk
from tests.support.reader import Reader
from tests.support.seen import is_first, seen_by

# what a page does with words is the same on either database, and only SQLite holds more of them than a column allows
pytestmark = pytest.mark.either

URLENCODED = "application/x-www-form-urlencoded"
PROBES = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(2)>",
    "<svg/onload=alert(3)>",
    "\"><script src=//evil.test/x.js></script>",
    "' onmouseover='alert(4)",
    '" autofocus onfocus="alert(5)',
    "</title><script>alert(6)</script>",
    "</textarea><script>alert(7)</script>",
    "<iframe srcdoc='<script>alert(8)</script>'></iframe>",
    "<a href=javascript:alert(9)>x</a>",
    "[x](javascript:alert(10))",
    "<math><mi xlink:href='data:text/html,alert(11)'>",
    "&lt;script&gt;alert(12)&lt;/script&gt;",
    "\r\nBEGIN:VALARM\r\nTRIGGER:-PT1M\r\nEND:VALARM",
)  # fmt: skip
HOSTILE = " ".join(PROBES)
# what people write, by the name of its column
WRITTEN = {
    "access_needs", "language_needs", "partner_role", "classes",
    "anchor_0", "anchor_1", "anchor_3", "anchor_5", "authority_name", "cancel_reason", "claim", "class_profile", "conditions",
    "conflict_reason", "country_name", "county", "debrief", "delivered_words", "description", "evidence_named", "feedback",
    "guidance", "head_name", "how_known", "introduction", "job", "justification", "last_author_name", "last_school_name",
    "leaving_reason", "letter", "materials", "message", "name", "next_step", "note", "organisation", "person_evidence", "place",
    "plan", "private_note", "promised", "rationale", "reason", "reasons", "register_evidence", "street", "summary",
    "supporter_name", "supporter_post", "terms", "text", "text_shown", "theme", "theme_direction", "theme_reasons", "title",
    "town", "what_offered", "what_supported", "words", "subject", "source", "website", "last_error", "client",
}  # fmt: skip
NOT_PEOPLES = {"outbox_mail", "search_entry", "job"}
ACCOUNTS = ["teacher", "lead", "head", "abroad", "reviewer", "moderator", "manager", "admin"]


def make_hostile(app: Flask) -> None:
    """Put hostile words after every text of the demonstration."""
    with app.app_context(), db.engine.begin() as line:
        for table in Base.metadata.sorted_tables:
            columns = [
                column
                for column in table.columns
                if column.name in WRITTEN
                and isinstance(column.type, sa.String)
                and not isinstance(column.type, sa.Enum)
            ]
            if columns and table.name not in NOT_PEOPLES:
                line.execute(table.update().values({column: column.concat(HOSTILE) for column in columns}))
        posts = Base.metadata.tables["post"]
        line.execute(posts.update().values(html=text.to_html(HOSTILE)))


def live(page: BeautifulSoup) -> Iterator[str]:
    """What of a page would do something, and was not put there by the portal."""
    yield from (str(tag) for tag in page.select("script:not([src])"))
    yield from (str(tag) for tag in page.select("script[src*='//'], iframe, object, embed, math, img[src=x]"))
    for tag in page.find_all(True):
        yield from (
            f"<{tag.name} {name}>" for name in tag.attrs if name.lower().startswith("on") or name == "autofocus"
        )
        for name in ("href", "src", "action", "formaction", "xlink:href"):
            where = "".join(str(tag.get(name, "")).split()).casefold()
            if where.startswith(("javascript:", "data:text", "vbscript:")):
                yield f"<{tag.name} {name}={where}>"


@pytest.mark.parametrize("account", ACCOUNTS)
def test_no_page_lets_hostile_words_live(
    breakable: Flask, as_account: Callable[[str | None], Reader], account: str
) -> None:
    """Each kind of page once in a run, by the first account that comes to it."""
    pages = [(seen.kind, seen.path) for seen in seen_by(as_account, account)]  # kept for other tests, so found before
    make_hostile(breakable)
    reader, found = as_account(account), list[str]()
    for kind, path in pages:
        if not is_first(f"hostile {kind}"):
            continue
        reader.get(path)
        found += [f"{kind} ({path}): {tag}"[:300] for tag in live(reader.page)]
        if reader.headers["Content-Type"].startswith("text/calendar"):
            alarms = icalendar.Calendar.from_ical(reader.raw).walk("VALARM")
            found += [f"{kind} ({path}): {alarm}" for alarm in alarms]
    assert len(pages) >= 6
    assert not found, "\n".join(found)


def test_no_mail_carries_hostile_words_as_markup_or_headers(
    breakable: Flask, as_account: Callable[[str | None], Reader]
) -> None:
    """Mail that is written from now on: an invitation of a colleague, a reply, a cancelled activity ... whatever the teacher's forms send."""
    make_hostile(breakable)
    reader = as_account("contact")
    forms = [form for _kind, path in walk(reader, each_kind=1) for form in forms_of(reader.forms, path)]
    for form in forms:
        reader.client.post(form.action, data=encoded(form.filled(HOSTILE)), content_type=URLENCODED)
    with breakable.app_context(), db.engine.connect() as line:
        mails = line.execute(sa.text("SELECT subject, text, address FROM outbox_mail")).all()
        written = [mail for mail in mails if "alert(" in mail.subject or "alert(" in mail.text]
        pages = [html_of(mail.subject, mail.text, "en") for mail in written]
    assert written
    for mail in written:
        assert not set("\r\n") & set(mail.subject + mail.address)
    for page in pages:
        assert not list(live(BeautifulSoup(page, "html.parser")))
