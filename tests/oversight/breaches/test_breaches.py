"""The list of breaches: 72 hours, and nothing is finished before it is settled who was told."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.core import duty
from portal.core.database import session
from portal.core.duty import DutyKind
from portal.oversight.breaches.models import Breach
from portal.oversight.notifications.models import Notification
from tests.support.cast import Cast
from tests.support.reader import Reader

PAGE = "/administration/breaches"
GIVEN = {
    "known_on-day": "1", "known_on-month": "3", "known_on-year": "2027", "known_on": ["1", "3", "2027"], "known_time": "09:30",
    "description": "Baboon letter went to the wrong school.", "about_people": "12", "risk": "likely",
}  # fmt: skip


def enter(reader: Reader, **more: Any) -> str:
    reader.get(f"{PAGE}/new")
    reader.post(f"{PAGE}/new", {"csrf_token": reader.token(), **GIVEN, **more}, expect=303)
    return str(reader.get(reader.headers["Location"]).path)


def step(reader: Reader, path: str, kind: str, words: str = "Done.", expect: int = 303) -> Reader:
    reader.get(path + "/step")
    return reader.post(path + "/step", {"csrf_token": reader.token(), "kind": kind, "words": words}, expect=expect)


def test_from_the_first_hour_to_the_end(app: Flask, cast: Cast, clock: Any, reader_for: Callable[..., Reader]) -> None:
    admin = reader_for(cast.admin)
    path = enter(admin)
    admin.sees("Tell the regulator until Thursday 4 March 2027, 09:30 UK time", "12")
    with app.app_context():
        breach = session().scalars(sa.select(Breach)).one()
        [owed] = duty.open_duties(DutyKind.TELL_REGULATOR, breach.id)
        assert owed.due_at == breach.known_at + timedelta(hours=72)
        told = session().scalars(sa.select(Notification).where(Notification.kind == "breach_entered")).all()
        names = {person.id: key for key, person in cast.people.items()}
        assert {names[one.person_id] for one in told} == {"manager", "manager2", "auditor", "safeguarding"}
        assert not [one for one in told if "Baboon" in one.title]
    step(admin, path, "closed", expect=422).sees("First write that the regulator was told")
    step(admin, path, "regulator_told", "Reference IC-1")
    step(admin, path, "closed", expect=422).sees("First write that the people were told")
    step(admin, path, "people_not_needed", "They know already.")
    step(admin, path, "note", "", expect=422).sees("Write what was done, or why.")
    step(admin, path, "closed", "All is well.")
    admin.get(path).sees("Reference IC-1", "They know already.").does_not_see("Write down what was done")
    with app.app_context():
        assert duty.open_duties(DutyKind.TELL_REGULATOR, breach.id) == []
    step(admin, path, "note", expect=422).sees("This is closed.")
    admin.get("/administration/record").does_not_see("Baboon")


def test_bad_input(app: Flask, cast: Cast, reader_for: Callable[..., Reader]) -> None:
    admin = reader_for(cast.admin)
    admin.get(f"{PAGE}/new")
    admin.post(
        f"{PAGE}/new",
        {"csrf_token": admin.token(), "about_people": "-3", "risk": "zebra", "description": " "},
        expect=422,
    )
    admin.sees("Write what happened.", "This choice is not there any more", "Enter a number from 0")
    late = {**GIVEN, "known_on": ["9", "3", "2027"], "known_on-day": "9", "csrf_token": admin.token()}
    admin.post(f"{PAGE}/new", late, expect=422).sees("That is still to come.", "Baboon")
    with app.app_context():
        assert session().scalar(sa.select(sa.func.count()).select_from(Breach)) == 0


@pytest.mark.parametrize(
    ("who", "read", "keep"),
    [("admin", 200, 200), ("manager", 200, 200), ("auditor", 200, 403), ("safeguarding", 200, 403), ("officer", 403, 403), ("head", 403, 403)],
)  # fmt: skip
def test_who_may(cast: Cast, reader_for: Any, who: str, read: int, keep: int) -> None:
    path = enter(reader_for(cast.manager2))
    reader = reader_for(cast.people[who])
    reader.get(PAGE, expect=read)
    reader.get(path, expect=200 if read == 200 else 404)
    reader.get(f"{PAGE}/new", expect=keep)
    reader.get(f"{path}/step", expect=keep if read == 200 else 404)
