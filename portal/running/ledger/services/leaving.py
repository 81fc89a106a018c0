"""What money has to do with leaving: a school goes when it stands at nothing, and never with the purse in its hands."""

import uuid

from portal.core.actors import Actor
from portal.core.errors import RuleBroken
from portal.core.i18n import _
from portal.forming.clusters.models import Cluster
from portal.identity.schools.models import SchoolStatus
from portal.running.ledger import money, queries
from portal.running.ledger.services.owing import keep_duties


def follow_notice(cluster: Cluster, *, by: Actor) -> None:
    """A school has said that it leaves, or that it stays: what is to be paid back is owed, or is not."""
    follow_change(cluster, by=by)


def follow_change(cluster: Cluster, *, by: Actor) -> None:
    """A school came or went."""
    purse = queries.purse_of(cluster.id)
    if purse is not None:
        keep_duties(purse, by=by)


def check_leaving(cluster: Cluster, *, school_id: uuid.UUID) -> None:
    """Asked before a school leaves. Raises RuleBroken as long as money is open; a school that has closed is let go, its balance stays in the books."""
    purse = queries.purse_of(cluster.id)
    if purse is None:
        return
    school = next((m.school for m in cluster.memberships if m.school_id == school_id), None)
    if school is not None and school.status == SchoolStatus.CLOSED:
        return
    if purse.agent_school_id == school_id:
        raise RuleBroken(
            None, _("The school keeps the cluster’s money. Another school has to take it over before it can leave.")
        )
    balance = queries.standing(purse.id).schools.get(school_id, 0)
    if balance:
        amount = money.shown(abs(balance), purse.currency)
        words = (
            _("The school still has %(amount)s to pay. Pay it in, or let the others carry it.", amount=amount)
            if balance < 0
            else _("The school has %(amount)s to come. It has to be paid back first.", amount=amount)
        )
        raise RuleBroken(None, words)
