"""The ways in (a mail server's pipe, LMTP) and the addresses that mails carry on their way out."""

import os
import smtplib
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from portal.core.errors import TryLater
from portal.oversight.incoming import lmtp
from portal.oversight.incoming.addresses import Use, read
from portal.oversight.runner import sender
from tests.oversight.incoming.conftest import DOMAIN, Correspondence

ROOT = Path(__file__).parents[3]


@pytest.fixture
def line(takes_mail: Flask) -> Iterator[smtplib.LMTP]:
    """A mail server's line to the portal."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    controller = lmtp.LmtpController(lmtp.Handler(takes_mail), hostname="127.0.0.1", port=port)
    controller.start()
    with smtplib.LMTP("127.0.0.1", port) as made:
        yield made
    controller.stop()


def test_lmtp_hands_over_an_answer(post: Correspondence, line: smtplib.LMTP) -> None:
    refused = line.send_message(post.answer("Forty."), "vera@vale.example", [post.address()])

    assert refused == {}
    assert post.posts()[-1] == ("vale", "vale_contact", "Forty.")


def test_lmtp_has_the_mail_brought_again_when_the_database_is_busy(
    post: Correspondence, line: smtplib.LMTP, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer, address = post.answer("Forty."), post.address()

    def busy(*_args: Any, **_words: Any) -> None:
        raise TryLater

    monkeypatch.setattr(lmtp, "receive", busy)
    with pytest.raises(smtplib.SMTPDataError) as said:
        line.send_message(answer, "vera@vale.example", [address])
    assert said.value.smtp_code == 451
    assert len(post.posts()) == 1


@pytest.mark.parametrize(("domain", "code"), [(DOMAIN, 0), ("", 78)])
def test_the_command_reads_one_mail_from_standard_input(post: Correspondence, domain: str, code: int) -> None:
    settings = post.app.config["SETTINGS"]
    environment = {
        "PATH": os.environ["PATH"],
        "PORTAL_ENV": "testing",
        "DATABASE_URL": settings.database_url,
        "PORTAL_INSTANCE_FOLDER": str(settings.instance_folder),
        "PORTAL_MAIL_IN_DOMAIN": domain,
    }
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "mail", "receive", "--to", post.address()]
    answer = post.answer("Forty.").as_bytes()
    done = subprocess.run(
        command, cwd=ROOT, env=environment, input=answer, capture_output=True, timeout=60, check=False
    )

    assert done.returncode == code, done.stderr.decode()
    assert len(post.posts()) == (2 if code == 0 else 1)
    if code:
        assert b"PORTAL_MAIL_IN_DOMAIN is not set" in done.stderr


def test_a_mail_on_its_way_out_says_where_answers_and_bounces_go(post: Correspondence) -> None:
    mail = post.mail_to("vale_contact")
    keys = [post.app.config["SECRET_KEY"]]
    with post.app.app_context():
        message = sender._message(mail)
        bounces = sender._address(Use.BOUNCE, mail)

    found = read(str(message.reply_to), domain=DOMAIN, keys=keys)
    assert found is not None
    assert (found.use, found.mail_id) == (Use.REPLY, mail.id)
    back = read(str(bounces), domain=DOMAIN, keys=keys)
    assert back is not None
    assert (back.use, back.mail_id) == (Use.BOUNCE, mail.id)
    assert mail.text.startswith("##- ")
    # the mail brings the first message, so it is the one that later ones refer to
    assert message.msgId.startswith(f"<thread.{post.thread_id.hex}@")
    assert "References" not in message.extra_headers


def test_where_no_mail_is_taken_in_nothing_says_that_it_can_be_answered(app: Flask, cast: Any) -> None:
    post = Correspondence(app, cast)
    mail = post.mail_to("vale_contact")
    with app.app_context():
        message = sender._message(mail)
        assert (message.reply_to, sender._address(Use.BOUNCE, mail)) == (None, None)
    assert "##-" not in mail.text
