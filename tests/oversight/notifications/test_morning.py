"""The mail of the morning and the reminders."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.core import duty, ids
from portal.core.actors import SYSTEM
from portal.core.duty import DutyKind
from portal.core.outbox import OutboxMail
from portal.oversight.notifications import morning
from portal.oversight.notifications.models import Notification
from portal.oversight.notifications.morning import morning_mail
from portal.oversight.notifications.needs import list_needs
from portal.oversight.notifications.recipients import owners_of
from portal.oversight.notifications.reminders import remind
from tests.support.cast import Cast, commit

LONDON_MORNING = datetime(2027, 3, 3, 7, 5, tzinfo=UTC)
NAIROBI_MORNING = datetime(2027, 3, 3, 4, 5, tzinfo=UTC)


def owe(app: Flask, title: str, *, days: float | None, kind: DutyKind = DutyKind.REPLY, **words: Any) -> None:
    due_at = LONDON_MORNING + timedelta(days=days) if days is not None else None
    commit(app, lambda: duty.owe(kind, subject_id=ids.new_id(), title=title, due_at=due_at, **words))


def mails(database: sa.orm.Session) -> list[OutboxMail]:
    database.rollback()
    return list(database.scalars(sa.select(OutboxMail).order_by(OutboxMail.id)).all())


def test_it_goes_out_in_the_morning_of_each_person(
    app: Flask, cast: Cast, database: sa.orm.Session, clock: Any
) -> None:
    owe(app, "Here", days=2, person_id=cast.teacher.id)
    owe(app, "There", days=2, person_id=cast.abroad_teacher.id)

    for at, addresses in (
        (NAIROBI_MORNING - timedelta(minutes=10), []),
        (NAIROBI_MORNING, [cast.abroad_teacher.email]),
        (LONDON_MORNING, [cast.abroad_teacher.email, cast.teacher.email]),
    ):
        clock.hold(at)
        morning_mail()
        assert [mail.address for mail in mails(database)] == addresses


def test_it_says_what_the_page_says(app: Flask, cast: Cast, database: sa.orm.Session, clock: Any) -> None:
    owe(app, "Who's “there” & where?", days=2, cluster_id=cast.river, school_id=cast.school["hill"])
    owe(app, "Water test", days=-1, kind=DutyKind.CONFIRM_ACTIVITY, person_id=cast.teacher.id)
    owe(app, "Some day", days=None, person_id=cast.teacher.id)
    clock.hold(LONDON_MORNING)
    morning_mail()

    mail = next(mail for mail in mails(database) if mail.person_id == cast.teacher.id)
    assert mail.subject == "3 things need you"
    needs = list_needs(cast.signed_in("teacher"))
    assert len(needs) == 3
    for need in needs:
        assert need.task in mail.text
        assert need.otherwise in mail.text
        assert app.config["PUBLIC_URL"] + need.path in mail.text
    assert "By Friday 5 March 2027, 07:05 UK time" in mail.text
    assert "It was due Tuesday 2 March 2027, 07:05 UK time." in mail.text
    assert "\n\n\n" not in mail.text


def test_nobody_is_written_to_for_what_is_far_away_or_has_no_date(
    app: Flask, cast: Cast, database: sa.orm.Session, clock: Any
) -> None:
    owe(app, "Far", days=8, person_id=cast.teacher.id)
    owe(app, "Some day", days=None, person_id=cast.head.id)
    clock.hold(LONDON_MORNING)
    assert morning_mail() == 0
    assert mails(database) == []


def test_once_a_day_however_often_it_runs(app: Flask, cast: Cast, database: sa.orm.Session, clock: Any) -> None:
    owe(app, "Reply", days=3, school_id=cast.school["hill"])
    clock.hold(LONDON_MORNING)
    assert morning_mail() == 3
    assert morning_mail() == 0
    clock.hold(LONDON_MORNING + timedelta(hours=2))
    assert morning_mail() == 0
    clock.hold(LONDON_MORNING + timedelta(days=1))
    assert morning_mail() == 3
    assert len(mails(database)) == 6


def test_a_kill_in_the_middle_leaves_nobody_out_and_writes_to_nobody_twice(
    app: Flask, cast: Cast, database: sa.orm.Session, clock: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    owe(app, "Reply", days=3, school_id=cast.school["hill"])
    clock.hold(LONDON_MORNING)
    whole = morning.put_into_the_outbox
    written: list[bool] = []

    def killed(**words: Any) -> int:
        if written:
            raise KeyboardInterrupt
        written.append(True)
        return whole(**words)

    with monkeypatch.context() as patched:
        patched.setattr(morning, "TOGETHER", 1)
        patched.setattr(morning, "put_into_the_outbox", killed)
        with pytest.raises(KeyboardInterrupt):
            morning_mail()
    assert len(mails(database)) == 1
    assert morning_mail() == 2
    assert len({mail.address for mail in mails(database)}) == 3


def test_every_way_of_owing_is_found(app: Flask, cast: Cast, database: sa.orm.Session, clock: Any) -> None:
    hill = cast.school["hill"]
    ways: tuple[tuple[dict[str, Any], list[str]], ...] = (
        ({"person_id": cast.teacher.id, "understudy_id": cast.vale_teacher.id}, ["teacher", "vale_teacher"]),
        ({"school_id": hill}, ["coordinator", "head", "teacher"]),
        ({"school_id": hill, "office": "signatory"}, ["head"]),
        ({"cluster_id": cast.river, "office": "contact_teacher"}, ["coordinator"]),
        ({"role": "programme_manager"}, ["manager", "manager2"]),
    )
    for number, (words, keys) in enumerate(ways):
        day = LONDON_MORNING + timedelta(days=number)
        due_at = day + timedelta(hours=20)
        made = commit(
            app,
            lambda words=words, due_at=due_at: (
                duty.owe(DutyKind.REPLY, subject_id=ids.new_id(), title="T", due_at=due_at, **words).id
            ),
        )
        clock.hold(day)
        before = len(mails(database))
        morning_mail()
        assert sorted(mail.address for mail in mails(database)[before:]) == sorted(cast.people[k].email for k in keys)
        found = database.get_one(duty.Duty, made)
        assert owners_of(found) == sorted(cast.people[k].id for k in keys)
        for key in keys:
            assert len(list_needs(cast.signed_in(key))) == 1
        subject = found.subject_id
        database.rollback()
        commit(app, lambda subject=subject: duty.settle(DutyKind.REPLY, subject, by=SYSTEM))


def test_a_reminder_comes_a_day_before_and_once(app: Flask, cast: Cast, database: sa.orm.Session, clock: Any) -> None:
    owe(app, "Reply", days=1, school_id=cast.school["hill"], office="contact", cluster_id=cast.river)
    owe(app, "Later", days=2, person_id=cast.teacher.id)
    owe(app, "Too late", days=-1, person_id=cast.teacher.id)
    clock.hold(LONDON_MORNING - timedelta(hours=1))
    assert remind() == 0
    clock.hold(LONDON_MORNING + timedelta(hours=1))
    assert remind() == 1
    assert remind() == 0

    found = database.execute(sa.select(Notification.person_id, Notification.title)).all()
    assert [tuple(row) for row in found] == [(cast.coordinator.id, "Due within a day: Reply to “Reply”")]
    assert mails(database) == []


def test_nothing_is_said_after_it_is_done(app: Flask, cast: Cast, database: sa.orm.Session, clock: Any) -> None:
    subject = ids.new_id()
    due_at = LONDON_MORNING + timedelta(hours=5)
    made: dict[str, Any] = {"subject_id": subject, "title": "T", "person_id": cast.teacher.id, "due_at": due_at}
    commit(app, lambda: duty.owe(DutyKind.REPLY, **made))
    commit(app, lambda: duty.settle(DutyKind.REPLY, subject, by=SYSTEM))
    clock.hold(LONDON_MORNING)
    assert (morning_mail(), remind()) == (0, 0)
