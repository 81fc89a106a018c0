"""The committees in which one sits, over all clusters, with what comes and what was."""

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

import sqlalchemy as sa

from portal.core.database import fetch, first
from portal.core.pagination import Page, page_by_key
from portal.forming.clusters.models import Cluster
from portal.forming.committees.models import Committee, Seat, SeatRole
from portal.identity.schools.models import School
from portal.running.meetings.models import Meeting, MeetingStatus

SIZE = 20
SHOWN = 3


class Line(NamedTuple):
    """One meeting, as the list names it."""

    id: uuid.UUID
    committee_id: uuid.UUID
    number: int
    starts_at: datetime
    zone: str
    place: str


@dataclass(frozen=True)
class Sat:
    """A committee in which one sits. `holds_for`: whose seat it is. `coming`: the next meetings; `held`: the last ones, newest first."""

    id: uuid.UUID
    cluster_id: uuid.UUID
    name: str
    cluster: str
    holds_for: str
    role: SeatRole
    coming: list[Line]
    held: list[Line]


def _seats(person_id: uuid.UUID, *columns: Any) -> sa.Select[Any]:
    query = sa.select(*columns).select_from(Seat).join(Committee, Committee.id == Seat.committee_id)
    return query.where(Seat.person_id == person_id, Seat.ended_at.is_(None), Committee.closed_at.is_(None))


def sits_anywhere(person_id: uuid.UUID) -> bool:
    """Does this person sit in a committee that is at work? One statement."""
    return first(_seats(person_id, Seat.id).order_by(Seat.id).limit(1)) is not None


def list_mine(person_id: uuid.UUID, now: datetime, after: str | None = None) -> Page[Sat]:
    """The committees at work in which this person sits, by name. Three statements, however many there are."""
    columns = (
        Committee.id, Committee.cluster_id, Committee.name, Cluster.name.label("cluster"), Seat.body, Seat.role, School.name.label("school")
    )  # fmt: skip
    query = _seats(person_id, *columns).join(Cluster, Cluster.id == Committee.cluster_id)
    query = query.outerjoin(School, School.id == Seat.school_id)
    page = page_by_key(query, Committee.folded_name, Committee.id, after=after, size=SIZE, rows=True)
    keys = [row[0] for row in page.items]
    coming = _meetings(keys, (Meeting.status == MeetingStatus.CALLED, Meeting.ends_at >= now), Meeting.starts_at.asc())
    held = _meetings(keys, (Meeting.status.in_([MeetingStatus.HELD, MeetingStatus.AGREED]),), Meeting.starts_at.desc())
    items = [
        Sat(row[0], row[1], row[2], row[3], row[6] or row[4], row[5], coming.get(row[0], []), held.get(row[0], []))
        for row in page.items
    ]
    return Page(items=items, next=page.next, first=page.first)


def _meetings(keys: list[uuid.UUID], which: tuple[Any, ...], order: Any) -> dict[uuid.UUID, list[Line]]:
    """By committee: a few of its meetings, in this order. One statement."""
    rank = sa.func.row_number().over(partition_by=Meeting.committee_id, order_by=(order, Meeting.id)).label("rank_")
    columns = (Meeting.id, Meeting.committee_id, Meeting.number, Meeting.starts_at, Meeting.zone, Meeting.place)
    ranked = sa.select(*columns, rank).where(Meeting.committee_id.in_(keys), *which).subquery()
    query = (
        sa.select(*list(ranked.c)[:-1]).where(ranked.c.rank_ <= SHOWN).order_by(ranked.c.committee_id, ranked.c.rank_)
    )
    found: dict[uuid.UUID, list[Line]] = {}
    for row in fetch(query.limit(SIZE * SHOWN)):
        found.setdefault(row[1], []).append(Line(*row))
    return found
