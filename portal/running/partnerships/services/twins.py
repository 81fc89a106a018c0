"""Two clusters become partner clusters in one step: the one asked, the other said yes, whichever way they found each other."""

from portal.core import clock, duty
from portal.core.actors import Actor
from portal.core.database import session
from portal.core.duty import DutyKind
from portal.core.errors import RuleBroken
from portal.core.events import record
from portal.core.i18n import _
from portal.core.workflow import change
from portal.forming.clusters.models import Cluster
from portal.running.partnerships import events, queries
from portal.running.partnerships.models import Partnership, PartnershipShape, PartnershipStatus
from portal.running.partnerships.services.partnerships import open_partnership
from portal.running.partnerships.workflow import PARTNERSHIP


def become_twins(cluster: Cluster, *, twin: Cluster, by: Actor) -> Partnership:
    """The schools of `twin` share the board and calendar of `cluster` from now on, as far as they are verified or vouched for.

    A partnership of two clusters that still looks for its partner cluster is taken, else one is opened. Raises RuleBroken when the two are linked already.
    """
    if queries.are_twins(cluster.id, twin.id):
        raise RuleBroken(None, _("Your two clusters are partner clusters already."))
    partnership = _looking(cluster) or open_partnership(
        cluster,
        by=by,
        name=_("%(one)s and %(other)s", one=cluster.name[:75], other=twin.name[:75]),
        shape=PartnershipShape.MIRRORED,
    )
    change(
        partnership,
        {"partner_cluster_id": None, "status": PartnershipStatus.EXPLORING},
        {"partner_cluster_id": twin.id, "version": partnership.version + 1},
    )
    PARTNERSHIP.advance(partnership, "begin", opened_at=clock.now())
    session().refresh(partnership)
    record(
        events.PartnerClusterAccepted(
            by_id=by.id, cluster_id=cluster.id, subject_id=partnership.id, partner_cluster_id=twin.id
        )
    )
    return partnership


def _looking(cluster: Cluster) -> Partnership | None:
    """The cluster's partnership of two clusters that has no partner cluster yet and has asked none."""
    shape, state = PartnershipShape.MIRRORED, PartnershipStatus.EXPLORING
    looking = [
        one
        for one in queries.list_partnerships(cluster.id)
        if (one.shape, one.status, one.partner_cluster_id) == (shape, state, None)
    ]
    return next((one for one in looking if not duty.open_duties(DutyKind.AGREE_PAIR, one.id)), None)
