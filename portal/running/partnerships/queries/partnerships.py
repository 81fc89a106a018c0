"""Finding partnerships and pairs, and who is linked with whom."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from portal.core.database import session
from portal.core.duty import Duty, DutyKind
from portal.core.errors import NotFound
from portal.forming.clusters.models import Cluster, ClusterMembership, ClusterStatus, Office, OfficeKind, OfficeStatus
from portal.identity.schools.models import School
from portal.running.partnerships.models import Pair, PairStatus, Partnership, PartnershipStatus, ShapeChange
from portal.running.partnerships.queries.network import Network, NetworkSchool

MOST = 100
MOST_FOUND = 20


@dataclass(frozen=True)
class TwinOffer:
    """A partnership in which this cluster is asked to be the partner cluster."""

    cluster: Cluster
    partnership: Partnership

    @property
    def cluster_id(self) -> uuid.UUID:
        return self.cluster.id


@dataclass(frozen=True)
class Cell:
    """One school here and one there: the live pair between them, if there is one."""

    partner: NetworkSchool
    pair: Pair | None


@dataclass(frozen=True)
class MatrixRow:
    """A school here, with a cell for every partner school."""

    school: NetworkSchool
    cells: tuple[Cell, ...]

    @property
    def spare_id(self) -> uuid.UUID | None:
        """The spare partner of this school's links, where one is named."""
        named = (cell.pair.spare_school_id for cell in self.cells if cell.pair is not None)
        return next((school_id for school_id in named if school_id is not None), None)

    @property
    def links(self) -> int:
        """With how many partner schools it is linked by agreement."""
        return sum(1 for cell in self.cells if cell.pair is not None and cell.pair.status == PairStatus.AGREED)


@dataclass(frozen=True)
class Matrix:
    """Who is linked with whom in a partnership."""

    partners: tuple[NetworkSchool, ...]
    rows: tuple[MatrixRow, ...]

    @property
    def unpaired(self) -> list[NetworkSchool]:
        """The schools, here and there, that are linked with nobody yet. An invited one has first to join."""
        here = [row.school for row in self.rows if row.links == 0]
        return [*here, *(one for one in self.partners if not one.is_invited and self.links_of(one) == 0)]

    @property
    def doubly(self) -> list[NetworkSchool]:
        """The schools, here and there, that are linked with more than one."""
        here = [row.school for row in self.rows if row.links > 1]
        return [*here, *(one for one in self.partners if self.links_of(one) > 1)]

    def links_of(self, partner: NetworkSchool) -> int:
        """With how many schools here this partner school is linked by agreement."""
        return sum(
            1
            for row in self.rows
            for cell in row.cells
            if cell.partner.id == partner.id and cell.pair is not None and cell.pair.status == PairStatus.AGREED
        )


def get_partnership(cluster_id: uuid.UUID, partnership_id: uuid.UUID) -> Partnership:
    """A partnership of this cluster, with its pairs. Raises NotFound."""
    query = (
        sa.select(Partnership)
        .where(Partnership.id == partnership_id, Partnership.cluster_id == cluster_id)
        .options(
            joinedload(Partnership.cluster).selectinload(Cluster.offices),
            joinedload(Partnership.partner_cluster),
            selectinload(Partnership.pairs),
        )
    )
    found = session().scalars(query.execution_options(populate_existing=True)).one_or_none()
    if found is None:
        raise NotFound
    return found


def get_pair(cluster_id: uuid.UUID, partnership_id: uuid.UUID, pair_id: uuid.UUID) -> Pair:
    """A pair of this partnership of this cluster, with both schools. Raises NotFound."""
    query = (
        sa.select(Pair)
        .join(Pair.partnership)
        .where(Pair.id == pair_id, Pair.partnership_id == partnership_id, Partnership.cluster_id == cluster_id)
        .options(
            joinedload(Pair.partnership).joinedload(Partnership.cluster),
            joinedload(Pair.home_school),
            joinedload(Pair.partner_school),
        )
    )
    found = session().scalars(query.execution_options(populate_existing=True)).one_or_none()
    if found is None:
        raise NotFound
    return found


def get_offer(cluster_id: uuid.UUID, partnership_id: uuid.UUID) -> TwinOffer:
    """The partnership that asks this cluster to be its partner cluster. Raises NotFound when it was never asked."""
    asked = sa.select(Duty.subject_id).where(
        Duty.kind == DutyKind.AGREE_PAIR, Duty.subject_id == partnership_id, Duty.cluster_id == cluster_id
    )
    here = sa.select(Cluster).where(Cluster.id == cluster_id).options(selectinload(Cluster.offices))
    cluster = session().scalars(here).one_or_none()
    query = sa.select(Partnership).where(Partnership.id.in_(asked), Partnership.cluster_id != cluster_id)
    query = query.options(joinedload(Partnership.cluster)).execution_options(populate_existing=True)
    partnership = session().scalars(query).one_or_none()
    if cluster is None or partnership is None:
        raise NotFound
    return TwinOffer(cluster, partnership)


def list_partnerships(cluster_id: uuid.UUID) -> Sequence[Partnership]:
    """The partnerships of a cluster with their pairs, those that ended last."""
    query = (
        sa.select(Partnership)
        .where(Partnership.cluster_id == cluster_id)
        .options(selectinload(Partnership.pairs), joinedload(Partnership.partner_cluster))
        .order_by(Partnership.status == PartnershipStatus.ENDED, Partnership.id)
        .limit(MOST)
    )
    return session().scalars(query).all()


def list_offers(cluster_id: uuid.UUID) -> Sequence[Partnership]:
    """The partnerships of other clusters that ask this one to be the partner cluster."""
    asked = sa.select(Duty.subject_id).where(
        Duty.kind == DutyKind.AGREE_PAIR, Duty.cluster_id == cluster_id, Duty.closed_at.is_(None)
    )
    query = (
        sa.select(Partnership)
        .where(Partnership.id.in_(asked), Partnership.cluster_id != cluster_id)
        .options(joinedload(Partnership.cluster))
        .order_by(Partnership.id)
        .limit(MOST)
    )
    return session().scalars(query).all()


def list_shared_with(cluster_id: uuid.UUID) -> Sequence[Partnership]:
    """The partnerships of other clusters in which this one is the partner cluster."""
    query = (
        sa.select(Partnership)
        .where(Partnership.partner_cluster_id == cluster_id, Partnership.status != PartnershipStatus.ENDED)
        .options(joinedload(Partnership.cluster))
        .order_by(Partnership.id)
        .limit(MOST)
    )
    return session().scalars(query).all()


def clusters_asked(partnerships: Sequence[Partnership]) -> dict[uuid.UUID, str]:
    """By partnership: the name of the cluster whose answer is waited for."""
    query = (
        sa.select(Duty.subject_id, Cluster.name)
        .join(Cluster, Cluster.id == Duty.cluster_id)
        .where(
            Duty.kind == DutyKind.AGREE_PAIR,
            Duty.subject_id.in_([p.id for p in partnerships]),
            Duty.closed_at.is_(None),
        )
        .order_by(Duty.id)
        .limit(MOST)
    )
    return {row.subject_id: row.name for row in session().execute(query)}


def list_live_pairs_of(cluster_id: uuid.UUID, school_id: uuid.UUID) -> Sequence[Pair]:
    """The live pairs of a school in the partnerships of a cluster."""
    query = (
        sa.select(Pair)
        .join(Pair.partnership)
        .where(
            sa.or_(Partnership.cluster_id == cluster_id, Partnership.partner_cluster_id == cluster_id),
            sa.or_(Pair.home_school_id == school_id, Pair.partner_school_id == school_id),
            Pair.status != PairStatus.ENDED,
        )
        .options(joinedload(Pair.partnership))
        .order_by(Pair.id)
        .limit(MOST)
    )
    return session().scalars(query).all()


def matrix(partnership: Partnership, network: Network) -> Matrix:
    """Who is linked with whom, from what is loaded. A partner school of another partnership of the cluster stands there too, unlinked."""
    live = {(p.home_school_id, p.partner_school_id): p for p in partnership.pairs if p.is_live}
    partners = tuple(s for s in network.schools if s.is_partner)
    rows = tuple(
        MatrixRow(home, tuple(Cell(partner, live.get((home.id, partner.id))) for partner in partners))
        for home in network.schools
        if not home.is_partner and not home.is_invited
    )
    return Matrix(partners, rows)


def list_shape_changes(partnership_id: uuid.UUID) -> Sequence[ShapeChange]:
    """The shapes that a partnership had, the newest change first."""
    query = sa.select(ShapeChange).where(ShapeChange.partnership_id == partnership_id)
    loaded = query.options(joinedload(ShapeChange.by)).order_by(ShapeChange.id.desc())
    return session().scalars(loaded.limit(MOST)).all()


def find_clusters(words: str, *, other_than: uuid.UUID) -> Sequence[tuple[uuid.UUID, str, str]]:
    """Clusters at work whose name holds these words: (id, name, lead school's name and town)."""
    if len(words.strip()) < 3:
        return []
    pattern = "%" + words.strip().replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
    query = (
        sa.select(Cluster.id, Cluster.name, School.name, School.town)
        .outerjoin(
            Office,
            sa.and_(
                Office.cluster_id == Cluster.id,
                Office.kind == OfficeKind.LEAD_SCHOOL,
                Office.status == OfficeStatus.ACCEPTED,
            ),
        )
        .outerjoin(School, School.id == Office.school_id)
        .where(
            Cluster.name.ilike(pattern, escape="\\"), Cluster.status == ClusterStatus.ACTIVE, Cluster.id != other_than
        )
        .order_by(Cluster.name, Cluster.id)
        .limit(MOST_FOUND)
    )
    return [
        (cluster_id, name, ", ".join(part for part in (school, town) if part))
        for cluster_id, name, school, town in session().execute(query)
    ]


def active_cluster(cluster_id: uuid.UUID | None) -> Cluster | None:
    """A cluster at work, for being asked."""
    found = session().get(Cluster, cluster_id) if cluster_id is not None else None
    return found if found is not None and found.status == ClusterStatus.ACTIVE else None


def has_partner_school(cluster_id: uuid.UUID) -> bool:
    """Has a partner school joined this cluster?"""
    from_abroad = sa.select(ClusterMembership.id).where(
        ClusterMembership.cluster_id == cluster_id,
        ClusterMembership.side == "partner",
        ClusterMembership.status.in_(["joined", "leaving"]),
    )
    return session().scalar(from_abroad.limit(1)) is not None


def are_twins(one: uuid.UUID, other: uuid.UUID) -> bool:
    """Are these two clusters partner clusters now, whichever of them shares its board?"""
    here = sa.and_(Partnership.cluster_id == one, Partnership.partner_cluster_id == other)
    there = sa.and_(Partnership.cluster_id == other, Partnership.partner_cluster_id == one)
    query = sa.select(Partnership.id).where(sa.or_(here, there), Partnership.status != PartnershipStatus.ENDED)
    return session().scalar(query.limit(1)) is not None
