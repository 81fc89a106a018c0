"""Look at the rules again: how many schools, countries, both sides, who leads. The programme decides where one breaks."""

from collections.abc import Sequence
from typing import Any

from portal.applying.applications import content
from portal.applying.applications.checks import Lack, lacks_of_roles, lacks_of_size
from portal.applying.applications.services.open_versions import title_of
from portal.applying.changes import events, queries
from portal.applying.changes.models import BreakStatus, RuleBreak
from portal.applying.changes.workflow import BREAK
from portal.applying.programmes.models import Round
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
    """A school came or went, or an office is empty: where an application was sent, its rules are checked. Nothing is asked as long as they hold."""
    for application in queries.list_sent(cluster.id):
        latest = queries.latest_break(application.id)
        lacks = lacks_after_change(application.round, cluster)
        if not lacks:
            if latest is not None and queries.is_open(latest):
                _mend(latest, by)
            continue
        counts = (len(content.members(cluster)), len(content.overseas(cluster)), lacking(lacks))
        if latest is not None and latest.status in (BreakStatus.OPEN, BreakStatus.APPROVED):
            if (latest.schools, latest.overseas, latest.lacking) == counts:
                continue
            if latest.status == BreakStatus.OPEN:
                latest.schools, latest.overseas, latest.lacking = counts
                session().flush()
                continue
        schools, overseas, codes = counts
        made = RuleBreak(
            cluster_id=cluster.id, application_id=application.id, schools=schools, overseas=overseas, lacking=codes
        )
        session().add(made)
        session().flush()
        duty.owe(
            DutyKind.APPROVE_CHANGE,
            subject_id=made.id,
            cluster_id=cluster.id,
            role=Role.PROGRAMME_MANAGER.value,
            title=title_of(application),
        )
        record(_fact(events.RoundRuleBroken, made, by))


def lacks_after_change(planned: Round, cluster: Cluster) -> list[Lack]:
    """Which rules of the round the cluster no longer meets."""
    return lacks_of_size(planned, cluster) + lacks_of_roles(cluster)


def lacking(lacks: Sequence[Lack]) -> str:
    """The codes of the rules that break, in a fixed order: what an approval was given for."""
    return ",".join(sorted({lack.rule for lack in lacks}))


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
