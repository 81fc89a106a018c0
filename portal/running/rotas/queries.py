"""Finding rotas, who had which turn, and who is next. What goes into the file: see `files`."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload
from sqlalchemy.orm.attributes import set_committed_value

from portal.core import clock, turns
from portal.core.database import session
from portal.core.errors import NotFound
from portal.forming.clusters.models import LIVE, Cluster, ClusterMembership, ClusterStatus, Side
from portal.identity.profiles.models import PeriodKind, SchoolPeriod
from portal.identity.schools.models import School
from portal.running.rotas.models import Rota, RotaKind, RotaSwap, RotaTurn
from portal.running.rotas.terms import Term, coming_terms
from portal.running.visits.models import SwapStatus, Turn
from portal.running.visits.queries import history as travels

MOST_ROTAS = 20
MOST_TURNS = 60
SHOWN_SWAPS = 30


def _loaded() -> list[Any]:
    return [
        joinedload(Rota.cluster).selectinload(Cluster.offices),
        selectinload(Rota.turns).options(joinedload(RotaTurn.school), joinedload(RotaTurn.person)),
    ]


def get_rota(cluster_id: uuid.UUID, rota_id: uuid.UUID) -> Rota:
    """A rota of this cluster with its turns. Raises NotFound."""
    query = sa.select(Rota).where(Rota.id == rota_id, Rota.cluster_id == cluster_id).options(*_loaded())
    found = session().scalars(query.execution_options(populate_existing=True)).unique().one_or_none()
    if found is None:
        raise NotFound
    return found


def get_turn(cluster_id: uuid.UUID, turn_id: uuid.UUID) -> RotaTurn:
    """A turn of this cluster, its rota whole. Raises NotFound."""
    rota_id = session().scalar(sa.select(RotaTurn.rota_id).where(RotaTurn.id == turn_id))
    if rota_id is None:
        raise NotFound
    rota = get_rota(cluster_id, rota_id)
    turn = next(one for one in rota.turns if one.id == turn_id)
    set_committed_value(turn, "rota", rota)  # held by its turn: nothing else keeps what was just read
    return turn


def get_swap(cluster_id: uuid.UUID, rota_swap_id: uuid.UUID) -> RotaSwap:
    """A swap of this cluster. Raises NotFound."""
    query = sa.select(RotaSwap).where(RotaSwap.id == rota_swap_id, RotaSwap.cluster_id == cluster_id)
    query = query.options(
        joinedload(RotaSwap.turn).joinedload(RotaTurn.rota).joinedload(Rota.cluster).selectinload(Cluster.offices),
        joinedload(RotaSwap.other_turn),
        joinedload(RotaSwap.school),
        joinedload(RotaSwap.other_school),
    )
    found = session().scalars(query.execution_options(populate_existing=True)).unique().one_or_none()
    if found is None:
        raise NotFound
    return found


def list_rotas(cluster_id: uuid.UUID) -> Sequence[Rota]:
    """The rotas of a cluster that go on, in the order they were begun."""
    query = sa.select(Rota).where(Rota.cluster_id == cluster_id, Rota.closed_at.is_(None)).options(*_loaded())
    return session().scalars(query.order_by(Rota.id).limit(MOST_ROTAS)).unique().all()


def list_swaps(rota_id: uuid.UUID) -> Sequence[RotaSwap]:
    """The swaps of a rota, the newest first."""
    query = sa.select(RotaSwap).join(RotaTurn, RotaTurn.id == RotaSwap.turn_id).where(RotaTurn.rota_id == rota_id)
    query = query.options(
        joinedload(RotaSwap.turn),
        joinedload(RotaSwap.other_turn),
        joinedload(RotaSwap.school),
        joinedload(RotaSwap.other_school),
    )
    return session().scalars(query.order_by(RotaSwap.id.desc()).limit(SHOWN_SWAPS)).all()


def open_swaps_of(turn_ids: Sequence[uuid.UUID]) -> Sequence[RotaSwap]:
    """Swaps of these turns that nobody has answered."""
    either = sa.or_(RotaSwap.turn_id.in_(turn_ids), RotaSwap.other_turn_id.in_(turn_ids))
    query = sa.select(RotaSwap).where(either, RotaSwap.status == SwapStatus.ASKED).order_by(RotaSwap.id)
    return session().scalars(query.limit(200)).all()


def member_schools(cluster_id: uuid.UUID) -> Sequence[School]:
    """The schools that take turns: the member schools, by name."""
    query = sa.select(School).join(ClusterMembership, ClusterMembership.school_id == School.id)
    query = query.where(
        ClusterMembership.cluster_id == cluster_id,
        ClusterMembership.status.in_(LIVE),
        ClusterMembership.side == Side.HOME,
    )
    return session().scalars(query.order_by(School.name, School.id).limit(100)).all()


def last_turns(rota: Rota) -> dict[uuid.UUID, date]:
    """By school: the first day of its last turn, one to come too; for travelling the visits count as well. At most one statement."""
    found: dict[uuid.UUID, date] = {}
    if rota.kind == RotaKind.TRAVEL:
        made = travels(rota.cluster_id, Turn.TRAVEL, clock.today(rota.cluster.zone))
        found = {school: one.last_on for school, one in made.items() if one.last_on is not None}
    for turn in rota.turns:
        found[turn.school_id] = max(found.get(turn.school_id, date.min), turn.starts_on)
    return found


@dataclass(frozen=True)
class Proposed:
    """A term, and whose turn it would be."""

    term: Term
    school: School


def propose(rota: Rota, count: int) -> list[Proposed]:
    """The next terms that nobody has, given out fairly: who never had the turn first, then whose was longest ago; where it can be helped nobody has two duties
    in one term. A fixed number of statements."""
    schools = list(member_schools(rota.cluster_id))
    if not schools:
        return []
    last = max((turn.ends_on for turn in rota.turns), default=clock.today(rota.cluster.zone) - timedelta(days=1))
    last_had, busy = last_turns(rota), _busy(rota)
    found = []
    for term in coming_terms(_known_terms(rota.cluster), last, count):
        order = turns.fair_order(schools, last_had, name=lambda school: school.name)
        free = [s for s in order if not any(b <= term.ends_on and e >= term.starts_on for b, e in busy.get(s.id, ()))]
        chosen = (free or order)[0]
        last_had[chosen.id] = term.starts_on
        found.append(Proposed(term, chosen))
    return found


def _busy(rota: Rota) -> dict[uuid.UUID, list[tuple[date, date]]]:
    """By school: the stretches in which it has another duty."""
    query = sa.select(RotaTurn.school_id, RotaTurn.starts_on, RotaTurn.ends_on).join(Rota, Rota.id == RotaTurn.rota_id)
    query = query.where(Rota.cluster_id == rota.cluster_id, Rota.id != rota.id, Rota.closed_at.is_(None))
    query = query.where(RotaTurn.ends_on >= clock.today()).order_by(RotaTurn.id).limit(500)
    found: dict[uuid.UUID, list[tuple[date, date]]] = {}
    for school_id, begins, ends in session().execute(query):
        found.setdefault(school_id, []).append((begins, ends))
    return found


def _known_terms(cluster: Cluster) -> list[Term]:
    """The terms that the lead school has written down. At most one statement."""
    lead = cluster.lead_school_id
    if lead is None:
        return []
    query = sa.select(SchoolPeriod.name, SchoolPeriod.starts_on, SchoolPeriod.ends_on).where(
        SchoolPeriod.school_id == lead,
        SchoolPeriod.kind == PeriodKind.TERM,
        SchoolPeriod.removed_at.is_(None),
        SchoolPeriod.ends_on >= clock.today(),
    )
    rows = session().execute(query.order_by(SchoolPeriod.starts_on, SchoolPeriod.id).limit(30))
    return [Term(f"{name} {starts.year}" if str(starts.year) not in name else name, starts, ends) for name, starts, ends in rows]  # fmt: skip


def list_beginning(until: date, after: uuid.UUID | None, *, limit: int) -> Sequence[uuid.UUID]:
    """Turns that begin by this day, or have, and of which nobody was told; those that are over are left. In the order of their keys."""
    query = sa.select(RotaTurn.id).join(Rota, Rota.id == RotaTurn.rota_id).join(Cluster, Cluster.id == Rota.cluster_id)
    untold = sa.or_(RotaTurn.reminded_on.is_(None), RotaTurn.begun_on.is_(None))
    query = query.where(RotaTurn.starts_on <= until, RotaTurn.ends_on >= clock.today(), untold)
    query = query.where(Rota.closed_at.is_(None), Cluster.status != ClusterStatus.CLOSED)
    if after is not None:
        query = query.where(RotaTurn.id > after)
    return session().scalars(query.order_by(RotaTurn.id).limit(limit)).all()


def list_turns_of(cluster_id: uuid.UUID) -> Sequence[RotaTurn]:
    """The turns of a cluster that are not over."""
    query = sa.select(RotaTurn).join(Rota, Rota.id == RotaTurn.rota_id).options(joinedload(RotaTurn.rota))
    query = query.where(RotaTurn.cluster_id == cluster_id, Rota.closed_at.is_(None), RotaTurn.ends_on >= clock.today())
    return session().scalars(query.order_by(RotaTurn.starts_on, RotaTurn.id).limit(500)).all()


def list_turns_of_person(school_id: uuid.UUID, person_id: uuid.UUID) -> Sequence[RotaTurn]:
    """The turns of a school that this person has and that are not over."""
    query = sa.select(RotaTurn).where(
        RotaTurn.school_id == school_id, RotaTurn.person_id == person_id, RotaTurn.ends_on >= clock.today()
    )
    return session().scalars(query.order_by(RotaTurn.id).limit(200)).all()
