"""An adult in the room at each end of every activity with pupils."""

from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.core.database import session
from portal.core.duty import Duty, DutyKind
from portal.core.errors import NotAllowedNow, RuleBroken
from portal.core.perform import perform
from portal.identity.schools import queries as schools
from portal.identity.schools import services as school_services
from portal.identity.schools.models import SchoolMember
from portal.oversight.leavers.drill import drill
from portal.oversight.notifications.models import Notification
from portal.running.activities import queries, services
from portal.running.activities.models import Activity, ActivityKind
from tests.support import calendar
from tests.support.cast import Cast, commit


@pytest.fixture
def one(app: Flask, cast: Cast) -> Callable[..., Any]:
    """`one(key)`: the column of the only activity."""

    def read(name: str = "partner_adult_id") -> Any:
        with app.app_context():
            return session().scalars(sa.select(getattr(Activity, name))).one()

    return read


def do(app: Flask, cast: Cast, deed: Any, who: str, **words: Any) -> None:
    with app.app_context():
        activity_id = session().scalars(sa.select(Activity.id)).one()
        perform(deed, queries.get_activity(cast.river, activity_id), by=cast.signed_in(who), **words)


def test_who_says_yes_is_in_the_room_until_another_is_named(app: Flask, cast: Cast, one: Any) -> None:
    with app.app_context():
        calendar.activity(cast)
    assert one() is None
    do(app, cast, services.agree_activity, "abroad_teacher")
    assert one() == cast.abroad_teacher.id
    with pytest.raises(RuleBroken) as refused:
        do(app, cast, services.name_adult, "abroad", person_id=cast.teacher.id)
    assert refused.value.field == "person"
    do(app, cast, services.name_adult, "abroad", person_id=cast.abroad_head.id)
    assert one() == cast.abroad_head.id
    with app.app_context():
        told = sa.select(Notification.person_id).where(Notification.kind == "adult_in_the_room_named")
        assert set(session().scalars(told)) == {cast.abroad_head.id, cast.teacher.id}
    do(app, cast, services.confirm_activity, "teacher")
    do(app, cast, services.cancel_activity, "teacher", reason="Snow")
    with pytest.raises(NotAllowedNow):
        do(app, cast, services.name_adult, "abroad", person_id=cast.abroad.id)


def test_a_partner_who_proposes_is_in_the_room_and_meetings_need_nobody(app: Flask, cast: Cast, one: Any) -> None:
    with app.app_context():
        calendar.activity(cast, by="abroad", owner="hill", partner="tumaini")
    assert one() == cast.abroad.id
    with app.app_context():
        calendar.confirmed(cast, kind=ActivityKind.MEETING, title="A meeting")
        adults = session().scalars(sa.select(Activity.partner_adult_id).where(Activity.title == "A meeting"))
        assert adults.all() == [None]


def test_nothing_is_confirmed_without_an_adult_at_each_end(app: Flask, cast: Cast, one: Any) -> None:
    with app.app_context():
        calendar.activity(cast)
    do(app, cast, services.agree_activity, "abroad_teacher")
    for column, name in (("partner_adult_id", "Tumaini Primary School"), ("teacher_id", "Hill Primary School")):
        before = one(column)

        def write(value: Any, column: str = column) -> None:
            session().execute(sa.update(Activity).values({column: value}))

        commit(app, lambda: write(None))
        with pytest.raises(RuleBroken, match=f"Still to be named: {name}"):
            do(app, cast, services.confirm_activity, "teacher")
        commit(app, lambda: write(before))  # noqa: B023
    do(app, cast, services.confirm_activity, "teacher")
    assert one("status") == "confirmed"


def test_a_meeting_that_becomes_a_lesson_asks_for_an_adult(app: Flask, cast: Cast, one: Any) -> None:
    with app.app_context():
        calendar.confirmed(cast, kind=ActivityKind.MEETING)
        version = session().scalars(sa.select(Activity.version)).one()
    words = {"what": calendar.what(teacher_id=cast.teacher.id), "when": calendar.when()}
    with pytest.raises(RuleBroken, match="Still to be named: Tumaini Primary School"):
        do(app, cast, services.change_activity, "teacher", version=version, **words)
    do(app, cast, services.name_adult, "abroad", person_id=cast.abroad.id)
    do(app, cast, services.change_activity, "teacher", version=version + 1, **words)
    assert one("kind") == ActivityKind.LIVE


def test_when_the_adult_leaves_the_school_names_another(app: Flask, cast: Cast, one: Any, reader_for: Any) -> None:
    with app.app_context():
        calendar.confirmed(cast)
        where = (SchoolMember.person_id == cast.abroad_teacher.id, SchoolMember.school_id == cast.school["tumaini"])
        found = drill(session().scalars(sa.select(SchoolMember).where(*where)).one())
        assert [line.what for part in found.parts for line in part.lines] == [
            "The adult in the room for “Joint assembly”"
        ]
        session().rollback()
        school = schools.get_school(cast.school["tumaini"])
        perform(school_services.leave_school, school, by=cast.signed_in("abroad_teacher"))
    assert one() is None
    reader = reader_for(cast.abroad).get("/what-needs-me").follow("Name the adult in the room: Joint assembly")
    reader.press("Name this person", expect=422)
    assert reader.errors() == ["Choose a person."]
    reader.fill(person=cast.abroad_head.id).press("Name this person").sees(
        "In the room at Tumaini Primary School", "Achieng Otieno"
    )
    with app.app_context():
        owed = sa.select(Duty.outcome).where(Duty.kind == DutyKind.NAME_ADULT)
        assert session().scalars(owed).all() == ["named"]
    reader_for(cast.teacher).post(reader.path + "/adult", expect=403)
    reader_for(cast.outsider).post(reader.path + "/adult", expect=404)
