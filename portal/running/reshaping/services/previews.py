"""What goes where, before anyone agrees to it."""

import uuid
from dataclasses import dataclass

from portal.forming.clusters.models import Side
from portal.forming.clusters.queries import get_cluster
from portal.running.ledger import queries as ledger
from portal.running.reshaping import moving
from portal.running.reshaping.models import Reshaping, ReshapingKind


@dataclass(frozen=True)
class Preview:
    """What goes where: schools and partner schools by name, rows that go along by table, what stays and what stops."""

    schools: tuple[str, ...]
    partners: tuple[str, ...]
    already: tuple[str, ...]
    rows: dict[str, int]
    has_purse: bool
    stays: tuple[str, ...]
    is_merge: bool


def preview(proposal: Reshaping) -> Preview:
    """Reckoned from both clusters as they are now."""
    cluster = get_cluster(proposal.cluster_id)
    live = cluster.live_memberships()
    if proposal.kind == ReshapingKind.MERGE and proposal.other_cluster_id is not None:
        there = {m.school_id for m in get_cluster(proposal.other_cluster_id).live_memberships()}
        going, staying = live, []
    else:
        chosen = {uuid.UUID(one) for one in proposal.school_ids}
        there, going = set(), [m for m in live if m.school_id in chosen]
        staying = [m for m in live if m.school_id not in chosen]
    rows = moving.counts(cluster.id) if proposal.kind == ReshapingKind.MERGE else {}
    purse = ledger.purse_of(cluster.id)
    return Preview(
        tuple(m.school.name for m in going if m.side == Side.HOME),
        tuple(m.school.name for m in going if m.side == Side.PARTNER),
        tuple(m.school.name for m in going if m.school_id in there),
        {name: number for name, number in rows.items() if number},
        purse is not None,
        tuple(m.school.name for m in staying),
        proposal.kind == ReshapingKind.MERGE,
    )
