"""A committee has seats of several kinds; nobody sits twice, terms end with a word before, and a place is inherited with its seat."""

import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.core import clock as clocks
from portal.core.database import session
from portal.core.errors import NotAllowedNow, RuleBroken, SomeoneWasFaster
from portal.core.text import fold
from portal.forming.clusters import services as clusters
from portal.forming.clusters.queries import get_cluster, get_membership, get_vacancy
from portal.forming.committees import jobs, queries, services
from portal.forming.committees.models import Committee, Level, Seat, SeatKind, SeatRole
from portal.forming.committees.services import Sitting
from portal.forming.evidence.models import StatementStatus, SupporterStatement
from portal.forming.evidence.queries import list_headings
from portal.forming.formality.models import Level as FormalityLevel
from portal.identity.organisations.models import Organisation, OrganisationKind, OrganisationMember
from portal.identity.schools import services as schools
from portal.identity.schools.queries import get_school
from portal.oversight.notifications.models import Notification
from portal.policy import Action, allows
from tests.forming.support import act, facts_of, formal, invite, join, leave, open_duties
from tests.support.cast import Cast, commit
from tests.support.reader import Reader

Readers = Callable[..., Reader]


def begun(cast: Cast, name: str = "Council", who: str = "coordinator", cluster: Any = None) -> Any:
    formal(cast, cast.river)
    made = act(cast, who, services.begin_committee, get_cluster(cluster or cast.river), name=name, remit="We plan.")
    return made.id


def seat(cast: Cast, committee_id: Any, who: str = "coordinator", **words: Any) -> Seat:
    sitting = Sitting(**{"kind": SeatKind.SCHOOL, **words})
    return act(cast, who, services.give_seat, queries.get_committee(cast.river, committee_id), sitting=sitting)  # type: ignore[no-any-return]


def fresh(cast: Cast, seat_id: Any) -> Seat:
    return queries.get_seat(cast.river, seat_id)


def test_seats_of_every_kind_and_nobody_twice(app: Flask, cast: Cast) -> None:
    with app.app_context():
        one = begun(cast)
        hill, vale, ford = (cast.school[key] for key in ("hill", "vale", "ford"))
        seat(cast, one, school_id=hill, person_id=cast.coordinator.id, role=SeatRole.CHAIR)
        seat(cast, one, school_id=vale)
        seat(cast, one, kind=SeatKind.AUTHORITY, body="Marlbury Council", person_id=cast.authority.id)
        seat(cast, one, kind=SeatKind.COMMUNITY, body="Village chief", holder_name="Sophea Lim")
        for words, field in (
            ({"school_id": cast.school["brook"]}, "school"),
            ({"kind": SeatKind.PARENTS}, "body"),
            ({"school_id": ford, "person_id": cast.outsider.id}, "person"),
            ({"school_id": ford, "person_id": cast.ford_teacher.id, "holder_name": "Someone"}, "holder_name"),
            ({"school_id": ford, "holder_name": "carys OKORO"}, "holder_name"),
            ({"school_id": ford, "until_on": clocks.today() - timedelta(days=1)}, "until_on"),
        ):
            with pytest.raises(RuleBroken) as refused:
                seat(cast, one, **words)
            assert refused.value.field == field
            session().rollback()
        for words in (
            {"kind": SeatKind.AUTHORITY, "body": "Another", "person_id": cast.coordinator.id},
            {"kind": SeatKind.PARENTS, "body": "Parents", "holder_name": "sophea lim"},
            {"school_id": ford, "role": SeatRole.CHAIR},
        ):
            with pytest.raises(SomeoneWasFaster) as taken:
                seat(cast, one, **words)
            assert taken.value.message
        committee = queries.get_committee(cast.river, one)
        assert [s.holds_for for s in committee.open_seats()] == [
            "Hill Primary School",
            "Vale Primary School",
            "Marlbury Council",
            "Village chief",
        ]
        assert set(committee.school_ids()) == {hill, vale}
        assert ("name_seat", vale, None, "contact") in open_duties(cast.river)
        empty = next(s for s in committee.open_seats() if s.school_id == vale)
        act(cast, "vale_contact", services.name_holder, fresh(cast, empty.id), person_id=cast.vale_teacher.id)
        assert not [1 for kind, *_more in open_duties(cast.river) if kind == "name_seat"]
        with pytest.raises(SomeoneWasFaster):
            begun(cast, "COUNCIL")
        act(cast, "coordinator", services.close_committee, queries.get_committee(cast.river, one))
        assert begun(cast, "council") != one
        with pytest.raises(NotAllowedNow):
            seat(cast, one, school_id=ford)


def test_a_month_before_a_term_ends_somebody_is_asked(app: Flask, cast: Cast, clock: Any) -> None:
    with app.app_context():
        one = begun(cast)
        chair = {"school_id": cast.school["hill"], "person_id": cast.coordinator.id, "role": SeatRole.CHAIR}
        seat(cast, one, **chair)
        last = clocks.today() + timedelta(days=60)
        term = seat(cast, one, school_id=cast.school["vale"], person_id=cast.vale_contact.id, until_on=last).id
        jobs.remind_of_terms()
        assert open_duties(cast.river) == set()
        clock.hold(clocks.now() + timedelta(days=31))
        jobs.remind_of_terms()
        jobs.remind_of_terms()
        assert open_duties(cast.river) == {("renew_seat", cast.school["hill"], cast.coordinator.id, None)}
        assert facts_of(cast.river).count("seat_term_ending") == 1
        told = session().scalars(sa.select(Notification.person_id).where(Notification.kind == "seat_term_ending")).all()
        assert set(told) == {cast.coordinator.id, cast.vale_contact.id}
        act(cast, "coordinator", services.renew_seat, fresh(cast, term), until_on=last + timedelta(days=365))
        assert open_duties(cast.river) == set()
        act(cast, "vale_contact", services.end_seat, fresh(cast, term))
        with pytest.raises(NotAllowedNow):
            act(cast, "coordinator", services.renew_seat, fresh(cast, term), until_on=None)


def test_seats_follow_people_and_schools(app: Flask, cast: Cast) -> None:
    with app.app_context():
        one = begun(cast)
        kept = seat(cast, one, school_id=cast.school["vale"], person_id=cast.vale_teacher.id).id
        vale = get_school(cast.school["vale"])
        member = next(m for m in vale.members if m.person_id == cast.vale_teacher.id)
        act(cast, "vale_contact", schools.complete_leaving, member)
        assert fresh(cast, kept).holder == ""
        assert ("name_seat", cast.school["vale"], None, "contact") in open_duties(cast.river)
        membership = leave(cast, cast.river, "vale", "vale_contact", leaving_on=clocks.today())
        act(cast, "vale_contact", clusters.complete_leaving, get_membership(cast.river, membership))
        assert (fresh(cast, kept).ended_at is not None, fresh(cast, kept).left_school) == (True, True)
        assert not [1 for kind, *_more in open_duties(cast.river) if kind == "name_seat"]
        place = get_vacancy(cast.river, get_cluster(cast.river).open_vacancies()[0].id)
        asked = invite(cast, cast.river, "brook", "coordinator", vacancy=place)
        join(cast, cast.river, asked, "outsider")
        committee = queries.get_committee(cast.river, one)
        assert [s.school_id for s in committee.open_seats()] == [cast.school["brook"]]
        assert ("name_seat", cast.school["brook"], None, "contact") in open_duties(cast.river)


def within_list(app: Flask, name: str, person_id: uuid.UUID) -> uuid.UUID:
    """An organisation of the programme's list, with somebody of it."""

    def made() -> uuid.UUID:
        one = Organisation(kind=OrganisationKind.MUSEUM, name=name, folded_name=fold(name))
        session().add(one)
        session().flush()
        session().add(OrganisationMember(organisation_id=one.id, person_id=person_id))
        return one.id

    return commit(app, made)  # type: ignore[no-any-return]


def supports(cluster_id: uuid.UUID, organisation_id: uuid.UUID) -> None:
    """The organisation has given the cluster a letter of support."""
    given = {"status": StatementStatus.GIVEN, "given_at": clocks.now(), "expires_at": clocks.now()}
    words = {"organisation": "Trust", "organisation_kind": "museum", "supporter_email": "trust@museum.example"}
    heading = list_headings()[0].id
    session().add(
        SupporterStatement(cluster_id=cluster_id, organisation_id=organisation_id, heading_id=heading, **given, **words)
    )


def test_after_going_down_what_is_at_work_goes_on_and_the_list_says_so(
    app: Flask, cast: Cast, reader_for: Readers
) -> None:
    path = f"/clusters/{cast.river}/committees"
    with app.app_context():
        begun(cast)
    lead = reader_for(cast.coordinator).get(path).sees("Begin another committee").does_not_see("not switched on")
    with app.app_context():
        formal(cast, cast.river, FormalityLevel.NETWORK)
    lead.get(path).sees("Committees are not switched on for a cluster as formal as this one.")
    lead.does_not_see("Begin another committee").follow("See how formal your cluster is").sees("Network")


def test_the_pages(app: Flask, cast: Cast, reader_for: Readers) -> None:
    base = f"/clusters/{cast.river}"
    carys = reader_for(cast.coordinator).get(base).does_not_see("Begin a committee")
    carys.get(base + "/committees").sees("Committees are not switched on")
    carys.get(base + "/committees/new").fill(name="River council").press("Begin the committee", expect=422)
    with app.app_context():
        formal(cast, cast.river)
    carys.get(base).follow("How formal are we?").follow("Committees: who sits in them, and what they are there for")
    carys.follow("Begin a committee").fill(name="River council").press("Begin the committee")
    carys.sees("The committee has begun.", "Nobody sits in it yet.").follow("Give a seat")
    carys.fill(kind="parents").press("Give the seat", expect=422).sees("Say whose seat it is, for example")
    carys.fill(kind="parents", body="Parents of Vale", holder_name="Pat Gill").press("Give the seat")
    carys.sees("Pat Gill").follow("Give a seat")
    carys.fill(kind="school", school=str(cast.school["vale"]), role="chair").press("Give the seat")
    carys.sees("Vale Primary School", "nobody named yet")
    page = carys.path
    council = within_list(app, "Marlbury Museum Trust", cast.nobody.id)
    carys.follow("Give a seat").follow("Choose it from the programme’s list").fill(q="museum").press("Search")
    carys.follow("Marlbury Museum Trust").sees("Chosen from the programme’s list: Marlbury Museum Trust.")
    name, there = cast.nobody.name, carys.path
    assert name not in carys.text, (
        "whose people are those of a body that has nothing to do with the cluster is not told"
    )
    body = {"kind": "organisation", "body": "Marlbury Museum Trust", "person": str(cast.nobody.id)}
    carys.fill(**body).press("Give the seat", expect=422)
    commit(app, lambda: supports(cast.river, council))
    carys.get(there).sees(name).fill(person=str(cast.nobody.id)).press("Give the seat").sees(
        "Organisation, on the programme’s list"
    )
    with app.app_context():
        held = session().scalars(sa.select(Seat).where(Seat.organisation_id == council)).one()
        assert (held.kind, held.body, held.person_id) == (
            SeatKind.ORGANISATION,
            "Marlbury Museum Trust",
            cast.nobody.id,
        )
    reader_for(cast.nobody).get(page).sees("River council")
    vera = reader_for(cast.vale_contact).get("/what-needs-me").follow("Say who sits for your school in River council")
    vera.follow("Say who sits on it Vale Primary School").fill(person=str(cast.vale_contact.id)).press("Save")
    vera.sees("Vera Singh").follow("Write it anew").fill(remit="We plan the year.").press("Save").sees(
        "We plan the year."
    )
    vera.follow("Term and role Vale Primary School").press("Go on with this seat").sees("Saved.")
    reader_for(cast.authority).get(page).follow("One page to print, for new members").sees("Each school has one vote")
    reader_for(cast.ford_teacher).get(page).does_not_see("Give a seat")
    reader_for(cast.ford_teacher).get(page + "/edit", expect=403)
    reader_for(cast.outsider).get(page, expect=404)
    vera.get(page).press("End the committee").sees("The committee is over.")
    with app.app_context():
        one = session().scalars(sa.select(Committee)).one()
        assert (one.level, one.closed_at is not None) == (Level.SCHOOLS, True)


def test_who_sits_in_it_reads_it(app: Flask, cast: Cast) -> None:
    """An officer of another area's authority reads it for as long as they sit in it; a chair may change it."""
    with app.test_request_context():
        one = begun(cast)
        seat(cast, one, kind=SeatKind.AUTHORITY, body="Council", person_id=cast.authority.id, role=SeatRole.CLERK)
        committee = queries.get_committee(cast.river, one)
        ada = cast.signed_in("authority")
        assert allows(ada, Action.COMMITTEE_CHANGE, committee)
        assert not allows(cast.signed_in("teacher"), Action.COMMITTEE_CHANGE, committee)


@pytest.mark.parametrize("count", [1, 3, 30])
def test_pages_cost_the_same(app: Flask, cast: Cast, reader_for: Readers, count: int) -> None:
    def more() -> Any:
        on = clocks.today()
        for n in range(count):
            made = Committee(cluster_id=cast.river, name=f"C{n}", folded_name=f"c{n}", remit="We.", begun_on=on)
            session().add(made)
            session().flush()
            for m in range(count):
                session().add(Seat(committee_id=made.id, kind=SeatKind.PARENTS, body=f"P{m}", from_on=on))
        return made.id

    one = commit(app, more)
    carys = reader_for(cast.coordinator)
    assert len(carys.get(f"/clusters/{cast.river}/committees").statements) <= 9
    assert len(carys.get(f"/clusters/{cast.river}/committees/{one}").statements) <= 9
