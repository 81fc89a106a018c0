"""Visits on calendars and in feeds: whole days, for those whose calendar it is."""

from datetime import date, timedelta
from typing import Any

import icalendar
import pytest

from portal.running.visits import services
from tests.running.activities.test_feed import link
from tests.running.visits.conftest import FIRST, LAST, Visits
from tests.support.cast import Cast


@pytest.mark.parametrize("view", ["month=2027-05", "view=week&week=2027-05-05", "view=agenda"])
def test_the_days_of_a_visit_are_on_every_view(cast: Cast, visits: Visits, reader_for: Any, view: str) -> None:
    visits.agreed()
    for person in (cast.teacher, cast.abroad, cast.ford_teacher):
        reader = reader_for(person).get(f"/calendar?{view}").sees("Visit: A week by the lake", "Needs confirming")
    days = {"month=2027-05": 5, "view=week&week=2027-05-05": 5, "view=agenda": 1}[view]
    assert reader.text.count("Visit: A week by the lake") == days, "on each of its days; once in the list"
    reader.get(f"/clusters/{cast.river}/calendar?{view}").follow("Visit: A week by the lake").sees(
        "To plan the year together."
    )
    reader_for(cast.outsider).get(f"/calendar?{view}").does_not_see("A week by the lake")


def test_one_school_alone_and_a_partnership(cast: Cast, visits: Visits, reader_for: Any) -> None:
    visits.planned(travellers=(cast.teacher.id,))
    visits.represented("vale")
    month = "?month=2027-05"
    for person, key, is_there in (
        (cast.teacher, "hill", True),
        (cast.vale_teacher, "vale", True),
        (cast.ford_teacher, "ford", False),
    ):
        reader = reader_for(person).get(f"/schools/{cast.school[key]}/calendar{month}")
        assert ("A week by the lake" in reader.text) is is_there
    reader = reader_for(cast.teacher).get(f"/clusters/{cast.river}/partnership/{cast.partnership}/calendar{month}")
    reader.sees("Visit: A week by the lake")


def test_a_feed_gives_it_as_whole_days_and_notices_every_change(
    app: Any, cast: Cast, visits: Visits, reader_for: Any, act: Any
) -> None:
    visits.planned()
    path = link(reader_for(cast.abroad_teacher))

    def read() -> tuple[Any, str]:
        answer = app.test_client().get(path)
        assert answer.status_code == 200
        events = icalendar.Calendar.from_ical(answer.data).walk("VEVENT")
        return events[0], answer.headers["ETag"]

    event, mark = read()
    assert (event.decoded("dtstart"), event.decoded("dtend")) == (FIRST, LAST + timedelta(days=1))
    assert (str(event["summary"]), str(event["status"])) == ("Visit: A week by the lake", "TENTATIVE")
    assert str(event["url"]).endswith(f"/clusters/{cast.river}/visits/{visits.visit_id}")
    assert isinstance(event.decoded("dtstart"), date)
    act("abroad", services.agree_visit, visits.load)
    act("teacher", services.cancel_visit, visits.load, reason="Too dear")
    again, other = read()
    assert (str(again["uid"]), str(again["status"])) == (str(event["uid"]), "CANCELLED")
    assert int(again["sequence"]) > int(event["sequence"])
    assert other != mark
    outsider = app.test_client().get(link(reader_for(cast.outsider)))
    assert b"A week by the lake" not in outsider.data
