"""What a school did, under the headings of an award: who sees it, what is in it, how much it costs."""

import io
import json
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from pypdf import PdfReader

from portal.core.database import session
from portal.forming.clusters.models import ClusterMembership, Office, OfficeKind, OfficeStatus
from portal.forming.committees.models import Committee, Seat, SeatKind
from portal.forming.evidence.models import EvidenceHeading, EvidenceItem, EvidenceStatus, StatementStatus
from portal.forming.evidence.models import SupporterStatement as Letter
from portal.identity.profiles.models import SchoolAward, SchoolProfile
from portal.oversight.portfolio import queries
from portal.oversight.portfolio.shapes import HEADINGS, SHAPE_WORDS, Shape
from portal.running.activities.models import Activity, ActivityKind, ActivityStatus, Cover
from portal.running.board.models import Post, Thread
from portal.running.handoffs.models import Filling, Handoff, HandoffState, Reason
from portal.running.partnerships.models import Pair, PairStatus
from portal.running.visits.models import Visit, VisitStatus, VisitTraveller
from tests.support.cast import PEOPLE, Cast, commit
from tests.support.reader import Reader

HILLS = {"coordinator", "teacher", "head"}


def page_of(cast: Cast, school: str = "hill", **asked: str) -> str:
    query = "&".join(f"{name}={value}" for name, value in asked.items())
    return f"/schools/{cast.school[school]}/portfolio" + (f"?{query}" if query else "")


def data_of(reader: Reader, cast: Cast, school: str = "hill", **asked: str) -> dict[str, Any]:
    reader.get(page_of(cast, school, **asked).replace("/portfolio", "/portfolio.json"))
    assert reader.headers["Content-Type"] == "application/json"
    assert reader.headers["Cache-Control"] == "no-store"
    found: dict[str, Any] = json.loads(reader.raw)
    return found


def put(app: Flask, *rows: Any) -> None:
    def lay() -> None:
        for row in rows:
            session().add(row)
            session().flush()

    commit(app, lay)


def activity(cast: Cast, clock: Any, **values: Any) -> Activity:
    """One that took place a week ago, unless it is said otherwise."""
    starts = values.pop("starts_at", clock.now() - timedelta(days=7))
    given = {
        "cluster_id": cast.river, "title": "A shared song", "owner_school_id": cast.school["hill"], "partner_school_id": cast.school["tumaini"],
        "starts_at": starts, "ends_at": starts + timedelta(hours=1), "zone": "Europe/London", "status": ActivityStatus.DELIVERED, "revised_at": starts,
        "pupil_count": 20, "delivered_words": "They sang along.",
    }  # fmt: skip
    return Activity(**{**given, **values})


def stood_in(cast: Cast, clock: Any, owner: str, taken_by: str, **subject: Any) -> Handoff:
    at = clock.now() - timedelta(days=5)
    return Handoff(cluster_id=cast.river, owner_school_id=cast.school[owner], accepted_school_id=cast.school[taken_by], state=HandoffState.HANDED_BACK,
                   filling=Filling.FILLED, reason=Reason.ILLNESS, title="A lesson on rain", delivered_at=at, handed_back_at=at, **subject)  # fmt: skip


@pytest.mark.parametrize("key", PEOPLE)
def test_only_people_of_the_school_see_it(app: Flask, reader_for: Callable[..., Reader], cast: Cast, key: str) -> None:
    with app.app_context():
        expected = 200 if cast.school["hill"] in cast.signed_in(key).memberships else 404
    assert (expected == 200) is (key in HILLS)
    reader = reader_for(cast.people[key])
    reader.get(page_of(cast), expect=expected)
    reader.get(page_of(cast).replace("/portfolio", "/portfolio.json"), expect=expected)


def test_a_visitor_signs_in_first(reader_for: Callable[..., Reader], cast: Cast) -> None:
    assert reader_for().get(page_of(cast), follow=False, expect=303).headers["Location"].startswith("/sign-in")


def test_the_schools_page_leads_to_it(reader_for: Callable[..., Reader], cast: Cast) -> None:
    reader = reader_for(cast.teacher).get(f"/schools/{cast.school['hill']}")
    reader.follow("What the school has done").sees("A record of our work")
    reader_for(cast.manager).get(f"/schools/{cast.school['hill']}").does_not_see("What the school has done")


@pytest.mark.parametrize("shape", list(Shape))
def test_every_heading_says_what_to_do_where_there_is_nothing(
    reader_for: Callable[..., Reader], cast: Cast, shape: Shape
) -> None:
    reader = reader_for(cast.outsider).get(page_of(cast, "brook", award=shape.value))
    assert str(SHAPE_WORDS[shape]) in reader.h1
    assert [h.get_text() for h in reader.page.select("section > h2")] == [str(h.title) for h in HEADINGS[shape]]
    for section in reader.page.select("section"):
        assert len(section.select("li, p.govuk-body")) > 0


def test_everything_is_there(reader_for: Callable[..., Reader], cast: Cast, app: Flask, clock: Any) -> None:
    at, hill, vale = clock.now() - timedelta(days=9), cast.school["hill"], cast.school["vale"]
    other = activity(cast, clock, title="Our lesson", owner_school_id=vale, stand_in_school_id=hill, cover=Cover.COVERED,
                     partner_school_id=None, pupil_count=11, kind=ActivityKind.MEETING)  # fmt: skip
    thread = Thread(cluster_id=cast.river, title="Hello", school_id=hill, author_id=cast.teacher.id, last_posted_at=at)

    def lay() -> None:
        held = session()
        heading = held.scalars(sa.select(EvidenceHeading).order_by(EvidenceHeading.position)).first()
        assert heading is not None
        held.add_all(
            [activity(cast, clock), other, thread, SchoolAward(school_id=hill, award="isa", level="foundation")]
        )
        held.add(
            EvidenceItem(
                cluster_id=cast.river,
                heading_id=heading.id,
                school_id=hill,
                status=EvidenceStatus.EVIDENCE,
                claim="A choir for all",
            )
        )
        held.add(Letter(cluster_id=cast.river, heading_id=heading.id, organisation="River Museum", organisation_kind="museum", status=StatementStatus.GIVEN,
                        supporter_email="m@river.example", what_supported="Two visits", expires_at=at, given_at=at))  # fmt: skip
        held.add(Pair(partnership_id=cast.partnership, home_school_id=hill, partner_school_id=cast.school["tumaini"], status=PairStatus.ENDED,
                      agreed_at=at - timedelta(days=30), ended_at=at))  # fmt: skip
        held.flush()
        for hidden in (None, at):
            held.add(
                Post(
                    thread_id=thread.id,
                    author_id=cast.teacher.id,
                    school_id=hill,
                    source="Hi",
                    html="<p>Hi</p>",
                    language="en",
                    removed_at=hidden,
                )
            )
        held.add(stood_in(cast, clock, "vale", "hill", activity_id=other.id, debrief="It rained as we spoke."))
        held.add(stood_in(cast, clock, "hill", "vale", thread_id=thread.id))
        profile = held.scalar(sa.select(SchoolProfile).where(SchoolProfile.school_id == hill))
        if profile is None:
            profile = SchoolProfile(school_id=hill)
            held.add(profile)
        profile.pupils, profile.description = 210, "A school by the river."

    commit(app, lay)
    found = data_of(reader_for(cast.teacher), cast)
    assert found["school"]["pupils"] == 210
    assert found["awards"] == [
        {"award": "isa", "words": "", "level": "foundation", "awarded_on": None, "ends_on": None}
    ]
    assert found["activities"]["total"] == 2
    assert found["activities"]["pupils_counted"] == 31
    roles = {one["title"]: (one["role"], one["with"]) for one in found["activities"]["listed"]}
    names = {key: data_name(app, cast, key) for key in ("vale", "tumaini")}
    assert roles == {"A shared song": ("owner", [names["tumaini"]]), "Our lesson": ("stand_in", [names["vale"]])}
    assert {(one["by_us"], one["kind"], one["other_school"]) for one in found["stand_ins"]} == {
        (True, "activity", names["vale"]),
        (False, "reply", names["vale"]),
    }
    assert [one["organisation"] for one in found["letters_of_support"]] == ["River Museum"]
    assert found["messages_written"] == 1
    assert names["tumaini"] in [one["name"] for one in found["partner_schools"]]
    reader = reader_for(cast.teacher).get(page_of(cast, award="isa"))
    reader.sees(
        "A school by the river.",
        "International School Award, Foundation",
        "Pupils on roll: 210.",
        "2 activities took place.",
    )
    reader.sees(
        "River Museum",
        "Two visits",
        "They sang along.",
        "It rained as we spoke.",
        "A choir for all",
        "February 2027: 2 activities.",
    )
    reader.get(page_of(cast, award="quality_label")).sees(f"{names['vale']} answered for us", "we stood in for")
    reader.does_not_see("m@river.example", cast.teacher.email)


def data_name(app: Flask, cast: Cast, key: str) -> str:
    from portal.identity.schools.models import School

    with app.app_context():
        name = session().scalar(sa.select(School.name).where(School.id == cast.school[key]))
        session().rollback()
        return str(name)


@pytest.mark.parametrize(
    "values",
    [
        {"status": ActivityStatus.CONFIRMED},
        {"status": ActivityStatus.CANCELLED},
        {"owner_school_id": "vale", "partner_school_id": "ford"},
    ],
)
def test_what_did_not_take_place_or_was_others_is_not_there(
    reader_for: Callable[..., Reader], cast: Cast, app: Flask, clock: Any, values: dict[str, Any]
) -> None:
    put(app, activity(cast, clock, **{k: cast.school.get(v, v) for k, v in values.items()}))
    assert data_of(reader_for(cast.teacher), cast)["activities"] == {"total": 0, "pupils_counted": 0, "listed": []}


def test_the_school_year_is_chosen(reader_for: Callable[..., Reader], cast: Cast, app: Flask, clock: Any) -> None:
    """It begins on 1 September at midnight, on the school's own clock."""
    from datetime import UTC, datetime

    midnight = datetime(2026, 8, 31, 23, 0, tzinfo=UTC)
    put(app, activity(cast, clock, title="Last year", starts_at=midnight - timedelta(seconds=1)))
    put(app, activity(cast, clock, title="This year", starts_at=midnight))
    reader = reader_for(cast.teacher)

    def titles(**asked: str) -> list[str]:
        return [one["title"] for one in data_of(reader, cast, **asked)["activities"]["listed"]]

    assert titles() == ["This year"]
    assert titles(year="2026-09-01") == ["This year"]
    assert titles(year="2025-09-01") == ["Last year"]
    assert titles(year="all") == ["This year", "Last year"]
    for nonsense in ("1999-09-01", "2026-02-31", "'", "%00"):
        assert titles(year=nonsense, award=nonsense) == ["This year"]
    assert data_of(reader, cast)["since"] == "2026-08-31T23:00:00+00:00"


@pytest.mark.parametrize("count", [1, 3, 30])
@pytest.mark.parametrize("shape", list(Shape))
def test_it_takes_the_same_statements(
    reader_for: Callable[..., Reader], cast: Cast, app: Flask, clock: Any, count: int, shape: Shape
) -> None:
    made = [activity(cast, clock, title=f"Song {n}", stand_in_school_id=cast.school["vale"]) for n in range(count)]
    put(app, *made)
    put(
        app,
        *[stood_in(cast, clock, "hill", "vale", activity_id=one.id) for one in commit(app, lambda: song_ids(count))],
    )
    reader = reader_for(cast.teacher).get(page_of(cast, award=shape.value))
    assert len(reader.statements) == STATEMENTS
    reader.get(page_of(cast).replace("/portfolio", "/portfolio.json"))
    assert len(reader.statements) == STATEMENTS


STATEMENTS = 20


def song_ids(count: int) -> list[Any]:
    found = session().execute(sa.select(Activity.id).where(Activity.title.startswith("Song"))).all()
    assert len(found) == count
    return list(found)


def test_what_is_beyond_the_ceiling_is_counted(
    reader_for: Callable[..., Reader], cast: Cast, app: Flask, clock: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "MOST_ACTIVITIES", 3)
    put(app, *[activity(cast, clock, starts_at=clock.now() - timedelta(days=n)) for n in range(1, 6)])
    found = data_of(reader_for(cast.teacher), cast)["activities"]
    assert (found["total"], found["pupils_counted"], len(found["listed"])) == (5, 100, 3)
    reader_for(cast.teacher).get(page_of(cast)).sees("5 activities took place.", "And 2 earlier activities.")


def test_a_cluster_that_was_left_stays_in_its_time(
    reader_for: Callable[..., Reader], cast: Cast, app: Flask, clock: Any
) -> None:
    def leave() -> None:
        where = (ClusterMembership.school_id == cast.school["hill"], ClusterMembership.cluster_id == cast.river)
        member = session().scalars(sa.select(ClusterMembership).where(*where)).one()
        member.joined_at, member.left_at = clock.now() - timedelta(days=700), clock.now() - timedelta(days=400)

    commit(app, leave)
    reader = reader_for(cast.teacher)
    assert data_of(reader, cast)["clusters"] == []
    assert len(data_of(reader, cast, year="all")["clusters"]) == 1
    assert len(data_of(reader, cast, year="2025-09-01")["clusters"]) == 1


def test_a_person_has_their_own_over_all_schools_and_nobody_elses(
    app: Flask, cast: Cast, clock: Any, reader_for: Callable[..., Reader]
) -> None:
    me, other, at = cast.teacher.id, cast.ford_teacher.id, clock.now() - timedelta(days=6)
    covered = {"stand_in_school_id": cast.school["ford"], "stand_in_id": other, "cover": Cover.COVERED}
    lesson = activity(cast, clock, title="My lesson", teacher_id=me)
    lent = activity(cast, clock, title="Somebody stood in here", teacher_id=me, **covered)
    days = {
        "starts_on": at.date(),
        "ends_on": at.date() + timedelta(days=2),
        "report_due_on": at.date() + timedelta(days=30),
    }
    schools = {"school_id": cast.school["hill"], "host_school_id": cast.school["tumaini"]}
    words = {"title": "A first look", "purpose": "To meet.", "status": VisitStatus.REPORTED}
    visit = Visit(cluster_id=cast.river, revised_at=at, **schools, **days, **words)
    in_the_room = {"teacher_id": other, "partner_adult_id": me, "pupil_count": None}
    long_ago = clock.now() - timedelta(days=800)
    put(app, lesson, lent, visit, activity(cast, clock, title="In the room", **in_the_room))
    put(
        app,
        activity(cast, clock, title="Planned only", teacher_id=me, status=ActivityStatus.AGREED),
        activity(cast, clock, title="Long ago", teacher_id=me, starts_at=long_ago),
        stood_in(cast, clock, "ford", "hill", activity_id=lesson.id, accepted_by_id=me),
        council(cast, me),
        *(held(cast, clock, kind, me) for kind in (OfficeKind.LEAD_SCHOOL, OfficeKind.DEPUTY)),
    )
    put(app, VisitTraveller(visit_id=visit.id, person_id=me, school_id=cast.school["hill"]))
    mine = reader_for(cast.teacher).get("/profile").follow("Go to What I have done")
    mine.sees(
        "My lesson (Hill Primary School, Tumaini", "I led it. 20 pupils took part.", "I was the adult in the room.",
        "I stood in for Ford Special School: A lesson on rain.", "A first look, at Tumaini", "seat in the committee Council since",
        "deputy coordinator from", "No message in this time.",
    )  # fmt: skip
    mine.does_not_see("Somebody stood in here", "Planned only", "Long ago", "lead school")
    assert len(mine.get("/profile/portfolio?year=all").sees("Long ago").statements) <= 12
    mine.get("/profile/portfolio?year=nonsense").sees("The school year that began on")
    mine.follow("The same as PDF")
    assert mine.headers["Content-Type"] == "application/pdf"
    words = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(mine.raw)).pages)
    assert "My lesson" in " ".join(words.split())
    assert "Long ago" not in words
    theirs = reader_for(cast.ford_teacher).get("/profile/portfolio?year=all").does_not_see("My lesson", "A first look")
    theirs.sees("In the room", "I led it.")
    assert reader_for().get("/profile/portfolio", follow=False, expect=303).headers["Location"].startswith("/sign-in")


def held(cast: Cast, clock: Any, kind: OfficeKind, person_id: Any) -> Office:
    """An office in River that ended yesterday; a lead school’s row names who accepted it for the school."""
    days = {"accepted_at": clock.now() - timedelta(days=3), "ended_at": clock.now() - timedelta(days=1)}
    who = {"school_id": cast.school["hill"], "person_id": person_id, "status": OfficeStatus.ENDED}
    return Office(cluster_id=cast.river, kind=kind, **who, **days)


def council(cast: Cast, person_id: Any) -> Seat:
    day = date(2026, 9, 1)
    made = Committee(cluster_id=cast.river, name="Council", folded_name="council", remit="To talk.", begun_on=day)
    seat = {"kind": SeatKind.SCHOOL, "school_id": cast.school["hill"], "from_on": day, "person_id": person_id}
    return Seat(committee=made, **seat)
