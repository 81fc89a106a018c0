"""Raise, answer, talk, agree, settle; stop, take back, ask for help, inherit."""

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.core.actors import SYSTEM
from portal.core.database import session
from portal.core.duty import Duty
from portal.core.errors import NotAllowedNow, RuleBroken, SomeoneWasFaster
from portal.core.perform import perform
from portal.forming.clusters.queries import get_cluster
from portal.running.mediation import queries, services
from portal.running.mediation.models import Mediation, MediationStatus, MediatorKind, StepKind, Voice
from tests.conftest import START
from tests.support.cast import Cast

TODAY = START.date()


@pytest.fixture
def owed(app: Flask, cast: Cast) -> Any:
    """What is owed now: {(kind, school's key or person's key or role)}."""
    names = {cast.school[key]: key for key in cast.school} | {p.id: key for key, p in cast.people.items()}

    def found() -> set[tuple[str, str]]:
        with app.app_context():
            rows = session().scalars(sa.select(Duty).where(Duty.closed_at.is_(None))).all()
            return {(d.kind.value, names.get(d.school_id or d.person_id) or str(d.role)) for d in rows}

    return found


@pytest.fixture
def now(app: Flask) -> Any:
    def found(matter_id: Any) -> Mediation:
        with app.app_context():
            return queries.get_mediation(matter_id)

    return found


def test_both_schools_and_the_mediator_say_yes_first(raised: Any, act: Any, owed: Any, now: Any) -> None:
    matter_id = raised()
    assert owed() == {("answer_mediation", "tumaini"), ("mediate", "ford")}
    act("ford_contact", services.mediate, matter_id)
    assert now(matter_id).status == MediationStatus.RAISED
    act("abroad", services.agree, matter_id)
    assert now(matter_id).status == MediationStatus.ACCEPTED
    assert owed() == {("lead_talks", "ford")}


def test_no_duty_stands_in_a_list_of_the_cluster(raised: Any, app: Flask, cast: Cast) -> None:
    raised()
    with app.app_context():
        rows = session().scalars(sa.select(Duty)).all()
        assert rows
        assert {d.cluster_id for d in rows} == {None}
        assert {d.title for d in rows} == {get_cluster(cast.river).name}


def test_the_other_school_says_no_with_a_reason(raised: Any, act: Any, owed: Any, now: Any) -> None:
    matter_id = raised()
    with pytest.raises(RuleBroken):
        act("abroad", services.decline, matter_id, reason="  ")
    act("abroad", services.decline, matter_id, reason="We would rather talk alone.")
    assert (now(matter_id).status, now(matter_id).reason) == (MediationStatus.UNSETTLED, "We would rather talk alone.")
    assert owed() == set()


def test_a_mediator_says_no_and_another_is_chosen(raised: Any, act: Any, owed: Any, now: Any, cast: Cast) -> None:
    matter_id = raised()
    act("abroad", services.agree, matter_id)
    act("ford_contact", services.stop_mediating, matter_id)
    assert not now(matter_id).has_mediator
    assert owed() == {("choose_mediator", "hill")}
    act("teacher", services.choose_mediator, matter_id, mediator=f"person:{cast.officer.id}")
    matter = now(matter_id)
    assert (matter.mediator_kind, matter.mediator_id, matter.other_accepted_at) == (
        MediatorKind.ADVISER,
        cast.officer.id,
        None,
    )
    assert owed() == {("answer_mediation", "tumaini"), ("mediate", "officer")}


def test_the_other_school_may_choose_too_and_the_first_agrees(
    raised: Any, act: Any, owed: Any, now: Any, cast: Cast
) -> None:
    matter_id = raised()
    act("abroad", services.choose_mediator, matter_id, mediator=f"school:{cast.school['vale']}")
    assert owed() == {("answer_mediation", "hill"), ("mediate", "vale")}
    act("vale_contact", services.mediate, matter_id)
    act("coordinator", services.agree, matter_id)
    assert now(matter_id).status == MediationStatus.ACCEPTED


def test_nobody_of_the_two_schools_can_mediate(raised: Any, app: Flask, cast: Cast) -> None:
    with app.app_context():
        offered = queries.list_convenors(cast.river, (cast.school["hill"], cast.school["tumaini"]))
        keys = {one.key for one in offered}
    assert {f"school:{cast.school['ford']}", f"school:{cast.school['vale']}", f"person:{cast.officer.id}"} <= keys
    assert f"person:{cast.coordinator.id}" not in keys  # coordinates, but teaches at Hill
    assert f"person:{cast.people['vale_contact'].id}" in keys  # the deputy
    with pytest.raises(RuleBroken):
        raised(mediator=f"school:{cast.school['tumaini']}")


def test_a_second_one_with_the_same_school_waits_for_the_first(raised: Any) -> None:
    raised()
    with pytest.raises(SomeoneWasFaster) as refused:
        raised("coordinator")
    assert refused.value.message == "Your school has an open matter with this school already."


def test_steps_agreements_and_a_review(talking: Any, act: Any, owed: Any, now: Any, app: Flask, cast: Cast) -> None:
    with pytest.raises(RuleBroken):
        act("ford_contact", services.add_step, talking, kind=StepKind.TALK, on=TODAY + timedelta(days=1), what="x")
    act("ford_contact", services.add_step, talking, kind=StepKind.TALK, on=TODAY, what="We talked for an hour.")
    assert now(talking).status == MediationStatus.IN_PROGRESS
    assert owed() == set()
    due = TODAY + timedelta(days=20)
    act("ford_contact", services.agree_action, talking, owner=Voice.OTHER, what="Answer the letters", due_on=due)
    act("ford_contact", services.agree_action, talking, owner=Voice.MEDIATOR, what="Ring both", due_on=due)
    assert owed() == {("do_agreed", "tumaini"), ("do_agreed", "ford")}
    act("ford_contact", services.settle, talking, outcome="A call each month.", review_on=TODAY + timedelta(days=60))
    assert owed() == {("do_agreed", "tumaini"), ("do_agreed", "ford"), ("review_mediation", "ford")}
    first = now(talking).actions[0]
    with app.app_context(), pytest.raises(RuleBroken):
        perform(services.finish_action, queries.get_action(talking, first.id), by=cast.signed_in("coordinator"))
    with app.app_context():
        perform(services.finish_action, queries.get_action(talking, first.id), by=cast.signed_in("abroad"))
    assert owed() == {("do_agreed", "ford"), ("review_mediation", "ford")}
    act("coordinator", services.reopen, talking)
    assert now(talking).status == MediationStatus.IN_PROGRESS
    act("ford_contact", services.settle, talking, outcome="Twice a term.", review_on=TODAY + timedelta(days=60))
    act("abroad_head", services.close, talking)
    assert (now(talking).status, owed()) == (MediationStatus.CLOSED, set())


def test_it_can_be_taken_back_at_any_time_and_nothing_is_owed_then(talking: Any, act: Any, owed: Any, now: Any) -> None:
    act("teacher", services.withdraw, talking)
    assert (now(talking).status, owed()) == (MediationStatus.WITHDRAWN, set())
    with pytest.raises(NotAllowedNow):
        act("teacher", services.withdraw, talking)


def test_asking_the_administrators_is_recorded_once(talking: Any, act: Any, owed: Any, now: Any) -> None:
    act("abroad", services.escalate, talking, why="We cannot agree about the money.")
    assert now(talking).escalated_at == START
    assert ("help_mediation", "system_administrator") in owed()
    with pytest.raises(NotAllowedNow):
        act("teacher", services.escalate, talking, why="Me too.")
    act("admin", services.add_step, talking, kind=StepKind.NOTE, on=TODAY, what="I will ring you both.")
    assert owed() == set()


def test_the_school_that_takes_the_place_takes_the_matter_over(
    talking: Any, act: Any, owed: Any, now: Any, app: Flask, cast: Cast
) -> None:
    due = TODAY + timedelta(days=20)
    act("ford_contact", services.agree_action, talking, owner=Voice.RAISING, what="Write again", due_on=due)
    hill, brook = cast.school["hill"], cast.school["brook"]
    with app.app_context():
        perform(
            services.inherit_mediations, get_cluster(cast.river), by=SYSTEM, old_school_id=hill, new_school_id=brook
        )
    matter = now(talking)
    assert (matter.raising_school_id, matter.inherited_from_id, matter.status) == (
        brook,
        hill,
        MediationStatus.IN_PROGRESS,
    )
    assert ("do_agreed", "brook") in owed()


def test_a_mediating_school_that_takes_the_place_steps_back(
    talking: Any, owed: Any, now: Any, app: Flask, cast: Cast
) -> None:
    with app.app_context():
        perform(
            services.inherit_mediations,
            get_cluster(cast.river),
            by=SYSTEM,
            old_school_id=cast.school["hill"],
            new_school_id=cast.school["ford"],
        )
    matter = now(talking)
    assert (matter.raising_school_id, matter.has_mediator) == (cast.school["ford"], False)
    assert owed() == {("choose_mediator", "ford")}
