"""One of everything that clusters share, for the walk over all routes (see objects.py)."""

import uuid
from collections.abc import Callable
from typing import Any

from portal.core import clock
from portal.forming.backing.models import Help, SupportCheck, SupportRecord
from portal.forming.clusters.models import Cluster, ClusterStatus
from portal.running.groups.models import SubCluster
from portal.running.ledger.models import Account, EntryKind, EntryStatus, LedgerEntry, LedgerMove, Purse, PurseHandover
from portal.running.reshaping.models import Reshaping, ReshapingKind, Voice
from portal.running.responsibility.models import Phase, Transfer, TransferTask
from portal.running.things.models import Loan, Thing, ThingKind


def pooled(
    ids: dict[str, Any], cluster_id: uuid.UUID, lead_id: uuid.UUID, who: uuid.UUID, put: Callable[[Any], Any]
) -> None:
    """A larger cluster that asks this one to become part of it."""
    begun = {"started_by_school_id": lead_id, "started_by_id": who}
    larger = put(Cluster(name="Larger", theme="All", status=ClusterStatus.ACTIVE, **begun))
    asked = {"child_id": cluster_id, "parent_id": larger.id, "asked_by_child": False, "asked_by_id": who}
    ids["link_id"] = put(SubCluster(**asked)).id
    _money(ids, cluster_id, lead_id, who, put)
    on = clock.today()
    told = {"agency": "Trust", "folded_agency": "trust", "help": Help.TRAINING}
    support = put(SupportRecord(cluster_id=cluster_id, from_on=on, until_on=on, **told))
    check = put(SupportCheck(record_id=support.id, cluster_id=cluster_id, months=6, due_on=on))
    microscope = {"kind": ThingKind.KIT, "name": "Microscopes", "folded_name": "microscopes"}
    thing = put(Thing(cluster_id=cluster_id, school_id=lead_id, added_by_id=who, **microscope))
    loan = put(Loan(thing_id=thing.id, cluster_id=cluster_id, school_id=lead_id, from_on=on, due_on=on))
    ids |= {"shared_thing_id": thing.id, "loan_id": loan.id}
    told = {"body": "Trust", "authority": "County", "review_on": on, "phase_from_on": on}
    transfer = put(Transfer(cluster_id=cluster_id, begun_by_id=who, **told))
    row = {"transfer_id": transfer.id, "cluster_id": cluster_id, "title": "Training", "phase": Phase.TRAINING}
    ids |= {"transfer_id": transfer.id, "transfer_task_id": put(TransferTask(due_on=on, **row)).id}
    merge = Reshaping(kind=ReshapingKind.MERGE, cluster_id=larger.id, other_cluster_id=cluster_id, proposed_by_id=who)
    ids["reshaping_id"] = put(merge).id
    put(Voice(reshaping_id=merge.id, cluster_id=cluster_id))
    ids |= {"support_id": support.id, "support_check_id": check.id}


def _money(
    ids: dict[str, Any], cluster_id: uuid.UUID, lead_id: uuid.UUID, who: uuid.UUID, put: Callable[[Any], Any]
) -> None:
    """A purse, a contribution, and a handover that waits. The school is asked to take it from itself: there is no rule about that in the table."""
    purse = put(Purse(cluster_id=cluster_id, agent_school_id=lead_id, opened_by_id=who))
    facts = {"purse_id": purse.id, "cluster_id": cluster_id, "school_id": lead_id}
    entry = put(
        LedgerEntry(kind=EntryKind.CONTRIBUTION, status=EntryStatus.POSTED, happened_on=clock.today(), title="Paid in",
                    amount_minor=5000, made_by_id=who, **facts)
    )  # fmt: skip
    ends = {"debit": Account.BANK, "credit": Account.SCHOOL, "credit_school_id": lead_id}
    put(LedgerMove(entry_id=entry.id, position=1, amount_minor=5000, **ends))
    handover = put(PurseHandover(from_school_id=lead_id, balance_minor=5000, offered_by_id=who, **facts))
    ids |= {"ledger_entry_id": entry.id, "handover_id": handover.id}
