"""A message of the board by mail: to whom it comes at once, to whom in the mail of the day, what it says, and how it is answered."""

import dataclasses
import uuid
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from email.message import EmailMessage
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.core.database import session
from portal.core.outbox import OutboxMail
from portal.core.perform import perform
from portal.identity.accounts.models import Person
from portal.identity.schools.models import MemberStatus, SchoolMember
from portal.oversight.incoming.models import Outcome
from portal.oversight.incoming.receiving import receive
from portal.oversight.notifications import digests
from portal.oversight.notifications.models import Notification
from portal.oversight.notifications.rhythm import Frequency, Group
from portal.oversight.notifications.services import set_rhythm
from portal.oversight.runner.sender import send_waiting
from portal.running.board import queries, services
from portal.running.board.models import Message, Post, Thread, ThreadCategory, Wanted
from tests.support import smtp
from tests.support.cast import Cast
from tests.support.smtp import Server

DOMAIN = "reply.portal.example"
MORNING = datetime(2027, 3, 3, 7, 30, tzinfo=UTC)


class Talk:
    """The board of `river` as its people use it."""

    def __init__(self, cast: Cast) -> None:
        self.cast = cast

    def start(self, key: str, title: str = "Rain", words: str = "How much rain did you have?", **more: Any) -> Thread:
        board, by = queries.get_board(self.cast.river), self.cast.signed_in(key)
        language = more.pop("language", "en")
        return perform(services.start_thread, board, by=by, title=title, message=Message(words, language), **more)

    def reply(self, key: str, thread: Thread, words: str, **more: Any) -> Post:
        found = queries.get_thread(self.cast.river, thread.id)
        return perform(services.post_reply, found, by=self.cast.signed_in(key), message=Message(words, "en"), **more)

    def choose(self, key: str, quiet: tuple[time | None, time | None] = (None, None), **often: Frequency) -> None:
        person = session().get_one(Person, self.cast.people[key].id)
        wanted = {Group(name): frequency for name, frequency in often.items()}
        words = {"frequencies": wanted, "quiet_from": quiet[0], "quiet_until": quiet[1]}
        perform(set_rhythm, person, by=self.cast.people[key], **words)

    def mails(self, key: str | None = None) -> list[OutboxMail]:
        query = sa.select(OutboxMail).order_by(OutboxMail.id)
        if key is not None:
            query = query.where(OutboxMail.person_id == self.cast.people[key].id)
        return list(session().scalars(query))

    def addressed(self) -> set[str]:
        keys = {person.email: key for key, person in self.cast.people.items()}
        return {keys[mail.address] for mail in self.mails()}

    def posts(self, thread: Thread) -> list[tuple[str, str]]:
        session().rollback()
        rows = session().execute(
            sa.select(Post.school_id, Post.source).where(Post.thread_id == thread.id).order_by(Post.id)
        )
        names = {found: key for key, found in self.cast.school.items()}
        return [(names[row.school_id], row.source) for row in rows]


@pytest.fixture
def talk(app: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> Iterator[Talk]:
    settings = dataclasses.replace(app.config["SETTINGS"], mail_in_domain=DOMAIN)
    monkeypatch.setitem(app.config, "SETTINGS", settings)
    with app.app_context():
        yield Talk(cast)


@pytest.fixture
def server(talk: Talk, app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    made = Server()
    with smtp.running(made) as port:
        smtp.send_through(app, monkeypatch, port)
        yield made


def answer_to(message: Any, words: str, *, to: str | None = None) -> EmailMessage:
    """What a mail program sends when its owner answers this mail."""
    made = EmailMessage()
    made["From"] = message["To"]
    made["To"] = to or message["Reply-To"]
    made["Subject"] = "Re: " + message["Subject"]
    made["Message-ID"] = f"<{uuid.uuid4().hex}@mailer.example>"
    quoted = "\n".join(f"> {line}" for line in plain(message).splitlines())
    made.set_content(f"{words}\n\nOn Tue, 2 Mar 2027 at 10:00, Portal <portal@example.org> wrote:\n\n{quoted}\n")
    return made


def plain(message: Any) -> str:
    return str(message.get_body(preferencelist=("plain",)).get_content())


def test_it_comes_at_once_to_the_schools_with_a_part_and_in_the_mail_of_the_day_to_the_others(talk: Talk) -> None:
    thread = talk.start("teacher")
    assert talk.addressed() == set(), "a new conversation is in the mail of the day"
    talk.reply("abroad", thread, "Forty millimetres.")
    assert talk.addressed() == {"teacher", "coordinator"}, "who wrote, and Hill's contact"
    talk.reply("coordinator", thread, "Thank you.")
    assert talk.addressed() == {"teacher", "coordinator", "abroad"}
    gathered = sa.select(sa.func.count()).where(Notification.gathered == Frequency.DAILY)
    assert session().scalar(gathered.where(Notification.person_id == talk.cast.people["ford_teacher"].id)) == 3


def test_news_for_everyone_comes_to_everyone_at_once(talk: Talk) -> None:
    talk.start("teacher", category=ThreadCategory.ANNOUNCEMENT)
    schools = ("hill", "vale", "ford", "tumaini")
    assert talk.addressed() == {key for key, p in talk.cast.people.items() if p.school in schools} - {"teacher"}


def test_it_says_who_wrote_what_in_which_language_and_where(talk: Talk) -> None:
    wanted = Wanted(talk.cast.school["tumaini"], date(2027, 3, 12))
    talk.start("teacher", words="Combien de pluie ?\n\nTom", language="fr", wanted=wanted)
    (mail,) = talk.mails("abroad")
    assert mail.subject == (
        "Hill Primary School needs a reply from you in “Rain” until Friday 12 March 2027, 23:59 Nairobi time"
    )
    for words in (
        "Tom O'Neill, Hill Primary School, Tuesday 2 March 2027, 13:00 Nairobi time",
        "Written in French",
        "----------\nCombien de pluie ?\n\nTom\n----------",
        "any school of the network can answer for you",
        f"/clusters/{talk.cast.river}/board/threads/",
        "/mail/stop/",
    ):
        assert words in mail.text


def test_it_is_one_conversation_in_the_mailbox_and_one_message_for_all(talk: Talk, server: Server) -> None:
    thread = talk.start("teacher")
    talk.reply("abroad", thread, "Forty.")
    talk.reply("coordinator", thread, "Thank you.")
    send_waiting()
    root = f"<thread.{thread.id.hex}@127.0.0.1>"
    [forty], [thanks] = server.to(talk.cast.teacher.email)[:1], server.to(talk.cast.abroad.email)
    again = server.to(talk.cast.coordinator.email)[0]
    assert forty["Message-ID"] == again["Message-ID"] != thanks["Message-ID"]
    for message in (forty, thanks):
        assert message["Subject"] == "Re: [River schools] Rain"
        assert (message["In-Reply-To"], message["References"]) == (root, root)
        assert message["Auto-Submitted"] == "auto-generated"
        assert (
            message["List-Id"] == f'"School Partnership Portal, River schools" <board.{talk.cast.river.hex}.127.0.0.1>'
        )
        assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        assert [part.get_content_type() for part in message.walk()][-2:] == ["text/plain", "text/html"]
        web, by_mail = message["List-Unsubscribe"].split(", ")
        assert web.startswith("<http://127.0.0.1:5000/mail/stop/")
        assert by_mail.startswith("<mailto:stop+")


def test_it_is_answered_by_mail(talk: Talk, server: Server) -> None:
    thread = talk.start("teacher", wanted=Wanted(talk.cast.school["tumaini"], date(2027, 3, 12)))
    send_waiting()
    [asked] = server.to(talk.cast.abroad.email)
    assert receive(answer_to(asked, "Forty millimetres.").as_bytes()).outcome == Outcome.POSTED
    assert talk.posts(thread)[-1] == ("tumaini", "Forty millimetres.")
    send_waiting()
    [answered] = server.to(talk.cast.teacher.email)
    assert answered["Subject"] == "Tumaini Primary School has replied in “Rain”"
    assert "Forty millimetres." in plain(answered)
    assert receive(answer_to(answered, "Thank you!").as_bytes()).outcome == Outcome.POSTED
    assert talk.posts(thread)[-1] == ("hill", "Thank you!")


def test_who_answers_has_read(talk: Talk) -> None:
    thread = talk.start("teacher")
    fay = talk.cast.ford_contact.id

    def unread() -> Any:
        session().rollback()
        session().expire_all()
        return session().get_one(Person, fay).unread

    assert unread() == 1
    talk.reply("ford_contact", thread, "None at all.")
    assert unread() == 0
    waits = sa.select(Notification.id).where(Notification.person_id == fay, Notification.read_at.is_(None))
    assert session().scalars(waits).all() == []


def test_the_mail_of_the_day_brings_the_messages_and_each_can_be_answered(
    talk: Talk, server: Server, clock: Any
) -> None:
    rain, snow = talk.start("teacher"), talk.start("abroad", "Snow", "Have you ever seen snow?")
    talk.reply("abroad", rain, "Forty millimetres.")
    clock.hold(MORNING)
    digests.digest_mail()
    send_waiting()
    [mail] = server.to(talk.cast.ford_contact.email)
    words = plain(mail)
    assert mail["Subject"] == "3 notices for you"
    assert words.index("How much rain") < words.index("Forty millimetres.") < words.index("Have you ever seen snow?")
    assert words.count("To answer this message, write to: answer+") == 3
    to = words[words.index("Have you ever") :].split("write to: ")[1].split()[0]
    assert receive(answer_to(mail, "Last winter.", to=to).as_bytes()).outcome == Outcome.POSTED
    assert talk.posts(snow)[-1] == ("ford", "Last winter.")
    assert receive(answer_to(mail, "To all of you").as_bytes()).reason == "several"
    assert digests.digest_mail() == 0, "once a day"


def test_the_mail_of_the_day_about_one_conversation_is_answered_as_it_is(
    talk: Talk, server: Server, clock: Any
) -> None:
    rain = talk.start("teacher")
    clock.hold(MORNING)
    digests.digest_mail()
    send_waiting()
    [mail] = server.to(talk.cast.ford_contact.email)
    assert plain(mail).startswith("##- ")
    assert receive(answer_to(mail, "None at all.").as_bytes()).outcome == Outcome.POSTED
    assert talk.posts(rain)[-1] == ("ford", "None at all.")


def test_nothing_is_brought_that_was_taken_back_or_may_not_be_read_any_more(talk: Talk, clock: Any) -> None:
    talk.choose("coordinator", quiet=(time(9), time(20)))
    thread = talk.start("teacher")
    wrong = talk.reply("abroad", thread, "Not meant for you.")
    [held] = talk.mails("coordinator")
    assert held.due_at > clock.now()
    post = queries.get_post(talk.cast.river, thread.id, wrong.id)
    perform(services.remove_post, post, by=talk.cast.signed_in("abroad"))
    session().expire_all()
    assert talk.mails("coordinator")[0].last_error == "the message was taken back"
    out = sa.update(SchoolMember).where(SchoolMember.person_id == talk.cast.ford_contact.id)

    def leave(*, by: Any) -> None:
        session().execute(out.values(status=MemberStatus.ENDED))

    perform(leave, by=talk.cast.coordinator)
    clock.hold(MORNING)
    digests.digest_mail()
    session().expire_all()
    [finn], [fay] = talk.mails("ford_teacher"), talk.mails("ford_contact")
    assert "How much rain" in finn.text
    assert "Not meant for you." not in finn.text
    assert "How much rain" not in fay.text


def test_what_waits_brings_the_words_as_they_are_now(talk: Talk) -> None:
    talk.choose("coordinator", quiet=(time(9), time(20)))
    thread = talk.start("teacher")
    wrong = talk.reply("abroad", thread, "Ring me on Monday.\n\n----------\nAmina")
    post = queries.get_post(talk.cast.river, thread.id, wrong.id)
    changed = {"text": "I can talk on Monday.", "language": "en", "version": post.version}
    perform(services.edit_post, post, by=talk.cast.signed_in("abroad"), **changed)
    session().expire_all()
    (held,) = talk.mails("coordinator")
    assert "----------\nI can talk on Monday.\n----------\n" in held.text
    assert "Ring me" not in held.text
    assert "The whole conversation:" in held.text


@pytest.mark.parametrize("often", [Frequency.AT_ONCE, Frequency.DAILY, Frequency.WEEKLY, Frequency.NEVER])
def test_each_has_it_as_often_as_they_choose(talk: Talk, clock: Any, often: Frequency) -> None:
    talk.choose("ford_contact", talk=often)
    talk.start("teacher")
    found = []
    for day in (MORNING, MORNING + timedelta(days=5)):  # Wednesday, Monday
        clock.hold(day)
        digests.digest_mail()
        found.append([mail.kind for mail in talk.mails("ford_contact")])
    assert (
        found
        == {
            Frequency.AT_ONCE: [["board_message"], ["board_message"]],
            Frequency.DAILY: [["digest"], ["digest"]],
            Frequency.WEEKLY: [[], ["digest"]],
            Frequency.NEVER: [[], []],
        }[often]
    )


def test_hostile_words_stay_words(talk: Talk, server: Server) -> None:
    title, words = "<b>x</b>\r\nBcc: all@x.example", "<script>alert(1)</script>\n[x](javascript:alert(1))\n\n##- no -##"
    thread = talk.start("teacher", title=title.replace("\r\n", " "), words=words)

    def spoil(*, by: Any) -> None:
        session().execute(sa.update(Thread).where(Thread.id == thread.id).values(title=title))
        name = sa.update(Person).where(Person.id == talk.cast.teacher.id)
        session().execute(name.values(name='Tom"\r\nBcc: all@x.example <i>'))

    perform(spoil, by=talk.cast.coordinator)
    session().expire_all()
    talk.reply("abroad", thread, words)
    talk.reply("teacher", thread, words)
    send_waiting()
    assert len(server.taken) == 3
    for _address, message in server.taken:
        assert message["Bcc"] is None
        assert "\n" not in message["Subject"]
        html = message.get_body(preferencelist=("html",)).get_content()
        assert "<script" not in html
        assert "<b>" not in html
        assert "<i>" not in html
        assert 'href="javascript' not in html
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html


@pytest.mark.parametrize("count", [1, 3, 30])
def test_the_statements_do_not_grow_with_the_conversation(talk: Talk, count: int) -> None:
    thread = talk.start("teacher")
    for number in range(count):
        talk.reply("abroad", thread, f"Message {number}")
    asked: list[str] = []

    def note(_conn: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        asked.append(statement)

    engine = session().get_bind()
    sa.event.listen(engine, "before_cursor_execute", note)
    try:
        talk.reply("abroad", thread, "One more")
    finally:
        sa.event.remove(engine, "before_cursor_execute", note)
    selects = [s for s in asked if s.startswith("SELECT")]
    seen = test_the_statements_do_not_grow_with_the_conversation.__dict__.setdefault("seen", len(selects))
    assert len(selects) == seen
