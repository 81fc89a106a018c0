"""What ends, ends at the next request: for pages, for the link of a calendar, for a program with a key (quality.md, check 59)."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.core.database import session
from portal.core.perform import perform
from portal.forming.clusters import queries as clusters
from portal.forming.clusters import services as forming
from portal.forming.clusters.models import ClusterMembership
from portal.identity.people import services as people
from portal.identity.people.queries import get_person
from portal.identity.schools import services as schools
from portal.identity.schools.models import School
from portal.identity.verification import services as verification
from portal.oversight.interface import services as keys
from portal.oversight.interface.routes import keys as written
from portal.running.activities import services as activities
from portal.running.activities.queries import Given
from portal.running.activities.routes.feeds import token_of
from tests.support import calendar
from tests.support.cast import Cast
from tests.support.reader import Reader

End = Callable[[Cast], Any]


def no_letter(*_words: Any) -> None:
    """The mail is another test's."""


def person_on_hold(cast: Cast) -> None:
    by = cast.signed_in("admin")
    perform(people.suspend, get_person(cast.ford_teacher.id), by=by, reason="Why.", write=no_letter)


def school_left(cast: Cast) -> None:
    school = session().get_one(School, cast.school["ford"])
    perform(schools.leave_school, school, by=cast.signed_in("ford_teacher"))


def school_on_hold(cast: Cast) -> None:
    school = session().get_one(School, cast.school["ford"])
    by = cast.signed_in("manager")
    perform(verification.suspend_school, school, by=by, reason="Why.", hides_posts=False)


def cluster_left(cast: Cast) -> None:
    found = sa.select(ClusterMembership.id).where(
        ClusterMembership.cluster_id == cast.river, ClusterMembership.school_id == cast.school["ford"]
    )
    place = session().scalars(found).one()
    by = cast.signed_in("ford_contact")
    leaving = clusters.get_membership(cast.river, place)
    perform(forming.give_notice, leaving, by=by, leaving_on=date(2027, 3, 31), reason="We merge.")
    perform(forming.complete_leaving, clusters.get_membership(cast.river, place), by=by)


@pytest.mark.parametrize("end", [person_on_hold, school_left, school_on_hold, cluster_left])
def test_it_ends_at_the_next_request(app: Flask, cast: Cast, end: End) -> None:
    with app.app_context():
        calendar.confirmed(cast)
        by = cast.signed_in("ford_teacher")
        key = written.written(perform(keys.make_key, by=by, name="A website"))
        feed = token_of(perform(activities.make_calendar_link, by=by, given=Given(cast.river)))
        session().rollback()
    pages = [f"/clusters/{cast.river}{end}" for end in ("", "/board", "/calendar", "/partnership")]
    finn, program = Reader(app, cast.ford_teacher), app.test_client()

    def answers() -> tuple[list[int], int, str]:
        opened = [finn.client.get(path).status_code for path in pages]
        link = program.get(f"/calendar/feed/{feed}.ics").status_code
        return opened, link, program.get("/api/v1/activities", headers={"Authorization": f"Bearer {key}"}).text

    opened, link, told = answers()
    assert (set(opened), link, "Joint assembly" in told) == ({200}, 200, True)
    with app.app_context():
        end(cast)
        session().rollback()
    opened, link, told = answers()
    assert set(opened) <= {303, 404}, opened
    assert link == 404
    assert "Joint assembly" not in told
