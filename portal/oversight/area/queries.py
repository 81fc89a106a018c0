"""Schools and clusters of an authority."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import sqlalchemy as sa

from portal.core.pagination import Page, page_by_key
from portal.forming.clusters.models import LIVE, Cluster, ClusterMembership
from portal.identity.schools.models import School, SchoolStatus

_GONE = (SchoolStatus.REJECTED, SchoolStatus.CLOSED)


class Standing(StrEnum):
    """Which schools an officer wants to see."""

    ALL = "all"
    VERIFIED = "verified"
    NOT_VERIFIED = "not_verified"


@dataclass(frozen=True)
class ClusterHere:
    """A cluster with how many of its schools belong to the area."""

    id: uuid.UUID
    name: str
    theme: str
    schools: int


def _folded(name: Any) -> Any:
    """Small and capital letters beside each other, on both databases."""
    return sa.func.lower(name, type_=sa.String())


def list_schools_of(
    authorities: Iterable[str], words: str = "", standing: Standing = Standing.ALL, after: str | None = None
) -> Page[School]:
    """The registered schools of these authorities, by name: those whose name or town holds the words, and with one standing."""
    query = sa.select(School).where(School.authority_code.in_(sorted(authorities)), School.status.not_in(_GONE))
    if words:
        query = query.where(
            sa.or_(School.name.icontains(words, autoescape=True), School.town.icontains(words, autoescape=True))
        )
    if standing == Standing.VERIFIED:
        query = query.where(School.status == SchoolStatus.VERIFIED)
    elif standing == Standing.NOT_VERIFIED:
        query = query.where(School.status != SchoolStatus.VERIFIED)
    return page_by_key(query, _folded(School.name), School.id, after=after)


def list_clusters_of(authorities: Iterable[str], words: str = "", after: str | None = None) -> Page[ClusterHere]:
    """The clusters in which a school of these authorities is, by name: those whose name or theme holds the words."""
    query: Any = (
        sa.select(Cluster.id, Cluster.name, Cluster.theme, sa.func.count())
        .join(ClusterMembership, ClusterMembership.cluster_id == Cluster.id)
        .join(School, School.id == ClusterMembership.school_id)
        .where(School.authority_code.in_(sorted(authorities)), ClusterMembership.status.in_(LIVE))
        .group_by(Cluster.id, Cluster.name, Cluster.theme)
    )
    if words:
        query = query.where(
            sa.or_(Cluster.name.icontains(words, autoescape=True), Cluster.theme.icontains(words, autoescape=True))
        )
    page = page_by_key(query, _folded(Cluster.name), Cluster.id, after=after, rows=True)
    return Page(items=[ClusterHere(*row) for row in page.items], next=page.next, first=page.first)
