"""A conversation that is begun by mail: its subject is the title, its words the first message, in the name of who wrote it."""

import uuid
from email.message import EmailMessage
from typing import Any

import pytest
import sqlalchemy as sa

from portal.core.database import session
from portal.identity.schools.models import MemberStatus, SchoolMember
from portal.oversight.incoming.addresses import Use, read
from portal.oversight.runner import sender
from portal.running.board.models import Post, Thread
from tests.oversight.incoming.conftest import DOMAIN, Correspondence
from tests.support.cast import commit


def mail(post: Correspondence, subject: str, words: str, *, key: str = "vale_contact", **headers: str) -> EmailMessage:
    made = EmailMessage()
    made["From"] = f"Someone <{post.cast.people[key].email}>"
    made["To"] = post.address("vale_contact", Use.NEW)
    made["Subject"] = subject
    made["Message-ID"] = f"<{uuid.uuid4().hex}@mailer.example>"
    for name, value in headers.items():
        made[name.replace("_", "-")] = value
    made.set_content(words)
    return made


def threads(post: Correspondence) -> list[tuple[Any, ...]]:
    """(title, school, words of the first message) of each conversation but the one that was there."""
    names = {found: key for key, found in post.cast.school.items()}
    with post.app.app_context():
        query = sa.select(Thread.title, Post.school_id, Post.source).join(Post, Post.thread_id == Thread.id)
        found = session().execute(query.where(Thread.id != post.thread_id).order_by(Post.id)).all()
        session().rollback()
    return [(title, names[school], source) for title, school, source in found]


def test_every_mail_of_a_board_says_where_one_is_begun(post: Correspondence) -> None:
    with post.app.app_context():
        row = post.mail_to("vale_contact")
        message = sender._message(row)
    address = str(message.extra_headers["List-Post"]).removeprefix("<mailto:").removesuffix(">")
    assert f"To begin a new conversation on this board by mail, write to: {address}" in str(message.body)
    assert address in str(message.html)
    found = read(address, domain=DOMAIN, keys=[post.app.config["SECRET_KEY"]])
    assert (found.use, found.mail_id) == (Use.NEW, row.id) if found else False


@pytest.mark.parametrize(
    ("subject", "title"),
    [("Songs for May", "Songs for May"), ("Re: [River schools] FW: Songs", "Songs"), ("غناء", "غناء")],
)
def test_the_subject_is_the_title(post: Correspondence, subject: str, title: str) -> None:
    taken = post.bring(message := mail(post, subject, "Which songs do you sing?\n\n-- \nVera"))
    assert taken.outcome == "posted"
    assert threads(post) == [(title, "vale", "Which songs do you sing?")]
    assert post.bring(message).reason == "again"
    assert len(threads(post)) == 1


@pytest.mark.parametrize(
    ("subject", "words", "more", "reason"),
    [
        ("", "Words", {}, "no_subject"),
        ("Re:", "Words", {}, "no_subject"),
        ("Title", "", {}, "empty"),
        ("Title", "x" * 20_001, {}, "too_long"),
        ("Call 020 7946 0123", "Words", {}, "contact_details"),
        ("Title", "Words", {"key": "outsider"}, "wrong_sender"),
    ],
)
def test_what_cannot_be_put_there_is_told_kindly(
    post: Correspondence, subject: str, words: str, more: dict[str, str], reason: str
) -> None:
    taken = post.bring(mail(post, subject, words, **more))
    assert (taken.outcome, taken.reason) == ("refused", reason)
    assert threads(post) == []
    assert len(post.letters("about_your_mail")) == 1


def test_machines_and_people_who_left_begin_nothing(post: Correspondence) -> None:
    assert (
        post.bring(mail(post, "Out of office", "Back on Monday", Auto_Submitted="auto-replied")).outcome == "automatic"
    )
    message = mail(post, "Songs", "Words")
    person = post.cast.people["vale_contact"].id
    left = sa.update(SchoolMember).where(SchoolMember.person_id == person).values(status=MemberStatus.ENDED)
    commit(post.app, lambda: session().execute(left))
    taken = post.bring(message)
    assert (taken.outcome, taken.reason) == ("refused", "not_permitted")
    assert threads(post) == []
