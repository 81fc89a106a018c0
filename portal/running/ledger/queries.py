"""The purse, its entries, and where each school stands."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from portal.core.database import session
from portal.core.errors import NotFound
from portal.core.pagination import Page, page_by_key
from portal.forming.clusters.models import Cluster
from portal.forming.clusters.queries import get_cluster, whole_through
from portal.identity.schools.models import School
from portal.running.ledger.models import (
    Account,
    EntryKind,
    EntryStatus,
    HandoverStatus,
    LedgerEntry,
    LedgerMove,
    Purse,
    PurseHandover,
)

MOST_ROWS = 5_000


@dataclass(frozen=True)
class Standing:
    """What is in the purse, what of it is the cluster's own, and where each school stands (above nothing: it has paid more than it carries)."""

    bank: int
    income: int
    schools: dict[uuid.UUID, int]


@dataclass(frozen=True)
class Statement:
    """A school in a purse."""

    purse: Purse
    school: School
    cluster: Cluster

    @property
    def cluster_id(self) -> uuid.UUID:
        return self.purse.cluster_id

    @property
    def school_id(self) -> uuid.UUID:
        return self.school.id

    @property
    def agent_school_id(self) -> uuid.UUID:
        return self.purse.agent_school_id


def purse_of(cluster_id: uuid.UUID) -> Purse | None:
    """The purse of a cluster, if it shares costs."""
    query = sa.select(Purse).where(Purse.cluster_id == cluster_id)
    query = query.options(joinedload(Purse.agent), selectinload(Purse.weights))
    return session().scalar(query.execution_options(populate_existing=True))


def get_purse(cluster_id: uuid.UUID) -> Purse:
    """Raises NotFound where no costs are shared."""
    query = sa.select(Purse).where(Purse.cluster_id == cluster_id)
    query = query.options(joinedload(Purse.agent), selectinload(Purse.weights), *whole_through(Purse.cluster))
    found = session().scalars(query.execution_options(populate_existing=True)).unique().one_or_none()
    if found is None:
        raise NotFound
    return found


def get_entry(cluster_id: uuid.UUID, entry_id: uuid.UUID) -> LedgerEntry:
    """An entry with its moves and who made it. Raises NotFound."""
    query = sa.select(LedgerEntry).where(LedgerEntry.id == entry_id, LedgerEntry.cluster_id == cluster_id)
    query = query.options(
        joinedload(LedgerEntry.purse),
        joinedload(LedgerEntry.school),
        joinedload(LedgerEntry.made_by),
        joinedload(LedgerEntry.second_by),
        joinedload(LedgerEntry.reversal),
        joinedload(LedgerEntry.file),
        selectinload(LedgerEntry.moves),
    )
    found = session().scalars(query.execution_options(populate_existing=True)).unique().one_or_none()
    if found is None:
        raise NotFound
    return found


def get_handover(cluster_id: uuid.UUID, handover_id: uuid.UUID) -> PurseHandover:
    """Raises NotFound."""
    query = sa.select(PurseHandover).where(PurseHandover.id == handover_id, PurseHandover.cluster_id == cluster_id)
    query = query.options(
        joinedload(PurseHandover.purse), joinedload(PurseHandover.school), joinedload(PurseHandover.from_school)
    )
    found = session().scalars(query.execution_options(populate_existing=True)).unique().one_or_none()
    if found is None:
        raise NotFound
    return found


def get_statement(cluster_id: uuid.UUID, school_id: uuid.UUID) -> Statement:
    """The statement of a school that is or was in the cluster. Raises NotFound."""
    purse, cluster = get_purse(cluster_id), get_cluster(cluster_id)
    school = next((m.school for m in cluster.memberships if m.school_id == school_id), None)
    if school is None:
        raise NotFound
    return Statement(purse, school, cluster)


def lock_purse(purse_id: uuid.UUID) -> None:
    """Until the act is done nobody else moves money of this purse: what reads a balance and writes by it comes after this, one at a time."""
    session().execute(sa.select(Purse.id).where(Purse.id == purse_id).with_for_update())


def open_handover(purse_id: uuid.UUID) -> PurseHandover | None:
    query = sa.select(PurseHandover).where(
        PurseHandover.purse_id == purse_id, PurseHandover.status == HandoverStatus.OFFERED
    )
    return session().scalar(query.options(joinedload(PurseHandover.school)))


def standing(purse_id: uuid.UUID) -> Standing:
    """Where everything stands: one statement over the posted moves, added up by the database."""
    posted = sa.select(LedgerEntry.id).where(LedgerEntry.purse_id == purse_id, LedgerEntry.status == EntryStatus.POSTED)
    debits = sa.select(
        LedgerMove.debit.label("account"),
        LedgerMove.debit_school_id.label("school"),
        (-LedgerMove.amount_minor).label("amount"),
    )
    credited = sa.select(LedgerMove.credit, LedgerMove.credit_school_id, LedgerMove.amount_minor)
    both = sa.union_all(
        debits.where(LedgerMove.entry_id.in_(posted)), credited.where(LedgerMove.entry_id.in_(posted))
    ).subquery()
    query = sa.select(both.c.account, both.c.school, sa.func.sum(both.c.amount)).group_by(both.c.account, both.c.school)
    bank, income, schools = 0, 0, {}
    for account, school_id, amount in session().execute(query.limit(500)):
        if account == Account.BANK:
            bank = -int(amount)
        elif account == Account.INCOME:
            income = int(amount)
        else:
            schools[school_id] = int(amount)
    return Standing(bank, income, schools)


def _entries() -> Any:
    query = sa.select(LedgerEntry).options(joinedload(LedgerEntry.school), selectinload(LedgerEntry.moves))
    return query.options(joinedload(LedgerEntry.made_by), joinedload(LedgerEntry.reversal))


def page_of_entries(purse_id: uuid.UUID, after: str | None = None) -> Page[LedgerEntry]:
    """What happened with the money, the newest first, with what waits and what was refused."""
    query = _entries().where(LedgerEntry.purse_id == purse_id)
    return page_by_key(query, LedgerEntry.id, after=after, newest_first=True)


def list_entries(purse_id: uuid.UUID) -> Sequence[LedgerEntry]:
    """The same for a table to take along, the oldest first; at most 5,000."""
    query = _entries().where(LedgerEntry.purse_id == purse_id).order_by(LedgerEntry.id).limit(MOST_ROWS)
    found: Sequence[LedgerEntry] = session().scalars(query).unique().all()
    return found


def waits(purse_id: uuid.UUID) -> int:
    """How many payments wait for a second person."""
    query = sa.select(sa.func.count()).select_from(LedgerEntry)
    query = query.where(LedgerEntry.purse_id == purse_id, LedgerEntry.status == EntryStatus.WAITING)
    return session().scalar(query) or 0


@dataclass(frozen=True)
class StatementLine:
    """One posted entry as it touches a school: what it adds to the school's balance (above nothing) or takes from it."""

    entry_id: uuid.UUID
    happened_on: date
    kind: EntryKind
    title: str
    amount: int
    has_receipt: bool


def page_of_statement(
    purse_id: uuid.UUID, school_id: uuid.UUID, after: str | None = None, *, size: int = 50
) -> Page[StatementLine]:
    """The entries that touch a school, the newest first."""
    mine = sa.case((LedgerMove.credit_school_id == school_id, LedgerMove.amount_minor), else_=-LedgerMove.amount_minor)
    here = sa.or_(LedgerMove.credit_school_id == school_id, LedgerMove.debit_school_id == school_id)
    query: Any = sa.select(
        LedgerEntry.id.label("entry_id"), LedgerEntry.happened_on, LedgerEntry.kind, LedgerEntry.title,
        sa.func.sum(mine).label("amount"), LedgerEntry.file_id,
    )  # fmt: skip
    query = query.join(LedgerMove, LedgerMove.entry_id == LedgerEntry.id)
    query = query.where(LedgerEntry.purse_id == purse_id, LedgerEntry.status == EntryStatus.POSTED, here)
    query = query.group_by(
        LedgerEntry.id, LedgerEntry.happened_on, LedgerEntry.kind, LedgerEntry.title, LedgerEntry.file_id
    )
    page = page_by_key(query, LedgerEntry.id, after=after, newest_first=True, rows=True, size=size)
    lines = [StatementLine(row[0], row[1], row[2], row[3], int(row[4]), row[5] is not None) for row in page.items]
    return Page(lines, page.next, page.first)
