"""The figures of the programme: grouped in the database, a fixed number of statements, however many clusters there are."""

import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, TypeAlias

import sqlalchemy as sa

from portal.applying.applications.models import Application
from portal.applying.applications.models import Stage as ApplicationStage
from portal.core import clock
from portal.core.database import session
from portal.core.duty import Duty, DutyKind
from portal.forming.clusters.models import (
    LIVE,
    Cluster,
    ClusterMembership,
    ClusterStatus,
    Office,
    OfficeKind,
    OfficeStatus,
)
from portal.identity.accounts.models import Person
from portal.identity.registers.models import RegisterEntry
from portal.identity.schools.models import School
from portal.oversight.advising.models import ClusterAdviser
from portal.oversight.advising.queries import unsupported, with_adviser
from portal.running.handoffs.models import TAKEN, UNFINISHED, Handoff
from portal.running.partnerships.models import Partnership, PartnershipStatus, Stage

MOST_THEMES = 12
MOST_REGIONS = 40
MOST_STAND_INS = 20
MOST_ADVISERS = 100
_ENDED = (ApplicationStage.WITHDRAWN, ApplicationStage.LAPSED, ApplicationStage.INELIGIBLE, ApplicationStage.RELEASED)
_OPEN = Cluster.status != ClusterStatus.CLOSED
Not: TypeAlias = Collection[uuid.UUID]
"""Clusters that are left out: those to which the reader has a tie."""
SILENT_FOR = (14, 28, 60)
"""Days; see `silence`."""


@dataclass(frozen=True)
class Figure:
    """One row of a figure: the code or the words of what is counted, and how many."""

    code: str
    count: int


@dataclass(frozen=True)
class Uncovered:
    """A stand-in that nobody has taken on."""

    handoff_id: uuid.UUID
    cluster_id: uuid.UUID
    title: str
    cluster: str
    needed_at: datetime | None


@dataclass(frozen=True)
class Supported:
    """An adviser: how many clusters are supported, for how many it is over, and the first day on which support ends."""

    adviser_id: uuid.UUID | None
    name: str
    clusters: int
    over: int
    first_end: date | None


def by_stage(but: Not = ()) -> list[Figure]:
    """Clusters by how far they are: forming, at work, applying, with a partnership, closed. Each counts once."""
    partnered = sa.exists().where(Partnership.cluster_id == Cluster.id, Partnership.status != PartnershipStatus.ENDED)
    applying = sa.exists().where(Application.cluster_id == Cluster.id, Application.stage.not_in(_ENDED))
    stage = sa.case(
        (Cluster.status == ClusterStatus.CLOSED, "closed"),
        (partnered, "partnered"),
        (applying, "applying"),
        (Cluster.status == ClusterStatus.FORMING, "forming"),
        else_="at_work",
    )
    order = ("forming", "at_work", "applying", "partnered", "closed")
    return _counted(stage, sa.select().select_from(Cluster).where(*_without(but)), order)


def by_theme(but: Not = ()) -> list[Figure]:
    """Open clusters by theme, as they wrote it (small and capital letters are the same); what is rarer is counted together under an empty code."""
    theme = sa.func.lower(Cluster.theme)
    query = sa.select(sa.func.min(Cluster.theme), sa.func.count().label("n"), sa.func.sum(sa.func.count()).over())
    rows = (
        session()
        .execute(query.where(_OPEN, *_without(but)).group_by(theme).order_by(sa.desc("n"), theme).limit(MOST_THEMES))
        .all()
    )
    found = [Figure(row[0], row[1]) for row in rows]
    rest = int(rows[0][2]) - sum(one.count for one in found) if rows else 0
    return found + ([Figure("", rest)] if rest else [])


def by_region(but: Not = ()) -> list[Figure]:
    """Open clusters by the region of their lead school in the register; else by its authority, else by its country ("=KE")."""
    held = sa.and_(
        Office.cluster_id == Cluster.id, Office.kind == OfficeKind.LEAD_SCHOOL, Office.status == OfficeStatus.ACCEPTED
    )
    leads = sa.select().select_from(Cluster).outerjoin(Office, held)
    leads = leads.join(School, School.id == sa.func.coalesce(Office.school_id, Cluster.started_by_school_id))
    leads = leads.outerjoin(RegisterEntry, RegisterEntry.id == School.register_entry_id)
    region = sa.case(
        (School.country != "GB", sa.literal("=") + School.country),
        (RegisterEntry.region != "", RegisterEntry.region),
        (School.authority_name != "", School.authority_name),
        else_=sa.literal("=") + School.country,
    )
    return _counted(region, leads.where(_OPEN, *_without(but)), None)[:MOST_REGIONS]


def by_health(but: Not = ()) -> list[Figure]:
    """Partnerships by stage; those in which somebody is asked to say hello, because one side is silent, are counted by themselves ("silent")."""
    silent = sa.exists().where(
        Duty.subject_id == Partnership.id, Duty.kind == DutyKind.BREAK_SILENCE, Duty.closed_at.is_(None)
    )
    is_silent = sa.case((silent, 1), else_=0)
    query = sa.select(Partnership.status, Partnership.growth, is_silent.label("silent"), sa.func.count())
    query = query.join(Cluster, Cluster.id == Partnership.cluster_id).where(_OPEN, *_without(but))
    found: dict[str, int] = {}
    for status, growth, says_nothing, count in session().execute(
        query.group_by(Partnership.status, Partnership.growth, sa.text("silent"))
    ):
        stage = Partnership(status=status, growth=growth).stage
        code = "silent" if says_nothing and stage != Stage.ENDED else stage.value
        found[code] = found.get(code, 0) + count
    order = (*(stage.value for stage in Stage if stage != Stage.ENDED), "silent", Stage.ENDED.value)
    return [Figure(code, found[code]) for code in order if code in found]


def by_silence(but: Not = ()) -> list[Figure]:
    """Open clusters by when one of their schools last wrote on the board: within 14 days, 28, 60, longer ago, never."""
    now = clock.now()
    last = sa.select(ClusterMembership.cluster_id, sa.func.max(ClusterMembership.last_wrote_at).label("at"))
    last_of = last.where(ClusterMembership.status.in_(LIVE)).group_by(ClusterMembership.cluster_id).subquery()
    steps = [(last_of.c.at >= now - timedelta(days=days), f"within_{days}") for days in SILENT_FOR]
    bucket = sa.case(*steps, (last_of.c.at.is_not(None), "longer"), else_="never")
    clusters = (
        sa.select()
        .select_from(Cluster)
        .outerjoin(last_of, last_of.c.cluster_id == Cluster.id)
        .where(_OPEN, *_without(but))
    )
    return _counted(bucket, clusters, (*(f"within_{days}" for days in SILENT_FOR), "longer", "never"))


def uncovered(but: Not = ()) -> tuple[list[Figure], list[Uncovered]]:
    """Stand-ins that nobody has taken on: how many by when they are needed, and those that are needed first."""
    now = clock.now()
    open_ones = (Handoff.state.in_(UNFINISHED), Handoff.filling.not_in(TAKEN), *_without(but, Handoff.cluster_id))
    bucket = sa.case(
        (Handoff.needed_at.is_(None), "no_day"),
        (Handoff.needed_at < now, "past"),
        (Handoff.needed_at < now + timedelta(days=7), "week"),
        (Handoff.needed_at < now + timedelta(days=28), "month"),
        else_="later",
    )
    counted = _counted(
        bucket, sa.select().select_from(Handoff).where(*open_ones), ("past", "week", "month", "later", "no_day")
    )
    query = sa.select(Handoff.id, Handoff.cluster_id, Handoff.title, Cluster.name, Handoff.needed_at)
    query = query.join(Cluster, Cluster.id == Handoff.cluster_id).where(*open_ones)
    soonest = query.order_by(Handoff.needed_at.is_(None), Handoff.needed_at, Handoff.id).limit(MOST_STAND_INS)
    return counted, [Uncovered(*row) for row in session().execute(soonest)]


def by_support(on: date, but: Not = ()) -> list[Supported]:
    """Open clusters by who looks after them; first those whom nobody does."""
    over = sa.case((unsupported(on), 1), else_=0)
    live = sa.case((over == 0, ClusterAdviser.supported_until))
    query = sa.select(
        ClusterAdviser.adviser_id, Person.name, sa.func.count(), sa.func.sum(over), sa.func.min(live)
    ).select_from(with_adviser())
    query = query.outerjoin(Person, Person.id == ClusterAdviser.adviser_id).where(_OPEN, *_without(but))
    rows = session().execute(
        query.group_by(ClusterAdviser.adviser_id, Person.name)
        .order_by(ClusterAdviser.adviser_id.is_not(None), Person.name, ClusterAdviser.adviser_id)
        .limit(MOST_ADVISERS)
    )
    return [Supported(row[0], row[1] or "", row[2], int(row[3] or 0), row[4]) for row in rows]


def _without(but: Not, column: Any = Cluster.id) -> list[Any]:
    return [column.not_in(list(but))] if but else []


def _counted(code: Any, rows: sa.Select[Any], order: Sequence[str] | None) -> list[Figure]:
    """How many of each code, in this order; without one the most first."""
    named = code.label("code")
    query = rows.add_columns(named, sa.func.count().label("n")).group_by(named)
    found = {row.code: row.n for row in session().execute(query)}
    if order is None:
        return [Figure(key, count) for key, count in sorted(found.items(), key=lambda item: (-item[1], item[0]))]
    return [Figure(key, found[key]) for key in order if key in found]
