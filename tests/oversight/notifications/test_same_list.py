"""The mail of the morning is the page *What needs me*: the same things, in the same order, with the same words, for everyone of the cast. And whatever people
write, or a partner's program sends, stays words in it: no header, no markup."""

import email.policy
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.core.actors import SYSTEM
from portal.core.database import session
from portal.core.duty import DutyKind, owe
from portal.core.outbox import OutboxMail
from portal.core.perform import perform
from portal.forming.clusters.models import Cluster
from portal.identity.accounts.models import Person
from portal.identity.schools.models import School
from portal.oversight.notifications import digests, morning, services
from portal.oversight.notifications.rhythm import Frequency
from portal.oversight.runner import sender
from portal.web.mailing import write_letter
from tests.support.cast import Cast, commit
from tests.support.reader import Reader

EARLY = datetime(2027, 3, 3, 7, 30, tzinfo=UTC)
PROBE = 'x"\r\nBcc: all@x.example\r\n\r\n<script>alert(1)</script><img src=x onerror=alert(1)>, ŵ \u202e end'


@pytest.mark.parametrize("key", ["teacher", "coordinator", "vale_contact", "abroad", "head", "manager", "officer"])
def test_the_mail_is_the_page(app: Flask, cast: Cast, clock: Any, reader_for: Callable[..., Reader], key: str) -> None:
    def deed(*, by: Any) -> None:
        person, at = cast.people[key].id, EARLY
        for number, kind in enumerate((DutyKind.REPLY, DutyKind.CONFIRM_ACTIVITY, DutyKind.REVIEW, DutyKind.HAND_BACK)):
            due = at + timedelta(days=3 - 2 * number)
            owe(kind, subject_id=cast.school["hill"], title=f"Thing {number}", person_id=person, due_at=due)
        school, more = cast.school["vale"], {"school_id": cast.school["vale"], "office": "contact"}
        owe(DutyKind.NAME_CONTACT, subject_id=school, title="Vale", due_at=at + timedelta(days=5), **more)
        owe(DutyKind.ACCEPT_OFFICE, subject_id=cast.river, title="No date", person_id=person, cluster_id=cast.river)

    with app.app_context():
        perform(deed, by=SYSTEM)
    clock.hold(EARLY)
    with app.app_context():
        morning.morning_mail()
        mail = session().scalars(sa.select(OutboxMail).where(OutboxMail.person_id == cast.people[key].id)).one()
        words, address = mail.text, app.config["PUBLIC_URL"]
    page = reader_for(cast.people[key]).get("/what-needs-me").page
    shown = [(link.get_text(strip=True), str(link["href"])) for link in page.select("main li a.govuk-link, main h2 a")]
    assert shown, "the page shows the list"
    places = [words.index(task) for task, _href in shown]
    assert places == sorted(places), "in the same order"
    assert [href for _task, href in shown if address + href not in words] == []
    tasks = [line for line in words.splitlines() if any(line.startswith(task) for task, _href in shown)]
    assert len(tasks) == len(shown), "and nothing else"


def spoil(app: Flask, cast: Cast) -> None:
    """Names as no form would take them, straight into the tables."""

    def deed() -> None:
        for table, found, name in (
            (Person, cast.teacher.id, "name"),
            (School, cast.school["hill"], "name"),
            (Cluster, cast.river, "name"),
        ):
            session().execute(sa.update(table).where(table.id == found).values({name: PROBE[:100]}))

    commit(app, deed)


def message_bytes(mail: OutboxMail) -> bytes:
    return sender._message(mail)._message().as_bytes()


@pytest.mark.parametrize("letter", ["notice", "digest", "morning", "about_your_mail"])
def test_what_people_write_stays_words_in_every_mail(app: Flask, cast: Cast, clock: Any, letter: str) -> None:
    spoil(app, cast)
    about = {"path": "/notices", "cluster_id": cast.river}

    def deed(*, by: Any) -> None:
        if letter in ("notice", "digest"):
            if letter == "digest":
                person = session().get_one(Person, cast.teacher.id)
                often = {services.Group.BOARD: Frequency.DAILY}
                services.set_rhythm(person, by=cast.teacher, frequencies=often, quiet_from=None, quiet_until=None)
            services.tell([cast.teacher.id], kind="post_added", title=PROBE, letter="notice", words=PROBE, **about)
        elif letter == "morning":
            due = EARLY + timedelta(days=1)
            owe(DutyKind.REPLY, subject_id=cast.river, title=PROBE[:200], person_id=cast.teacher.id, due_at=due)
        else:
            headers = {"In-Reply-To": " ".join(PROBE.split())}
            words = {"why": PROBE, "more": PROBE, "link": "http://x.example", "is_posted": True}
            write_letter("about_your_mail", address=cast.teacher.email, headers=headers, **words)

    with app.app_context():
        perform(deed, by=SYSTEM)
        clock.hold(EARLY)
        digests.digest_mail()
        morning.morning_mail()
        mail = session().scalars(sa.select(OutboxMail).where(OutboxMail.address == cast.teacher.email)).first()
        assert mail is not None
        read = email.message_from_bytes(message_bytes(mail), policy=email.policy.SMTP)
        session().rollback()
    assert read["Bcc"] is None
    assert read.get_all("To") == [cast.teacher.email]
    assert set(read) <= {
        "Content-Type", "MIME-Version", "Subject", "From", "To", "Date", "Message-ID", "Reply-To", "Auto-Submitted",
        "X-Auto-Response-Suppress", "In-Reply-To", "References", "List-Id", "List-Unsubscribe", "List-Unsubscribe-Post",
        "List-Archive", "List-Help", "List-Post", "Content-Language",
    }  # fmt: skip
    body = read.get_body(preferencelist=("html",)).get_content()  # type: ignore[union-attr]
    assert re.findall(r"<(?:script|img)", body) == []
    assert "&lt;script&gt;" in body


def test_a_mail_with_a_broken_address_never_leaves(app: Flask, cast: Cast) -> None:
    address = "a@x.example\r\nBcc: all@x.example"
    values = {"kind": "x", "subject": "x", "text": "x", "headers": {}, "message_id": "<x@x>", "created_at": EARLY}
    with app.app_context():
        assert sender._message(OutboxMail(address=address, **values)).has_bad_headers()
