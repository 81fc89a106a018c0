"""Who sits in a committee for an authority or another body finds it, its agenda and its minutes."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask

from portal.core import clock
from portal.core.database import session
from portal.forming.committees.models import Committee, Seat, SeatKind
from portal.running.meetings.queries.mine import list_mine
from tests.running.meetings.support import call, council
from tests.support.cast import Cast, commit
from tests.support.reader import Reader

Readers = Callable[..., Reader]


def test_the_authority_finds_its_seat_and_nobody_else_is_told_of_it(
    app: Flask, cast: Cast, reader_for: Readers
) -> None:
    with app.app_context():
        committee_id = council(cast)
        call(cast, committee_id)
    vi = reader_for(cast.authority).get("/what-needs-me").follow("My committees: when they meet, agenda and minutes")
    vi.sees("Council", "River schools", "Your seat: Council", "Hill hall")
    vi.follow("Agenda of meeting 1 Council").sees("Agenda")
    vi.get("/committees").follow("Council").sees("Who sits in it")
    # a teacher sits for a body that is not their school: found on the list of their clusters, where who has no seat reads nothing of it
    joe = reader_for(cast.outsider).get("/clusters").does_not_see("My committees")
    for_a_body = {"kind": SeatKind.PARENTS, "body": "Parents of Hill", "from_on": clock.today()}
    commit(app, lambda: session().add(Seat(committee_id=committee_id, person_id=cast.outsider.id, **for_a_body)))
    joe.get("/clusters").follow("My committees: when they meet, agenda and minutes").sees("Your seat: Parents of Hill")
    commit(app, lambda: session().query(Seat).filter(Seat.body == "Parents of Hill").delete())
    other = reader_for(cast.outsider).get("/what-needs-me").does_not_see("My committees")
    other.get("/committees").sees("You sit in no committee").does_not_see("Hill hall")

    def end() -> None:
        for seat in session().query(Seat).where(Seat.person_id == cast.authority.id):
            seat.ended_at = clock.now()

    commit(app, end)
    vi.get("/what-needs-me").does_not_see("My committees")
    vi.get("/committees").sees("You sit in no committee")


@pytest.mark.parametrize("count", [1, 3, 30])
def test_it_costs_the_same(app: Flask, cast: Cast, reader_for: Readers, count: int) -> None:
    def more() -> None:
        for n in range(count):
            own = {"folded_name": f"c{n}", "remit": "x", "begun_on": clock.today() - timedelta(days=2)}
            made = Committee(cluster_id=cast.river, name=f"C{n}", **own)
            session().add(made)
            session().flush()
            given = {"kind": SeatKind.PARENTS, "body": "Parents", "from_on": clock.today()}
            session().add(Seat(committee_id=made.id, person_id=cast.authority.id, **given))

    commit(app, more)
    page = reader_for(cast.authority).get("/committees")
    assert len(page.statements) <= 8
    with app.app_context():
        first = list_mine(cast.authority.id, clock.now())
        assert len(first.items) == min(count, 20)
        assert (first.next is not None) == (count > 20)
