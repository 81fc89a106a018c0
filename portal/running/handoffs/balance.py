"""Who stood in for whom: give and take of each school of a cluster, as a balance and never as a ranking; the record of one school."""

import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from portal.core import clock
from portal.core.database import session
from portal.core.pagination import Page, page_by_key
from portal.forming.clusters.models import LIVE, ClusterMembership
from portal.identity.accounts.models import Person
from portal.identity.schools.models import School
from portal.running.activities.models import Activity
from portal.running.activities.queries import twins_of
from portal.running.handoffs.counting import stood_in
from portal.running.handoffs.models import AskStatus, Handoff, HandoffAsk, HandoffState

A_YEAR = timedelta(days=365)
MOST = 300


class Share(NamedTuple):
    """One school's part: how often it was asked, said yes, stood in, and was helped; in the order of names."""

    school_id: uuid.UUID
    school: str
    asked: int
    accepted: int
    stood_in: int
    received: int

    @property
    def balance(self) -> int:
        """More than nothing: it has given more than it took. The words say so; nobody is put in order by it."""
        return self.stood_in - self.received


def shares_of(cluster_id: uuid.UUID, *, since: datetime | None) -> list[Share]:
    """Give and take of the schools that are in the network now, and of those that have left but took part; by name. What was asked
    counts by the day of asking, what was done by the day on which it took place. Five statements."""
    asked = _asked(cluster_id, since, sa.true())
    accepted = _asked(cluster_id, since, HandoffAsk.status == AskStatus.ACCEPTED)
    gave = _done(cluster_id, since, Handoff.accepted_school_id)
    received = _done(cluster_id, since, Handoff.owner_school_id)
    taking_part = {*asked, *gave, *received}
    return [
        Share(
            row.id,
            row.name,
            asked.get(row.id, 0),
            accepted.get(row.id, 0),
            gave.get(row.id, 0),
            received.get(row.id, 0),
        )
        for row in _schools(cluster_id, taking_part)
    ]


def a_year_ago() -> datetime:
    """Since when the last twelve months are counted."""
    return clock.now() - A_YEAR


def _asked(cluster_id: uuid.UUID, since: datetime | None, where: Any) -> dict[uuid.UUID, int]:
    query = sa.select(HandoffAsk.school_id, sa.func.count()).join(Handoff, HandoffAsk.handoff_id == Handoff.id)
    query = query.where(Handoff.cluster_id == cluster_id, where)
    if since is not None:
        query = query.where(Handoff.created_at >= since)
    return _by_school(query, HandoffAsk.school_id)


def _done(cluster_id: uuid.UUID, since: datetime | None, school: Any) -> dict[uuid.UUID, int]:
    query = sa.select(school, sa.func.count()).where(Handoff.cluster_id == cluster_id, *stood_in(since))
    return _by_school(query, school)


def _by_school(query: Any, school: Any) -> dict[uuid.UUID, int]:
    rows = session().execute(query.group_by(school).order_by(school).limit(MOST))
    return {school_id: number for school_id, number in rows if school_id is not None}


def _schools(cluster_id: uuid.UUID, taking_part: set[uuid.UUID]) -> Sequence[Any]:
    there = sa.select(ClusterMembership.school_id).where(
        sa.or_(ClusterMembership.cluster_id == cluster_id, ClusterMembership.cluster_id.in_(twins_of(cluster_id))),
        ClusterMembership.status.in_(LIVE),
    )
    query = sa.select(School.id, School.name).where(sa.or_(School.id.in_(there), School.id.in_(taking_part)))
    return session().execute(query.order_by(School.name, School.id).limit(MOST)).all()


class Told(NamedTuple):
    """One stand-in in the record of a school."""

    id: uuid.UUID
    cluster_id: uuid.UUID
    title: str
    state: HandoffState
    filling: Any
    is_for_reply: bool
    done_at: datetime | None
    zone: str | None
    owner_id: uuid.UUID
    owner: str
    stand_in_id: uuid.UUID
    stand_in: str
    person: str | None


def record_of(school_id: uuid.UUID, *, after: str | None = None) -> Page[Told]:
    """In which this school stood in, or was helped, the newest first. One statement."""
    owner, stand_in = aliased(School), aliased(School)
    query: Any = (
        sa.select(
            Handoff.id,
            Handoff.cluster_id,
            Handoff.title,
            Handoff.state,
            Handoff.filling,
            Handoff.thread_id.is_not(None),
            sa.func.coalesce(Activity.starts_at, Handoff.delivered_at),
            Activity.zone,
            owner.id,
            owner.name,
            stand_in.id,
            stand_in.name,
            Person.name,
        )
        .join(owner, owner.id == Handoff.owner_school_id)
        .join(stand_in, stand_in.id == Handoff.accepted_school_id)
        .outerjoin(Person, Person.id == Handoff.accepted_by_id)
        .outerjoin(Activity, Activity.id == Handoff.activity_id)
        .where(sa.or_(Handoff.accepted_school_id == school_id, Handoff.owner_school_id == school_id), Handoff.was_done)
    )
    page = page_by_key(query, Handoff.id, after=after, newest_first=True, rows=True)
    return Page(items=[Told._make(row) for row in page.items], next=page.next, first=page.first)
