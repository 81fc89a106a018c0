"""Enter what happened with the money. Whole minor units; every entry is made of moves, each balanced in itself."""

import uuid
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from portal.core import clock, duty, storage
from portal.core.actors import Actor
from portal.core.database import session
from portal.core.duty import DutyKind
from portal.core.errors import NotAllowedNow, RuleBroken
from portal.core.events import record
from portal.core.i18n import _
from portal.core.text import clean_line
from portal.forming.clusters.models import Cluster, Side
from portal.forming.clusters.queries import get_cluster
from portal.policy.people import SignedIn
from portal.running.ledger import events, money, queries
from portal.running.ledger.models import (
    MOST_MINOR,
    PAYS_OUT,
    Account,
    EntryKind,
    EntryStatus,
    LedgerEntry,
    LedgerMove,
    Purse,
    ShareRule,
)
from portal.running.ledger.money import Paid
from portal.running.ledger.services.owing import keep_duties
from portal.running.ledger.workflow import ENTRY

OLDEST = timedelta(days=2 * 366)
End = tuple[Account, uuid.UUID | None]
Move = tuple[End, End, int]
BANK: End = (Account.BANK, None)
INCOME: End = (Account.INCOME, None)


def _school(school_id: uuid.UUID) -> End:
    return (Account.SCHOOL, school_id)


def pay_in(purse: Purse, *, by: Actor, school_id: uuid.UUID, paid: Paid) -> LedgerEntry:
    """A school has paid something in."""
    _check_school(purse, school_id)
    amount = _amount(purse, paid)
    moves = [(BANK, _school(school_id), amount)]
    return _enter(purse, by, EntryKind.CONTRIBUTION, paid, amount, moves, school_id=school_id)


def take_income(purse: Purse, *, by: Actor, paid: Paid) -> LedgerEntry:
    """A grant, a sale, a gift: money of the cluster's own, owed to no school."""
    amount = _amount(purse, paid)
    return _enter(purse, by, EntryKind.INCOME, paid, amount, [(BANK, INCOME, amount)])


def enter_bill(purse: Purse, *, by: Actor, paid: Paid, from_income: bool = False) -> LedgerEntry:
    """A bill was paid: out of the cluster's own income, or shared by the member schools by the cluster's rule."""
    amount = _amount(purse, paid)
    if from_income:
        moves: list[Move] = [(INCOME, BANK, amount)]
    else:
        parts = money.shares(amount, _weights(purse, get_cluster(purse.cluster_id)))
        moves = [(_school(key), BANK, part) for key, part in sorted(parts.items(), key=lambda each: str(each[0]))]
    if not moves:
        raise RuleBroken(None, _("Nobody carries a share. Set the shares first."))
    return _enter(purse, by, EntryKind.BILL, paid, amount, moves)


def pay_out(purse: Purse, *, by: Actor, school_id: uuid.UUID, paid: Paid) -> LedgerEntry:
    """Money goes back to a school."""
    _check_school(purse, school_id)
    amount = _amount(purse, paid)
    moves = [(_school(school_id), BANK, amount)]
    return _enter(purse, by, EntryKind.PAYOUT, paid, amount, moves, school_id=school_id)


def carry(purse: Purse, *, by: Actor, school_id: uuid.UUID) -> LedgerEntry:
    """The other schools carry the balance of one school, so that it stands at nothing. Always asks for a second person."""
    balance = queries.standing(purse.id).schools.get(school_id, 0)
    if balance == 0:
        raise RuleBroken(None, _("This school stands at nothing already."))
    weights = {key: w for key, w in _weights(purse, get_cluster(purse.cluster_id)).items() if key != school_id}
    parts = sorted(money.shares(abs(balance), weights).items(), key=lambda each: str(each[0]))
    if not parts:
        raise RuleBroken(None, _("There is no other school to carry it."))
    mine = _school(school_id)
    moves = [(_school(key), mine, part) if balance < 0 else (mine, _school(key), part) for key, part in parts]
    name = next((m.school.name for m in get_cluster(purse.cluster_id).memberships if m.school_id == school_id), "")
    title = _("The others carry the balance of %(school)s", school=name)
    paid = Paid(abs(balance), purse.currency, title, clock.today(by_zone(by)))
    return _enter(purse, by, EntryKind.CARRY, paid, abs(balance), moves, school_id=school_id)


def by_zone(by: Actor) -> str:
    """The zone whose day counts: the person's own."""
    return by.zone if isinstance(by, SignedIn) else "Europe/London"


def reverse(entry: LedgerEntry, *, by: Actor, words: str) -> LedgerEntry:
    """Undo an entry by its opposite; both stay. `words` say why."""
    if entry.status != EntryStatus.POSTED:
        raise NotAllowedNow(_("Only what counts can be reversed."))
    if entry.kind == EntryKind.REVERSAL:
        raise NotAllowedNow(_("This reverses another entry. Enter the right one anew instead."))
    moves = [((m.credit, m.credit_school_id), (m.debit, m.debit_school_id), m.amount_minor) for m in entry.moves]
    paid = Paid(entry.amount_minor, entry.purse.currency, words, clock.today(by_zone(by)))
    made = _enter(
        entry.purse,
        by,
        EntryKind.REVERSAL,
        paid,
        entry.amount_minor,
        moves,
        school_id=entry.school_id,
        reverses_id=entry.id,
    )
    record(
        events.MoneyReversed(
            by_id=by.id, cluster_id=entry.cluster_id, subject_id=made.id, reversed_id=entry.id,
            amount=money.shown(entry.amount_minor, entry.purse.currency),
        )
    )  # fmt: skip
    return made


def approve(entry: LedgerEntry, *, by: Actor) -> None:
    """A second person says yes; the payment counts from now on."""
    _check_second(entry, by)
    queries.lock_purse(entry.purse_id)
    if entry.kind == EntryKind.CARRY:
        stands = queries.standing(entry.purse_id).schools.get(entry.school_id or uuid.UUID(int=0), 0)
        if abs(stands) != entry.amount_minor:
            raise RuleBroken(None, _("The balance has changed since. Say no to this one, and make it anew."))
    ENTRY.advance(entry, "approve", second_by_id=by.id, settled_at=clock.now())
    duty.settle(DutyKind.APPROVE_PAYMENT, entry.id, by=by, outcome="approved")
    record(_fact(entry, by))
    keep_duties(entry.purse, by=by)


def refuse(entry: LedgerEntry, *, by: Actor) -> None:
    """A second person says no; it never counts."""
    _check_second(entry, by)
    ENTRY.advance(entry, "refuse", second_by_id=by.id, settled_at=clock.now())
    duty.settle(DutyKind.APPROVE_PAYMENT, entry.id, by=by, outcome="refused")
    record(
        events.PaymentRefused(by_id=by.id, cluster_id=entry.cluster_id, person_id=entry.made_by_id, subject_id=entry.id)
    )


def _check_second(entry: LedgerEntry, by: Actor) -> None:
    if entry.made_by_id == by.id:
        raise RuleBroken(None, _("Someone else than who made the payment says yes to it."))


def _check_school(purse: Purse, school_id: uuid.UUID) -> None:
    """A school that is in the cluster, or that still has a balance."""
    here = {m.school_id for m in get_cluster(purse.cluster_id).live_memberships()}
    if school_id not in here and not queries.standing(purse.id).schools.get(school_id):
        raise RuleBroken("school_id", _("Choose a school of the cluster."))


def _weights(purse: Purse, cluster: Cluster) -> dict[uuid.UUID, int]:
    """Who carries how much: every member school the same, or by its weight (1 where none was set)."""
    home = [m.school_id for m in cluster.live_memberships() if m.side == Side.HOME]
    if purse.share_rule == ShareRule.EQUAL:
        return dict.fromkeys(home, 1)
    set_ = {share.school_id: share.weight for share in purse.weights}
    return {key: set_.get(key, 1) for key in home}


def _amount(purse: Purse, paid: Paid) -> int:
    """In the purse's currency. Raises RuleBroken for what cannot be, beside its field."""
    today = clock.today("Europe/London")
    if not today - OLDEST <= paid.happened_on <= today + timedelta(days=1):
        raise RuleBroken("happened_on", _("Choose a day that is not in the future, and not more than two years ago."))
    if not 0 < paid.minor <= MOST_MINOR:
        raise RuleBroken("amount", _("Enter an amount above 0."))
    if paid.currency == purse.currency:
        return paid.minor
    if paid.rate_micro is None or not paid.rate_source:
        raise RuleBroken("rate", _("Enter the rate, and where it comes from."))
    amount = money.exchanged(paid.minor, paid.currency, paid.rate_micro, purse.currency)
    if not 0 < amount <= MOST_MINOR:
        raise RuleBroken("rate", _("With this rate the amount is nothing, or far too much. Look at it again."))
    return amount


def _enter(
    purse: Purse, by: Actor, kind: EntryKind, paid: Paid, amount: int, moves: Sequence[Move],
    *, school_id: uuid.UUID | None = None, reverses_id: uuid.UUID | None = None,
) -> LedgerEntry:  # fmt: skip
    queries.lock_purse(purse.id)
    held, out = session(), PAYS_OUT | {EntryKind.REVERSAL}
    waits = kind == EntryKind.CARRY or (kind in out and amount > purse.limit_minor)
    other = paid.currency != purse.currency
    entry = LedgerEntry(
        purse_id=purse.id,
        cluster_id=purse.cluster_id,
        kind=kind,
        status=EntryStatus.WAITING if waits else EntryStatus.POSTED,
        happened_on=paid.happened_on,
        title=clean_line(paid.title)[:160],
        amount_minor=amount,
        paid_currency=paid.currency if other else None,
        paid_minor=paid.minor if other else None,
        rate_micro=paid.rate_micro if other else None,
        rate_source=clean_line(paid.rate_source) if other else "",
        school_id=school_id,
        file_id=storage.claim(paid.receipt, by=by, school_id=purse.agent_school_id).id if paid.receipt else None,
        reverses_id=reverses_id,
        made_by_id=by.id,
        settled_at=None if waits else clock.now(),
    )
    held.add(entry)
    held.flush()
    for position, ((debit, from_id), (credit, to_id), part) in enumerate(moves, 1):
        ends: dict[str, Any] = {"debit": debit, "debit_school_id": from_id, "credit": credit, "credit_school_id": to_id}
        held.add(LedgerMove(entry_id=entry.id, position=position, amount_minor=part, **ends))
    held.flush()
    if waits:
        ask_second(purse, entry, by)
    else:
        record(_fact(entry, by, purse))
        keep_duties(purse, by=by)
    return entry


def ask_second(purse: Purse, entry: LedgerEntry, by: Actor) -> None:
    """The coordinator; where they made it themselves, the head of the school that keeps the money."""
    cluster = get_cluster(purse.cluster_id)
    own = cluster.contact_teacher_id == by.id
    ways = {"school_id": purse.agent_school_id, "office": "signatory"} if own else {"office": "contact_teacher"}
    title = f"{entry.title}, {money.shown(entry.amount_minor, purse.currency)}"
    duty.owe(DutyKind.APPROVE_PAYMENT, subject_id=entry.id, cluster_id=purse.cluster_id, title=title, **ways)
    amount = money.shown(entry.amount_minor, purse.currency)
    record(events.PaymentWaits(by_id=by.id, cluster_id=purse.cluster_id, subject_id=entry.id, amount=amount))


def _fact(entry: LedgerEntry, by: Actor, purse: Purse | None = None) -> events.MoneyEntered:
    return events.MoneyEntered(
        by_id=by.id,
        cluster_id=entry.cluster_id,
        school_id=entry.school_id,
        subject_id=entry.id,
        entry_kind=entry.kind.value,
        amount=money.shown(entry.amount_minor, (purse or entry.purse).currency),
    )
