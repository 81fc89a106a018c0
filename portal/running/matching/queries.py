"""Finding clusters that look, what is known of them, and the requests between clusters."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from portal.core.database import session
from portal.core.errors import NotFound
from portal.forming.approaches.models import RequestStatus, pair_key
from portal.forming.clusters.models import (
    LIVE,
    Cluster,
    ClusterMembership,
    ClusterStatus,
    Office,
    OfficeKind,
    OfficeStatus,
    Side,
)
from portal.forming.clusters.queries import get_cluster
from portal.identity.finding.models import SchoolListing
from portal.identity.schools.models import School, SchoolStatus
from portal.running.matching.fits import Looker
from portal.running.matching.models import ClusterRequest, ClusterWish
from portal.running.partnerships.models import Partnership, PartnershipStatus

MOST_COMPARED = 500
MOST_SHOWN = 50
FACTS = ("languages", "themes", "phases")


@dataclass(frozen=True)
class Candidate:
    """Another cluster, as a cluster that looks sees it."""

    cluster: Cluster
    own: Looker
    other: Looker
    is_looking: bool
    open_request_id: uuid.UUID | None
    are_twins: bool

    @property
    def cluster_id(self) -> uuid.UUID:
        return self.cluster.id


@dataclass(frozen=True)
class Between:
    """A request, as one of its two clusters sees it."""

    cluster_id: uuid.UUID
    request: ClusterRequest

    @property
    def is_asked(self) -> bool:
        """Is it this cluster that answers?"""
        return self.request.to_cluster_id == self.cluster_id

    @property
    def other(self) -> Cluster:
        return self.request.from_cluster if self.is_asked else self.request.to_cluster


def wish_of(cluster_id: uuid.UUID) -> ClusterWish | None:
    """What the cluster says that it looks for, if it ever said so."""
    query = sa.select(ClusterWish).where(ClusterWish.cluster_id == cluster_id)
    return session().scalar(query.execution_options(populate_existing=True))


def facts_of(cluster_id: uuid.UUID) -> tuple[int, dict[str, list[str]]]:
    """How many member schools the cluster has, and what they say of themselves, by kind; partner schools are not counted."""
    query = (
        sa.select(School.country, SchoolListing.setting, SchoolListing.facts)
        .select_from(ClusterMembership)
        .join(School, School.id == ClusterMembership.school_id)
        .outerjoin(SchoolListing, SchoolListing.school_id == School.id)
        .where(
            ClusterMembership.cluster_id == cluster_id,
            ClusterMembership.status.in_(LIVE),
            ClusterMembership.side == Side.HOME,
        )
        .order_by(ClusterMembership.id)
        .limit(200)
    )
    rows = session().execute(query).all()
    found: dict[str, set[str]] = {kind: set() for kind in ("countries", "settings", *FACTS)}
    for country, setting, facts in rows:
        found["countries"].add(country)
        if setting is not None:
            found["settings"].add(setting.value)
        for kind in FACTS:
            found[kind].update((facts or {}).get(kind, ()))
    return len(rows), {kind: sorted(codes) for kind, codes in found.items() if codes}


def looker_of(cluster: Cluster) -> Looker:
    """Our own cluster, ready to be compared: as it is now, with or without a wish."""
    wish = wish_of(cluster.id)
    schools, facts = facts_of(cluster.id)
    lead = cluster.holder(OfficeKind.LEAD_SCHOOL)
    return Looker(
        cluster_id=cluster.id,
        name=cluster.name,
        theme=cluster.theme,
        schools=schools,
        schools_wanted=wish.schools_wanted if wish is not None else None,
        wanted=wish.wanted if wish is not None else {},
        facts=facts,
        looking_for=wish.looking_for if wish is not None else "",
        lead=lead.school.name if lead is not None else "",
        lead_town=lead.school.town if lead is not None else "",
    )


def _lookers() -> sa.Select[Any]:
    """Clusters at work whose lead school is verified, with their wish."""
    return (
        sa.select(
            ClusterWish.cluster_id,
            Cluster.name,
            Cluster.theme,
            ClusterWish.schools,
            ClusterWish.schools_wanted,
            ClusterWish.wanted,
            ClusterWish.facts,
            ClusterWish.looking_for,
            School.name,
            School.town,
            ClusterWish.is_looking,
        )
        .join(Cluster, Cluster.id == ClusterWish.cluster_id)
        .join(
            Office,
            sa.and_(
                Office.cluster_id == Cluster.id,
                Office.kind == OfficeKind.LEAD_SCHOOL,
                Office.status == OfficeStatus.ACCEPTED,
            ),
        )
        .join(School, School.id == Office.school_id)
        .where(Cluster.status == ClusterStatus.ACTIVE, School.status == SchoolStatus.VERIFIED)
    )


def list_looking(cluster_id: uuid.UUID, *, schools: int = 0) -> list[Looker]:
    """The other clusters that look for a partner cluster and are not linked with this one: those with a number of schools near to `schools` first, at most
    500 of them."""
    query = _lookers().where(
        ClusterWish.is_looking, ClusterWish.cluster_id != cluster_id, ClusterWish.cluster_id.not_in(_linked(cluster_id))
    )
    rows = session().execute(
        query.order_by(sa.func.abs(ClusterWish.schools - schools), ClusterWish.kept_at.desc(), ClusterWish.id).limit(
            MOST_COMPARED
        )
    )
    return [Looker(*row[:-1]) for row in rows]


def _linked(cluster_id: uuid.UUID) -> sa.CompoundSelect[Any]:
    live = Partnership.status != PartnershipStatus.ENDED
    there = sa.select(Partnership.partner_cluster_id).where(
        Partnership.cluster_id == cluster_id, Partnership.partner_cluster_id.is_not(None), live
    )
    return there.union(sa.select(Partnership.cluster_id).where(Partnership.partner_cluster_id == cluster_id, live))


def get_candidate(cluster_id: uuid.UUID, other_id: uuid.UUID) -> Candidate:
    """Another cluster as this one sees it: while it looks, while a request waits between the two, or when they are linked. Raises NotFound."""
    cluster = get_cluster(cluster_id)
    row = session().execute(_lookers().where(ClusterWish.cluster_id == other_id)).one_or_none()
    if row is None or other_id == cluster_id:
        raise NotFound
    waiting = open_between(cluster_id, other_id)
    linked = session().scalar(sa.select(sa.literal(other_id).in_(_linked(cluster_id))))
    if not (row.is_looking or waiting or linked):
        raise NotFound
    return Candidate(
        cluster=cluster,
        own=looker_of(cluster),
        other=Looker(*row[:-1]),
        is_looking=row.is_looking,
        open_request_id=waiting.id if waiting is not None else None,
        are_twins=bool(linked),
    )


def get_request(cluster_id: uuid.UUID, cluster_request_id: uuid.UUID) -> Between:
    """A request of one of these clusters, as it sees it. Raises NotFound."""
    query = _whole().where(
        ClusterRequest.id == cluster_request_id,
        sa.or_(ClusterRequest.from_cluster_id == cluster_id, ClusterRequest.to_cluster_id == cluster_id),
    )
    found = session().scalar(query.execution_options(populate_existing=True))
    if found is None:
        raise NotFound
    return Between(cluster_id, found)


def _whole() -> sa.Select[ClusterRequest]:
    return sa.select(ClusterRequest).options(
        joinedload(ClusterRequest.from_cluster), joinedload(ClusterRequest.to_cluster)
    )


def list_requests(cluster_id: uuid.UUID) -> Sequence[ClusterRequest]:
    """What this cluster asked and was asked, the newest first."""
    query = _whole().where(
        sa.or_(ClusterRequest.from_cluster_id == cluster_id, ClusterRequest.to_cluster_id == cluster_id)
    )
    return session().scalars(query.order_by(ClusterRequest.id.desc()).limit(MOST_SHOWN)).all()


def open_between(one: uuid.UUID, other: uuid.UUID) -> ClusterRequest | None:
    """The request that waits between two clusters, whoever asks."""
    where = (ClusterRequest.pair_key == pair_key(one, other), ClusterRequest.status == RequestStatus.OPEN)
    return session().scalar(sa.select(ClusterRequest).where(*where))


def count_sent(cluster_id: uuid.UUID, since: datetime) -> int:
    """How many requests a cluster has sent since then, whatever became of them."""
    where = (ClusterRequest.from_cluster_id == cluster_id, ClusterRequest.created_at > since)
    return session().scalar(sa.select(sa.func.count()).select_from(ClusterRequest).where(*where)) or 0


def count_same_text(cluster_id: uuid.UUID, digest: str, since: datetime) -> int:
    """To how many clusters this cluster has sent this very text since then."""
    count = sa.select(sa.func.count(ClusterRequest.to_cluster_id.distinct()))
    where = (
        ClusterRequest.from_cluster_id == cluster_id,
        ClusterRequest.created_at > since,
        ClusterRequest.message_digest == digest,
    )
    return session().scalar(count.where(*where)) or 0


def list_requests_past(at: datetime) -> Sequence[uuid.UUID]:
    """Requests that nobody answered in time, oldest first."""
    where = (ClusterRequest.status == RequestStatus.OPEN, ClusterRequest.expires_at <= at)
    query = sa.select(ClusterRequest.id).where(*where)
    return session().scalars(query.order_by(ClusterRequest.expires_at, ClusterRequest.id).limit(500)).all()


def list_wishes_past(day: date) -> Sequence[uuid.UUID]:
    """Clusters that are shown as looking though the day they named is before `day`, oldest first."""
    where = (ClusterWish.is_looking, ClusterWish.looking_until < day)
    query = sa.select(ClusterWish.id).where(*where)
    return session().scalars(query.order_by(ClusterWish.looking_until, ClusterWish.id).limit(500)).all()


def list_wishes_kept_before(at: datetime) -> Sequence[uuid.UUID]:
    """Clusters that look and whose facts were not looked over since then, oldest first."""
    where = (ClusterWish.is_looking, ClusterWish.kept_at < at)
    query = sa.select(ClusterWish.id).where(*where)
    return session().scalars(query.order_by(ClusterWish.kept_at, ClusterWish.id).limit(500)).all()


def looking_cluster(cluster_id: uuid.UUID | None) -> Cluster | None:
    """A cluster that may be asked: at work, led by a verified school, looking."""
    if cluster_id is None:
        return None
    row = (
        session().execute(_lookers().where(ClusterWish.cluster_id == cluster_id, ClusterWish.is_looking)).one_or_none()
    )
    return get_cluster(cluster_id) if row is not None else None


def is_led_by_a_verified_school(cluster: Cluster) -> bool:
    """Has the cluster a lead school that is verified?"""
    lead = cluster.holder(OfficeKind.LEAD_SCHOOL)
    return lead is not None and bool(lead.school.is_verified)


def present(wanted: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    """The wishes that were made, each kind in the order of its codes."""
    return {kind: sorted(set(codes)) for kind, codes in wanted.items() if codes}
