"""A form sent twice, a form sent too late, a mail asked for under another host's name."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from flask import Flask

from portal.core.database import session
from portal.core.outbox import OutboxMail
from portal.identity.schools.models import MemberStatus, SchoolMember
from portal.running.board.models import Post
from tests.support.cast import Cast, commit
from tests.support.reader import Reader

Readers = Callable[..., Reader]


def posts(app: Flask) -> list[str]:
    with app.app_context():
        return list(session().scalars(sa.select(Post.source).order_by(Post.id)))


def fields_of_a_message(reader: Reader, words: str) -> dict[str, Any]:
    """The form of a new conversation as it was served, filled in."""
    reader.get(f"/clusters/{reader.path.split('/')[2]}/board/threads/new")
    form = reader.page.select_one("main form[method=post]")
    assert form is not None
    return {**Reader.standing(form), "title": "Lake day", "text": words}


def test_a_form_sent_twice_makes_one_row_and_two_same_answers(app: Flask, cast: Cast, reader_for: Readers) -> None:
    reader = reader_for(cast.teacher).get(f"/clusters/{cast.river}")
    fields = fields_of_a_message(reader, "Only once, please")
    path = reader.path
    first = reader.post(path, fields)
    where = first.headers["Location"]
    second = reader.post(path, fields)
    assert (second.status, second.headers["Location"]) == (303, where)
    assert posts(app) == ["Only once, please"]


def test_the_way_back_of_the_browser_makes_no_second_of_anything(
    app: Flask, cast: Cast, reader_for: Readers, clock: Any
) -> None:
    reader = reader_for(cast.teacher).get(f"/clusters/{cast.river}")
    first = reader.post(reader.path + "/board/threads/new", fields_of_a_message(reader, "Only once, please"))
    where = first.headers["Location"]
    reader.get(f"/clusters/{cast.river}")  # the page is served again, so its form has another key
    second = reader.post(reader.path + "/board/threads/new", fields_of_a_message(reader, "Only once, please"))
    assert (second.status, second.headers["Location"]) == (303, where)
    reader.get(where).sees("You had sent this a few minutes ago, so it was done once.")
    reader.get(f"/clusters/{cast.river}")
    reader.post(reader.path + "/board/threads/new", fields_of_a_message(reader, "Something else"))
    assert posts(app) == ["Only once, please", "Something else"]
    clock.hold(clock.now() + timedelta(minutes=11))
    reader.get(f"/clusters/{cast.river}")
    reader.post(reader.path + "/board/threads/new", fields_of_a_message(reader, "Only once, please"))
    assert posts(app) == ["Only once, please", "Something else", "Only once, please"]


def test_two_people_may_say_the_same(app: Flask, cast: Cast, reader_for: Readers) -> None:
    for someone in (cast.teacher, cast.vale_teacher):
        reader = reader_for(someone).get(f"/clusters/{cast.river}")
        reader.post(reader.path + "/board/threads/new", fields_of_a_message(reader, "Hello from us"))
    assert posts(app) == ["Hello from us", "Hello from us"]


def test_who_sends_without_a_session_gets_the_words_back(app: Flask, cast: Cast, reader_for: Readers) -> None:
    words = "Ten minutes of writing, and then the browser forgot who I am"
    reader = reader_for().post(f"/clusters/{cast.river}/board/threads/new", {"title": "Lake day", "text": words})
    assert reader.status == 403
    reader.sees("You are signed out", words)
    assert "board" not in reader.page.select_one("main a.govuk-button")["href"].split("next=")[0]
    assert posts(app) == []
    reader.post(reader.path, {"title": "Rain?", "language": "en", "reply_from": str(cast.school["vale"])}, expect=403)
    assert [area.text.strip() for area in reader.page.select("main textarea")] == ["Rain?"], "short words are words"
    reader = reader_for().post(f"/clusters/{cast.river}/board/threads/new", {"language": "en", "submit": "y"})
    assert (reader.status, reader.headers["Location"].split("?")[0]) == (303, "/sign-in")


def test_who_left_the_school_is_told_and_keeps_the_words(app: Flask, cast: Cast, reader_for: Readers) -> None:
    reader = reader_for(cast.teacher).get(f"/clusters/{cast.river}")
    fields = fields_of_a_message(reader, "Too late for this message, which is long enough to be kept")

    def leave() -> None:
        at_school = session().scalars(sa.select(SchoolMember).where(SchoolMember.person_id == cast.teacher.id)).one()
        at_school.status = MemberStatus.ENDED

    commit(app, leave)
    reader.post(reader.path, fields)
    assert reader.status in (403, 404)
    reader.sees("What you typed", "Too late for this message, which is long enough to be kept")
    assert posts(app) == []


def test_a_mailed_link_has_the_portals_own_address(app: Flask, cast: Cast, reader_for: Readers) -> None:
    reader = reader_for().get("/forgotten-password")
    form = reader.page.select_one("main form[method=post]")
    assert form is not None
    fields = {**Reader.standing(form), "email": cast.teacher.email}
    for headers in ({"Host": "evil.test"}, {"X-Forwarded-Host": "evil.test", "X-Forwarded-Proto": "https"}):
        reader.client.post("/forgotten-password", data=fields, headers=headers)
    reader.client.post("/forgotten-password", data=fields)
    with app.app_context():
        mails = session().scalars(sa.select(OutboxMail)).all()
    assert mails
    for mail in mails:
        assert "evil.test" not in mail.text + mail.subject
