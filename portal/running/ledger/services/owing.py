"""What money makes schools owe: a share that is not paid yet, and what is to be paid back to a school that leaves."""

from datetime import timedelta
from typing import Any

from portal.core import clock, duty
from portal.core.actors import Actor
from portal.core.duty import DutyKind
from portal.forming.clusters.models import MembershipStatus
from portal.forming.clusters.queries import get_cluster
from portal.running.ledger import queries
from portal.running.ledger.models import Purse

PAY_WITHIN = timedelta(days=30)


def keep_duties(purse: Purse, *, by: Actor) -> None:
    """After anything that changes a balance: who is below nothing owes its share; who leaves with something to come is paid back by the school that keeps
    the money."""
    cluster, stands = get_cluster(purse.cluster_id), queries.standing(purse.id).schools
    open_shares = {d.school_id for d in duty.open_duties(DutyKind.PAY_SHARE, purse.id)}
    facts: dict[str, Any] = {"cluster_id": purse.cluster_id, "office": "contact", "title": cluster.name}
    due_at = clock.now() + PAY_WITHIN
    here = {m.school_id for m in cluster.live_memberships()}
    for school_id in sorted(set(stands) | {key for key in open_shares if key is not None}):
        owes = stands.get(school_id, 0) < 0 and school_id in here
        if owes and school_id not in open_shares:
            duty.owe(DutyKind.PAY_SHARE, subject_id=purse.id, school_id=school_id, due_at=due_at, **facts)
        elif not owes and school_id in open_shares:
            duty.settle(DutyKind.PAY_SHARE, purse.id, by=by, school_id=school_id)
    for place in cluster.memberships:
        leaves = place.status in (MembershipStatus.LEAVING, MembershipStatus.LEFT)
        owes = leaves and stands.get(place.school_id, 0) > 0
        held = duty.open_duties(DutyKind.PAY_BACK, place.id) if place.leaving_on is not None or leaves else ()
        if owes and not held:
            words = {**facts, "title": f"{place.school.name}, {cluster.name}"}
            duty.owe(DutyKind.PAY_BACK, subject_id=place.id, school_id=purse.agent_school_id, due_at=due_at, **words)
        elif not owes and held:
            duty.settle(DutyKind.PAY_BACK, place.id, by=by)
