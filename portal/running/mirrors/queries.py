"""Finding invitations to build a partner cluster, two partner clusters side by side, and what their leads wrote."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from portal.core.database import session
from portal.core.errors import NotFound
from portal.core.pagination import Page, page_by_key
from portal.forming.clusters.models import LIVE, PRESENT, Cluster, ClusterMembership, MembershipStatus, Side
from portal.forming.clusters.queries import get_cluster
from portal.identity.finding.models import SchoolListing
from portal.identity.schools.models import School
from portal.running.mirrors.beside import Row, TwinSchool, side_by_side
from portal.running.mirrors.models import LeadMessage, MirrorInvitation, MirrorStatus
from portal.running.partnerships.models import Pair, PairStatus, Partnership, PartnershipStatus

MOST_SHOWN = 50
MESSAGES_ON_A_PAGE = 30


@dataclass(frozen=True)
class Twins:
    """A partnership of two clusters, as one of them (`cluster`) sees it. `home` is the side whose board is shared."""

    cluster: Cluster
    partnership: Partnership

    @property
    def cluster_id(self) -> uuid.UUID:
        return self.cluster.id

    @property
    def is_home(self) -> bool:
        return self.partnership.cluster_id == self.cluster.id

    @property
    def home(self) -> Cluster:
        return self.partnership.cluster

    @property
    def twin(self) -> Cluster:
        found = self.partnership.partner_cluster
        if found is None:
            raise NotFound
        return found

    @property
    def other(self) -> Cluster:
        return self.twin if self.is_home else self.home


def get_invitation(cluster_id: uuid.UUID, mirror_id: uuid.UUID) -> MirrorInvitation:
    """An invitation of this cluster. Raises NotFound."""
    found = _one(sa.and_(MirrorInvitation.id == mirror_id, MirrorInvitation.cluster_id == cluster_id))
    if found is None:
        raise NotFound
    return found


def get_taken(mirror_id: uuid.UUID) -> MirrorInvitation:
    """An invitation that somebody has taken up. Raises NotFound."""
    found = _one(sa.and_(MirrorInvitation.id == mirror_id, MirrorInvitation.taken_by_id.is_not(None)))
    if found is None:
        raise NotFound
    return found


def invitation_of_link(subject_id: uuid.UUID | None) -> MirrorInvitation | None:
    """The invitation that a link is for, as long as it waits."""
    return _one(sa.and_(MirrorInvitation.id == subject_id, MirrorInvitation.status == MirrorStatus.SENT))


def _one(where: sa.ColumnElement[bool]) -> MirrorInvitation | None:
    query = sa.select(MirrorInvitation).where(where).options(joinedload(MirrorInvitation.cluster))
    return session().scalar(query.execution_options(populate_existing=True))


def list_invitations(cluster_id: uuid.UUID) -> Sequence[MirrorInvitation]:
    """Whom the cluster has invited to build a partner cluster, the newest first."""
    query = sa.select(MirrorInvitation).where(MirrorInvitation.cluster_id == cluster_id)
    return session().scalars(query.order_by(MirrorInvitation.id.desc()).limit(MOST_SHOWN)).all()


def count_waiting(cluster_id: uuid.UUID) -> int:
    where = (MirrorInvitation.cluster_id == cluster_id, MirrorInvitation.status == MirrorStatus.SENT)
    return session().scalar(sa.select(sa.func.count()).select_from(MirrorInvitation).where(*where)) or 0


def count_sent(cluster_id: uuid.UUID, since: datetime) -> int:
    """How many invitations the cluster has made since then, whatever became of them."""
    where = (MirrorInvitation.cluster_id == cluster_id, MirrorInvitation.created_at > since)
    return session().scalar(sa.select(sa.func.count()).select_from(MirrorInvitation).where(*where)) or 0


def list_past(at: datetime) -> Sequence[uuid.UUID]:
    """Invitations whose link nobody used in time, oldest first."""
    where = (MirrorInvitation.status == MirrorStatus.SENT, MirrorInvitation.expires_at <= at)
    query = sa.select(MirrorInvitation.id).where(*where)
    return session().scalars(query.order_by(MirrorInvitation.expires_at, MirrorInvitation.id).limit(500)).all()


def member_schools(cluster_id: uuid.UUID) -> list[TwinSchool]:
    """The member schools of a cluster, and those invited as members, in the order they came."""
    query = (
        sa.select(
            School.id,
            School.name,
            School.country,
            School.phase,
            ClusterMembership.status,
            SchoolListing.facts,
            SchoolListing.low_age,
            SchoolListing.high_age,
        )
        .select_from(ClusterMembership)
        .join(School, School.id == ClusterMembership.school_id)
        .outerjoin(SchoolListing, SchoolListing.school_id == School.id)
        .where(
            ClusterMembership.cluster_id == cluster_id,
            ClusterMembership.side == Side.HOME,
            ClusterMembership.status.in_(PRESENT - {MembershipStatus.ASKED}),
        )
        .order_by(ClusterMembership.id)
        .limit(200)
    )
    return [
        TwinSchool(
            row.id,
            row.name,
            row.country,
            frozenset((row.facts or {}).get("phases") or ([row.phase] if row.phase else [])),
            row.low_age,
            row.high_age,
            is_invited=row.status not in LIVE,
        )
        for row in session().execute(query)
    ]


def get_twins(cluster_id: uuid.UUID, partnership_id: uuid.UUID) -> Twins:
    """The partnership of two clusters, as this one of them sees it. Raises NotFound where there is no partner cluster, or the partnership has ended."""
    query = (
        sa.select(Partnership)
        .where(
            Partnership.id == partnership_id,
            Partnership.partner_cluster_id.is_not(None),
            Partnership.status != PartnershipStatus.ENDED,
            sa.or_(Partnership.cluster_id == cluster_id, Partnership.partner_cluster_id == cluster_id),
        )
        .options(
            joinedload(Partnership.cluster), joinedload(Partnership.partner_cluster), selectinload(Partnership.pairs)
        )
    )
    found = session().scalar(query.execution_options(populate_existing=True))
    if found is None:
        raise NotFound
    return Twins(get_cluster(cluster_id), found)


def rows_of(twins: Twins) -> list[Row]:
    """The schools of the two clusters side by side."""
    pairs = [(p.home_school_id, p.partner_school_id, p.status.value) for p in _live(twins.partnership.pairs)]
    return side_by_side(member_schools(twins.home.id), member_schools(twins.twin.id), pairs)


def _live(pairs: Sequence[Pair]) -> list[Pair]:
    return [pair for pair in pairs if pair.status != PairStatus.ENDED]


def list_twins(cluster_id: uuid.UUID) -> Sequence[Partnership]:
    """The partnerships of two clusters that this one is part of, on either side."""
    query = (
        sa.select(Partnership)
        .where(
            Partnership.partner_cluster_id.is_not(None),
            Partnership.status != PartnershipStatus.ENDED,
            sa.or_(Partnership.cluster_id == cluster_id, Partnership.partner_cluster_id == cluster_id),
        )
        .options(joinedload(Partnership.cluster), joinedload(Partnership.partner_cluster))
    )
    return session().scalars(query.order_by(Partnership.id).limit(MOST_SHOWN)).all()


def page_of_messages(partnership_id: uuid.UUID, after: str | None) -> Page[LeadMessage]:
    """What the leads wrote, the newest first."""
    query = sa.select(LeadMessage).where(LeadMessage.partnership_id == partnership_id)
    query = query.options(joinedload(LeadMessage.author))
    return page_by_key(query, LeadMessage.id, after=after, newest_first=True, size=MESSAGES_ON_A_PAGE)


def count_written(author_id: uuid.UUID, since: datetime) -> int:
    """How many messages this person has written to leads since then."""
    where = (LeadMessage.author_id == author_id, LeadMessage.created_at > since)
    return session().scalar(sa.select(sa.func.count()).select_from(LeadMessage).where(*where)) or 0
