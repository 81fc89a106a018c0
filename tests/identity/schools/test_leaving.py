"""People leave on a day, move, and belong to several schools; two contacts are asked for; what they owed stays with the school."""

import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.core import clock, duty
from portal.core.actors import SYSTEM
from portal.core.database import session
from portal.core.duty import Duty, DutyKind
from portal.core.errors import RuleBroken
from portal.core.perform import perform
from portal.forming.clusters.models import Cluster, ClusterStatus, Office, OfficeKind, OfficeStatus
from portal.identity.accounts.models import Person, PersonStatus
from portal.identity.schools import queries, services
from portal.identity.schools.jobs import end_memberships
from portal.identity.schools.models import Function, MemberStatus, School, SchoolFunction, SchoolMember
from portal.running.activities.models import Activity, ActivityStatus, Cover
from portal.running.handoffs.models import Filling, Handoff, HandoffState, Reason
from tests.support.cast import Cast, commit
from tests.support.reader import Reader

Readers = Callable[..., Reader]


def member_of(app: Flask, school_id: Any, person_id: Any) -> SchoolMember:
    where = (SchoolMember.school_id == school_id, SchoolMember.person_id == person_id)
    with app.app_context():
        found = session().scalar(sa.select(SchoolMember).where(*where).order_by(SchoolMember.id.desc()))
    assert found is not None
    return found


def make_contact(app: Flask, school_id: Any, person_id: Any) -> None:
    row = SchoolFunction(school_id=school_id, person_id=person_id, function=Function.CONTACT)
    commit(app, lambda: session().add(row))


def end_now(app: Flask, cast: Cast, key: str, school: str = "hill") -> None:
    """The person of this key leaves at once."""
    with app.app_context():
        perform(services.leave_school, queries.get_school(cast.school[school]), by=cast.signed_in(key))


def days_from_now(days: int) -> Any:
    return clock.today() + timedelta(days=days)


def clock_at(days: int) -> Any:
    return clock.now() + timedelta(days=days)


# a day


def test_a_teacher_leaves_on_a_day(
    reader_for: Readers, cast: Cast, app: Flask, read: Any, mails: Any, hold: Any
) -> None:
    hill, last = cast.school["hill"], days_from_now(10)
    reader = reader_for(cast.teacher).get(f"/schools/{hill}/leave")
    reader.fill(when="later", leaving_on=last).press("Leave this school")
    assert member_of(app, hill, cast.teacher.id).leaving_on == last
    assert "your last day is" in reader.get("/schools/mine").text
    assert "leaves Hill Primary School. The last day is" in mails("notice", cast.coordinator.email)[-1].subject
    assert "leaves after" in reader_for(cast.coordinator).get(f"/schools/{hill}").text
    for days, status in ((10, MemberStatus.MEMBER), (11, MemberStatus.ENDED)):
        with hold(days=days), app.app_context():
            end_memberships()
        assert member_of(app, hill, cast.teacher.id).status == status
    assert member_of(app, hill, cast.teacher.id).ended_on == days_from_now(11)
    reader_for(cast.teacher).get(f"/schools/{hill}", expect=404)


def test_a_second_click_leads_where_the_first_led(reader_for: Readers, cast: Cast, app: Flask) -> None:
    path = f"/schools/{cast.school['hill']}/leave"
    reader, sent = reader_for(cast.teacher), {"when": "now", "once_key": str(uuid.uuid4())}
    for _click in range(2):
        assert reader.post(path, sent, expect=303).headers["Location"] == "/schools/mine"
    reader.post(path, {"when": "now"}, expect=404)
    reader_for(cast.coordinator).post(path, sent | {"when": ""}, expect=422)
    reader_for(cast.outsider).post(path, sent, expect=404)


def test_the_day_can_be_taken_back(reader_for: Readers, cast: Cast, app: Flask, hold: Any) -> None:
    hill = cast.school["hill"]
    path = f"/schools/{hill}/members/{member_of(app, hill, cast.teacher.id).id}"
    reader = reader_for(cast.coordinator).get(f"{path}/end")
    reader.fill(when="later", leaving_on=days_from_now(3)).press("Set the last day")
    reader_for(cast.vale_contact).post(f"{path}/stay", {}, expect=404)
    reader.press("Stays after all")
    assert member_of(app, hill, cast.teacher.id).leaving_on is None
    assert "No leaving day is set for this person." in reader.post(f"{path}/stay", {}, expect=422).errors()
    with hold(days=9), app.app_context():
        end_memberships()
    assert member_of(app, hill, cast.teacher.id).status == MemberStatus.MEMBER


@pytest.mark.parametrize("days", [-1, 367])
def test_a_day_that_cannot_be(reader_for: Readers, cast: Cast, app: Flask, days: int) -> None:
    hill = cast.school["hill"]
    reader = reader_for(cast.teacher).get(f"/schools/{hill}/leave")
    reader.fill(when="later", leaving_on=days_from_now(days)).press("Leave this school", expect=422)
    assert "Choose a day from today on, within the next year." in reader.errors()
    assert member_of(app, hill, cast.teacher.id).leaving_on is None


def test_a_day_is_needed_when_one_is_meant(reader_for: Readers, cast: Cast) -> None:
    reader = reader_for(cast.teacher).post(f"/schools/{cast.school['hill']}/leave", {"when": "later"}, expect=422)
    assert reader.errors() == ["Enter the last day."]


# the last contact


def test_the_head_takes_over_from_the_last_contact(cast: Cast, app: Flask, reader_for: Readers, hold: Any) -> None:
    hill = cast.school["hill"]
    reader = reader_for(cast.coordinator).get(f"/schools/{hill}/leave").sees("You are the only contact.")
    reader.fill(when="later", leaving_on=days_from_now(1)).press("Leave this school")
    with hold(days=3), app.app_context():
        end_memberships()
    assert member_of(app, hill, cast.coordinator.id).status == MemberStatus.ENDED
    with app.app_context():
        assert list(queries.contacts_of(hill)) == [cast.head.id]


def test_without_a_head_the_last_contact_waits(cast: Cast, app: Flask, hold: Any) -> None:
    quiet = cast.school["quiet"]
    with app.app_context():
        waiting = cast.signed_in("waiting")
        perform(services.leave_school, queries.get_school(quiet), by=waiting, leaving_on=days_from_now(0))
    with hold(days=2), app.app_context():
        end_memberships()
    assert member_of(app, quiet, cast.waiting.id).status == MemberStatus.MEMBER
    make_contact(app, quiet, cast.nobody.id)
    with hold(days=2), app.app_context():
        end_memberships()
    assert member_of(app, quiet, cast.waiting.id).status == MemberStatus.ENDED


# the work stays


def test_what_someone_owed_goes_to_the_contacts(cast: Cast, app: Flask, read: Any, mails: Any) -> None:
    hill = cast.school["hill"]

    def owe() -> Any:
        mine = duty.owe(
            DutyKind.REPLY, subject_id=cast.river, title="A letter", school_id=hill, person_id=cast.teacher.id
        )
        theirs = duty.owe(DutyKind.REVIEW, subject_id=cast.river, title="Another", person_id=cast.teacher.id)
        return mine.id, theirs.id

    mine, theirs = commit(app, owe)
    end_now(app, cast, "teacher")
    with app.app_context():
        owed = session().get_one(Duty, mine)
        assert (owed.person_id, owed.office, owed.school_id, owed.closed_at) == (None, "contact", hill, None)
        assert session().get_one(Duty, theirs).person_id == cast.teacher.id
    letter = mails("notice", cast.coordinator.email)[-1]
    assert "One thing that they had to do is now yours." in letter.subject


def test_the_same_thing_is_not_owed_twice(cast: Cast, app: Flask) -> None:
    hill = cast.school["hill"]

    def owe() -> None:
        facts: dict[str, Any] = {"subject_id": cast.river, "title": "A letter", "school_id": hill}
        duty.owe(DutyKind.REPLY, **facts, person_id=cast.teacher.id)
        duty.owe(DutyKind.REPLY, **facts, office="contact")

    commit(app, owe)
    end_now(app, cast, "teacher")
    with app.app_context():
        left = duty.open_duties(DutyKind.REPLY, cast.river)
        assert [(d.person_id, d.office) for d in left] == [(None, "contact")]


def test_the_clusters_work_stays_with_the_school(cast: Cast, app: Flask) -> None:
    make_contact(app, cast.school["hill"], cast.teacher.id)
    end_now(app, cast, "coordinator")
    with app.app_context():
        holders = (
            session()
            .scalars(sa.select(Office).where(Office.kind == OfficeKind.CONTACT_TEACHER).order_by(Office.id))
            .all()
        )
        assert [(o.person_id, o.status) for o in holders] == [
            (cast.coordinator.id, OfficeStatus.ENDED),
            (cast.teacher.id, OfficeStatus.ACCEPTED),
        ]
        now = cast.signed_in("teacher").places[cast.river]
        assert now.offices == {"contact_teacher"}


def test_a_deputys_place_is_empty(cast: Cast, app: Flask) -> None:
    make_contact(app, cast.school["vale"], cast.vale_teacher.id)
    end_now(app, cast, "vale_contact", "vale")
    with app.app_context():
        deputies = session().scalars(sa.select(Office).where(Office.kind == OfficeKind.DEPUTY)).all()
        assert [o.status for o in deputies] == [OfficeStatus.ENDED]


def test_a_forming_cluster_keeps_someone_who_looks_after_it(cast: Cast, app: Flask) -> None:
    def start() -> Any:
        cluster = Cluster(
            name="New", theme="Food", started_by_school_id=cast.school["hill"], started_by_id=cast.teacher.id,
            status=ClusterStatus.FORMING,
        )  # fmt: skip
        session().add(cluster)
        session().flush()
        return cluster.id

    cluster_id = commit(app, start)
    end_now(app, cast, "teacher")
    with app.app_context():
        assert session().get_one(Cluster, cluster_id).started_by_id == cast.coordinator.id


def plan(cast: Cast, **values: Any) -> Activity:
    at = clock_at(5)
    facts: dict[str, Any] = {
        "cluster_id": cast.river,
        "title": "A call",
        "owner_school_id": cast.school["hill"],
        "partner_school_id": cast.school["tumaini"],
        "teacher_id": cast.teacher.id,
        "starts_at": at,
        "ends_at": at + timedelta(hours=1),
        "zone": "Europe/London",
        "status": ActivityStatus.CONFIRMED,
        "revised_at": clock.now(),
    }
    activity = Activity(**{**facts, **values})
    session().add(activity)
    session().flush()
    return activity


def test_activities_wait_for_another_name(cast: Cast, app: Flask) -> None:
    def make() -> list[Any]:
        made = [
            plan(cast),
            plan(
                cast,
                teacher_id=cast.vale_teacher.id,
                owner_school_id=cast.school["vale"],
                understudy_id=cast.teacher.id,
            ),
            plan(cast, starts_at=clock_at(-5), ends_at=clock_at(-4)),
        ]
        duty.owe(
            DutyKind.DELIVER_ACTIVITY, subject_id=made[0].id, title="A call", school_id=cast.school["hill"],
            person_id=cast.teacher.id,
        )  # fmt: skip
        return [a.id for a in made]

    mine, backed_up, past = commit(app, make)
    end_now(app, cast, "teacher")
    with app.app_context():
        assert session().get_one(Activity, mine).teacher_id is None
        assert session().get_one(Activity, mine).sequence == 1
        assert session().get_one(Activity, backed_up).understudy_id is None
        assert session().get_one(Activity, past).teacher_id == cast.teacher.id
        (owed,) = duty.open_duties(DutyKind.DELIVER_ACTIVITY, mine)
        assert (owed.person_id, owed.office) == (None, "contact")


def test_a_back_up_who_stays_in_the_cluster_stays_a_back_up(cast: Cast, app: Flask) -> None:
    def make() -> Any:
        session().add(
            SchoolMember(school_id=cast.school["ford"], person_id=cast.teacher.id, status=MemberStatus.MEMBER)
        )
        return plan(cast, teacher_id=cast.coordinator.id, understudy_id=cast.teacher.id).id

    activity_id = commit(app, make)
    end_now(app, cast, "teacher")
    with app.app_context():
        assert session().get_one(Activity, activity_id).understudy_id == cast.teacher.id
        assert cast.signed_in("teacher").memberships.keys() == {cast.school["ford"]}


def test_a_stand_in_stays_promised(cast: Cast, app: Flask) -> None:
    def make() -> tuple[Any, Any]:
        vale = cast.school["vale"]
        activity = plan(cast, owner_school_id=vale, teacher_id=cast.vale_teacher.id, cover=Cover.COVERED,
                        stand_in_id=cast.teacher.id, stand_in_school_id=cast.school["hill"])  # fmt: skip
        handoff = Handoff(cluster_id=cast.river, activity_id=activity.id, owner_school_id=vale, state=HandoffState.OPEN,
                          filling=Filling.FILLED, reason=Reason.ILLNESS, title="A call", accepted_by_id=cast.teacher.id,
                          accepted_school_id=cast.school["hill"])  # fmt: skip
        session().add(handoff)
        session().flush()
        return activity.id, handoff.id

    activity_id, handoff_id = commit(app, make)
    end_now(app, cast, "teacher")
    with app.app_context():
        handoff, activity = session().get_one(Handoff, handoff_id), session().get_one(Activity, activity_id)
        assert (handoff.accepted_by_id, handoff.accepted_school_id) == (None, cast.school["hill"])
        assert (activity.stand_in_id, activity.stand_in_school_id) == (None, cast.school["hill"])


# moving, several schools


def test_moving_in_one_flow(reader_for: Readers, cast: Cast, app: Flask, hold: Any) -> None:
    hill, brook, last = cast.school["hill"], cast.school["brook"], days_from_now(20)
    reader = reader_for(cast.teacher).get(f"/schools/{brook}/join")
    reader.fill(job="Head of maths", leaves_id=str(hill)).press("Ask to join", expect=422)
    assert reader.errors() == ["Enter your last day at the school that you leave."]
    reader.fill(job="Head of maths", leaves_id=str(hill), leaving_on=last).press("Ask to join")
    assert member_of(app, hill, cast.teacher.id).leaving_on == last
    other = reader.get(f"/schools/{cast.school['vale']}/join")
    assert other.page.find(attrs={"name": "leaves_id"}) is None, "the last day there is set already"
    asked = member_of(app, brook, cast.teacher.id)
    reader_for(cast.outsider).post(f"/schools/{brook}/requests/{asked.id}", {"answer": "yes"}, expect=303)
    with app.app_context():
        assert cast.signed_in("teacher").memberships.keys() == {hill, brook}
    with hold(days=21), app.app_context():
        end_memberships()
    with app.app_context():
        assert cast.signed_in("teacher").memberships.keys() == {brook}


def test_a_school_that_is_not_ones_own_cannot_be_left(reader_for: Readers, cast: Cast, app: Flask) -> None:
    path = f"/schools/{cast.school['brook']}/join"
    fields = {"job": "Teacher", "leaves_id": str(cast.school["vale"])}
    assert reader_for(cast.teacher).post(path, fields, expect=422).errors()
    assert reader_for(cast.nobody).get(path).page.find(attrs={"name": "leaves_id"}) is None


def test_who_left_can_come_back(reader_for: Readers, cast: Cast, app: Flask) -> None:
    end_now(app, cast, "teacher")
    reader = reader_for(cast.teacher).get(f"/schools/{cast.school['hill']}/join")
    reader.fill(job="Teacher").press("Ask to join").sees("waits for the school’s contact")


# two contacts


def owed_to_name_a_contact(app: Flask, school_id: Any) -> list[Any]:
    with app.app_context():
        return [d.office for d in duty.open_duties(DutyKind.NAME_CONTACT, school_id)]


def test_the_head_counts_as_the_second_contact(cast: Cast, app: Flask) -> None:
    end_now(app, cast, "teacher")
    assert owed_to_name_a_contact(app, cast.school["hill"]) == []


def test_a_second_contact_is_asked_for(reader_for: Readers, cast: Cast, app: Flask) -> None:
    hill = cast.school["hill"]
    end_now(app, cast, "head")
    assert owed_to_name_a_contact(app, hill) == ["contact"]
    with app.app_context():
        assert len(duty.open_duties(DutyKind.NAME_HEAD, hill)) == 1
    reader = reader_for(cast.coordinator).get(f"/schools/{hill}").sees("It needs a second contact.")
    reader.follow("Name a second contact").fill(person_id=str(cast.teacher.id)).press("Name as contact")
    assert owed_to_name_a_contact(app, hill) == []
    reader.does_not_see("It needs a second contact.")


def test_one_mailbox_may_serve_both(reader_for: Readers, cast: Cast, app: Flask) -> None:
    hill = cast.school["hill"]
    end_now(app, cast, "head")
    reader = reader_for(cast.coordinator).get(f"/schools/{hill}/contacts/mailbox")
    reader.press("Save the second person", expect=422)
    assert reader.errors() == ["Enter the name and the address of the second person."]
    reader.fill(mailbox_name="Mx Office").press("Save the second person", expect=422)
    assert reader.errors() == ["Give both, the name and the address; or leave both empty."]
    reader.fill(mailbox_name="Mx Office", mailbox_email="office@hill.example").press("Save the second person")
    reader.sees("Mx Office (reads the school’s mailbox)")
    assert owed_to_name_a_contact(app, hill) == []
    reader.get(f"/schools/{hill}/contacts/mailbox").fill(mailbox_name="", mailbox_email="").press(
        "Save the second person"
    )
    assert owed_to_name_a_contact(app, hill) == ["contact"]
    reader_for(cast.teacher).get(f"/schools/{hill}/contacts/mailbox", expect=403)


def test_a_closed_account_is_no_contact(cast: Cast, app: Flask) -> None:
    def close() -> None:
        session().execute(sa.update(Person).where(Person.id == cast.head.id).values(status=PersonStatus.SUSPENDED))

    commit(app, close)
    end_now(app, cast, "teacher")
    assert owed_to_name_a_contact(app, cast.school["hill"]) == ["contact"]


def test_a_waiting_school_owes_it_once_its_head_has_confirmed(cast: Cast, app: Flask) -> None:
    with app.app_context():
        school = queries.get_school(cast.school["quiet"])
        perform(services.review_contacts, school, by=SYSTEM)
        perform(services.review_contacts, school, by=SYSTEM)
    assert owed_to_name_a_contact(app, cast.school["quiet"]) == ["contact"]


def test_the_last_contact_is_never_ended_by_a_race(cast: Cast, app: Flask) -> None:
    """The rule holds inside the transaction, whoever asked first."""
    with app.app_context(), pytest.raises(RuleBroken):
        perform(services.leave_school, queries.get_school(cast.school["hill"]), by=cast.signed_in("coordinator"))
    with app.app_context():
        school = session().get_one(School, cast.school["hill"])
        assert [f.person_id for f in school.holders(Function.CONTACT)] == [cast.coordinator.id]
