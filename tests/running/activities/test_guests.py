"""Further schools at an activity: invited one by one or all, each answers for itself until it begins; sealed off from everyone else."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.core import duty
from portal.core.database import session
from portal.core.duty import Duty, DutyKind
from portal.core.errors import NotAllowedNow, RuleBroken
from portal.core.perform import perform
from portal.forming.clusters.models import ClusterMembership, MembershipStatus
from portal.forming.clusters.queries import get_cluster
from portal.identity.schools import queries as schools
from portal.identity.schools import services as school_services
from portal.oversight.notifications.models import Notification
from portal.running.activities import queries, services
from portal.running.activities.models import ActivityGuest, Coming, Scope
from tests.running.activities import test_series
from tests.running.activities.test_feed import events, link, read
from tests.support import calendar
from tests.support.cast import Cast, commit

ASKED = DutyKind.ANSWER_ACTIVITY


class World:
    """An activity of Hill with Tumaini, and the means to act on it."""

    def __init__(self, cast: Cast) -> None:
        self.cast = cast
        self.id = calendar.confirmed(cast)

    def do(self, deed: Any, who: str, **words: Any) -> Any:
        return calendar.do_activity(self.cast, deed, self.id, who, **words)

    def guest(self, school: str, activity_id: Any = None) -> ActivityGuest:
        where = (
            ActivityGuest.school_id == self.cast.school[school],
            ActivityGuest.activity_id == (activity_id or self.id),
        )
        found = session().scalars(sa.select(ActivityGuest.id).where(*where)).one()
        return queries.get_guest(self.cast.river, found)

    def say(self, school: str, who: str, answer: Coming, **more: Any) -> None:
        perform(services.answer_invitation, self.guest(school), by=self.cast.signed_in(who), answer=answer, **more)

    def owed(self, school: str) -> int:
        found = len(duty.open_duties(ASKED, self.guest(school).id))
        session().commit()
        return found

    def told(self, who: str, kind: str) -> int:
        where = (Notification.person_id == self.cast.people[who].id, Notification.kind == kind)
        found = session().scalar(sa.select(sa.func.count()).select_from(Notification).where(*where))
        session().commit()
        return found or 0


@pytest.fixture
def world(database: Any, cast: Cast) -> World:
    return World(cast)


def test_each_school_answers_for_itself_until_it_begins(world: World, cast: Cast, clock: Any) -> None:
    vale = cast.school["vale"]
    for wrong in (
        [cast.school["brook"]],
        [cast.school["hill"]],
        [cast.school["tumaini"]],
        [vale, cast.school["brook"]],
    ):
        with pytest.raises(RuleBroken) as refused:
            world.do(services.invite_schools, "teacher", school_ids=wrong)
        assert refused.value.field == "schools"
    assert queries.list_guests(world.id) == []
    world.do(services.invite_schools, "teacher", school_ids=[vale])
    assert (world.owed("vale"), world.told("vale_contact", "guest_invited")) == (1, 1)
    world.do(services.invite_schools, "teacher")
    assert (world.owed("ford"), world.told("vale_contact", "guest_invited")) == (1, 1)
    with pytest.raises(RuleBroken):
        world.do(services.invite_schools, "teacher")
    session().add(ActivityGuest(activity_id=world.id, school_id=cast.school["ford"]))
    with pytest.raises(sa.exc.IntegrityError):
        session().flush()
    session().rollback()
    world.say("vale", "vale_teacher", Coming.YES, pupils=24)
    said = world.guest("vale")
    assert (said.standing, said.pupils, said.adult_id, world.owed("vale")) == (Coming.YES, 24, cast.vale_teacher.id, 0)
    with pytest.raises(RuleBroken) as refused:
        world.say("vale", "vale_contact", Coming.YES, adult_id=cast.ford_teacher.id)
    assert refused.value.field == "adult"
    world.say("vale", "vale_contact", Coming.NO)
    said = world.guest("vale")
    assert (said.standing, said.pupils, said.adult_id) == (Coming.NO, None, None)
    assert world.told("teacher", "guest_answered") == 2
    clock.hold(datetime(2027, 3, 9, 10, tzinfo=UTC))
    with pytest.raises(NotAllowedNow):
        world.say("vale", "vale_contact", Coming.YES)
    assert world.owed("ford") == 1
    services.close_late_answers()
    assert world.owed("ford") == 0
    with pytest.raises(NotAllowedNow):
        world.do(services.invite_schools, "teacher")


def test_another_time_asks_again_and_what_ends_it_ends_what_is_owed(world: World, cast: Cast) -> None:
    world.do(services.invite_schools, "teacher")
    world.say("vale", "vale_teacher", Coming.YES)
    activity = queries.get_activity(cast.river, world.id)
    words = {"what": calendar.what(title="A new name", teacher_id=cast.teacher.id), "version": activity.version}
    session().rollback()
    world.do(services.change_activity, "teacher", when=calendar.when(starts="11:00", ends="12:00"), **words)
    assert (world.owed("vale"), world.owed("ford"), world.guest("vale").standing) == (1, 1, Coming.ASKED)
    assert {
        one.title for one in session().scalars(sa.select(Duty).where(Duty.kind == ASKED, Duty.closed_at.is_(None)))
    } == {"A new name"}
    session().rollback()
    assert world.told("vale_contact", "activity_moved") == 1
    guest = world.guest("vale")
    perform(services.uninvite_school, guest, by=cast.signed_in("teacher"))
    assert (world.owed("vale"), world.told("vale_contact", "guest_uninvited")) == (0, 1)
    with pytest.raises(NotAllowedNow):
        world.say("vale", "vale_teacher", Coming.YES)
    world.do(services.invite_schools, "teacher", school_ids=[cast.school["vale"]])
    assert (world.owed("vale"), world.guest("vale").answer) == (1, Coming.ASKED)
    world.do(services.cancel_activity, "teacher", reason="Snow")
    assert (world.owed("vale"), world.owed("ford"), world.told("ford_contact", "activity_cancelled")) == (0, 0, 1)


def test_a_school_that_leaves_and_a_person_who_leaves(app: Flask, world: World, cast: Cast) -> None:
    world.do(services.invite_schools, "teacher")
    world.say("vale", "vale_teacher", Coming.YES)
    school = schools.get_school(cast.school["vale"])
    perform(school_services.leave_school, school, by=cast.signed_in("vale_teacher"))
    assert (world.guest("vale").adult_id, world.guest("vale").standing, world.owed("vale")) == (None, Coming.ASKED, 1)

    def end(key: str) -> None:
        where = (ClusterMembership.school_id == cast.school[key], ClusterMembership.cluster_id == cast.river)
        session().execute(sa.update(ClusterMembership).where(*where).values(status=MembershipStatus.LEFT))

    for key in ("vale", "ford"):
        commit(app, lambda key=key: end(key))
    perform(services.follow_change, get_cluster(cast.river), by=cast.signed_in("teacher"))
    assert queries.list_guests(world.id) == []
    assert world.owed("vale") == world.owed("ford") == 0
    perform(
        services.inherit_activities,
        get_cluster(cast.river),
        by=cast.signed_in("teacher"),
        old_school_id=cast.school["vale"],
        new_school_id=cast.school["brook"],
    )
    assert [(one.school.name, one.standing) for one in queries.list_guests(world.id)] == [
        ("Brook High School", Coming.ASKED)
    ]
    assert world.owed("brook") == 1


def test_a_series_is_answered_once_and_then_one_by_one(database: Any, cast: Cast, clock: Any) -> None:
    first = test_series.propose(cast)
    calendar.do_activity(cast, services.agree_activity, first, "abroad_teacher")
    calendar.do_activity(
        cast, services.invite_schools, first, "teacher", school_ids=[cast.school["vale"]], scope=Scope.ALL
    )
    times = [one.id for one in test_series.rows()]

    def standing() -> list[str]:
        rows = queries.rows_of(times)
        found = [rows[one, cast.school["vale"]].answer.value for one in times]
        session().commit()
        return found

    def owed() -> list[int]:
        rows = queries.rows_of(times)
        found = [len(duty.open_duties(ASKED, rows[one, cast.school["vale"]].id)) for one in times]
        session().commit()
        return found

    assert standing() == ["asked"] * 8
    assert owed() == [1, 1, 0, 0, 0, 0, 0, 0]
    answer = services.answer_invitation
    guests = [queries.rows_of(times)[one, cast.school["vale"]].id for one in times]
    perform(answer, queries.get_guest(cast.river, guests[0]), by=cast.signed_in("vale_teacher"), answer=Coming.YES)
    assert (standing(), sum(owed())) == (["yes"] * 8, 0)
    perform(answer, queries.get_guest(cast.river, guests[2]), by=cast.signed_in("vale_teacher"), answer=Coming.NO)
    assert standing() == ["yes", "yes", "no", *["yes"] * 5]
    calendar.do_activity(
        cast, services.invite_schools, first, "teacher", school_ids=[cast.school["ford"]], scope=Scope.ALL
    )
    clock.hold(datetime(2027, 3, 16, 10, tzinfo=UTC))
    services.bring_series_near()
    ford = [queries.rows_of(times)[one, cast.school["ford"]].id for one in times]
    assert [len(duty.open_duties(ASKED, one)) for one in ford[:5]] == [1, 1, 1, 1, 0]


def test_on_the_page_in_the_calendar_and_in_the_feed(
    app: Flask, cast: Cast, reader_for: Callable[..., Any], clock: Any
) -> None:
    with app.app_context():
        world = World(cast)
        session().commit()
    page = f"/clusters/{cast.river}/activities/{world.id}"
    mine = f"/schools/{cast.school['vale']}/calendar"
    owner, vale = reader_for(cast.teacher), reader_for(cast.vale_teacher)
    before = len(owner.get(page).statements)
    owner.press("Invite all the other schools").sees("2 have not answered.").does_not_see(
        "Invite all the other schools"
    )
    assert len(owner.get(page).statements) <= before + 1  # the policy of a school's own line
    assert "Joint assembly" not in vale.get(mine).text
    vale.get("/what-needs-me").follow("Say whether your school comes: Joint assembly")
    vale.press("Answer", expect=422)
    assert vale.errors() == ["Say whether your school comes."]
    vale.get(page).press("Not sure yet").sees("1 is not sure yet", "You said: Not sure yet")
    vale.get(mine).sees("Joint assembly", "Your school: Not sure yet")
    path = link(vale, f"{mine}/subscribe")

    def event() -> Any:
        return events(read(app, path))[0]

    assert (str(event()["STATUS"]), "Your school: Not sure yet" in event()["DESCRIPTION"]) == ("TENTATIVE", True)
    vale.get(page).press("We are coming")
    assert (str(event()["STATUS"]), "Your school: Coming" in event()["DESCRIPTION"]) == ("CONFIRMED", True)
    place = vale.get(page).follow("Say how many pupils come, and who is in the room").path
    vale.fill(answer="yes", pupils="24", adult=cast.vale_contact.id).press("Answer")
    owner.get(page).sees("1 school is coming (with 24 pupils)", "In the room: Vera Singh")
    reader_for(cast.outsider).post(place + "/coming", expect=404)
    reader_for(cast.ford_teacher).post(place + "/coming", expect=403)
    vale.post(page + "/invite-all", expect=403)
    clock.hold(datetime(2027, 3, 9, 12, tzinfo=UTC))
    vale = reader_for(cast.vale_teacher)
    vale.get(page).follow("Say how many of your pupils took part").fill(pupils="22").press("Save").sees(
        "22 pupils took part"
    )
    assert "We are coming" not in vale.text
