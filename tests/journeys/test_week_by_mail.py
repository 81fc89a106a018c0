"""A week on the board of two UK schools and a partner abroad. Amina Wanjiru of Tumaini, in Nairobi, uses nothing but mail: she reads what a real mail server
took for her, and what she answers is handed to the portal by a mail server. The clock is held. Told twice: by the test client, with mail handed over through
the pipe (`mail receive`); and by real browsers on phones without JavaScript, with mail handed over by LMTP.

Monday is quiet; the story begins on Tuesday 2 March 2027 and ends on the Tuesday after.
"""

import dataclasses
import os
import smtplib
import subprocess
import sys
import uuid
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.core.actors import SYSTEM
from portal.core.database import session
from portal.core.perform import perform
from portal.identity.accounts.models import Person
from portal.oversight.advising.models import ClusterAdviser
from portal.oversight.incoming import lmtp
from portal.oversight.incoming.models import MailTrouble
from portal.oversight.notifications.rhythm import Frequency, Group
from portal.oversight.notifications.services import set_rhythm
from portal.oversight.runner.sender import send_waiting
from portal.oversight.runner.sweep import run_due_jobs
from portal.running.board.models import Post
from tests.journeys.screen import ScreenReader
from tests.support import smtp
from tests.support.cast import Cast
from tests.support.reader import Reader
from tests.support.smtp import Server

ROOT = Path(__file__).parents[2]
DOMAIN = "reply.portal.example"


class Week:
    """The portal, its clock, its mail server, and what people do with them."""

    def __init__(
        self, app: Flask, cast: Cast, clock: Any, server: Server, folder: Path, as_someone: Callable[[Any], Any]
    ) -> None:
        self.app, self.cast, self.clock, self.server, self.as_someone = app, cast, clock, server, as_someone
        self.hand_over: Callable[[EmailMessage], None] = self.through_the_pipe
        self.clock_file = folder / "clock"
        self.read: dict[str, int] = {}
        self.board = f"/clusters/{cast.river}/board"

    def it_is(self, day: int, hours: int, minutes: int = 0) -> None:
        """Some time of March 2027, UTC. What is due then is done, and what can leave leaves."""
        self.clock.hold(datetime(2027, 3, day, hours, minutes, tzinfo=UTC))
        self.clock_file.write_text(datetime(2027, 3, day, hours, minutes, tzinfo=UTC).isoformat())
        with self.app.app_context():
            run_due_jobs()
            send_waiting()

    def new_mail(self, key: str) -> list[Any]:
        """What has come for someone since they last looked, but for the mail of the morning about what needs them."""
        every = [mail for mail in self.server.to(self.cast.people[key].email) if not _is_of_the_morning(mail)]
        new = every[self.read.get(key, 0) :]
        self.read[key] = len(every)
        return new

    def one_mail(self, key: str) -> Any:
        found = self.new_mail(key)
        assert [str(mail["Subject"]) for mail in found][1:] == [], "one mail"
        assert found, "a mail"
        return found[0]

    # on the page

    def starts(self, key: str, title: str, text: str, **asks: Any) -> str:
        reader = self.as_someone(self.cast.people[key]).get(f"{self.board}/threads/new")
        reader.fill(title=title, text=text, **asks).press("Put it on the board")
        self.send()
        return str(reader.path).split("#")[0].split("?")[0]

    def writes(self, key: str, path: str, text: str) -> None:
        reader = self.as_someone(self.cast.people[key]).get(path)
        reader.fill(text=text).press("Send the message")
        self.send()

    def send(self) -> None:
        with self.app.app_context():
            send_waiting()

    # by mail

    def answers(self, key: str, mail: Any, words: str, *, to: str | None = None) -> None:
        """Answer a mail, as a mail program does it: the words above, the mail quoted below."""
        answer = EmailMessage()
        answer["From"] = f"{self.cast.people[key].name} <{self.cast.people[key].email}>"
        answer["To"] = to or mail["Reply-To"]
        answer["Subject"] = "Re: " + str(mail["Subject"])
        answer["Message-ID"] = f"<{uuid.uuid4().hex}@mail.tumaini.example>"
        answer["In-Reply-To"] = mail["Message-ID"]
        quoted = "\n".join(f"> {line}" for line in plain(mail).splitlines())
        answer.set_content(f"{words}\n\nOn Tue, 2 Mar 2027 at 13:00, Portal <portal@example.org> wrote:\n\n{quoted}\n")
        self.brings(answer)
        self.send()

    def brings(self, message: EmailMessage) -> None:
        """A mail server hands a mail to the portal."""
        self.hand_over(message)
        self.clock.hold(self.clock.now() + timedelta(minutes=2))  # the pipe's clock went on while it worked

    def through_the_pipe(self, message: EmailMessage) -> None:
        settings = self.app.config["SETTINGS"]
        environment = {
            "PATH": os.environ["PATH"],
            "PORTAL_ENV": "testing",
            "DATABASE_URL": settings.database_url,
            "PORTAL_INSTANCE_FOLDER": str(settings.instance_folder),
            "PORTAL_FILES_FOLDER": str(settings.files_folder),
            "PORTAL_SECRET_KEYS": ",".join(settings.secret_keys),
            "PORTAL_MAIL_IN_DOMAIN": DOMAIN,
            "PORTAL_CLOCK_FILE": str(self.clock_file),
        }
        command = [sys.executable, "-m", "flask", "--app", "wsgi", "mail", "receive"]
        done = subprocess.run(
            command, cwd=ROOT, env=environment, input=message.as_bytes(), capture_output=True, timeout=60, check=False
        )
        assert done.returncode == 0, done.stderr.decode()

    def said(self, title: str) -> list[tuple[str, str, str]]:
        """(school, for which school, words) of every message of a conversation."""
        names: dict[Any, str] = {found: key for key, found in self.cast.school.items()}
        names[None] = ""
        with self.app.app_context():
            posts = session().scalars(
                sa.select(Post).join(Post.thread).where(Post.thread.has(title=title)).order_by(Post.id)
            )
            found = [(names[p.school_id], names[p.for_school_id], p.source) for p in posts]
            session().rollback()
        return found


def _is_of_the_morning(mail: Any) -> bool:
    return str(mail["List-Id"]).endswith("<needs.127.0.0.1>")


def plain(mail: Any) -> str:
    return str(mail.get_body(preferencelist=("plain",)).get_content())


@pytest.fixture
def begins(
    app: Flask, cast: Cast, clock: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Iterator[Callable[[Callable[[Any], Any]], Week]]:
    """The week, for people who come in this way."""
    settings = dataclasses.replace(app.config["SETTINGS"], mail_in_domain=DOMAIN)
    monkeypatch.setitem(app.config, "SETTINGS", settings)
    server = Server()
    with smtp.running(server) as port:
        smtp.send_through(app, monkeypatch, port, seconds=5)
        with app.app_context():
            _settle_in(cast)
        yield lambda as_someone: Week(app, cast, clock, server, tmp_path, as_someone)


def _settle_in(cast: Cast) -> None:
    """Amina wants no mail at night. Vera wants one mail a day. The cluster has its adviser already."""

    def zone(*, by: Any) -> None:
        session().execute(sa.update(Person).where(Person.id == cast.abroad.id).values(zone="Africa/Nairobi"))
        session().add(ClusterAdviser(cluster_id=cast.river, adviser_id=cast.manager.id))

    perform(zone, by=SYSTEM)
    amina = session().get_one(Person, cast.abroad.id)
    quiet = {"quiet_from": time(19), "quiet_until": time(7)}
    perform(set_rhythm, amina, by=cast.abroad, frequencies={}, **quiet)
    vera = session().get_one(Person, cast.vale_contact.id)
    daily = {Group.BOARD: Frequency.DAILY, Group.TALK: Frequency.DAILY}
    perform(set_rhythm, vera, by=cast.vale_contact, frequencies=daily, quiet_from=None, quiet_until=None)
    session().rollback()


@pytest.mark.timeout(300)
def test_a_week_in_the_test_client(begins: Any, app: Flask) -> None:
    tell(begins(lambda person: Reader(app, person)))


@pytest.mark.browser
@pytest.mark.timeout(300)
def test_a_week_at_phones_without_javascript(begins: Any, app: Flask, site: Any) -> None:
    week = begins(lambda person: ScreenReader(site.page(person, width=390, javascript=False), site.url))
    port = smtp.free_port()
    controller = lmtp.LmtpController(lmtp.Handler(app), hostname="127.0.0.1", port=port)
    controller.start()
    try:
        with smtplib.LMTP("127.0.0.1", port) as line:

            def by_lmtp(message: EmailMessage) -> None:
                assert line.send_message(message, "someone@mail.example", [message["To"]]) == {}

            week.hand_over = by_lmtp
            tell(week)
    finally:
        controller.stop()


def tell(week: Week) -> None:
    cast = week.cast
    tumaini, vale = str(cast.school["tumaini"]), str(cast.school["vale"])

    # Tuesday, 13:00 in Nairobi. Tom asks Tumaini for a reply; Amina reads by when, on her own clocks.
    week.it_is(2, 10)
    rain = week.starts("teacher", "Rain", "How much rain did you have?", reply_from=tumaini, reply_by=date(2027, 3, 4))
    asked = week.one_mail("abroad")
    assert asked["Subject"] == (
        "Hill Primary School needs a reply from you in “Rain” until Thursday 4 March 2027, 23:59 Nairobi time"
    )
    assert "How much rain did you have?" in plain(asked)
    assert week.new_mail("vale_contact") == [], "hers is the mail of the day"

    # 20:00 in Nairobi: quiet hours. What Carys adds waits until seven there.
    week.it_is(2, 17)
    week.writes("coordinator", rain, "And on how many days?")
    week.it_is(3, 3, 30)
    assert week.new_mail("abroad") == []
    week.it_is(3, 4, 1)
    added = week.one_mail("abroad")
    assert (added["Subject"], added["References"]) == ("Re: [River schools] Rain", asked["Message-ID"])
    assert "And on how many days?" in plain(added)

    # Wednesday morning. Amina answers the second mail; what she owed is given, and Tom has her words.
    week.it_is(3, 5)
    week.new_mail("teacher")
    week.answers("abroad", added, "Forty millimetres, on three days.\n\nAmina")
    assert week.said("Rain")[-1] == ("tumaini", "", "Forty millimetres, on three days.\n\nAmina")
    answered = week.one_mail("teacher")
    assert answered["Subject"] == "Tumaini Primary School has replied in “Rain”"
    assert "Forty millimetres" in plain(answered)

    # 7:30 in Britain: Vera's mail of the day brings the whole talk, and she answers one message out of it.
    week.it_is(3, 7, 30)
    digest = next(mail for mail in week.new_mail("vale_contact") if "notices for you" in str(mail["Subject"]))
    words = plain(digest)
    for said in ("How much rain did you have?", "And on how many days?", "Forty millimetres, on three days."):
        assert said in words
    week.answers("vale_contact", digest, "We had ten.")
    assert week.said("Rain")[-1] == ("vale", "", "We had ten.")
    assert "We had ten." in plain(week.one_mail("abroad"))

    # Thursday. Tom asks Vale for a reply by the end of the day. Nobody at Vale answers.
    week.it_is(4, 10)
    week.new_mail("teacher")
    song = week.starts("teacher", "Song", "Which song shall we sing?", reply_from=vale, reply_by=date(2027, 3, 4))
    week.it_is(4, 12)
    assert week.new_mail("abroad") == [], "it is Vale's to answer"

    # Friday, past midnight in Britain: the others are asked, Amina at seven on her clocks. Her answer counts for Vale.
    week.it_is(5, 0, 15)
    assert "The other schools were asked" in str(week.one_mail("teacher")["Subject"])
    assert week.new_mail("abroad") == []
    week.it_is(5, 4, 1)
    of_the_day, help_out = sorted(week.new_mail("abroad"), key=lambda mail: str(mail["Subject"]))
    assert of_the_day["Subject"] == "1 notice for you"
    assert "Hill Primary School began “Song”" in plain(of_the_day)
    assert help_out["Subject"] == "Can you answer “Song” for Vale Primary School?"
    assert "Which song shall we sing?" in plain(help_out)
    week.it_is(5, 5)
    week.answers("abroad", help_out, "Malaika, all of us.")
    assert week.said("Song")[-1] == ("tumaini", "vale", "Malaika, all of us.")
    assert week.one_mail("teacher")["Subject"] == "Tumaini Primary School has replied in “Song” for Vale Primary School"

    # Friday morning in Britain: Vera reads in her mail that nothing is owed any more.
    week.it_is(5, 8)
    thanks = next(mail for mail in week.new_mail("vale_contact") if "notice" in str(mail["Subject"]))
    assert "Tumaini Primary School has answered “Song” for you. You owe nothing there any more." in plain(thanks)

    # Amina has had enough for a while: the button of her mail program, which asks the portal and signs in nowhere.
    week.it_is(5, 9)
    link = str(help_out["List-Unsubscribe"]).split(">")[0].removeprefix("<")
    path = link.removeprefix(str(week.app.config["PUBLIC_URL"]))
    assert week.app.test_client().post(path, data={"List-Unsubscribe": "One-Click"}).status_code == 200
    week.writes("teacher", song, "Thank you! Until Monday.")
    assert week.new_mail("abroad") == []

    # Saturday: the mail to Vic comes back. Once is no reason to stop.
    week.it_is(6, 10)
    sender = next(
        week.server.senders[place]
        for place, (to, _mail) in enumerate(week.server.taken)
        if to == cast.vale_contact.email
    )
    assert sender.startswith("bounce+")
    week.brings(came_back(sender, cast.vale_contact.email))
    with week.app.app_context():
        trouble = session().scalars(sa.select(MailTrouble)).one()
        assert (trouble.days, trouble.suspended_at) == (1, None)
        session().rollback()

    # Monday. She opens the link of an old mail and presses the one button. From now on messages come again.
    week.it_is(8, 8)
    week.new_mail("abroad")
    week.as_someone(None).get(path).press("Send me this mail again")
    week.it_is(8, 9)
    week.writes("teacher", rain, "Here is the sun again.")
    assert "Here is the sun again." in plain(week.one_mail("abroad"))

    # Tuesday: a new question, and the mail of her morning says the same as the page would.
    week.it_is(8, 10)
    week.starts("teacher", "Sun", "And sun?", reply_from=tumaini, reply_by=date(2027, 3, 10))
    week.it_is(9, 4, 30)
    morning = [mail for mail in week.server.to(cast.abroad.email) if _is_of_the_morning(mail)][-1]
    page = week.as_someone(cast.abroad).get("/what-needs-me")
    assert "Reply to “Sun”" in plain(morning)
    page.sees("Reply to “Sun”")
    week.it_is(9, 5)
    every = [len(week.server.to(person.email)) for person in cast.people.values()]
    ids = [(to, mail["Message-ID"]) for to, mail in week.server.taken]
    assert len(ids) == len(set(ids)) == sum(every), "nobody had anything twice"


def came_back(address: str, failed: str) -> EmailMessage:
    """What a mail server sends when it cannot deliver (RFC 3464)."""
    made = EmailMessage()
    made["From"], made["To"], made["Subject"] = "MAILER-DAEMON@mx.example", address, "Undelivered Mail"
    made["Message-ID"] = f"<{uuid.uuid4().hex}@mx.example>"
    made["Auto-Submitted"] = "auto-replied"
    raw = made.as_bytes().decode().rstrip("\n")
    body = (
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\nMIME-Version: 1.0\n\n'
        "--b\nContent-Type: text/plain\n\nIt could not be delivered.\n"
        "--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example\n\n"
        f"Final-Recipient: rfc822; {failed}\nAction: failed\nStatus: 5.1.1\n\n--b--\n"
    )
    import email
    import email.policy

    return email.message_from_string(raw + "\n" + body, policy=email.policy.default)  # type: ignore[return-value]
