"""What becomes due by itself: invitations run out, silence agrees, a leaving day comes."""

from datetime import timedelta
from typing import Any

from portal.core import clock
from portal.core.actors import SYSTEM
from portal.core.database import session
from portal.core.errors import Refusal
from portal.core.jobs import every
from portal.core.perform import perform
from portal.forming.clusters import queries, services
from portal.forming.clusters.models import SILENCE_AGREES_AFTER, Cluster, ClusterMembership


@every(timedelta(hours=1))
def keep_clusters_moving() -> None:
    """Expire invitations, ask nominees to whom nobody objected, complete what was announced for a day that is past, let closed schools go."""
    past = _keys(queries.list_invitations_past(clock.now()))
    nominated = {o.cluster_id for o in queries.list_nominations_since(clock.now() - SILENCE_AGREES_AFTER)}
    leaving = [
        m.id for m in queries.list_leaving() if m.leaving_on is not None and m.leaving_on < clock.today(m.cluster.zone)
    ]
    for key in past:
        _try(services.expire_invitation, ClusterMembership, key)
    for key in sorted(nominated):
        _try(services.review_nominations, Cluster, key)
    for key in leaving:
        _try(services.complete_leaving, ClusterMembership, key)
    for key in queries.list_memberships_of_closed_schools():
        _try(services.leave_closed_school, ClusterMembership, key)


def _keys(records: Any) -> list[Any]:
    return [record.id for record in records]


def _try(deed: Any, table: Any, key: Any) -> None:
    """One act in one transaction; a refusal (a lead school without successor, say) leaves it to people."""
    subject = session().get(table, key)
    try:
        perform(deed, subject, by=SYSTEM)
    except Refusal:
        session().rollback()
