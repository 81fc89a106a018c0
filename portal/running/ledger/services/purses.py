"""Open the purse, change its rules, hand it over to another school."""

import uuid
from collections.abc import Mapping
from typing import Any

from portal.core import clock, duty
from portal.core.actors import Actor
from portal.core.database import session
from portal.core.duty import DutyKind
from portal.core.errors import NotAllowedNow, RuleBroken, Stale
from portal.core.events import record
from portal.core.i18n import _
from portal.core.workflow import change, claim
from portal.forming.clusters.models import Cluster, ClusterStatus, Side
from portal.forming.clusters.queries import get_cluster
from portal.forming.formality import queries as formality
from portal.forming.formality.models import Feature
from portal.policy.people import SignedIn
from portal.running.ledger import events, money, queries
from portal.running.ledger.models import MOST_MINOR, Purse, PurseHandover, PurseShare, ShareRule
from portal.running.ledger.services.owing import keep_duties
from portal.running.ledger.workflow import HANDOVER
from portal.running.visits.models import CURRENCIES


def open_purse(cluster: Cluster, *, by: SignedIn, school_id: uuid.UUID, currency: str, limit_minor: int) -> Purse:
    """The cluster shares costs from now on; the opener's own school keeps the money until it hands it over."""
    if cluster.status == ClusterStatus.CLOSED:
        raise NotAllowedNow(_("This cluster is closed."))
    if not formality.has(cluster.id, Feature.LEDGER):
        raise NotAllowedNow(_("Shared costs are not switched on. Change how formal your cluster is first."))
    here = {m.school_id for m in cluster.live_memberships() if m.side == Side.HOME}
    if school_id not in here or school_id not in by.memberships:
        raise RuleBroken("school_id", _("Choose one of your own schools. It can hand the money over later."))
    if currency not in CURRENCIES:
        raise RuleBroken("currency", _("Choose a currency from the list."))
    _check_limit(limit_minor)
    purse = Purse(
        cluster_id=cluster.id, agent_school_id=school_id, currency=currency, limit_minor=limit_minor, opened_by_id=by.id
    )
    session().add(purse)
    session().flush()
    record(
        events.PurseOpened(
            by_id=by.id, cluster_id=cluster.id, school_id=school_id, subject_id=purse.id, currency=currency
        )
    )
    return purse


def _check_limit(limit_minor: int) -> None:
    if not 0 <= limit_minor <= MOST_MINOR:
        raise RuleBroken("limit", _("Enter 0 or an amount above it."))


def change_rules(
    purse: Purse,
    *,
    by: Actor,
    version: int,
    limit_minor: int,
    share_rule: ShareRule,
    weights: Mapping[uuid.UUID, int] | None = None,
) -> None:
    """From now on; what is entered stays as it was shared. Raises Stale when someone else did so meanwhile."""
    _check_limit(limit_minor)
    if purse.version != version:
        raise Stale(_("Someone else changed this since you opened the page."), {})
    wanted = dict(weights or {})
    if share_rule == ShareRule.WEIGHTED and not any(wanted.values()):
        raise RuleBroken("share_rule", _("At least one school carries something."))
    values = {"limit_minor": limit_minor, "share_rule": share_rule, "version": version + 1}
    change(purse, {"version": version}, values)
    held = session()
    known = {share.school_id: share for share in purse.weights}
    for school_id, weight in wanted.items():
        if school_id in known:
            claim(known[school_id], {}, {"weight": weight})
        else:
            held.add(PurseShare(purse_id=purse.id, school_id=school_id, weight=weight))
    held.flush()
    held.expire(purse, ["weights"])
    record(events.PurseRulesChanged(by_id=by.id, cluster_id=purse.cluster_id, subject_id=purse.id))


def offer_handover(purse: Purse, *, by: Actor, school_id: uuid.UUID) -> PurseHandover:
    """Another school is asked to keep the money, with the balance as it stands now."""
    here = {m.school_id for m in get_cluster(purse.cluster_id).live_memberships() if m.side == Side.HOME}
    if school_id not in here or school_id == purse.agent_school_id:
        raise RuleBroken("school_id", _("Choose another school of the cluster."))
    _check_nothing_waits(purse)
    made = PurseHandover(
        purse_id=purse.id,
        cluster_id=purse.cluster_id,
        from_school_id=purse.agent_school_id,
        school_id=school_id,
        balance_minor=queries.standing(purse.id).bank,
        offered_by_id=by.id,
    )
    session().add(made)
    session().flush()
    name = get_cluster(purse.cluster_id).name
    facts: dict[str, Any] = {"cluster_id": purse.cluster_id, "school_id": school_id}
    duty.owe(DutyKind.TAKE_PURSE, subject_id=made.id, office="contact", title=name, **facts)
    balance = money.shown(made.balance_minor, purse.currency)
    record(events.PurseOffered(by_id=by.id, subject_id=made.id, balance=balance, **facts))
    return made


def _check_nothing_waits(purse: Purse) -> None:
    if queries.waits(purse.id):
        raise RuleBroken(None, _("A payment waits for a second person. Say yes or no to it first."))


def answer_handover(handover: PurseHandover, *, by: Actor, agrees: bool) -> None:
    """The school that was asked takes the money over with exactly the balance that was stated, or does not."""
    purse = handover.purse
    facts = {"by_id": by.id, "cluster_id": purse.cluster_id, "subject_id": handover.id}
    if not agrees:
        _end(handover, by, "decline")
        return
    held = session()
    queries.lock_purse(purse.id)
    _check_nothing_waits(purse)
    if queries.standing(purse.id).bank != handover.balance_minor:
        raise RuleBroken(None, _("The balance has changed since it was stated. Ask for a new handover."))
    HANDOVER.advance(handover, "agree", answered_by_id=by.id, answered_at=clock.now())
    change(purse, {"agent_school_id": handover.from_school_id}, {"agent_school_id": handover.school_id})
    duty.settle(DutyKind.TAKE_PURSE, handover.id, by=by, outcome="agreed")
    for place in get_cluster(purse.cluster_id).memberships:
        for owed in duty.open_duties(DutyKind.PAY_BACK, place.id) if place.leaving_on is not None else ():
            duty.close(owed, by=by, outcome="passed_on")
    held.flush()
    keep_duties(purse, by=by)
    balance = money.shown(handover.balance_minor, purse.currency)
    record(
        events.PurseHandedOver(
            school_id=handover.school_id, from_school_id=handover.from_school_id, balance=balance, **facts
        )
    )


def withdraw_handover(handover: PurseHandover, *, by: Actor) -> None:
    """It is not asked any more."""
    _end(handover, by, "withdraw")


def _end(handover: PurseHandover, by: Actor, command: str) -> None:
    HANDOVER.advance(handover, command, answered_by_id=by.id, answered_at=clock.now())
    duty.settle(DutyKind.TAKE_PURSE, handover.id, by=by, outcome=command)
    record(
        events.PurseNotTaken(
            by_id=by.id, cluster_id=handover.cluster_id, school_id=handover.school_id, subject_id=handover.id
        )
    )
