"""Telling people."""

from collections.abc import Callable
from typing import Any

import sqlalchemy as sa
from flask import Flask

from portal.core.database import session
from portal.core.outbox import OutboxMail
from portal.identity.accounts.models import Person, PersonStatus
from portal.oversight.notifications.models import Notification
from portal.oversight.notifications.services import mark_all_read, tell
from tests.support.cast import Cast, commit


def noticed(database: sa.orm.Session) -> list[tuple[Any, str]]:
    database.rollback()
    found = database.execute(sa.select(Notification.person_id, Notification.title).order_by(Notification.id)).all()
    return [(person_id, title) for person_id, title in found]


def unread(database: sa.orm.Session, someone: Any) -> int:
    database.rollback()
    return database.scalars(sa.select(Person.unread).where(Person.id == someone.id)).one()


def telling(*people: Any, **words: Any) -> Callable[[], int]:
    given: dict[str, Any] = {"kind": "school_invited", "title": "Vale is asked to join.", "path": "/clusters", **words}
    return lambda: tell([person.id for person in people], **given)


def test_each_person_gets_one_notice_and_the_count_goes_up(app: Flask, cast: Cast, database: sa.orm.Session) -> None:
    told = commit(app, telling(cast.vale_contact, cast.vale_head, cast.vale_contact, cluster_id=cast.river))

    assert told == 2
    title = "Vale is asked to join."
    assert sorted(noticed(database)) == sorted([(cast.vale_contact.id, title), (cast.vale_head.id, title)])
    assert (unread(database, cast.vale_contact), unread(database, cast.teacher)) == (1, 0)
    assert database.scalars(sa.select(OutboxMail)).all() == []


def test_the_same_thing_is_told_once(app: Flask, cast: Cast, database: sa.orm.Session) -> None:
    assert commit(app, telling(cast.teacher, once="x", letter="notice")) == 1
    assert commit(app, telling(cast.teacher, cast.head, once="x", letter="notice")) == 1

    assert [person for person, _title in noticed(database)] == [cast.teacher.id, cast.head.id]
    assert unread(database, cast.teacher) == 1
    assert len(database.scalars(sa.select(OutboxMail)).all()) == 2


def test_a_letter_greets_links_and_says_why(app: Flask, cast: Cast, database: sa.orm.Session) -> None:
    title = "“Who’s by the river?” & more: a reply is due"
    commit(app, telling(cast.teacher, title=title, path="/clusters/x", letter="notice", words="Please answer soon."))

    mail = database.scalars(sa.select(OutboxMail)).one()
    assert (mail.address, mail.person_id, mail.subject) == (cast.teacher.email, cast.teacher.id, title)
    assert mail.text.startswith("Dear Tom O'Neill,\n")
    for words in (title, "Please answer soon.", app.config["PUBLIC_URL"] + "/clusters/x", "You get this mail because"):
        assert words in mail.text


def test_nobody_without_an_active_account_is_told(app: Flask, cast: Cast, database: sa.orm.Session) -> None:
    closed = sa.update(Person).where(Person.id == cast.teacher.id).values(status=PersonStatus.CLOSED)
    commit(app, lambda: session().execute(closed))

    assert commit(app, telling(cast.teacher, letter="notice")) == 0
    assert commit(app, lambda: tell([None], kind="school_joined", title="x", path="/")) == 0
    assert noticed(database) == []


def test_reading_them_all_empties_the_count(app: Flask, cast: Cast, database: sa.orm.Session) -> None:
    commit(app, telling(cast.teacher, cast.head))
    commit(app, lambda: mark_all_read(by=cast.teacher))

    assert (unread(database, cast.teacher), unread(database, cast.head)) == (0, 1)
    read = database.execute(sa.select(Notification.person_id).where(Notification.read_at.is_not(None))).scalars().all()
    assert read == [cast.teacher.id]
