"""The yearly round by the clock: who still works here, two notices, the end; the head's yes by link, reminders, late."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.core import duty
from portal.core.database import session
from portal.core.duty import DutyKind
from portal.identity.schools.models import MemberStatus, SchoolMember
from portal.identity.years import calendar, queries
from portal.identity.years.jobs import follow_school_years, turn_school_years
from portal.identity.years.models import SchoolYear
from tests.support.cast import Cast
from tests.support.reader import Reader

Readers = Callable[..., Reader]
FIRST = datetime(2027, 9, 1, 13, 0, tzinfo=UTC)


@pytest.fixture
def at(clock: Any, app: Flask) -> Callable[[float], None]:
    """The jobs run so many days after the school year began."""

    def run(days: float) -> None:
        clock.hold(FIRST + timedelta(days=days))
        with app.app_context():
            turn_school_years()
            follow_school_years()

    return run


def status(app: Flask, cast: Cast, key: str) -> MemberStatus:
    with app.app_context():
        found = session().scalar(sa.select(SchoolMember.status).where(SchoolMember.person_id == cast.people[key].id))
    assert found is not None
    return found


def year_of(app: Flask, cast: Cast) -> SchoolYear:
    with app.app_context():
        found = queries.latest_year(cast.school["hill"])
    assert found is not None
    return found


def link(mails: Any) -> str:
    found = re.search(r"http://[^/\s]+(/link/year/\S+)", mails("yearly_yes", "head@hill.example")[-1].text)
    assert found is not None
    return found.group(1)


def owed(app: Flask, cast: Cast, kind: DutyKind) -> int:
    with app.app_context():
        return len(duty.open_duties(kind, cast.school["hill"]))


@pytest.mark.parametrize(
    ("country", "today", "begins_on"),
    [
        ("GB", date(2027, 8, 31), date(2026, 9, 1)),
        ("GB", date(2027, 9, 1), date(2027, 9, 1)),
        ("KE", date(2027, 9, 1), date(2027, 1, 10)),
        ("NP", date(2027, 4, 14), date(2026, 4, 15)),
        ("ZZ", date(2027, 12, 31), date(2027, 9, 1)),
    ],
)
def test_when_a_year_begins(country: str, today: date, begins_on: date) -> None:
    assert calendar.year_begins_on(country, today) == begins_on


def test_a_year_opens_once(cast: Cast, app: Flask, at: Any, mails: Any) -> None:
    for days in (0, 0.2, 1):
        at(days)
    with app.app_context():
        rows = session().scalars(sa.select(SchoolYear.school_id)).all()
    assert sorted(map(str, rows)) == sorted(str(cast.school[key]) for key in ("hill", "vale", "ford", "brook", "quiet"))
    assert len(mails("yearly_yes", "head@hill.example")) == 1
    assert owed(app, cast, DutyKind.YEARLY_YES) == owed(app, cast, DutyKind.CONFIRM_MEMBERS) == 1


def test_two_notices_and_then_the_end(cast: Cast, app: Flask, at: Any, mails: Any) -> None:
    told = []
    for days in (0, 27, 28.1, 29, 42, 42.2, 43, 56, 56.4):
        at(days)
        told.append(len([m for m in mails("notice", cast.teacher.email) if "still works at" in m.subject]))
    assert told == [0, 0, 1, 1, 1, 2, 2, 2, 2]
    assert status(app, cast, "teacher") == MemberStatus.ENDED
    assert [status(app, cast, key) for key in ("coordinator", "head")] == [MemberStatus.MEMBER] * 2
    assert "You are no longer a member" in mails("notice", cast.teacher.email)[-1].subject
    assert owed(app, cast, DutyKind.CONFIRM_MEMBERS) == 0


def test_a_late_clock_still_gives_two_notices(cast: Cast, app: Flask, at: Any) -> None:
    for days, wanted in ((0, "member"), (200, "member"), (200.1, "member"), (214.1, "member"), (228.2, "ended")):
        at(days)
        assert status(app, cast, "teacher") == wanted


def test_the_contact_says_who_still_works_there(reader_for: Readers, cast: Cast, app: Flask, at: Any) -> None:
    at(0)
    hill = cast.school["hill"]
    reader = reader_for(cast.coordinator).get(f"/schools/{hill}").follow("This school year: the head’s yes")
    reader.sees("Tom O'Neill not confirmed yet").follow("Say who still works here")
    reader.press("They still work here", expect=422)
    assert reader.errors() == ["Tick everyone who still works at the school."]
    reader.fill(people=[str(cast.teacher.id)]).press("They still work here").sees("Everyone is confirmed.")
    assert owed(app, cast, DutyKind.CONFIRM_MEMBERS) == 0
    at(100)
    assert status(app, cast, "teacher") == MemberStatus.MEMBER
    reader_for(cast.teacher).get(f"/schools/{hill}/year/members", expect=403)
    reader_for(cast.vale_contact).get(f"/schools/{hill}/year", expect=404)


def test_the_head_says_yes_by_link(reader_for: Readers, cast: Cast, app: Flask, at: Any, mails: Any) -> None:
    at(0)
    reader = reader_for().get(link(mails)).sees("They act for the school here", "Carys Okoro", "Tom O'Neill")
    reader.fill(name="Helen Marsh").press("Yes, this is right for this school year")
    found = year_of(app, cast)
    assert found.agreed_by_id == cast.head.id
    assert owed(app, cast, DutyKind.YEARLY_YES) == 0
    with app.app_context():
        confirmed = (
            session().scalars(sa.select(SchoolMember.person_id).where(SchoolMember.confirmed_on.is_not(None))).all()
        )
    assert set(confirmed) == {cast.coordinator.id, cast.head.id}
    reader_for().get(link(mails), expect=404)
    reader_for(cast.teacher).get(f"/schools/{cast.school['hill']}/year").sees("Helen Marsh said yes")


def test_the_head_says_yes_signed_in(reader_for: Readers, cast: Cast, app: Flask, at: Any) -> None:
    at(0)
    path = f"/schools/{cast.school['hill']}/year"
    reader_for(cast.coordinator).post(f"{path}/yes", {}, expect=403)
    reader_for(cast.head).get(path).press("Yes, this is right for this school year").sees("said yes")
    assert year_of(app, cast).agreed_by_id == cast.head.id


def test_the_head_says_that_something_has_changed(
    reader_for: Readers, cast: Cast, app: Flask, at: Any, mails: Any, clock: Any
) -> None:
    at(0)
    reader = reader_for().get(link(mails)).press("No, tell the contacts", expect=422)
    assert reader.errors() == ["Write what has changed. The school's contacts read it."]
    reader.fill(words="Tom has moved.").press("No, tell the contacts")
    assert "Tom has moved." in mails("yearly_no", cast.coordinator.email)[-1].text
    assert year_of(app, cast).agreed_at is None
    at(20)
    assert len(mails("yearly_yes", "head@hill.example")) == 1
    page = reader_for(cast.coordinator).get(f"/schools/{cast.school['hill']}/year").sees("something has changed")
    page.press("Write to the head again").sees("Last letter")
    assert len(mails("yearly_yes", "head@hill.example")) == 2
    page.press("Write to the head again", expect=422)
    assert "less than an hour ago" in page.errors()[0]


def test_three_letters_and_then_it_is_late(reader_for: Readers, cast: Cast, at: Any, mails: Any) -> None:
    sent = []
    for days in (0, 13, 14.1, 28.2, 60, 90):
        at(days)
        sent.append(len(mails("yearly_yes", "head@hill.example")))
    assert sent == [1, 1, 2, 3, 3, 3]
    reader_for(cast.coordinator).get(f"/schools/{cast.school['hill']}").sees("The head’s yearly yes is late.")
