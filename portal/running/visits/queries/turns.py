"""Whose turn it is: an order made of who travelled or hosted when, with the swaps that were accepted."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from portal.core import turns
from portal.core.database import session
from portal.core.errors import NotFound
from portal.core.pagination import Page, page_by_key
from portal.forming.clusters.models import Cluster
from portal.running.partnerships.queries import Network, NetworkSchool
from portal.running.visits.models import OPEN, SwapStatus, Turn, TurnSwap, Visit, VisitStatus, VisitTraveller

MOST = 200
SHOWN_SWAPS = 30
MOST_ACCEPTED = 2000


@dataclass(frozen=True)
class Place:
    """A school in the order: when it last had its turn, how often, when the next one is planned, and with whom it changed places."""

    school: NetworkSchool
    last_on: date | None
    times: int
    planned_on: date | None = None
    swapped_with: str = ""


@dataclass(frozen=True)
class Had:
    """The turns of a school: the first day of the last one that it had, how many there were, and of the next one that is planned."""

    last_on: date | None
    times: int
    planned_on: date | None


def history(cluster_id: uuid.UUID, turn: Turn, today: date) -> dict[uuid.UUID, Had]:
    """By school: the turns it had by this day. A visit counts when it took place; one that is planned stands apart. One statement."""
    whose: Any = VisitTraveller.school_id if turn == Turn.TRAVEL else Visit.host_school_id
    was = sa.or_(
        Visit.status == VisitStatus.REPORTED, sa.and_(Visit.status == VisitStatus.CONFIRMED, Visit.ends_on < today)
    )
    planned = sa.and_(Visit.status.in_(sorted(OPEN)), Visit.ends_on >= today)
    query = sa.select(
        whose,
        sa.func.max(sa.case((was, Visit.starts_on))),
        sa.func.count(sa.case((was, Visit.id)).distinct()),
        sa.func.min(sa.case((planned, Visit.starts_on))),
    )
    if turn == Turn.TRAVEL:
        query = query.join(VisitTraveller, VisitTraveller.visit_id == Visit.id).where(VisitTraveller.ended_at.is_(None))
    query = query.where(Visit.cluster_id == cluster_id, Visit.status != VisitStatus.CANCELLED).group_by(whose)
    return {row[0]: Had(row[1], row[2], row[3]) for row in session().execute(query.order_by(whose).limit(MOST))}


def _people() -> tuple[Any, ...]:
    return (
        joinedload(TurnSwap.school),
        joinedload(TurnSwap.other_school),
        joinedload(TurnSwap.asked_by),
        joinedload(TurnSwap.answered_by),
    )


def page_of_swaps(cluster_id: uuid.UUID, after: str | None) -> Page[TurnSwap]:
    """The swaps of a cluster, the newest first."""
    query = sa.select(TurnSwap).where(TurnSwap.cluster_id == cluster_id).options(*_people())
    return page_by_key(query, TurnSwap.id, after=after, newest_first=True, size=SHOWN_SWAPS)


def list_accepted(cluster_id: uuid.UUID) -> Sequence[TurnSwap]:
    """Every swap of a cluster that was accepted, the newest first: the order is made of all of them."""
    query = sa.select(TurnSwap).where(TurnSwap.cluster_id == cluster_id, TurnSwap.status == SwapStatus.ACCEPTED)
    named = (joinedload(TurnSwap.school), joinedload(TurnSwap.other_school))
    return session().scalars(query.options(*named).order_by(TurnSwap.id.desc()).limit(MOST_ACCEPTED)).all()


def order(network: Network, turn: Turn, swaps: Sequence[TurnSwap], today: date) -> list[Place]:
    """Whose turn is next, and so on: who never had one first, then whose turn is longest ago. An accepted swap changes two places until one of the two
    has had a turn since. One statement; `swaps` are the accepted ones of the cluster, the newest first; `today` by its calendar."""
    had = history(network.cluster_id, turn, today)
    last = {school: one.last_on for school, one in had.items() if one.last_on is not None}
    joined = (school for school in network.schools if not school.is_invited)
    schools = turns.fair_order(joined, last, name=lambda school: school.name)
    at = {school.id: place for place, school in enumerate(schools)}
    named: dict[uuid.UUID, str] = {}
    for swap in reversed(swaps):
        if swap.turn == turn and swap.status == SwapStatus.ACCEPTED and _still_holds(swap, last, at):
            one, other = at[swap.school_id], at[swap.other_school_id]
            schools[one], schools[other] = schools[other], schools[one]
            at[swap.school_id], at[swap.other_school_id] = other, one
            named[swap.school_id], named[swap.other_school_id] = swap.other_school.name, swap.school.name
    return [_place(school, had.get(school.id), named.get(school.id, "")) for school in schools]


def _place(school: NetworkSchool, had: Had | None, swapped_with: str) -> Place:
    known = had or Had(None, 0, None)
    return Place(school, known.last_on, known.times, known.planned_on, swapped_with)


def _still_holds(swap: TurnSwap, last: dict[uuid.UUID, date], at: dict[uuid.UUID, int]) -> bool:
    """Both are here, and neither has had the turn since."""
    if swap.answered_at is None or swap.school_id not in at or swap.other_school_id not in at:
        return False
    day = swap.answered_at.date()
    return all(last.get(school, date.min) < day for school in (swap.school_id, swap.other_school_id))


def get_swap(cluster_id: uuid.UUID, swap_id: uuid.UUID) -> TurnSwap:
    """A swap of this cluster. Raises NotFound."""
    query = sa.select(TurnSwap).where(TurnSwap.id == swap_id, TurnSwap.cluster_id == cluster_id)
    options = (
        joinedload(TurnSwap.cluster).selectinload(Cluster.offices),
        joinedload(TurnSwap.school),
        joinedload(TurnSwap.other_school),
    )
    found = session().scalars(query.options(*options).execution_options(populate_existing=True)).one_or_none()
    if found is None:
        raise NotFound
    return found


def list_open_swaps_of(cluster_id: uuid.UUID, school_id: uuid.UUID) -> Sequence[TurnSwap]:
    """The swaps that a school asked for, or was asked for, and that nobody has answered."""
    either = sa.or_(TurnSwap.school_id == school_id, TurnSwap.other_school_id == school_id)
    query = sa.select(TurnSwap).where(TurnSwap.cluster_id == cluster_id, either, TurnSwap.status == SwapStatus.ASKED)
    return session().scalars(query.order_by(TurnSwap.id).limit(MOST)).all()
