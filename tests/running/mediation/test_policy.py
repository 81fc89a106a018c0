"""Who sees a difficulty, person by person of the cast, at each stage; and the list agrees with the rule."""

from typing import Any

import pytest
from flask import Flask

from portal.policy import Action, allows, can_see
from portal.running.mediation import queries, services
from tests.support.cast import Cast

RAISING = {"teacher", "coordinator", "head"}
OTHER = {"abroad", "abroad_head"}
MEDIATOR = {"ford_contact", "ford_head"}
# once everyone has said yes
TALKING = {
    Action.MEDIATION_VIEW: RAISING | OTHER | MEDIATOR,
    Action.MEDIATION_READ: RAISING | OTHER | MEDIATOR,
    Action.MEDIATION_CHOOSE_MEDIATOR: RAISING | OTHER,
    Action.MEDIATION_AGREE: RAISING | OTHER,
    Action.MEDIATION_DECLINE: OTHER,
    Action.MEDIATION_MEDIATE: MEDIATOR,
    Action.MEDIATION_LOG: RAISING | OTHER | MEDIATOR,
    Action.MEDIATION_LEAD: MEDIATOR,
    Action.MEDIATION_STOP: RAISING | OTHER | MEDIATOR,
    Action.MEDIATION_WITHDRAW: RAISING,
    Action.MEDIATION_ESCALATE: RAISING | OTHER | MEDIATOR,
}
NOT_FOR_ADMINISTRATORS = {
    Action.MEDIATION_CHOOSE_MEDIATOR,
    Action.MEDIATION_AGREE,
    Action.MEDIATION_DECLINE,
    Action.MEDIATION_MEDIATE,
    Action.MEDIATION_WITHDRAW,
    Action.MEDIATION_ESCALATE,
}


@pytest.fixture
def may(app: Flask, cast: Cast) -> Any:
    def found(action: Action, matter_id: Any) -> set[str]:
        with app.app_context():
            people = {key: cast.signed_in(key) for key in cast.people}
            matter = queries.get_mediation(matter_id)
            return {key for key, person in people.items() if allows(person, action, matter)}

    return found


def test_while_everyone_talks(talking: Any, may: Any) -> None:
    assert {action: may(action, talking) for action in TALKING} == TALKING


def test_a_mediator_reads_nothing_before_everyone_has_said_yes(raised: Any, act: Any, may: Any) -> None:
    matter_id = raised()
    assert may(Action.MEDIATION_VIEW, matter_id) == RAISING | OTHER | MEDIATOR
    assert may(Action.MEDIATION_READ, matter_id) == RAISING | OTHER
    act("ford_contact", services.mediate, matter_id)
    assert may(Action.MEDIATION_READ, matter_id) == RAISING | OTHER
    act("abroad", services.agree, matter_id)
    assert may(Action.MEDIATION_READ, matter_id) == RAISING | OTHER | MEDIATOR


def test_the_administrator_comes_in_only_when_asked(talking: Any, act: Any, may: Any) -> None:
    act("ford_contact", services.escalate, talking, why="We are stuck.")
    for action, people in TALKING.items():
        wanted = people if action in NOT_FOR_ADMINISTRATORS else people | {"admin"}
        assert may(action, talking) == wanted, action


def test_a_mediator_who_said_no_sees_it_no_more(raised: Any, act: Any, may: Any) -> None:
    matter_id = raised()
    act("ford_contact", services.stop_mediating, matter_id)
    assert may(Action.MEDIATION_VIEW, matter_id) == RAISING | OTHER


def test_others_do_not_know_that_it_is_there(talking: Any, app: Flask, cast: Cast) -> None:
    with app.app_context():
        people = {key: cast.signed_in(key) for key in cast.people}
        matter = queries.get_mediation(talking)
        for key in set(people) - RAISING - OTHER - MEDIATOR:
            assert not [action for action in TALKING if can_see(people[key], action, matter)], key


def test_the_list_agrees_with_the_rule(talking: Any, raised: Any, act: Any, app: Flask, cast: Cast) -> None:
    second = raised("vale_contact", "ford", mediator=f"person:{cast.coordinator.id}")
    third = raised("abroad_teacher", "vale", mediator=f"person:{cast.officer.id}")
    act("vale_head", services.escalate, third, why="Please help.")
    with app.app_context():
        matters = {one: queries.get_mediation(one) for one in (talking, second, third)}
        for key in cast.people:
            person = cast.signed_in(key)
            listed = {one.id for one in queries.list_mine(person)}
            assert listed == {
                one for one, matter in matters.items() if allows(person, Action.MEDIATION_VIEW, matter)
            }, key
