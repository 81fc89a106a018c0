"""Finding partnership requests."""

import uuid
from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from portal.core.database import session
from portal.core.errors import NotFound
from portal.forming.approaches.models import PartnershipRequest, RequestStatus, pair_key
from portal.forming.clusters.models import Cluster, Office, OfficeKind, OfficeStatus
from portal.identity.schools.models import School, SchoolStatus

MOST_SHOWN = 50


def get_request(request_id: uuid.UUID) -> PartnershipRequest:
    """The request with its two schools and its cluster. Raises NotFound."""
    found = session().scalar(_whole().where(PartnershipRequest.id == request_id))
    if found is None:
        raise NotFound
    return found


def _whole() -> sa.Select[PartnershipRequest]:
    loading = (
        joinedload(PartnershipRequest.from_school),
        joinedload(PartnershipRequest.to_school),
        joinedload(PartnershipRequest.cluster),
    )
    return sa.select(PartnershipRequest).options(*loading)


def list_requests_to(school_ids: Sequence[uuid.UUID]) -> Sequence[PartnershipRequest]:
    """What these schools were asked, the newest first."""
    query = _whole().where(PartnershipRequest.to_school_id.in_(school_ids))
    return session().scalars(query.order_by(PartnershipRequest.id.desc()).limit(MOST_SHOWN)).all()


def list_requests_from(school_ids: Sequence[uuid.UUID]) -> Sequence[PartnershipRequest]:
    """What these schools asked, the newest first."""
    query = _whole().where(PartnershipRequest.from_school_id.in_(school_ids))
    return session().scalars(query.order_by(PartnershipRequest.id.desc()).limit(MOST_SHOWN)).all()


def open_between(one: uuid.UUID, other: uuid.UUID) -> PartnershipRequest | None:
    """The request that waits between two schools, whoever asks."""
    where = (PartnershipRequest.pair_key == pair_key(one, other), PartnershipRequest.status == RequestStatus.OPEN)
    return session().scalar(sa.select(PartnershipRequest).where(*where))


def count_sent(school_id: uuid.UUID, since: datetime) -> int:
    """How many requests a school has sent since then, whatever became of them."""
    where = (PartnershipRequest.from_school_id == school_id, PartnershipRequest.created_at > since)
    return session().scalar(sa.select(sa.func.count()).select_from(PartnershipRequest).where(*where)) or 0


def count_same_text(school_id: uuid.UUID, digest: str, since: datetime) -> int:
    """To how many schools this school has sent this very text since then."""
    count = sa.select(sa.func.count(PartnershipRequest.to_school_id.distinct()))
    where = (
        PartnershipRequest.from_school_id == school_id,
        PartnershipRequest.created_at > since,
        PartnershipRequest.message_digest == digest,
    )
    return session().scalar(count.where(*where)) or 0


def list_requests_past(at: datetime) -> Sequence[uuid.UUID]:
    """Requests that nobody answered in time, oldest first."""
    where = (PartnershipRequest.status == RequestStatus.OPEN, PartnershipRequest.expires_at <= at)
    query = sa.select(PartnershipRequest.id).where(*where)
    return session().scalars(query.order_by(PartnershipRequest.expires_at, PartnershipRequest.id).limit(500)).all()


def clusters_coordinated_by(person_id: uuid.UUID) -> Sequence[Cluster]:
    """The clusters for which this person may ask, by name."""
    held = sa.select(Office.cluster_id).where(
        Office.person_id == person_id,
        Office.status == OfficeStatus.ACCEPTED,
        Office.kind.in_([OfficeKind.CONTACT_TEACHER, OfficeKind.DEPUTY]),
    )
    query = sa.select(Cluster).where(Cluster.id.in_(held), Cluster.status != "closed")
    return session().scalars(query.order_by(Cluster.name, Cluster.id).limit(50)).all()


def lock_school(school_id: uuid.UUID) -> School | None:
    """The school that asks, held until the act ends, so that two requests at once are counted; None unless it is verified."""
    query = sa.select(School).where(School.id == school_id, School.status == SchoolStatus.VERIFIED).with_for_update()
    return session().scalar(query)
