"""What goes where, before anyone agrees to it."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field

import sqlalchemy as sa

from portal.core.database import session
from portal.core.errors import RuleBroken
from portal.core.i18n import _
from portal.forming.clusters.models import Cluster, ClusterMembership, Side
from portal.forming.clusters.queries import get_cluster
from portal.running.ledger import money
from portal.running.ledger import queries as ledger
from portal.running.ledger.services import check_joining
from portal.running.reshaping import going, moving
from portal.running.reshaping.models import Reshaping, ReshapingKind
from portal.running.reshaping.queries import links_across
from portal.running.things.models import Loan, LoanStatus, Thing


@dataclass(frozen=True)
class First:
    """Something that has to be in order first: a sentence, and the page where it is put in order."""

    words: str
    path: str


@dataclass(frozen=True)
class Preview:
    """What goes where: schools and partner schools by name, rows that go along by table, what stays and what stops."""

    is_merge: bool
    schools: tuple[str, ...]
    partners: tuple[str, ...]
    already: tuple[str, ...]
    stays: tuple[str, ...]
    rows: dict[str, int]
    shared: dict[str, int] = field(default_factory=dict)
    owed: int = 0
    ends: tuple[str, ...] = ()
    books: str = ""
    first: tuple[First, ...] = ()


def preview(proposal: Reshaping) -> Preview:
    """Reckoned from both clusters as they are now."""
    cluster = get_cluster(proposal.cluster_id)
    return _of_merge(cluster, proposal) if proposal.kind == ReshapingKind.MERGE else _of_split(cluster, proposal)


def _names(places: Sequence[ClusterMembership], side: Side) -> tuple[str, ...]:
    return tuple(one.school.name for one in places if one.side == side)


def _of_merge(cluster: Cluster, proposal: Reshaping) -> Preview:
    live = cluster.live_memberships()
    other = get_cluster(proposal.other_cluster_id) if proposal.other_cluster_id is not None else None
    there = {m.school_id for m in other.live_memberships()} if other is not None else set()
    first = _two_currencies(cluster, other)
    return Preview(
        is_merge=True,
        schools=_names(live, Side.HOME),
        partners=_names(live, Side.PARTNER),
        already=tuple(m.school.name for m in live if m.school_id in there),
        stays=(),
        rows={name: number for name, number in moving.counts(cluster.id).items() if number},
        books=_books(cluster, other) if not first else "",
        first=tuple(first),
    )


def _two_currencies(cluster: Cluster, other: Cluster | None) -> list[First]:
    try:
        check_joining(ledger.purse_of(cluster.id), ledger.purse_of(other.id) if other is not None else None)
    except RuleBroken as no:
        return [First(str(no), f"/clusters/{cluster.id}/ledger")]
    return []


def _books(cluster: Cluster, other: Cluster | None) -> str:
    """What becomes of the money, in a sentence."""
    here = ledger.purse_of(cluster.id)
    there = ledger.purse_of(other.id) if other is not None else None
    if here is None:
        return ""
    if there is None:
        return _("Its books go along as they are. %(school)s still keeps the money.", school=here.agent.name)
    said = {"one": here.agent.name, "other": there.agent.name}
    if here.agent_school_id == there.agent_school_id:
        return _("Its books go along. %(one)s keeps the money of both.", **said)
    bank = ledger.standing(here.id).bank
    said["amount"] = money.shown(abs(bank), here.currency)
    if bank < 0:
        return _("Its books go along. %(one)s has laid out %(amount)s, and has that to come from %(other)s.", **said)
    return _(
        "Its books go along. %(one)s has %(amount)s of it, and owes that to %(other)s, which keeps the money.", **said
    )


def _of_split(cluster: Cluster, proposal: Reshaping) -> Preview:
    ids = [uuid.UUID(one) for one in proposal.school_ids]
    live = cluster.live_memberships()
    goes = [m for m in live if m.school_id in ids]
    partners = [m.school_id for m in goes if m.side == Side.PARTNER]
    along = going.what_goes(cluster.id, ids, partners)
    rows = {name: len(found) for name, found in along.rows.items() if found}
    if along.split_partnerships:
        rows["partnership"] = rows.get("partnership", 0) + len(along.split_partnerships)
    return Preview(
        is_merge=False,
        schools=_names(goes, Side.HOME),
        partners=_names(goes, Side.PARTNER),
        already=(),
        stays=tuple(m.school.name for m in live if m.school_id not in ids),
        rows=rows,
        shared=going.count_shared(cluster.id, ids, along),
        owed=going.count_owed(cluster.id, ids, along),
        ends=tuple(f"{one.home_school.name} – {one.partner_school.name}" for one in links_across(cluster.id, ids)),
        first=(*_money(cluster, ids), *_loans(cluster.id, ids)),
    )


def _money(cluster: Cluster, ids: Sequence[uuid.UUID]) -> list[First]:
    """Schools go when they stand at nothing, and never with the purse."""
    purse = ledger.purse_of(cluster.id)
    if purse is None:
        return []
    stands, found = ledger.standing(purse.id).schools, list[First]()
    if purse.agent_school_id in ids:
        words = _(
            "%(school)s keeps the money of the cluster. Another school takes it over first.", school=purse.agent.name
        )
        found.append(First(words, f"/clusters/{cluster.id}/ledger"))
    for place in cluster.live_memberships():
        balance = stands.get(place.school_id, 0) if place.school_id in ids else 0
        if balance:
            said = {"school": place.school.name, "amount": money.shown(abs(balance), purse.currency)}
            words = (
                _("%(school)s has %(amount)s to pay.", **said)
                if balance < 0
                else _("%(school)s has %(amount)s to come.", **said)
            )
            found.append(First(words, f"/clusters/{cluster.id}/ledger/schools/{place.school_id}"))
    return found


def _loans(cluster_id: uuid.UUID, ids: Sequence[uuid.UUID]) -> list[First]:
    """What is lent across comes back first."""
    across = sa.or_(
        sa.and_(Thing.school_id.in_(ids), Loan.school_id.not_in(ids)),
        sa.and_(Thing.school_id.not_in(ids), Loan.school_id.in_(ids)),
    )
    query = sa.select(Loan.id, Thing.name).join(Thing, Thing.id == Loan.thing_id)
    query = query.where(Loan.cluster_id == cluster_id, Loan.status == LoanStatus.LENT, across)
    rows = session().execute(query.order_by(Loan.id).limit(50))
    return [
        First(
            _("“%(thing)s” is lent. It comes back first.", thing=row.name),
            f"/clusters/{cluster_id}/things/loans/{row.id}",
        )
        for row in rows
    ]
