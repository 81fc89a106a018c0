"""One click stops such mail, without signing in; looking stops nothing; it can be undone; some mail always comes, and says why."""

import dataclasses
import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.core.actors import SYSTEM
from portal.core.database import session
from portal.core.duty import DutyKind, owe
from portal.core.outbox import OutboxMail
from portal.core.perform import perform
from portal.oversight.audit.models import AuditEntry
from portal.oversight.incoming import addresses
from portal.oversight.incoming.addresses import Use
from portal.oversight.incoming.models import Outcome
from portal.oversight.incoming.receiving import receive
from portal.oversight.notifications import digests, morning, services, stops
from portal.oversight.notifications.models import MailStop, Notification
from portal.oversight.notifications.rhythm import Frequency, Group
from tests.support.cast import Cast
from tests.support.reader import Reader

ONE_CLICK = {"List-Unsubscribe": "One-Click"}
DOMAIN = "reply.portal.example"


@pytest.fixture
def inside(app: Flask) -> Iterator[None]:
    with app.app_context():
        yield


def tell(cast: Cast, kind: str, *keys: str) -> None:
    def deed(*, by: Any) -> None:
        people = [cast.people[key].id for key in keys]
        about = {"kind": kind, "title": f"About {kind}", "path": "/notices", "cluster_id": cast.river}
        services.tell(people, letter="notice", **about)

    perform(deed, by=SYSTEM)


def mails(cast: Cast, key: str) -> list[OutboxMail]:
    session().rollback()
    query = sa.select(OutboxMail).where(OutboxMail.person_id == cast.people[key].id).order_by(OutboxMail.id)
    return list(session().scalars(query))


def link_of(mail: OutboxMail) -> str:
    found = re.search(r"<http://127.0.0.1:5000(/mail/stop/[^>]+)>", mail.headers["List-Unsubscribe"])
    assert found is not None
    return found[1]


def stopped(cast: Cast) -> list[tuple[str, str]]:
    keys = {person.id: key for key, person in cast.people.items()}
    session().rollback()
    return sorted((keys[s.person_id], s.about) for s in session().scalars(sa.select(MailStop)))


def test_one_click_stops_the_board_and_nothing_else(inside: None, app: Flask, cast: Cast) -> None:
    tell(cast, "post_added", "teacher", "head")
    (mail,) = mails(cast, "teacher")
    client, link = app.test_client(), link_of(mail)

    page = client.get(link)
    assert page.status_code == 200
    assert "messages on the board of River schools" in page.text
    assert client.head(link).status_code == 200
    assert stopped(cast) == [], "looking stops nothing"

    for _twice in range(2):
        done = client.post(link, data=ONE_CLICK)
        assert (done.status_code, "This mail is stopped" in done.text) == (200, True)
    assert stopped(cast) == [("teacher", f"board:{cast.river.hex}")]

    tell(cast, "post_added", "teacher", "head")
    tell(cast, "handoff_asked", "teacher")
    assert [m.subject for m in mails(cast, "teacher")] == ["About post_added", "About handoff_asked"]
    assert len(mails(cast, "head")) == 2
    assert session().scalar(sa.select(sa.func.count()).select_from(Notification)) == 5, "the page shows everything"


def test_mail_programs_send_it_as_a_form_of_parts_too(inside: None, app: Flask, cast: Cast) -> None:
    tell(cast, "handoff_asked", "teacher")
    link = link_of(mails(cast, "teacher")[0])
    assert app.test_client().post(link, data=ONE_CLICK, content_type="multipart/form-data").status_code == 200
    assert stopped(cast) == [("teacher", "calendar")]


def test_it_can_be_undone_by_link_and_in_the_settings(
    app: Flask, cast: Cast, reader_for: Callable[..., Reader]
) -> None:
    with app.app_context():
        tell(cast, "post_added", "teacher")
        tell(cast, "handoff_asked", "teacher")
        board, calendar = (link_of(mail) for mail in mails(cast, "teacher"))
    for link in (board, calendar):
        app.test_client().post(link, data=ONE_CLICK)
    reader = reader_for().get(board)
    reader.press("Send me this mail again").sees("You get mail with messages on the board of River schools")
    assert asked(app, cast) == [("teacher", "calendar")]

    reader = reader_for(cast.teacher).get("/profile/notices")
    assert reader.page.select_one("[name=calendar] [selected]")["value"] == "never"  # type: ignore[index]
    reader.follow("Stop the mail of River schools").press("Stop this mail")
    reader.get("/profile/notices").sees("Stopped", "messages on the board of River schools")
    reader.fill(calendar="at_once").press("Save")
    assert asked(app, cast) == [("teacher", f"board:{cast.river.hex}")]
    reader.get("/profile/notices").follow("Have messages on the board of River schools mailed again")
    reader.press("Send me this mail again")
    assert asked(app, cast) == []
    with app.app_context():
        query = sa.select(AuditEntry.kind).where(AuditEntry.kind.like("mail_st%")).order_by(AuditEntry.id)
        kinds = list(session().scalars(query))
    assert kinds == ["mail_stopped", "mail_stopped", "mail_started", "mail_stopped", "mail_started"]


def asked(app: Flask, cast: Cast) -> list[tuple[str, str]]:
    with app.app_context():
        return stopped(cast)


def test_a_made_up_link_is_not_there(inside: None, app: Flask, cast: Cast) -> None:
    good = stops.token(cast.teacher.id, "calendar")
    client = app.test_client()
    for token in (good[:-1], good + "x", "x", stops.token(cast.teacher.id, "everything"), "a.b.c"):
        assert client.get(f"/mail/stop/{token}").status_code == 404
        assert client.post(f"/mail/stop/{token}", data=ONE_CLICK).status_code == 404
    assert stopped(cast) == []


def test_a_link_of_an_older_key_goes_on(inside: None, app: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    old = stops.token(cast.teacher.id, "calendar")
    keys = app.config["SETTINGS"].secret_keys
    settings = dataclasses.replace(app.config["SETTINGS"], secret_keys=("k" * 40, *keys))
    monkeypatch.setitem(app.config, "SETTINGS", settings)
    assert stops.read(old) == stops.Stop(cast.teacher.id, "calendar")
    assert stops.token(cast.teacher.id, "calendar") != old


@pytest.mark.parametrize(
    ("kind", "why"),
    [
        ("account_password_changed", "it keeps your account safe"),
        ("safeguarding_runs_out", "keeping children safe"),
        ("results_sent", "a decision about your school"),
        ("school_suspended", "a decision about your school"),
    ],
)
def test_some_mail_always_comes_and_says_why(inside: None, cast: Cast, kind: str, why: str) -> None:
    tell(cast, kind, "teacher")
    (mail,) = mails(cast, "teacher")
    assert why in mail.text
    assert mail.about is None
    assert [name for name in mail.headers if name.startswith("List-")] == []


def test_the_mail_of_the_morning_and_of_the_day_can_be_stopped(
    inside: None, app: Flask, cast: Cast, clock: Any
) -> None:
    def deed(*, by: Any) -> None:
        at = clock.now() + timedelta(days=3)
        owe(DutyKind.REPLY, subject_id=cast.river, title="T", person_id=cast.teacher.id, due_at=at)

    perform(deed, by=SYSTEM)
    person = session().get_one(services.Person, cast.teacher.id)
    daily = {Group.CALENDAR: Frequency.DAILY}
    perform(services.set_rhythm, person, by=cast.teacher, frequencies=daily, quiet_from=None, quiet_until=None)
    for day in (3, 4):
        clock.hold(datetime(2027, 3, day, 8, 0, tzinfo=UTC))
        tell(cast, "handoff_asked", "teacher")
        digests.digest_mail()
        morning.morning_mail()
        if day == 3:
            first = mails(cast, "teacher")
            assert sorted((m.kind, m.about) for m in first) == [("digest", "digest"), ("what_needs_me", "needs")]
            for mail in first:
                app.test_client().post(link_of(mail), data=ONE_CLICK)
    assert len(mails(cast, "teacher")) == 2
    waiting = sa.select(Notification.id).where(Notification.gathered.is_not(None))
    assert session().scalars(waiting).all() == [], "it does not pile up"


def test_a_mail_stops_it_too(inside: None, app: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(app.config, "SETTINGS", dataclasses.replace(app.config["SETTINGS"], mail_in_domain=DOMAIN))
    tell(cast, "post_added", "teacher")
    tell(cast, "account_password_changed", "teacher")
    board, account = mails(cast, "teacher")
    key = app.config["SECRET_KEY"]

    def sent(mail: OutboxMail, **headers: str) -> bytes:
        message = EmailMessage()
        message["From"], message["Message-ID"] = "someone@x.example", f"<{mail.id}@x.example>"
        message["To"] = addresses.make(Use.STOP, mail.id, domain=DOMAIN, key=key)
        for name, value in headers.items():
            message[name.replace("_", "-")] = value
        message.set_content("")
        return message.as_bytes()

    assert receive(sent(board, Auto_Submitted="auto-generated")).outcome == Outcome.STOPPED
    assert receive(sent(account)).outcome == Outcome.NOT_OURS
    assert stopped(cast) == [("teacher", f"board:{cast.river.hex}")]
    assert len(mails(cast, "teacher")) == 2, "nobody is answered"
