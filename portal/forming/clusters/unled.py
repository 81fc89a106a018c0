"""Clusters that nobody leads or coordinates: for who appoints in the name of the programme."""

import uuid
from datetime import datetime, timedelta
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from portal.core import clock
from portal.core.pagination import Page, page_by_key
from portal.forming.clusters.models import (
    LIVE,
    Cluster,
    ClusterMembership,
    ClusterStatus,
    Office,
    OfficeKind,
    OfficeStatus,
)
from portal.forming.clusters.queries import VANISHED_AFTER
from portal.identity.accounts.models import Person, PersonStatus, WebSession
from portal.identity.schools.models import School

SETTLING_IN = timedelta(days=28)


class Unled(NamedTuple):
    """A cluster, who leads and coordinates it on paper, and when its coordinator was here last."""

    id: uuid.UUID
    name: str
    lead: str | None
    coordinator: str | None
    seen_at: datetime | None


def list_unled(after: str | None = None) -> Page[Unled]:
    """Clusters without a lead school or a coordinator, or whose coordinator has not been here for four weeks or has no account; one that has just begun is
    left alone. By name. One statement."""
    now = clock.now()
    lead, held = aliased(Office), aliased(Office)
    seen: Any = sa.select(sa.func.max(WebSession.seen_at)).where(WebSession.person_id == held.person_id)
    seen = seen.correlate(held).scalar_subquery()
    schools = sa.exists().where(ClusterMembership.cluster_id == Cluster.id, ClusterMembership.status.in_(LIVE))
    vanished = sa.or_(
        lead.id.is_(None),
        held.id.is_(None),
        Person.status != PersonStatus.ACTIVE,
        seen.is_(None),
        seen < now - VANISHED_AFTER,
    )
    query: Any = (
        sa.select(Cluster.id, Cluster.name, School.name, Person.name, seen)
        .select_from(Cluster)
        .outerjoin(lead, _holds(lead, OfficeKind.LEAD_SCHOOL))
        .outerjoin(School, School.id == lead.school_id)
        .outerjoin(held, _holds(held, OfficeKind.CONTACT_TEACHER))
        .outerjoin(Person, Person.id == held.person_id)
        .where(Cluster.status != ClusterStatus.CLOSED, Cluster.created_at < now - SETTLING_IN, schools, vanished)
    )
    page = page_by_key(query, Cluster.name, Cluster.id, after=after, rows=True)
    return Page(items=[Unled(*row) for row in page.items], next=page.next, first=page.first)


def _holds(office: Any, kind: OfficeKind) -> Any:
    return sa.and_(office.cluster_id == Cluster.id, office.kind == kind, office.status == OfficeStatus.ACCEPTED)
