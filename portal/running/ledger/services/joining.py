"""The books of a cluster that becomes part of another one go along: one purse, every entry with its moves as it was, and one balanced entry for the money that
another school holds."""

import uuid
from typing import Any

import sqlalchemy as sa

from portal.core import clock, duty
from portal.core.actors import Actor
from portal.core.database import session
from portal.core.duty import DutyKind
from portal.core.errors import RuleBroken
from portal.core.events import record
from portal.core.i18n import _
from portal.forming.clusters.queries import get_cluster
from portal.identity.accounts.models import Person
from portal.running.ledger import events, money, queries
from portal.running.ledger.models import (
    Account,
    EntryKind,
    EntryStatus,
    LedgerEntry,
    LedgerMove,
    Purse,
)
from portal.running.ledger.services.entries import ask_second
from portal.running.ledger.services.owing import keep_duties
from portal.running.ledger.workflow import HANDOVER


def check_joining(here: Purse | None, there: Purse | None) -> None:
    """Two currencies do not become one by themselves. Raises RuleBroken."""
    if here is None or there is None or here.currency == there.currency:
        return
    stands = queries.standing(here.id)
    if stands.bank or stands.income or any(stands.schools.values()) or queries.waits(here.id):
        words = {"one": here.currency, "other": there.currency}
        raise RuleBroken(
            None,
            _(
                "The two clusters keep their money in %(one)s and in %(other)s. The books of the one that goes have to stand at nothing first: pay back what"
                " schools have to come, and let them pay what they owe.",
                **words,
            ),
        )


def bring_over(from_id: uuid.UUID, to_id: uuid.UUID, *, by: Actor) -> None:
    """The entries of one cluster's purse become entries of the other's. The school that kept the money owes it to the one that keeps it now. Call with both
    clusters locked, and `settle_owed` when the schools have come."""
    here, there = queries.purse_of(from_id), queries.purse_of(to_id)
    if here is None or there is None:
        return
    check_joining(here, there)
    for purse in sorted((here, there), key=lambda one: one.id):
        queries.lock_purse(purse.id)
    _end_handover(here, by)
    duty.settle(DutyKind.PAY_SHARE, here.id, by=by, outcome="brought_over")
    if here.currency != there.currency:
        return
    stands = queries.standing(here.id)
    held = session()
    here_now = {"purse_id": there.id, "cluster_id": to_id}
    held.execute(sa.update(LedgerEntry).where(LedgerEntry.purse_id == here.id).values(**here_now))
    held.expire_all()
    if stands.bank and here.agent_school_id != there.agent_school_id:
        _owe_the_money(here, there, stands.bank, by)
    _ask_again(there, by)


def _end_handover(purse: Purse, by: Actor) -> None:
    offered = queries.open_handover(purse.id)
    if offered is not None:
        HANDOVER.advance(offered, "withdraw", answered_at=clock.now())
        duty.settle(DutyKind.TAKE_PURSE, offered.id, by=by, outcome="withdrawn")


def _owe_the_money(here: Purse, there: Purse, bank: int, by: Actor) -> None:
    """What is in the old purse is in the hands of a school that does not keep the money any more: it has that much to pay, or to come."""
    name = get_cluster(here.cluster_id).name
    title = _("Money of %(cluster)s, still with %(school)s", cluster=name, school=here.agent.name)[:160]
    held, at = session(), clock.now()
    entry = LedgerEntry(
        purse_id=there.id, cluster_id=there.cluster_id, kind=EntryKind.TRANSFER, status=EntryStatus.POSTED,
        happened_on=clock.today("Europe/London"), title=title, amount_minor=abs(bank), school_id=here.agent_school_id,
        made_by_id=by.id, settled_at=at,
    )  # fmt: skip
    held.add(entry)
    held.flush()
    school: dict[str, Any] = {"debit": Account.SCHOOL, "debit_school_id": here.agent_school_id, "credit": Account.BANK}
    if bank < 0:
        school = {"credit": Account.SCHOOL, "credit_school_id": here.agent_school_id, "debit": Account.BANK}
    held.add(LedgerMove(entry_id=entry.id, position=1, amount_minor=abs(bank), **school))
    held.flush()
    record(
        events.MoneyEntered(
            by_id=by.id, cluster_id=there.cluster_id, school_id=here.agent_school_id, subject_id=entry.id,
            entry_kind=entry.kind.value, amount=money.shown(abs(bank), there.currency),
        )
    )  # fmt: skip


def _ask_again(purse: Purse, by: Actor) -> None:
    """Payments that wait for a second person wait for one of the cluster that they are in now."""
    waiting = sa.select(LedgerEntry).where(LedgerEntry.purse_id == purse.id, LedgerEntry.status == EntryStatus.WAITING)
    for entry in session().scalars(waiting.order_by(LedgerEntry.id).limit(500)).all():
        owed = duty.open_duties(DutyKind.APPROVE_PAYMENT, entry.id)
        if any(one.cluster_id == purse.cluster_id for one in owed):
            continue
        duty.settle(DutyKind.APPROVE_PAYMENT, entry.id, by=by, outcome="brought_over")
        ask_second(purse, entry, session().get(Person, entry.made_by_id) or by)


def settle_owed(cluster_id: uuid.UUID, *, by: Actor) -> None:
    """What each school has to pay or to come, as the books stand now."""
    purse = queries.purse_of(cluster_id)
    if purse is not None:
        keep_duties(purse, by=by)
