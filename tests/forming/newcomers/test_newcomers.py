"""A teacher who is new is welcomed once, has a buddy, ticks eight steps; leaving ends it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.core import clock as clocks
from portal.core.database import session
from portal.core.errors import NotAllowedNow, RuleBroken
from portal.forming.clusters.models import ClusterMembership
from portal.forming.newcomers import jobs, queries, services
from portal.forming.newcomers.models import Newcomer, Step
from portal.identity.schools import services as schools
from portal.identity.schools.models import MemberStatus, SchoolMember
from portal.identity.schools.queries import get_school
from portal.policy import Action, allows
from tests.forming.support import act, facts_of, open_duties
from tests.support.cast import Cast, commit
from tests.support.reader import Reader

Readers = Callable[..., Reader]


@pytest.fixture
def came(app: Flask, cast: Cast) -> None:
    """Nia joins Vale, which has been in the cluster for a month."""

    def lay() -> None:
        at = clocks.now()
        session().execute(sa.update(ClusterMembership).values(joined_at=at - timedelta(days=30)))
        session().add(
            SchoolMember(
                school_id=cast.school["vale"], person_id=cast.nobody.id, status=MemberStatus.MEMBER, answered_at=at
            )
        )

    commit(app, lay)


def one(cast: Cast) -> Newcomer:
    found = session().scalars(sa.select(Newcomer.id)).one()
    return queries.get_newcomer(cast.river, found)


def test_who_comes_after_the_school_is_welcomed_once(app: Flask, came: None, cast: Cast, clock: Any) -> None:
    with app.app_context():
        jobs.welcome_newcomers()
        jobs.welcome_newcomers()
        assert facts_of(cast.river) == ["newcomer_welcomed"]
        assert one(cast).buddy_id == cast.vale_contact.id
        assert open_duties(cast.river) == {("read_in", cast.school["vale"], cast.nobody.id, None)}
        with pytest.raises(RuleBroken):
            act(cast, "coordinator", services.choose_buddy, one(cast), person_id=cast.outsider.id)
        with pytest.raises(RuleBroken):
            act(cast, "coordinator", services.choose_buddy, one(cast), person_id=cast.nobody.id)
        act(cast, "coordinator", services.choose_buddy, one(cast), person_id=cast.ford_teacher.id)
        assert act(cast, "nobody", services.tick, one(cast), steps=[Step.BOARD, Step.MAIL]) is False
        assert act(cast, "nobody", services.tick, one(cast), steps=[Step.BOARD]) is False
        assert one(cast).done == {Step.BOARD}
        assert act(cast, "nobody", services.tick, one(cast), steps=list(Step)) is True
        with pytest.raises(NotAllowedNow):
            act(cast, "nobody", services.tick, one(cast), steps=[])
        assert open_duties(cast.river) == set()


def test_who_leaves_reads_in_no_more_and_a_buddy_who_leaves_is_replaced(app: Flask, came: None, cast: Cast) -> None:
    with app.app_context():
        jobs.welcome_newcomers()
        act(cast, "vale_contact", services.choose_buddy, one(cast), person_id=cast.vale_teacher.id)
        for key, wanted in (("vale_teacher", cast.vale_contact.id), ("nobody", cast.vale_contact.id)):
            school = get_school(cast.school["vale"])
            member = next(m for m in school.members if m.person_id == cast.people[key].id)
            act(cast, "vale_contact", schools.complete_leaving, member)
            assert one(cast).buddy_id == wanted
        assert one(cast).finished_at is not None
        assert not [1 for kind, *_more in open_duties(cast.river) if kind == "read_in"]


def test_a_buddy_of_another_school_who_leaves_is_replaced_too(app: Flask, came: None, cast: Cast) -> None:
    with app.app_context():
        jobs.welcome_newcomers()
        act(cast, "vale_contact", services.choose_buddy, one(cast), person_id=cast.teacher.id)
        hill = get_school(cast.school["hill"])
        member = next(m for m in hill.members if m.person_id == cast.teacher.id)
        act(cast, "coordinator", schools.complete_leaving, member)
        assert (one(cast).buddy_id, one(cast).finished_at) == (cast.vale_contact.id, None)


def test_the_pages(app: Flask, came: None, cast: Cast, reader_for: Readers) -> None:
    with app.app_context():
        jobs.welcome_newcomers()
    nia = reader_for(cast.nobody).get("/what-needs-me").follow("Read in to River schools")
    nia.sees("Vera Singh shows you round.", "I have looked at the board and said hello").follow(
        "Tick what you have done"
    )
    nia.label("I have read what binds the schools", "").press("Save").sees("Saved. Go on whenever you like.")
    page = nia.path
    vera = reader_for(cast.vale_contact).get("/notices").sees("Nia New of Vale Primary School is new in River schools.")
    vera.get(page).follow("Choose someone else").press("Choose this buddy")
    reader_for(cast.coordinator).get(f"/clusters/{cast.river}").follow("Who is new").sees("Nia New", "1 of 8")
    reader_for(cast.ford_teacher).get(page, expect=403)
    reader_for(cast.vale_teacher).get(page + "/tick", expect=403)
    reader_for(cast.outsider).get(page, expect=404)


@pytest.mark.parametrize("count", [1, 3, 30])
def test_the_list_costs_the_same(app: Flask, cast: Cast, reader_for: Readers, count: int) -> None:
    people = [someone.id for someone in cast.people.values()]

    def more() -> None:
        for person_id in people[: min(count, len(people))]:
            session().add(
                Newcomer(
                    cluster_id=cast.river,
                    school_id=cast.school["vale"],
                    person_id=person_id,
                    buddy_id=people[0],
                    began_on=clocks.today(),
                )
            )

    commit(app, more)
    assert len(reader_for(cast.coordinator).get(f"/clusters/{cast.river}/newcomers").statements) <= 8


def test_a_school_that_has_left_chooses_no_buddy(app: Flask, came: None, cast: Cast) -> None:
    """Its contact may, for as long as the school is in the cluster; the coordinator may still."""
    with app.test_request_context():
        jobs.welcome_newcomers()
        subject = one(cast)
        contact, coordinator = cast.signed_in("vale_contact"), cast.signed_in("coordinator")
        assert allows(contact, Action.NEWCOMER_BUDDY, subject)
        gone = replace(contact, places={key: place for key, place in contact.places.items() if key != cast.river})
        assert not allows(gone, Action.NEWCOMER_BUDDY, subject)
        assert allows(coordinator, Action.NEWCOMER_BUDDY, subject)
