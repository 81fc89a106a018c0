"""Answers by mail: they reach the board in their writer's name, or their writer is told kindly why not."""

import time
import uuid
from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from portal.core.duty import Duty, DutyKind
from portal.core.events import record
from portal.core.outbox import OutboxMail
from portal.identity.accounts.events import AddressChanged
from portal.identity.accounts.models import Person
from portal.identity.schools.models import MemberStatus, SchoolMember
from portal.oversight.incoming import addresses
from portal.oversight.incoming.addresses import Use
from portal.oversight.incoming.models import IncomingMail, MailTrouble, Outcome
from portal.oversight.incoming.receiving import MailIsNotTaken, receive
from portal.oversight.notifications.models import Notification
from portal.running.board.models import Post
from tests.oversight.incoming.conftest import DOMAIN, Correspondence
from tests.support.cannot_run import cannot_run
from tests.support.cast import commit

FIRST = ("hill", "teacher", "How much rain did you have?")
BOUNCE = Path(__file__).parents[4] / "shared" / "data" / "mail" / "dsn-single-recipient-2001.eml"


def test_an_answer_is_a_message_and_settles_what_was_owed(post: Any, rows: Any) -> None:
    taken = post.bring(post.answer("Forty millimetres.\n\nVera"))

    assert taken.outcome == Outcome.POSTED
    assert post.posts() == [FIRST, ("vale", "vale_contact", "Forty millimetres.\n\nVera")]
    owed = sa.select(Duty.outcome).where(Duty.kind == DutyKind.REPLY, Duty.subject_id == post.thread_id)
    assert [row.outcome for row in rows(owed)] == ["answered"]
    assert [(r.outcome, r.person_id) for r in rows(sa.select(IncomingMail.outcome, IncomingMail.person_id))] == [
        (Outcome.POSTED, post.cast.vale_contact.id)
    ]


def test_the_same_mail_brought_twice_is_one_message(post: Any) -> None:
    answer = post.answer("Forty.", message_id="<one@mailer.example>")

    assert [post.bring(answer).reason, post.bring(answer).reason] == ["", "again"]
    assert len(post.posts()) == 2


QUOTED = "##- You can answer this mail: write above this line -##\n\nDear Vera,\n\nHill needs a reply.\n"


@pytest.mark.parametrize(
    "words",
    [
        f"Forty millimetres.\n\nOn Tue, 2 Mar 2027 at 10:00, Portal <portal@example.org> wrote:\n\n> {QUOTED}",
        f"Forty millimetres.\n\n-----Original Message-----\nFrom: Portal\nSent: Tuesday\nTo: Vera\nSubject: Rain\n\n{QUOTED}",
        f"Forty millimetres.\n\n{'_' * 32}\nFrom: Portal <p@example.org>\nSent: 02 March 2027\nTo: Vera\nSubject: Rain\n\n{QUOTED}",
        "Forty millimetres.\n\nLe mar. 2 mars 2027 à 10:00, Portal <portal@example.org> a écrit :\n\n> " + QUOTED,
        "Forty millimetres.\n\n-- \nVera Singh\nVale Primary School",
        "Forty millimetres.\n\nSent from my iPhone\n\n> On 2 Mar 2027, at 10:00, Portal <portal@example.org> wrote:\n> \n> "
        + QUOTED.replace("\n", "\n> "),
    ],
    ids=["gmail", "outlook", "outlook-web", "french", "signature", "iphone"],
)
def test_what_was_quoted_is_cut(post: Any, words: str) -> None:
    assert post.bring(post.answer(words)).outcome == Outcome.POSTED
    assert post.posts()[-1] == ("vale", "vale_contact", "Forty millimetres.")


@pytest.mark.parametrize(
    "words",
    [
        "Rain: 40\nSun: 3\nWind: 2",
        "We can come on these days:",
        "- Monday\n- Tuesday",
        "a\n---\nb",
        "See 3 points:\n\n1. x",
    ],
)
def test_nothing_that_someone_wrote_is_cut(post: Any, words: str) -> None:
    introduced = f"{words}\n\nOn Tue, 2 Mar 2027, Portal\n<portal@example.org> wrote:\n\n> {QUOTED}"
    for body in (words, f"{words}\n\n{QUOTED}", introduced):
        post.bring(post.answer(body))
        assert post.posts()[-1][2] == words


def test_a_mail_with_html_alone_is_read(post: Any) -> None:
    message = post.answer("")
    message.clear_content()
    message.set_content(
        "<html><body><p>Forty <b>millimetres</b>.</p><script>alert(1)</script><ul><li>one</li></ul>"
        '<div class="gmail_quote">On Tuesday the portal wrote: <p>secret</p></div></body></html>',
        subtype="html",
    )

    assert post.bring(message).outcome == Outcome.POSTED
    words = post.posts()[-1][2]
    assert "Forty **millimetres**." in words
    assert "one" in words
    assert "alert" not in words
    assert "secret" not in words


def test_lines_that_flow_are_one_line(post: Any) -> None:
    message = post.answer("We had forty \nmillimetres.\nAnd you?\n")
    message.replace_header("Content-Type", 'text/plain; charset="utf-8"; format="flowed"')

    post.bring(message)
    assert post.posts()[-1][2] == "We had forty millimetres.\nAnd you?"


def test_words_in_any_script_arrive_whole(post: Any) -> None:
    words = "Asante sana! شكرا جزيلا. សូមអរគុណ។ Diolch, Ŵyn."
    post.bring(post.answer(words))
    assert post.posts()[-1][2] == words


def test_a_file_that_passes_the_rules_comes_along_and_the_others_are_named(post: Any, rows: Any) -> None:
    message = post.answer("Here is the table.")
    message.add_attachment(b"day,rain\nMon,4\n", maintype="text", subtype="csv", filename="rain.csv")
    message.add_attachment(b"MZ\x90", maintype="application", subtype="octet-stream", filename="run.exe")

    assert post.bring(message).reason == "files"
    [attached] = [row.attached for row in rows(sa.select(Post.attached).where(Post.attached.is_not(None)))]
    assert [one["name"] for one in attached] == ["rain.csv"]
    [(address, _subject, text)] = post.letters("about_your_mail")
    assert address == post.cast.vale_contact.email
    assert "run.exe" in text
    assert "rain.csv" not in text


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("Auto-Submitted", "auto-replied"),
        ("Precedence", "bulk"),
        ("List-Id", "<x.example>"),
        ("Return-Path", "<>"),
        ("X-Autoreply", "yes"),
    ],
)
def test_machines_are_not_posted_and_not_answered(post: Any, name: str, value: str) -> None:
    message = post.answer("I am out of the office.")
    message[name] = value

    assert post.bring(message).outcome == Outcome.AUTOMATIC
    assert post.posts() == [FIRST]
    assert post.letters("about_your_mail") == []


def test_a_stranger_with_the_address_posts_nothing_and_learns_nothing(post: Any) -> None:
    message = post.answer("Let me in.", From="thief@elsewhere.example")

    assert post.bring(message).reason == "wrong_sender"
    assert post.posts() == [FIRST]
    [(address, subject, text)] = post.letters("about_your_mail")
    assert address == "thief@elsewhere.example"
    for secret in ("Rain", "Hill", "Vale", "vale", str(post.thread_id), "board/threads"):
        assert secret not in subject + text.replace("put on the board", "")


def test_a_stranger_is_written_to_once_a_day(post: Any, clock: Any) -> None:
    for _time in range(3):
        post.bring(post.answer("Let me in.", From="thief@elsewhere.example"))
    assert len(post.letters("about_your_mail")) == 1


def test_who_left_the_school_cannot_write_any_more(post: Any) -> None:
    message = post.answer("Forty.")

    def leave() -> None:
        from portal.core.database import session

        gone = sa.update(SchoolMember).where(SchoolMember.person_id == post.cast.vale_contact.id)
        session().execute(gone.values(status=MemberStatus.ENDED))

    commit(post.app, leave)
    assert post.bring(message).reason == "not_permitted"
    assert post.posts() == [FIRST]
    assert len(post.letters("about_your_mail")) == 1


def test_a_mail_that_is_no_longer_kept_is_answered_kindly(post: Any) -> None:
    message = post.answer("Forty.", To=post.address(mail_id=uuid.uuid4()))
    assert post.bring(message).reason == "not_kept"
    assert "too old" in post.letters("about_your_mail")[0][2]


def test_empty_and_far_too_long_answers_are_told(post: Any) -> None:
    empty, long = post.answer("\n> " + QUOTED), post.answer("word " * 2_001)
    assert post.bring(empty).reason == "empty"
    assert post.bring(long).reason == "too_long"
    assert post.posts() == [FIRST]


def test_a_notice_that_is_no_conversation_leads_to_its_page(post: Any, rows: Any) -> None:
    def other() -> None:
        from portal.core.database import session

        mail = session().get_one(OutboxMail, post.mail_to("vale_contact").id)
        mail.subject_kind, mail.subject_id, mail.path = None, None, "/handoffs/x"

    message = post.answer("Yes, we can.")
    commit(post.app, other)
    assert post.bring(message).reason == "no_conversation"
    assert "/handoffs/x" in post.letters("about_your_mail")[0][2]


@pytest.mark.parametrize(
    "address",
    [
        f"reply+{'a' * 42}@{DOMAIN}",
        f"reply+@{DOMAIN}",
        f"reply@{DOMAIN}",
        "portal@example.org",
        "",
        f"reply+{'ŵ' * 42}@{DOMAIN}",
    ],
)
def test_an_address_that_we_never_gave_out_is_not_ours(post: Any, address: str) -> None:
    assert post.bring(post.answer("Hello", To=address or "x@y.example")).outcome == Outcome.NOT_OURS
    assert post.posts() == [FIRST]
    assert post.letters("about_your_mail") == []


def test_an_address_is_one_use_only_and_survives_a_change_of_case_and_of_key() -> None:
    mail_id = uuid.uuid4()
    made = addresses.make(Use.REPLY, mail_id, domain=DOMAIN, key="one")

    assert len(made.split("@")[0]) <= 64
    assert addresses.read(made.upper(), domain=DOMAIN, keys=["two", "one"]) == addresses.Addressed(Use.REPLY, mail_id)
    assert addresses.read(made, domain=DOMAIN, keys=["two"]) is None
    assert addresses.read(made.replace("reply+", "bounce+"), domain=DOMAIN, keys=["one"]) is None
    assert addresses.read(made, domain="other.example", keys=["one"]) is None


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\x00\xff\xfe",
        b"From: =?utf-8?q?=ff?= <a@b\r\n\r\nx",
        b"To: " + b"a@b.example, " * 5_000 + b"\r\n\r\nx",
        b"Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n" * 50,
        b"Content-Type: text/plain; charset=no-such-set\r\nContent-Transfer-Encoding: base64\r\n\r\n!!!!",
        b"From: a@b.example\nFrom: c@d.example\nTo: undisclosed-recipients:;\n\nx",
        b"Content-Type: message/delivery-status\r\n\r\nAction: failed",
    ],
)
def test_a_broken_mail_breaks_nothing(post: Any, raw: bytes) -> None:
    assert post.bring(raw).outcome == Outcome.NOT_OURS
    assert post.bring(raw, post.address()).outcome in set(Outcome)
    assert post.posts() == [FIRST]


def test_hostile_words_are_shown_as_text(post: Any, reader_for: Any, cast: Any) -> None:
    post.bring(post.answer('<script>alert(1)</script> <img src=x onerror="alert(2)"> [x](javascript:alert(3))'))

    page = reader_for(cast.teacher).get(f"/clusters/{cast.river}/board/threads/{post.thread_id}")
    page.sees("<script>alert(1)</script>")
    for probe in (b"<script>alert", b"<img src=x", b'href="javascript'):
        assert probe not in page.raw


def test_without_a_domain_no_mail_is_taken(app: Any) -> None:
    with app.app_context(), pytest.raises(MailIsNotTaken):
        receive(b"x")


# mails that come back


def bounce(address: str, *, status: str = "5.1.1", words: str = "no such user") -> EmailMessage:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "MAILER-DAEMON@mx.example", address, "Undelivered"
    message["Message-ID"] = f"<{uuid.uuid4().hex}@mx.example>"
    message["Return-Path"] = "<>"
    message.set_content("It could not be delivered.")
    report = EmailMessage()
    report.set_payload(
        [
            _block("Reporting-MTA: dns; mx.example"),
            _block(f"Action: failed\nStatus: {status}\nDiagnostic-Code: {words}"),
        ]
    )
    report["Content-Type"] = "message/delivery-status"
    message.make_mixed()
    message.attach(report)
    return message


def _block(headers: str) -> EmailMessage:
    made = EmailMessage()
    for line in headers.splitlines():
        name, _, value = line.partition(": ")
        made[name] = value
    return made


def test_mail_that_comes_back_on_three_days_is_no_longer_sent(
    post: Any, rows: Any, clock: Any, reader_for: Any
) -> None:
    address = post.address(use=Use.BOUNCE)
    for _day in range(3):
        assert post.bring(bounce(address)).outcome == Outcome.CAME_BACK
        post.bring(bounce(address))
        clock.hold(clock.now() + timedelta(days=1))

    [trouble] = rows(sa.select(MailTrouble.days, MailTrouble.suspended_at, MailTrouble.last_status))
    assert (trouble.days, trouble.suspended_at is not None, trouble.last_status) == (3, True, "5.1.1")
    told = rows(sa.select(Person.name).join(Notification).where(Notification.kind == "mail_suspended"))
    assert [row.name for row in told] == ["Vera Singh"]  # she is the only contact of her school

    before = len(post.letters("board_notice"))
    Correspondence(post.app, post.cast)
    assert len(post.letters("board_notice")) == before

    reader = reader_for(post.cast.vale_contact).get("/notices").sees("Mail to you comes back")
    reader.follow("See what you can do").press("Send mail to me again").sees("Notices are mailed to you again.")
    Correspondence(post.app, post.cast)
    assert len(post.letters("board_notice")) == before + 1


def test_a_new_address_is_written_to_again(post: Any, rows: Any, clock: Any) -> None:
    address, vera = post.address(use=Use.BOUNCE), post.cast.vale_contact.id
    for _day in range(3):
        post.bring(bounce(address))
        clock.hold(clock.now() + timedelta(days=1))
    suspended = sa.select(MailTrouble.id).where(MailTrouble.suspended_at.is_not(None))
    assert len(rows(suspended)) == 1

    commit(post.app, lambda: record(AddressChanged(by_id=vera, person_id=vera)))
    assert rows(suspended) == []


@pytest.mark.parametrize(
    ("status", "words"), [("4.2.2", "full"), ("5.2.2", "full"), ("5.0.0", "recipient reached disk quota")]
)
def test_a_full_mailbox_stops_nothing(post: Any, rows: Any, clock: Any, status: str, words: str) -> None:
    for _day in range(4):
        assert post.bring(bounce(post.address(use=Use.BOUNCE), status=status, words=words)).outcome == Outcome.CAME_BACK
        clock.hold(clock.now() + timedelta(days=1))
    assert rows(sa.select(MailTrouble.id)) == []


def test_a_bounce_that_names_no_mail_of_ours_is_nothing(post: Any, rows: Any) -> None:
    assert post.bring(bounce("bounce@" + DOMAIN)).outcome == Outcome.NOT_OURS
    assert rows(sa.select(IncomingMail.id)) == []


def test_the_real_bounce_is_understood(post: Any) -> None:
    if not BOUNCE.exists():
        cannot_run("the real bounce", "the real data is not beside this checkout")
    taken = post.bring(BOUNCE.read_bytes(), post.address(use=Use.BOUNCE))
    assert (taken.outcome, taken.reason) == (Outcome.CAME_BACK, "5.0.0")


def test_no_text_makes_the_reading_slow(post: Any) -> None:
    for words in (
        "a" * 50_000 + "!",
        "On " * 20_000,
        "From: " * 10_000,
        "> " * 50_000,
        "\n" * 50_000,
        "_" * 50_000,
        "-- " * 20_000,
    ):
        began = time.process_time()
        post.bring(post.answer(words))
        assert time.process_time() - began < 2
