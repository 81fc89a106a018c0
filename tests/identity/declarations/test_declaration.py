"""Who, which rules, reviewed when: the answers, their end, the reminders, and what their end stops."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.core import duty
from portal.core.database import session
from portal.core.duty import DutyKind
from portal.core.errors import RuleBroken
from portal.core.perform import perform
from portal.identity.declarations import queries
from portal.identity.declarations.jobs import remind_of_safeguarding
from portal.identity.declarations.models import SafeguardingDeclaration
from portal.identity.schools.models import Function, SchoolFunction
from portal.running.activities import queries as activities
from portal.running.activities import services as activity_services
from tests.conftest import START
from tests.support import calendar
from tests.support.cast import Cast, commit
from tests.support.reader import Reader

Readers = Callable[..., Reader]
TODAY = START.date()
FIELDS: dict[str, Any] = {
    "lead_name": "Tom O'Neill",
    "lead_reach": "01632 960 001",
    "deputy_name": "Dora Deputy",
    "rules": "national",
    "reviewed_on": TODAY,
}


def page(cast: Cast, end: str = "") -> str:
    return f"/schools/{cast.school['hill']}/safeguarding{end}"


def declare(reader_for: Readers, cast: Cast, **more: Any) -> Reader:
    return reader_for(cast.coordinator).get(page(cast, "/edit")).fill(**{**FIELDS, **more}).press("Save the answers")


def owed(app: Flask, cast: Cast) -> list[date]:
    with app.app_context():
        found = duty.open_duties(DutyKind.REVIEW_SAFEGUARDING, cast.school["hill"])
        return [d.due_at.date() for d in found if d.due_at is not None]


def test_the_three_answers(reader_for: Readers, cast: Cast, app: Flask) -> None:
    reader = declare(reader_for, cast)
    reader.sees(
        "Tom O'Neill", "01632 960 001", "Dora Deputy", "Keeping Children Safe in Education", "Answered by Carys Okoro"
    )
    reader.get(f"/schools/{cast.school['hill']}").sees("Safeguarding lead", "Tom O'Neill, 01632 960 001")
    with app.app_context():
        found = queries.current_of(cast.school["hill"])
        assert found is not None
        assert found.expires_on == TODAY + timedelta(days=365)
        leads = (
            session().scalars(sa.select(SchoolFunction.person_id).where(SchoolFunction.function == Function.DSL)).all()
        )
        assert list(leads) == [cast.teacher.id]


def test_renewing_keeps_the_old_answers(reader_for: Readers, cast: Cast, app: Flask) -> None:
    declare(reader_for, cast)
    reader = reader_for(cast.head).get(page(cast)).follow("Renew the answers")
    reader.fill(lead_name="Dora Deputy", deputy_name="Carys Okoro").press("Save the answers").sees("Carys Okoro")
    with app.app_context():
        rows = session().scalars(sa.select(SafeguardingDeclaration).order_by(SafeguardingDeclaration.id)).all()
        assert [(r.lead_name, r.is_current) for r in rows] == [("Tom O'Neill", False), ("Dora Deputy", True)]
        live = sa.select(SchoolFunction.person_id).where(
            SchoolFunction.function == Function.DSL, SchoolFunction.ended_on.is_(None)
        )
        assert list(session().scalars(live)) == [cast.coordinator.id]


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"lead_name": ""}, "Enter the name of the safeguarding lead."),
        ({"deputy_name": "tom o'neill"}, "The deputy must be somebody else, for the days when the lead is away."),
        ({"reviewed_on": TODAY + timedelta(days=1)}, "Enter a day within the last year."),
        ({"reviewed_on": TODAY - timedelta(days=365)}, "Enter a day within the last year."),
        ({"rules": "own"}, "Say in one line what your own rules are, or give a link to them."),
        ({"rules": "none"}, "This choice is not there any more"),
        ({"policy_link": "javascript:alert(1)"}, "Enter a web address"),
    ],
)
def test_answers_that_cannot_be(
    reader_for: Readers, cast: Cast, app: Flask, changed: dict[str, Any], words: str
) -> None:
    reader = reader_for(cast.coordinator).get(page(cast, "/edit")).fill(**{**FIELDS, **changed})
    reader.press("Save the answers", expect=422)
    assert words in reader.errors()[0]
    with app.app_context():
        assert queries.current_of(cast.school["hill"]) is None


@pytest.mark.parametrize(
    ("who", "reads", "makes"),
    [
        ("teacher", 200, 403),
        ("head", 200, 200),
        ("manager", 200, 404),
        ("vale_contact", 404, 404),
        ("nobody", 404, 404),
    ],
)
def test_who_reads_and_who_answers(reader_for: Readers, cast: Cast, who: str, reads: int, makes: int) -> None:
    reader_for(cast.people[who]).get(page(cast), expect=reads)
    reader_for(cast.people[who]).get(page(cast, "/edit"), expect=makes)


def test_reminders_at_60_30_and_7_days(reader_for: Readers, cast: Cast, app: Flask, mails: Any, hold: Any) -> None:
    declare(reader_for, cast)
    told = []
    for days in (304, 305, 306, 334, 335, 336, 357, 358, 364, 365):
        with hold(days=days), app.app_context():
            remind_of_safeguarding()
        told.append(len([m for m in mails("notice", cast.coordinator.email) if "run out" in m.subject]))
    assert told == [0, 1, 1, 1, 2, 2, 2, 3, 3, 3]
    assert owed(app, cast) == [TODAY + timedelta(days=366)]
    with hold(days=360):
        declare(reader_for, cast, reviewed_on=TODAY + timedelta(days=360))
    assert owed(app, cast) == []


def test_a_verified_school_that_never_answered_is_asked_once(cast: Cast, app: Flask) -> None:
    for _time in range(2):
        with app.app_context():
            remind_of_safeguarding()
    assert owed(app, cast) == [TODAY + timedelta(days=28)]
    with app.app_context():
        assert duty.open_duties(DutyKind.REVIEW_SAFEGUARDING, cast.school["quiet"]) == []


def run_out(app: Flask, cast: Cast, days: int) -> None:
    """The answers of Tumaini ran out so many days ago."""

    def owe() -> None:
        duty.owe(
            DutyKind.REVIEW_SAFEGUARDING,
            subject_id=cast.school["tumaini"],
            title="Tumaini",
            school_id=cast.school["tumaini"],
            office="contact",
            due_at=START - timedelta(days=days),
        )

    commit(app, owe)


def test_the_end_stops_activities_with_pupils_but_not_what_was_agreed_within_14_days(
    cast: Cast, app: Flask, hold: Any
) -> None:
    with app.app_context():
        soon = calendar.activity(cast, when=calendar.when(on=TODAY + timedelta(days=12)))
        late = calendar.activity(cast, when=calendar.when(on=TODAY + timedelta(days=20)))
        asked = calendar.activity(cast, when=calendar.when(on=TODAY + timedelta(days=9)))
        for key in (soon, late):
            perform(
                activity_services.agree_activity, activities.get_activity(cast.river, key), by=cast.signed_in("abroad")
            )
    run_out(app, cast, days=1)
    with app.app_context():
        teacher = cast.signed_in("teacher")
        perform(activity_services.confirm_activity, activities.get_activity(cast.river, soon), by=teacher)
        with pytest.raises(RuleBroken, match="safeguarding answers of Tumaini Primary School have run out"):
            perform(activity_services.confirm_activity, activities.get_activity(cast.river, late), by=teacher)
        with pytest.raises(RuleBroken, match="have run out"):
            perform(
                activity_services.agree_activity,
                activities.get_activity(cast.river, asked),
                by=cast.signed_in("abroad"),
            )
        with pytest.raises(RuleBroken, match="have run out"):
            calendar.activity(cast)
        session().rollback()


def test_fourteen_days_after_the_end_nothing_with_pupils_is_confirmed(cast: Cast, app: Flask) -> None:
    with app.app_context():
        near = calendar.activity(cast, when=calendar.when(on=TODAY + timedelta(days=2)))
        perform(
            activity_services.agree_activity, activities.get_activity(cast.river, near), by=cast.signed_in("abroad")
        )
    run_out(app, cast, days=20)
    with app.app_context(), pytest.raises(RuleBroken, match="have run out"):
        perform(
            activity_services.confirm_activity,
            activities.get_activity(cast.river, near),
            by=cast.signed_in("teacher"),
        )
