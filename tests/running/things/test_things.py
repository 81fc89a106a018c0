"""Things go from school to school, one at a time, and come back before anybody leaves; needs meet offers."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from portal.core import clock as clocks
from portal.core.errors import NotAllowedNow, RuleBroken, SomeoneWasFaster
from portal.forming.clusters import services as clusters
from portal.forming.clusters.queries import get_cluster, get_membership
from portal.running.things import queries, services
from portal.running.things.models import LoanStatus, ThingKind, Topic
from portal.running.things.workflow import LOAN
from tests.forming.support import act, leave, open_duties
from tests.support.cast import Cast
from tests.support.reader import Reader

Readers = Callable[..., Reader]


def thing(cast: Cast, name: str = "Microscopes", kind: ThingKind = ThingKind.KIT, **more: Any) -> Any:
    words = {"school_id": cast.school["hill"], "kind": kind, "name": name, **more}
    return act(cast, "teacher", services.add_thing, get_cluster(cast.river), **words).id


def asked(cast: Cast, key: Any, who: str, school: str) -> Any:
    day = clocks.today()
    words = {"school_id": cast.school[school], "from_on": day, "due_on": day + timedelta(days=10)}
    return act(cast, who, services.ask, queries.get_thing(cast.river, key), **words).id


def test_one_school_at_a_time_has_it(app: Flask, cast: Cast) -> None:
    with app.app_context():
        key = thing(cast)
        first, second = asked(cast, key, "vale_teacher", "vale"), asked(cast, key, "ford_teacher", "ford")
        with pytest.raises(RuleBroken):
            asked(cast, key, "vale_contact", "vale")
        with pytest.raises(RuleBroken):
            asked(cast, key, "teacher", "hill")
        loan = lambda one: queries.get_loan(cast.river, one)  # noqa: E731
        act(cast, "teacher", services.promise, loan(first))
        with pytest.raises(SomeoneWasFaster):
            act(cast, "coordinator", services.promise, loan(second))
        assert {kind for kind, *_ in open_duties(cast.river)} == {"hand_out_loan", "answer_loan"}
        act(cast, "teacher", services.hand_out, loan(first))
        with pytest.raises(RuleBroken):
            act(cast, "teacher", services.end_thing, queries.get_thing(cast.river, key))
        assert ("bring_back", cast.school["vale"], None, None) in open_duties(cast.river)
        place = leave(cast, cast.river, "vale", "vale_contact", leaving_on=clocks.today())
        with pytest.raises(RuleBroken, match="It has to go back first"):
            act(cast, "vale_contact", clusters.complete_leaving, get_membership(cast.river, place))
        act(cast, "teacher", services.bring_back, loan(first))
        act(cast, "vale_contact", clusters.complete_leaving, get_membership(cast.river, place))
        act(cast, "teacher", services.promise, loan(second))
        with pytest.raises(NotAllowedNow):
            act(cast, "teacher", services.decline, loan(second))
        act(cast, "teacher", services.take_back, loan(second))
        third = asked(cast, key, "ford_contact", "ford")
        act(cast, "teacher", services.promise, loan(third))
        act(cast, "ford_contact", services.withdraw, loan(third))
        act(cast, "teacher", services.end_thing, queries.get_thing(cast.river, key))
        assert {kind for kind, *_ in open_duties(cast.river) if "loan" in kind or "back" in kind} == set()


def test_what_has_ended_is_not_promised(app: Flask, cast: Cast, monkeypatch: Any) -> None:
    with app.app_context():
        key = thing(cast)
        first = asked(cast, key, "vale_teacher", "vale")
        with monkeypatch.context() as patched:  # as if the question had come while the thing was taken off the list
            patched.setattr(queries, "open_loans_of", lambda *ids: [])
            act(cast, "teacher", services.end_thing, queries.get_thing(cast.river, key))
        with pytest.raises(RuleBroken, match="not lent any more"):
            act(cast, "teacher", services.promise, queries.get_loan(cast.river, first))


@pytest.mark.either
def test_every_step_of_a_loan_from_every_state() -> None:
    for state in LoanStatus:
        for command in LOAN.commands:
            one = type("One", (), {"id": 1, "status": state})()
            assert LOAN.allows(one, command) == ((state, command) in LOAN.moves)
            if (state, command) not in LOAN.moves:
                with pytest.raises(NotAllowedNow):
                    LOAN.advance(one, command)


def test_a_week_is_shared_and_needs_meet_offers(app: Flask, cast: Cast) -> None:
    with app.app_context():
        key = thing(cast, "Spanish", ThingKind.PERSON, is_me=True)
        one = lambda: queries.get_thing(cast.river, key)  # noqa: E731
        hill, vale = cast.school["hill"], cast.school["vale"]
        act(cast, "teacher", services.share_week, one(), version=1, week={1: hill, 2: hill, 3: vale, 4: None, 5: None})
        act(cast, "teacher", services.share_week, one(), version=2, week={1: None, 2: vale, 3: vale, 4: hill, 5: None})
        assert {held.day: held.school_id for held in one().days} == {2: vale, 3: vale, 4: hill}
        assert one().person_id == cast.teacher.id
        with pytest.raises(RuleBroken):
            act(cast, "teacher", services.share_week, one(), version=3, week={1: cast.school["brook"]})
        with pytest.raises(RuleBroken):
            asked(cast, key, "vale_teacher", "vale")
        for who, school, needs, offers in (
            ("teacher", "hill", [Topic.ARTS, Topic.ICT], [Topic.SPORT]),
            ("vale_teacher", "vale", [Topic.SPORT], [Topic.ICT]),
            ("teacher", "hill", [Topic.ICT], [Topic.SPORT]),
        ):
            said = {"school_id": cast.school[school], "needs": needs, "offers": offers}
            act(cast, who, services.say_wants, get_cluster(cast.river), **said)
        found = queries.overlaps(cast.river, [hill, vale])
        assert {o.topic: (o.needs, o.offers, o.meets) for o in found if o.needs or o.offers} == {
            Topic.ICT: (["Hill Primary School"], ["Vale Primary School"], True),
            Topic.SPORT: (["Vale Primary School"], ["Hill Primary School"], True),
        }


def test_the_pages(app: Flask, cast: Cast, reader_for: Readers) -> None:
    tom = reader_for(cast.teacher).get(f"/clusters/{cast.river}").follow("Things to lend, and who can teach what")
    tom.follow("Put something on the list").fill(kind="kit", name="Drums, a class set").press("Put it on the list")
    tom.sees("It is on the list.").follow("Change the words").fill(words="Bring a van.").press("Save").sees(
        "Bring a van."
    )
    tom.get(f"/clusters/{cast.river}/things/new").fill(kind="person", name="Spanish").label(
        "It is me: show my name with it", "y"
    )
    tom.press("Put it on the list").sees("Tom O'Neill").follow("Share out the week")
    tom.fill(day_2=str(cast.school["vale"])).press("Save the week").sees("Vale Primary School")
    vic = (
        reader_for(cast.vale_teacher)
        .get(f"/clusters/{cast.river}/things?q=spAN")
        .sees("Spanish", "Ask them")
        .does_not_see("Drums")
    )
    vic.get(f"/clusters/{cast.river}/things?q=zzz%25").sees("Nothing like this is on the list")
    listing = vic.get(f"/clusters/{cast.river}/things")
    assert len(listing.statements) <= 7
    listing.follow("Drums, a class set").follow("Ask for it").fill(from_on=["1", "2", "2001"]).press(
        "Ask for it", expect=422
    )
    day = clocks.today()
    dates = {"from_on": [str(day.day), str(day.month), str(day.year)], "due_on": ["1", "6", str(day.year)]}
    vic.fill(**dates).press("Ask for it").sees("The school is asked.", "Asked")
    tom.get("/what-needs-me").follow("Say whether you lend Drums, a class set").press("Promise it").follow(
        "Vale Primary School"
    )
    tom.press("It is handed out").sees("It is lent now.")
    vic.get("/what-needs-me").sees("Bring back what you have borrowed: Drums, a class set")
    vic.get(f"/clusters/{cast.river}/things").sees("with Vale Primary School until")
    vic.get(f"/clusters/{cast.river}/things/needs/edit").fill(needs=["sport"], offers=["arts"]).press("Save").sees(
        "No offer meets a need yet."
    )
    tom.get(f"/clusters/{cast.river}/things/needs/edit").fill(offers=["sport"]).press("Save").sees("They meet")
    assert b"Sport,Vale Primary School,Hill Primary School" in tom.get(f"/clusters/{cast.river}/things/needs.csv").raw
    reader_for(cast.outsider).get(f"/clusters/{cast.river}/things", expect=404)
    reader_for(cast.abroad_teacher).get(f"/clusters/{cast.river}/things").follow("Drums, a class set").does_not_see(
        "Take it off the list"
    )
