"""If this teacher left today: what would stop, what would pass on, each with its fix; who may look; what it costs."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.applying.applications.models import Answer, Application, SectionAssignment
from portal.core import clock, duty
from portal.core.database import session
from portal.core.duty import DutyKind
from portal.forming.evidence.models import EvidenceHeading, SupporterStatement
from portal.identity.schools.models import Function, SchoolFunction, SchoolMember
from portal.oversight.leavers.drill import Drill, drill
from portal.running.activities.models import Activity, ActivityStatus
from portal.running.board.models import Post, Thread
from portal.running.handoffs.models import Filling, Handoff, HandoffState, Reason
from tests.support.cast import Cast, commit
from tests.support.objects import make_own
from tests.support.reader import Reader

Readers = Callable[..., Reader]


def of(app: Flask, cast: Cast, key: str, school: str = "hill") -> Drill:
    where = (SchoolMember.person_id == cast.people[key].id, SchoolMember.school_id == cast.school[school])
    with app.app_context():
        member = session().scalar(sa.select(SchoolMember).where(*where))
        assert member is not None
        return drill(member)


def path_of(app: Flask, cast: Cast, key: str, school: str = "hill") -> str:
    found = of(app, cast, key, school)
    return f"/schools/{cast.school[school]}/members/{found.member.id}/if-they-left"


def lines(found: Drill, title: str) -> list[str]:
    return [line.what for part in found.parts if part.title == title for line in part.lines]


def test_nothing_would_stop(reader_for: Readers, cast: Cast, app: Flask) -> None:
    assert of(app, cast, "teacher").count == 0
    reader = reader_for(cast.teacher).get(f"/schools/{cast.school['hill']}")
    reader.follow("If you left today: what would break?").sees("Nothing would stop", "Everything that you look after")


def test_the_only_contact(reader_for: Readers, cast: Cast, app: Flask) -> None:
    found = of(app, cast, "coordinator")
    assert lines(found, "For the school") == [
        "The only contact of the school: requests, invitations and letters would reach nobody."
    ]
    assert lines(found, "In clusters") == ["Cluster coordinator (contact teacher): River schools"]
    assert found.heir == "Helen Marsh"
    reader = reader_for(cast.head).get(path_of(app, cast, "coordinator"))
    reader.sees("This would stop", "would go to Helen Marsh until the schools name someone")
    assert reader.follow("Name another contact").h1 == "Name another contact"


def test_the_head(cast: Cast, app: Flask) -> None:
    assert lines(of(app, cast, "head"), "For the school") == ["The head, who signs: nobody could sign for the school."]


def test_the_safeguarding_lead_and_one_of_two_contacts(cast: Cast, app: Flask) -> None:
    def name() -> None:
        hill = cast.school["hill"]
        for person, function in ((cast.teacher, Function.CONTACT), (cast.teacher, Function.DSL)):
            session().add(SchoolFunction(school_id=hill, person_id=person.id, function=function))
        held = sa.select(SchoolFunction).where(SchoolFunction.person_id == cast.head.id)
        session().delete(session().scalars(held).one())

    commit(app, name)
    assert lines(of(app, cast, "teacher"), "For the school") == [
        "One of two contacts: only one would be left.",
        "The safeguarding lead: partner schools would not know whom to turn to.",
    ]


def test_a_school_of_one(cast: Cast, app: Flask) -> None:
    found = of(app, cast, "waiting", "quiet")
    assert "The only person of the school here: nobody would see its clusters any more." in lines(
        found, "For the school"
    )
    assert found.heir == ""


def everything(cast: Cast) -> None:
    """The teacher of hill holds something of every kind."""
    held, at, hill, me = session(), clock.now(), cast.school["hill"], cast.teacher.id

    def put(row: Any) -> Any:
        held.add(row)
        held.flush()
        return row

    facts: dict[str, Any] = {
        "cluster_id": cast.river,
        "zone": "Europe/London",
        "revised_at": at,
        "status": ActivityStatus.CONFIRMED,
    }
    times = {"starts_at": at + timedelta(days=5), "ends_at": at + timedelta(days=5, hours=1)}
    mine = put(Activity(title="A walk", owner_school_id=hill, teacher_id=me, **facts, **times))
    put(
        Activity(
            title="A song",
            owner_school_id=cast.school["vale"],
            teacher_id=cast.vale_teacher.id,
            understudy_id=me,
            **facts,
            **times,
        )
    )
    duty.owe(
        DutyKind.DELIVER_ACTIVITY,
        subject_id=mine.id,
        cluster_id=cast.river,
        title="A walk",
        school_id=hill,
        person_id=me,
    )
    duty.owe(
        DutyKind.FULFIL_INTENTION,
        subject_id=mine.id,
        cluster_id=cast.river,
        title="Write to the museum",
        school_id=hill,
        person_id=me,
    )
    other = put(Activity(title="A play", owner_school_id=cast.school["ford"], **facts, **times))
    put(Handoff(cluster_id=cast.river, activity_id=other.id, owner_school_id=cast.school["ford"], state=HandoffState.OPEN, filling=Filling.FILLED,
                reason=Reason.ILLNESS, title="A play", accepted_by_id=me, accepted_school_id=hill, needed_at=at))  # fmt: skip
    for title, author in (("Rain", me), ("Snow", cast.coordinator.id)):
        thread = put(Thread(cluster_id=cast.river, title=title, school_id=hill, author_id=me, last_posted_at=at))
        put(Post(thread_id=thread.id, author_id=author, school_id=hill, source="x", html="x"))
        duty.owe(DutyKind.REPLY, subject_id=thread.id, cluster_id=cast.river, title=title, school_id=hill, due_at=at)
    heading = held.scalars(sa.select(EvidenceHeading).order_by(EvidenceHeading.position)).first()
    assert heading is not None
    put(SupporterStatement(cluster_id=cast.river, heading_id=heading.id, organisation="River museum", organisation_kind="museum", asked_by_id=me,
                           supporter_email="m@x.example", expires_at=at))  # fmt: skip


def test_everything_is_told_once(reader_for: Readers, cast: Cast, app: Flask) -> None:
    commit(app, lambda: everything(cast))
    found = of(app, cast, "teacher")
    assert lines(found, "Activities to do") == ["“A walk”, without a back-up teacher"]
    assert lines(found, "Back-up for others") == ["Back-up teacher for “A song”"]
    assert lines(found, "Stand-ins promised") == ["“A play” of Ford Special School"]
    assert lines(found, "Still to do") == ["Do what you intended: Write to the museum"]
    assert lines(found, "Conversations") == ["“Rain” waits for a reply of your school"]
    assert lines(found, "Waiting for answers") == ["River museum has not sent its letter of support"]
    assert found.count == 6
    reader = reader_for(cast.coordinator).get(path_of(app, cast, "teacher"))
    for words in ("Name a colleague for “A walk”", "Open the stand-in “A play”", "Answer “Rain”"):
        reader_for(cast.coordinator).get(path_of(app, cast, "teacher")).follow(words)
    reader.sees("It would go to Carys Okoro.")


def test_a_part_of_an_application(cast: Cast, app: Flask) -> None:
    ids = make_own(app, cast)

    def give() -> None:
        application = session().get_one(Application, ids["application_id"])
        section = SectionAssignment(
            application_id=application.id, section_id=ids["section_id"], school_id=cast.school["hill"]
        )
        session().add(section)
        session().execute(sa.update(Answer).values(author_id=cast.teacher.id))

    commit(app, give)
    assert lines(of(app, cast, "teacher"), "Parts of applications") == []  # it is sealed
    commit(app, lambda: session().execute(sa.text("UPDATE application_version SET status = 'drafting'")))
    assert lines(of(app, cast, "teacher"), "Parts of applications") == ["Our plan, River schools"]


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("coordinator", 200),
        ("head", 200),
        ("teacher", 200),
        ("vale_contact", 404),
        ("abroad", 404),
        ("nobody", 404),
        ("manager", 404),
    ],
)
def test_who_may_look(reader_for: Readers, cast: Cast, app: Flask, who: str, status: int) -> None:
    reader_for(cast.people[who]).get(path_of(app, cast, "teacher"), expect=status)


def test_a_colleague_may_not_look(reader_for: Readers, cast: Cast, app: Flask) -> None:
    reader_for(cast.teacher).get(path_of(app, cast, "coordinator"), expect=403)


def test_what_is_owed_elsewhere_is_not_told(cast: Cast, app: Flask) -> None:
    def owe() -> None:
        duty.owe(DutyKind.REVIEW, subject_id=cast.river, title="Secret", person_id=cast.teacher.id)
        duty.owe(
            DutyKind.REPLY,
            subject_id=cast.river,
            title="Theirs",
            person_id=cast.teacher.id,
            school_id=cast.school["vale"],
        )

    commit(app, owe)
    assert of(app, cast, "teacher").count == 0


def test_it_costs_the_same_for_many(reader_for: Readers, cast: Cast, app: Flask) -> None:
    reader, counts = reader_for(cast.teacher), []
    for wanted in (1, 3, 30):
        for _number in range(wanted):
            commit(app, lambda: everything(cast))
        reader.get(path_of(app, cast, "teacher"))
        counts.append(len(reader.statements))
    assert len(set(counts)) == 1


def test_sole_duties_of_the_contact_are_told(cast: Cast, app: Flask) -> None:
    facts: dict[str, Any] = {
        "subject_id": cast.river,
        "cluster_id": cast.river,
        "title": "Lake schools",
        "school_id": cast.school["hill"],
    }
    commit(app, lambda: duty.owe(DutyKind.ANSWER_INVITATION, **facts, office="contact"))
    assert lines(of(app, cast, "coordinator"), "Still to do") == ["Answer the invitation to join Lake schools"]
    assert lines(of(app, cast, "teacher"), "Still to do") == []
