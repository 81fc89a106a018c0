"""The table against the cast: who may do what to their own cluster and school, and to those of others."""

from typing import Any

import pytest
import sqlalchemy as sa

from portal.core.database import session
from portal.forming.clusters.queries import get_cluster
from portal.identity.schools.models import School
from portal.policy import NOBODY, TABLE, Action, allows, can_see
from tests.support.cast import Cast

HILL = {"coordinator", "teacher", "head"}
VALE = {"vale_contact", "vale_teacher", "vale_head"}
FORD = {"ford_contact", "ford_teacher", "ford_head"}
ABROAD = {"abroad", "abroad_teacher", "abroad_head"}
MEMBERS = HILL | VALE | FORD
NETWORK = MEMBERS | ABROAD
STAFF = {"officer", "manager", "manager2"}
COORDINATORS = {"coordinator", "vale_contact"}

CLUSTER = {
    Action.CLUSTER_VIEW: NETWORK | STAFF | {"auditor", "authority"},
    Action.CLUSTER_TIMELINE: NETWORK | STAFF | {"auditor"},
    Action.CLUSTER_EDIT: COORDINATORS,
    Action.CLUSTER_INVITE: COORDINATORS,
    Action.CLUSTER_NOMINATE: MEMBERS,
    Action.CLUSTER_FILL_VACANCY: COORDINATORS,
    Action.EVIDENCE_VIEW: NETWORK | STAFF | {"authority"},
    Action.EVIDENCE_ADD: NETWORK,
    Action.STATEMENT_ASK: COORDINATORS,
    Action.PARTNERSHIP_VIEW: NETWORK | STAFF,
    Action.PARTNERSHIP_OPEN: COORDINATORS,
    Action.PARTNER_INVITE: COORDINATORS,
    Action.BOARD_VIEW: NETWORK,
    Action.THREAD_START: NETWORK,
    Action.CALENDAR_VIEW: NETWORK,
    Action.ACTIVITY_PROPOSE: NETWORK,
    Action.HANDOFF_LIST: NETWORK,
    Action.APPLICATION_START: COORDINATORS,
    Action.VISIT_LIST: NETWORK | STAFF,
    Action.VISIT_PLAN: NETWORK,
    Action.TURN_LIST: NETWORK | STAFF,
    Action.TURN_SWAP: NETWORK,
}
SCHOOL = {
    Action.SCHOOL_VIEW: HILL | STAFF | {"admin", "authority"},
    Action.SCHOOL_EDIT: {"coordinator", "head"},
    Action.SCHOOL_CALENDAR_VIEW: HILL,
    Action.SCHOOL_NAME_CONTACT: {"coordinator", "head"},
    Action.SCHOOL_VERIFY: {"manager", "manager2", "admin"},
    Action.SCHOOL_SUSPEND: {"manager", "manager2", "admin"},
    Action.SCHOOL_STANDING_VIEW: HILL | {"manager", "manager2", "admin"},
    Action.SCHOOL_EVIDENCE_ADD: {"coordinator", "head", "manager", "manager2", "admin"},
    Action.SCHOOL_PROPOSE_AGAIN: set(),
}
ALONE = {
    Action.REVIEW_QUEUE: {"reviewer", "reviewer2", "reviewer3"},
    Action.ORGANISATIONS_VIEW: {"manager", "manager2", "admin"},
    Action.ORGANISATION_EDIT: {"manager", "manager2", "admin"},
    Action.SCHOOL_QUEUE_VIEW: {"manager", "manager2", "admin"},
    Action.REGISTERS_VIEW: {"manager", "manager2", "admin"},
    Action.AREA_VIEW: {"authority"},
    Action.OUTBOX_VIEW: {"admin"},
    Action.SCAN_LIST: {"admin"},
    Action.SAFETY_ITEMS_EDIT: {"manager", "manager2", "admin"},
    Action.AUDIT_VIEW: {"manager", "manager2", "admin", "auditor"},
}


def may(cast: Cast, action: Action, subject: Any) -> set[str]:
    return {key for key in cast.people if allows(cast.signed_in(key), action, subject)}


@pytest.mark.parametrize("action", CLUSTER, ids=str)
def test_of_a_cluster(cast: Cast, database: sa.orm.Session, action: Action) -> None:
    river = get_cluster(cast.river)
    assert may(cast, action, river) == CLUSTER[action]


@pytest.mark.parametrize("action", SCHOOL, ids=str)
def test_of_a_school(cast: Cast, database: sa.orm.Session, action: Action) -> None:
    hill = session().get_one(School, cast.school["hill"])
    assert may(cast, action, hill) == SCHOOL[action]


@pytest.mark.parametrize("action", ALONE, ids=str)
def test_of_a_role(cast: Cast, database: sa.orm.Session, action: Action) -> None:
    assert may(cast, action, None) == ALONE[action]


def test_who_is_outside_does_not_even_know(cast: Cast, database: sa.orm.Session) -> None:
    river = get_cluster(cast.river)
    for key in ("outsider", "nobody", "waiting", "reviewer", "moderator", "admin", "safeguarding"):
        person = cast.signed_in(key)
        assert not [action for action in CLUSTER if can_see(person, action, river)], key


def test_a_visitor_may_nothing(cast: Cast, database: sa.orm.Session) -> None:
    river = get_cluster(cast.river)
    assert not [action for action in TABLE if allows(None, action, river) or can_see(None, action, river)]
    assert not NOBODY
