"""Transitions 11 to 28: to whom each belongs, and that it belongs to nobody else. One application is led through its stages.

That the same person never does both halves of one move is the services' word: tested where they live (test_services, test_releases, test_more_time).
"""

from types import SimpleNamespace
from typing import Any

import pytest

from portal.applying.awards.models import Outcome
from portal.core.errors import RuleBroken
from portal.policy import Action, allows
from tests.applying import desk
from tests.support.cast import Cast

STAFF = {"officer", "manager", "manager2"}
MANAGERS = {"manager", "manager2"}
HEADS = {"head", "vale_head", "ford_head"}
COORDINATOR = {"coordinator", "vale_contact"}  # the deputy stands in for the coordinator
CHECKED = {
    Action.APPLICATION_SCREEN: STAFF,
    Action.APPLICATION_REINSTATE: MANAGERS,
    Action.APPLICATION_ALLOCATE: STAFF,
}  # 11, 12, 13
ASKED = {Action.CLARIFICATION_ASK: STAFF | {"moderator"}, Action.CLARIFICATION_ANSWER: COORDINATOR}  # 14, 15
AT_THE_PANEL = {
    Action.PANEL_BEGIN: {"moderator"},
    Action.PANEL_MODERATE: STAFF | {"moderator"},
}  # 16, 17: the chair recommends
DECIDED = {Action.DECISION_RECORD: MANAGERS}  # 17, 18, 20, 22: the manager records
CHECKED_LETTER = {Action.DECISION_CHECK: {"officer", "manager2"}}  # 19: not who decided
TAKEN = {
    Action.AWARD_ACCEPT: HEADS,  # of member schools: a partner school signs no award
    Action.AWARD_DECLINE: COORDINATOR,
    Action.AWARD_MANAGE: MANAGERS,
}  # 23, 24, 28
CONDITIONS = {Action.CONDITION_JUDGE: STAFF}  # 21
OBJECTIONS = {Action.OUTCOME_OBJECT: COORDINATOR}  # 26
WITHDRAWN = {Action.APPLICATION_WITHDRAW: COORDINATOR}  # 25


def who_may(cast: Cast, action: Action, subject: Any) -> set[str]:
    return {key for key in cast.people if allows(cast.signed_in(key), action, subject)}


def test_transitions_11_to_28_belong_to_whom_the_design_says(database: Any, cast: Cast, clock: Any) -> None:
    def are(table: dict[Action, set[str]], subject: Any) -> None:
        assert {action: who_may(cast, action, subject) for action in table} == table

    made = desk.closed(cast, clock)
    desk.screen(cast, made)
    are({**CHECKED, **ASKED, **WITHDRAWN}, desk.read(made))
    desk.assign(cast, made)
    are({**ASKED, **AT_THE_PANEL, **WITHDRAWN}, desk.read(made))
    for person in ("reviewer", "reviewer2"):
        desk.send(cast, made, person)
    are({**ASKED, **AT_THE_PANEL, **DECIDED, **WITHDRAWN}, desk.read(made))
    desk.note(cast, made)
    desk.award_rules(made)
    held = desk.decide(cast, made, Outcome.CONDITIONAL, conditions="Name the second contact.")
    are({**DECIDED, **WITHDRAWN}, desk.read(made))
    are(CHECKED_LETTER, desk.decision(held.id))
    for key in (*HEADS, "coordinator", "abroad", "reviewer", "moderator"):
        assert not allows(cast.signed_in(key), Action.APPLICATION_READ_OUTCOME, desk.read(made)), (key, "it is held")
    desk.release(cast, held)
    are({**DECIDED, **OBJECTIONS}, desk.read(made))
    are(TAKEN, desk.award(made))
    with pytest.raises(RuleBroken, match="for which you sign"):  # past the policy, the service says no, too
        desk.accept(cast, made, "abroad_head", "tumaini")
    are(CONDITIONS, desk.decision(held.id).condition_rows[0])
    # 26 and 27: a manager says who hears it; only that person answers
    objection = SimpleNamespace(cluster_id=cast.river, officer_id=cast.officer.id)
    are({Action.OBJECTION_ASSIGN: MANAGERS, Action.OBJECTION_HEAR: {"officer"}}, objection)
    # 19: the officer may start a sending, too: with a manager who decided alone, the second person is any other of the staff (product.md)
    are({Action.RESULTS_SEND: STAFF, Action.RESULTS_CONFIRM: STAFF}, SimpleNamespace(asked_by_id=None))
