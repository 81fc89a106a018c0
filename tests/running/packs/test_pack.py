"""What goes with a place, on one page."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask

from portal.core import clock as clocks
from portal.core.database import session
from portal.forming.clusters import services as clusters
from portal.forming.clusters.queries import get_membership, get_vacancy
from portal.running.activities.models import Activity, ActivityStatus
from portal.running.board.models import Thread
from tests.forming.support import act, join, leave
from tests.support.cast import Cast, commit
from tests.support.reader import Reader

Readers = Callable[..., Reader]


@pytest.mark.parametrize("count", [1, 3, 30])
def test_who_takes_a_place_reads_all_of_it(app: Flask, cast: Cast, reader_for: Readers, count: int) -> None:
    def lay() -> None:
        at = clocks.now()
        for number in range(count):
            for days in (-9, 9):
                session().add(
                    Activity(
                        cluster_id=cast.river,
                        title=f"Call {days} {number}",
                        owner_school_id=cast.school["ford"],
                        starts_at=at + timedelta(days=days),
                        ends_at=at + timedelta(days=days, hours=1),
                        zone="Europe/London",
                        status=ActivityStatus.CONFIRMED,
                        revised_at=at,
                    )
                )
            session().add(
                Thread(
                    cluster_id=cast.river,
                    title=f"Question {number}",
                    school_id=cast.school["ford"],
                    post_count=1,
                    author_id=cast.ford_teacher.id,
                    last_posted_at=at,
                )
            )

    commit(app, lay)
    with app.app_context():
        left = leave(cast, cast.river, "ford", "ford_contact", leaving_on=clocks.today())
        vacancy = act(cast, "ford_contact", clusters.complete_leaving, get_membership(cast.river, left)).id
        invited = act(
            cast,
            "coordinator",
            clusters.invite_into_vacancy,
            get_vacancy(cast.river, vacancy),
            school_id=cast.school["brook"],
        ).id
        join(cast, cast.river, invited, "outsider")
    page = f"/clusters/{cast.river}/members/{invited}/pack"
    newcomer = reader_for(cast.outsider).get(f"/clusters/{cast.river}/invitations/{invited}")
    newcomer.follow("What the school has taken over with its place")
    newcomer.sees("Ford Special School", "Call 9 0", "Call -9 0", "Question 0")
    assert len(newcomer.statements) <= 17
    newcomer.follow("Question 0")
    newcomer.get(page).follow("Call 9 0")
    reader_for(cast.abroad).get(page)
    reader_for(cast.ford_contact).get(page, expect=404)
    own = f"/clusters/{cast.river}/members/{left}/pack"
    reader_for(cast.coordinator).get(own, expect=404)
