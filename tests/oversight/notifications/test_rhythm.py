"""Mail comes as often as a person wants it, and never in their quiet hours; what keeps the account safe comes at once."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.core import outbox
from portal.core.actors import SYSTEM
from portal.core.database import session
from portal.core.outbox import OutboxMail
from portal.core.perform import perform
from portal.identity.accounts.models import Person
from portal.oversight.notifications import digests, services
from portal.oversight.notifications.models import Notification
from portal.oversight.notifications.rhythm import Frequency, Group, due_for, group_of
from tests.support.cast import Cast, commit
from tests.support.reader import Reader


@pytest.fixture
def inside(app: Flask) -> Iterator[None]:
    with app.app_context():
        yield


def choose(cast: Cast, key: str, *, quiet: tuple[time, time] | None = None, **often: Frequency) -> None:
    perform(
        services.set_rhythm,
        session().get_one(Person, cast.people[key].id),
        by=SYSTEM,
        frequencies={Group(name): value for name, value in often.items()},
        quiet_from=quiet[0] if quiet else None,
        quiet_until=quiet[1] if quiet else None,
    )


def tell(cast: Cast, *keys: str, kind: str = "post_added") -> None:
    def deed(*, by: Any) -> None:
        people = [cast.people[key].id for key in keys]
        services.tell(people, kind=kind, title=f"About {kind}", path="/notices", letter="notice")

    perform(deed, by=SYSTEM)


def mails() -> list[OutboxMail]:
    return list(session().scalars(sa.select(OutboxMail).order_by(OutboxMail.id)))


@pytest.mark.parametrize(
    ("zone", "now", "due"),
    [
        ("Europe/London", datetime(2027, 3, 2, 21, 30, tzinfo=UTC), datetime(2027, 3, 3, 7, 0, tzinfo=UTC)),
        ("Europe/London", datetime(2027, 3, 2, 20, 0, tzinfo=UTC), datetime(2027, 3, 3, 7, 0, tzinfo=UTC)),
        ("Europe/London", datetime(2027, 3, 2, 6, 59, tzinfo=UTC), datetime(2027, 3, 2, 7, 0, tzinfo=UTC)),
        ("Europe/London", datetime(2027, 3, 2, 7, 0, tzinfo=UTC), None),
        ("Europe/London", datetime(2027, 3, 2, 19, 59, tzinfo=UTC), None),
        ("Africa/Nairobi", datetime(2027, 3, 2, 17, 30, tzinfo=UTC), datetime(2027, 3, 3, 4, 0, tzinfo=UTC)),
        ("Asia/Kathmandu", datetime(2027, 3, 2, 18, 0, tzinfo=UTC), datetime(2027, 3, 3, 1, 15, tzinfo=UTC)),
        ("Europe/London", datetime(2027, 3, 27, 23, 0, tzinfo=UTC), datetime(2027, 3, 28, 6, 0, tzinfo=UTC)),
    ],
)
def test_quiet_hours_on_ones_own_clock(zone: str, now: datetime, due: datetime | None) -> None:
    person = Person(name="N", email="n@x.example", zone=zone, quiet_from=time(20), quiet_until=time(7))
    assert due_for(person, now) == (due or now)


def test_quiet_hours_by_day_and_none() -> None:
    noon = datetime(2027, 3, 2, 12, 0, tzinfo=UTC)
    lesson = Person(name="N", email="n@x.example", zone="Europe/London", quiet_from=time(9), quiet_until=time(15, 30))
    assert due_for(lesson, noon) == noon.replace(hour=15, minute=30)
    assert due_for(Person(name="N", email="n@x.example", zone="Europe/London"), noon) == noon


def test_mail_waits_for_the_end_and_the_notice_does_not(inside: None, cast: Cast, clock: Any) -> None:
    choose(cast, "teacher", quiet=(time(9), time(15)))
    tell(cast, "teacher", "head")
    due = {mail.address: mail.due_at for mail in mails()}
    assert due == {
        cast.teacher.email: clock.now().replace(hour=15, minute=0),
        cast.head.email: clock.now(),
    }
    assert session().scalar(sa.select(sa.func.count()).select_from(Notification)) == 2


def test_mail_about_the_account_does_not_wait_nor_behind_other_mail(inside: None, cast: Cast, clock: Any) -> None:
    often = dict.fromkeys(("board", "calendar", "schools", "programme", "needs"), Frequency.NEVER)
    choose(cast, "teacher", quiet=(time(9), time(15)))
    tell(cast, "teacher")
    choose(cast, "teacher", quiet=(time(9), time(15)), **often)
    tell(cast, "teacher", kind="account_password_changed")
    held, service = mails()
    assert service.due_at == clock.now()
    assert perform(outbox.take_due, by=SYSTEM) == [service.id]
    assert held.due_at > clock.now()


def test_never_is_never_and_others_are_not_touched(inside: None, cast: Cast) -> None:
    choose(cast, "teacher", board=Frequency.NEVER)
    tell(cast, "teacher", "head")
    tell(cast, "teacher", kind="handoff_asked")
    assert [(m.address, m.subject) for m in mails()] == [
        (cast.head.email, "About post_added"),
        (cast.teacher.email, "About handoff_asked"),
    ]


def test_a_day_is_gathered_into_one_mail(inside: None, cast: Cast, clock: Any) -> None:
    clock.hold(datetime(2027, 3, 2, 14, 0, tzinfo=UTC))
    choose(cast, "teacher", board=Frequency.DAILY)
    for _number in range(3):
        tell(cast, "teacher")
    assert digests.digest_mail() == 0
    clock.hold(datetime(2027, 3, 3, 7, 0, tzinfo=UTC))
    assert digests.digest_mail() == 1
    assert digests.digest_mail() == 0
    (mail,) = mails()
    assert (mail.kind, mail.subject) == ("digest", "3 notices for you")
    assert mail.text.count("About post_added") == 3
    assert "/profile/notices" in mail.text


def test_a_week_is_gathered_until_monday(inside: None, cast: Cast, clock: Any) -> None:
    choose(cast, "teacher", board=Frequency.WEEKLY, calendar=Frequency.DAILY)
    tell(cast, "teacher")
    tell(cast, "teacher", kind="handoff_asked")
    clock.hold(datetime(2027, 3, 3, 8, 0, tzinfo=UTC))
    assert digests.digest_mail() == 1
    assert "About handoff_asked" in mails()[0].text
    assert "About post_added" not in mails()[0].text
    clock.hold(datetime(2027, 3, 8, 8, 0, tzinfo=UTC))
    assert digests.digest_mail() == 1
    assert "About post_added" in mails()[1].text


@pytest.mark.parametrize(
    ("kind", "group"),
    [
        ("account_second_step", None),
        ("thread_started", Group.BOARD),
        ("reply_asked", Group.BOARD),
        ("handoff_asked", Group.CALENDAR),
        ("reminder", Group.CALENDAR),
        ("review_asked", Group.PROGRAMME),
        ("award_accepted", Group.PROGRAMME),
        ("school_joined", Group.SCHOOLS),
        ("school_verified", None),
        ("something_new", Group.SCHOOLS),
    ],
)
def test_groups(kind: str, group: Group | None) -> None:
    assert group_of(kind) == group


@pytest.mark.parametrize("count", [1, 3, 26])
def test_telling_many_takes_the_same_looks(inside: None, cast: Cast, count: int) -> None:
    asked: list[str] = []
    engine = session().get_bind()

    def note(_conn: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        asked.append(statement)

    sa.event.listen(engine, "before_cursor_execute", note)
    try:
        tell(cast, *list(cast.people)[:count])
    finally:
        sa.event.remove(engine, "before_cursor_execute", note)
    assert len([s for s in asked if "notice_rhythm" in s]) == 1


def test_the_page(reader_for: Callable[..., Reader], cast: Cast, app: Flask) -> None:
    reader = reader_for(cast.teacher).get("/profile").follow("Go to Mail and quiet hours")
    reader.fill(board="daily", needs="never", quiet_from="20:00", quiet_until="").press("Save", expect=422)
    assert reader.errors() == ["Quiet until: enter when the quiet hours end, or leave both empty."]
    reader.fill(board="daily", needs="never", quiet_from="20:00", quiet_until="7:00").press("Save")
    reader.sees("Your choice is saved.")
    standing = {str(s["name"]): s.select_one("[selected]")["value"] for s in reader.page.select("select")}  # type: ignore[index]
    assert standing == {
        "needs": "never",
        "board": "daily",
        "talk": "daily",
        "calendar": "at_once",
        "schools": "at_once",
        "programme": "at_once",
    }
    assert reader.page.select_one("[name=quiet_from]")["value"] == "20:00"  # type: ignore[index]

    def quiet() -> Any:
        return session().get_one(Person, cast.teacher.id).quiet_until

    assert commit(app, quiet) == time(7)


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"board": "always"}, "This choice is not there any more. Choose again."),
        ({"board": ""}, "Choose how often."),
        ({"quiet_from": "25:00", "quiet_until": "07:00"}, "Quiet from: enter a time like 20:00."),
        ({"quiet_from": "20:00", "quiet_until": "seven"}, "Quiet until: enter a time like 07:00."),
        ({"quiet_from": "20:00"}, "Quiet until: enter when the quiet hours end, or leave both empty."),
        ({"quiet_until": "07:00"}, "Quiet from: enter when the quiet hours begin, or leave both empty."),
    ],
)
def test_bad_input(reader_for: Callable[..., Reader], cast: Cast, fields: dict[str, str], said: str) -> None:
    good = dict.fromkeys(("needs", "board", "talk", "calendar", "schools", "programme"), "weekly")
    reader = reader_for(cast.teacher).get("/profile/notices")
    assert reader.fill(**{**good, **fields}).press("Save", expect=422).errors() == [said]


def test_the_morning_mail_is_wanted_or_not(inside: None, cast: Cast, clock: Any) -> None:
    from portal.core.duty import DutyKind, owe
    from portal.oversight.notifications.morning import morning_mail

    def deed(*, by: Any) -> None:
        for key in ("teacher", "head", "vale_teacher"):
            person = cast.people[key].id
            owe(DutyKind.REPLY, subject_id=person, title="T", person_id=person, due_at=clock.now() + timedelta(days=6))

    clock.hold(datetime(2027, 3, 2, 8, 0, tzinfo=UTC))
    perform(deed, by=SYSTEM)
    choose(cast, "teacher", needs=Frequency.NEVER)
    choose(cast, "head", needs=Frequency.WEEKLY)
    assert morning_mail() == 1
    assert [mail.address for mail in mails()] == [cast.vale_teacher.email]
    clock.hold(datetime(2027, 3, 8, 8, 0, tzinfo=UTC))
    morning_mail()
    assert cast.head.email in [mail.address for mail in mails()]
    assert cast.teacher.email not in [mail.address for mail in mails()]
