"""Whose turn it is: an order made of who travelled or hosted when, with the swaps that were accepted."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from portal.core.database import session
from portal.core.errors import NotFound
from portal.forming.clusters.models import Cluster
from portal.running.partnerships.queries import Network, NetworkSchool
from portal.running.visits.models import SwapStatus, Turn, TurnSwap, Visit, VisitStatus, VisitTraveller

MOST = 200
SHOWN_SWAPS = 30
COUNTS = (VisitStatus.CONFIRMED, VisitStatus.REPORTED)


@dataclass(frozen=True)
class Place:
    """A school in the order: when it last had its turn (or will have it, where that is confirmed), how often, and with whom it changed places."""

    school: NetworkSchool
    last_on: date | None
    times: int
    swapped_with: str = ""


def history(cluster_id: uuid.UUID, turn: Turn) -> dict[uuid.UUID, tuple[date, int]]:
    """By school: the first day of the last visit that counts, and how many there were. One statement."""
    whose: Any = VisitTraveller.school_id if turn == Turn.TRAVEL else Visit.host_school_id
    query = sa.select(whose, sa.func.max(Visit.starts_on), sa.func.count(Visit.id.distinct()))
    if turn == Turn.TRAVEL:
        query = query.join(VisitTraveller, VisitTraveller.visit_id == Visit.id).where(VisitTraveller.ended_at.is_(None))
    query = query.where(Visit.cluster_id == cluster_id, Visit.status.in_(COUNTS)).group_by(whose)
    return {row[0]: (row[1], row[2]) for row in session().execute(query.order_by(whose).limit(MOST))}


def list_swaps(cluster_id: uuid.UUID, *, limit: int = SHOWN_SWAPS) -> Sequence[TurnSwap]:
    """The swaps of a cluster, the newest first."""
    query = sa.select(TurnSwap).where(TurnSwap.cluster_id == cluster_id)
    loaded = (
        joinedload(TurnSwap.school),
        joinedload(TurnSwap.other_school),
        joinedload(TurnSwap.asked_by),
        joinedload(TurnSwap.answered_by),
    )
    return session().scalars(query.options(*loaded).order_by(TurnSwap.id.desc()).limit(limit)).all()


def order(network: Network, turn: Turn, swaps: Sequence[TurnSwap]) -> list[Place]:
    """Whose turn is next, and so on: who never had one first, then whose turn is longest ago. An accepted swap changes two places until one of the two
    has had a turn since. One statement; `swaps` are those of the cluster, the newest first."""
    had = history(network.cluster_id, turn)
    schools = [school for school in network.schools if not school.is_invited]
    schools.sort(key=lambda s: (s.id in had, had.get(s.id, (date.min, 0)), s.name, str(s.id)))
    at = {school.id: place for place, school in enumerate(schools)}
    named: dict[uuid.UUID, str] = {}
    for swap in reversed(swaps):
        if swap.turn == turn and swap.status == SwapStatus.ACCEPTED and _still_holds(swap, had, at):
            one, other = at[swap.school_id], at[swap.other_school_id]
            schools[one], schools[other] = schools[other], schools[one]
            at[swap.school_id], at[swap.other_school_id] = other, one
            named[swap.school_id], named[swap.other_school_id] = swap.other_school.name, swap.school.name
    return [_place(school, had.get(school.id), named.get(school.id, "")) for school in schools]


def _place(school: NetworkSchool, had: tuple[date, int] | None, swapped_with: str) -> Place:
    return Place(school, had[0] if had else None, had[1] if had else 0, swapped_with)


def _still_holds(swap: TurnSwap, had: dict[uuid.UUID, tuple[date, int]], at: dict[uuid.UUID, int]) -> bool:
    """Both are here, and neither has had the turn since."""
    if swap.answered_at is None or swap.school_id not in at or swap.other_school_id not in at:
        return False
    day = swap.answered_at.date()
    return all(had.get(school, (date.min, 0))[0] < day for school in (swap.school_id, swap.other_school_id))


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
