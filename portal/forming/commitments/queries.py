"""Finding working agreements."""

import uuid
from collections.abc import Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from portal.core.database import session
from portal.core.duty import Duty, DutyKind
from portal.core.errors import NotFound
from portal.forming.clusters.models import Cluster, ClusterStatus
from portal.forming.commitments.models import WorkingAgreement, WorkingSignature


def _whole() -> Any:
    signed = selectinload(WorkingAgreement.signatures)
    return sa.select(WorkingAgreement).options(
        joinedload(WorkingAgreement.cluster).selectinload(Cluster.offices),
        signed.joinedload(WorkingSignature.school),
        signed.joinedload(WorkingSignature.signed_by),
    )


def get_agreement(cluster_id: uuid.UUID, working_id: uuid.UUID) -> WorkingAgreement:
    """A version with its signatures. Raises NotFound."""
    query = _whole().where(WorkingAgreement.id == working_id, WorkingAgreement.cluster_id == cluster_id)
    found = session().scalars(query.execution_options(populate_existing=True)).unique().one_or_none()
    if found is None:
        raise NotFound
    return found  # type: ignore[no-any-return]


def current(cluster_id: uuid.UUID) -> WorkingAgreement | None:
    """The version that counts now."""
    query = _whole().where(WorkingAgreement.cluster_id == cluster_id, WorkingAgreement.replaced_at.is_(None))
    found: WorkingAgreement | None = session().scalars(query).unique().one_or_none()
    return found


def list_versions(cluster_id: uuid.UUID) -> Sequence[WorkingAgreement]:
    """Every version, the newest first."""
    query = sa.select(WorkingAgreement).where(WorkingAgreement.cluster_id == cluster_id)
    return session().scalars(query.order_by(WorkingAgreement.number.desc()).limit(100)).all()


def list_to_review(until: date) -> Sequence[uuid.UUID]:
    """Versions that count, whose day is near and of which nobody is reminded, in the order of their keys."""
    reminded = sa.exists().where(
        Duty.kind == DutyKind.REVIEW_WORKING, Duty.subject_id == WorkingAgreement.id, Duty.closed_at.is_(None)
    )
    query = sa.select(WorkingAgreement.id).join(Cluster, Cluster.id == WorkingAgreement.cluster_id)
    query = query.where(
        WorkingAgreement.replaced_at.is_(None),
        WorkingAgreement.review_on <= until,
        Cluster.status != ClusterStatus.CLOSED,
        ~reminded,
    )
    return session().scalars(query.order_by(WorkingAgreement.id).limit(500)).all()
