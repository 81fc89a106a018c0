"""Look at the rules again; the programme decides where one breaks."""

from typing import Any

from portal.applying.applications import content
from portal.applying.applications.checks import lacks_of_size
from portal.applying.changes import events, queries
from portal.applying.changes.models import BreakStatus, RuleBreak
from portal.applying.changes.workflow import BREAK
from portal.core import clock, duty
from portal.core.actors import Actor
from portal.core.database import session
from portal.core.duty import DutyKind
from portal.core.errors import RuleBroken
from portal.core.events import record
from portal.core.i18n import _
from portal.core.text import clean
from portal.forming.clusters.models import Cluster
from portal.policy.people import Role


def look_again(cluster: Cluster, *, by: Actor) -> None:
    """A school came or went: where an application was sent, its size rule is checked. Nothing is asked as long as it holds."""
    for application in queries.list_sent(cluster.id):
        latest = queries.latest_break(application.id)
        if not lacks_of_size(application.round, cluster):
            if latest is not None and queries.is_open(latest):
                _mend(latest, by)
            continue
        counts = (len(content.members(cluster)), len(content.overseas(cluster)))
        if latest is not None and latest.status in (BreakStatus.OPEN, BreakStatus.APPROVED):
            if (latest.schools, latest.overseas) == counts:
                continue
            if latest.status == BreakStatus.OPEN:
                latest.schools, latest.overseas = counts
                session().flush()
                continue
        made = RuleBreak(cluster_id=cluster.id, application_id=application.id, schools=counts[0], overseas=counts[1])
        session().add(made)
        session().flush()
        duty.owe(
            DutyKind.APPROVE_CHANGE,
            subject_id=made.id,
            cluster_id=cluster.id,
            role=Role.PROGRAMME_MANAGER.value,
            title=cluster.name,
        )
        record(_fact(events.RoundRuleBroken, made, by))


def _mend(found: RuleBreak, by: Actor) -> None:
    BREAK.advance(found, "mend")
    duty.settle(DutyKind.APPROVE_CHANGE, found.id, by=by, outcome="mended")
    record(_fact(events.RoundRuleMended, found, by))


def _fact(kind: Any, found: RuleBreak, by: Actor) -> Any:
    return kind(by_id=by.id, cluster_id=found.cluster_id, application_id=found.application_id, subject_id=found.id)


def decide(found: RuleBreak, *, by: Actor, approves: bool, reason: str) -> None:
    """The programme agrees to the change, or does not, and says why."""
    if not clean(reason):
        raise RuleBroken("reason", _("Say why. The schools of the cluster read it."))
    command = "approve" if approves else "refuse"
    BREAK.advance(found, command, reason=clean(reason), decided_by_id=by.id, decided_at=clock.now())
    duty.settle(DutyKind.APPROVE_CHANGE, found.id, by=by, outcome=command)
    record(_fact(events.ClusterChangeApproved if approves else events.ClusterChangeRefused, found, by))
