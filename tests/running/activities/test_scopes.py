"""Calendars and links of a school and of a partnership: they show what they name, to those who may, and end when the right ends."""

from datetime import date

import pytest
import sqlalchemy as sa

from portal.core import clock
from portal.core.database import session
from portal.identity.schools.models import MemberStatus, SchoolMember
from portal.running.partnerships.models import Pair, PairStatus, Partnership, PartnershipStatus
from tests.running.activities.test_feed import act, events, link, read
from tests.support import calendar
from tests.support.cast import commit


@pytest.fixture
def planned(app, cast):
    """Hill is linked with Tumaini in the first partnership, Vale in the second, Ford in none: what Ford does with Tumaini belongs to both."""

    def made():
        calendar.activity(cast, title="Hill and Tumaini")
        calendar.activity(cast, by="vale_teacher", owner="vale", title="Vale and Tumaini")
        calendar.activity(cast, by="ford_teacher", owner="ford", title="Ford and Tumaini")
        calendar.activity(cast, partner="vale", title="Hill and Vale")
        calendar.activity(cast, partner=None, title="Hill alone", when=calendar.when(date(2027, 3, 10)))
        first = session().scalars(sa.select(Partnership).where(Partnership.cluster_id == cast.river)).first()
        second = Partnership(
            cluster_id=cast.river, name="Letters", status=PartnershipStatus.ACTIVE, opened_at=clock.now()
        )
        session().add(second)
        session().flush()
        sides = {"home_school_id": cast.school["vale"], "partner_school_id": cast.school["tumaini"]}
        session().add(Pair(partnership_id=second.id, status=PairStatus.AGREED, agreed_at=clock.now(), **sides))
        return first.id, second.id

    return act(app, made)


def partnership(cast, number):
    return f"/clusters/{cast.river}/partnership/{number}/calendar"


def titles(app, path):
    return sorted(str(event["SUMMARY"]) for event in events(read(app, path)))


def seen(reader, path):
    text = reader.get(path).page.get_text()
    names = ("Ford and Tumaini", "Hill and Tumaini", "Vale and Tumaini", "Hill and Vale", "Hill alone")
    return [name for name in names if name in text]


@pytest.mark.parametrize("view", ["?month=2027-03", "?view=week&week=2027-03-09", "?view=agenda"])
def test_a_calendar_of_each(app, cast, reader_for, planned, view):
    first, second = planned
    reader = reader_for(cast.teacher)
    assert seen(reader, partnership(cast, first) + view) == ["Ford and Tumaini", "Hill and Tumaini"]
    assert seen(reader, partnership(cast, second) + view) == ["Ford and Tumaini", "Vale and Tumaini"]
    assert seen(reader, f"/schools/{cast.school['hill']}/calendar{view}") == [
        "Hill and Tumaini",
        "Hill and Vale",
        "Hill alone",
    ]
    assert len(reader.statements) <= 7


def test_a_link_to_each_gives_the_same(app, cast, reader_for, planned):
    first, second = planned
    reader = reader_for(cast.teacher)
    pages = [partnership(cast, first), partnership(cast, second), f"/schools/{cast.school['hill']}/calendar"]
    paths = [link(reader, page + "/subscribe") for page in pages]
    assert [titles(app, path) for path in paths] == [
        ["Ford and Tumaini", "Hill and Tumaini"],
        ["Ford and Tumaini", "Vale and Tumaini"],
        ["Hill alone", "Hill and Tumaini", "Hill and Vale"],
    ]
    name = [str(read(app, path).data.split(b"NAME:")[1].split(b"\r\n")[0], "utf-8") for path in paths]
    assert name[1:] == ["Letters", "Hill Primary School"]
    marks = [read(app, path).headers["ETag"] for path in paths]
    assert len(set(marks)) == 3
    assert read(app, paths[2], **{"If-None-Match": marks[2]}).status_code == 304


def test_a_link_is_no_longer_the_same_when_two_schools_are_linked(app, cast, reader_for, planned):
    first, second = planned
    path = link(reader_for(cast.teacher), partnership(cast, second) + "/subscribe")
    before = read(app, path)
    sides = {"home_school_id": cast.school["ford"], "partner_school_id": cast.school["tumaini"]}
    linked = Pair(partnership_id=first, status=PairStatus.AGREED, agreed_at=clock.now(), **sides)
    commit(app, lambda: session().add(linked))
    assert read(app, path, **{"If-None-Match": before.headers["ETag"]}).status_code == 200
    assert titles(app, path) == ["Vale and Tumaini"]


def test_who_leaves_reads_no_more(app, cast, reader_for, planned):
    paths = [
        link(reader_for(cast.vale_teacher), page + "/subscribe")
        for page in (partnership(cast, planned[1]), f"/schools/{cast.school['vale']}/calendar")
    ]
    assert [read(app, path).status_code for path in paths] == [200, 200]
    left = sa.update(SchoolMember).where(SchoolMember.person_id == cast.vale_teacher.id)
    commit(app, lambda: session().execute(left.values(status=MemberStatus.ENDED)))
    assert [read(app, path).status_code for path in paths] == [404, 404]


def test_strangers_and_other_schools_find_nothing(app, cast, reader_for, planned):
    for end in ("", "/subscribe"):
        reader_for(cast.outsider).get(partnership(cast, planned[0]) + end, expect=404)
        reader_for(cast.vale_teacher).get(f"/schools/{cast.school['hill']}/calendar{end}", expect=404)
        reader_for(cast.teacher).get(
            f"/clusters/{cast.school['hill']}/partnership/{planned[0]}/calendar{end}", expect=404
        )


def test_the_ways_there(app, cast, reader_for, planned):
    reader = reader_for(cast.teacher)
    reader.get(f"/clusters/{cast.river}/partnership").follow("Calendar Letters").sees("Calendar of Letters")
    reader.follow("See this in your own calendar").press("Make my link").sees("Your secret link")
    reader.press("End this link").sees("no longer works", "Make my link")
    reader.get("/calendar").follow("Calendar of Hill Primary School").sees("What this school does")
    reader.get(f"/schools/{cast.school['hill']}").follow(
        "Calendar of the school: what it does, is asked to, or stands in for"
    )
