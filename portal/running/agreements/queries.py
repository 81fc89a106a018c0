"""Finding versions of an agreement, and what waits."""

import uuid
from collections.abc import Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from portal.core.database import session
from portal.core.duty import Duty, DutyKind
from portal.core.errors import NotFound
from portal.forming.clusters.models import Cluster
from portal.running.agreements.models import Agreement, AgreementPart, AgreementSignature, AgreementStatus
from portal.running.partnerships.models import Partnership, PartnershipStatus

MOST = 100


def _whole() -> Any:
    return (
        sa.select(Agreement)
        .join(Agreement.partnership)
        .options(
            contains_eager(Agreement.partnership).joinedload(Partnership.cluster).selectinload(Cluster.offices),
            selectinload(Agreement.parts).joinedload(AgreementPart.school),
            selectinload(Agreement.signatures).joinedload(AgreementSignature.school),
        )
        .execution_options(populate_existing=True)
    )


def get_agreement(cluster_id: uuid.UUID, agreement_id: uuid.UUID) -> Agreement:
    """A version, with its parts and signatures. Raises NotFound."""
    query = _whole().where(Agreement.id == agreement_id, Partnership.cluster_id == cluster_id)
    found = session().scalars(query).one_or_none()
    if found is None:
        raise NotFound
    return found  # type: ignore[no-any-return]


def get_part(cluster_id: uuid.UUID, agreement_part_id: uuid.UUID) -> AgreementPart:
    """What one school brings. Raises NotFound."""
    query = (
        sa.select(AgreementPart)
        .join(AgreementPart.agreement)
        .join(Agreement.partnership)
        .where(AgreementPart.id == agreement_part_id, Partnership.cluster_id == cluster_id)
        .options(
            joinedload(AgreementPart.school),
            contains_eager(AgreementPart.agreement)
            .contains_eager(Agreement.partnership)
            .joinedload(Partnership.cluster)
            .selectinload(Cluster.offices),
        )
    )
    found = session().scalars(query.execution_options(populate_existing=True)).one_or_none()
    if found is None:
        raise NotFound
    return found


def get_signature(cluster_id: uuid.UUID, signature_id: uuid.UUID) -> AgreementSignature:
    """A signature with the whole version. Raises NotFound."""
    query = (
        sa.select(AgreementSignature.agreement_id)
        .join(AgreementSignature.agreement)
        .join(Agreement.partnership)
        .where(AgreementSignature.id == signature_id, Partnership.cluster_id == cluster_id)
    )
    agreement_id = session().scalars(query).one_or_none()
    if agreement_id is None:
        raise NotFound
    return _signature_in(get_agreement(cluster_id, agreement_id), signature_id)


def _signature_in(agreement: Agreement, signature_id: uuid.UUID) -> AgreementSignature:
    return next(one for one in agreement.signatures if one.id == signature_id)


def signature_of_link(signature_id: uuid.UUID | None) -> AgreementSignature | None:
    """The signature that a mailed link is for, with the whole version."""
    query = (
        sa.select(AgreementSignature.agreement_id, Partnership.cluster_id)
        .join(AgreementSignature.agreement)
        .join(Agreement.partnership)
        .where(AgreementSignature.id == signature_id)
    )
    found = session().execute(query).one_or_none()
    if found is None or signature_id is None:
        return None
    return _signature_in(get_agreement(found.cluster_id, found.agreement_id), signature_id)


def list_versions(partnership_id: uuid.UUID) -> Sequence[Agreement]:
    """Every version, the newest first, with its signatures."""
    query = (
        sa.select(Agreement)
        .where(Agreement.partnership_id == partnership_id)
        .options(selectinload(Agreement.signatures))
        .order_by(Agreement.number.desc(), Agreement.id)
        .limit(MOST)
    )
    return session().scalars(query).all()


def latest_number(partnership_id: uuid.UUID) -> int:
    """The number of the newest version; 0 without one."""
    highest = sa.select(sa.func.max(Agreement.number)).where(Agreement.partnership_id == partnership_id)
    return session().scalar(highest) or 0


def in_force(partnership_id: uuid.UUID) -> Agreement | None:
    """The version that holds now."""
    query = _whole().where(Agreement.partnership_id == partnership_id, Agreement.status == AgreementStatus.IN_FORCE)
    return session().scalars(query).one_or_none()


def list_open(partnership_id: uuid.UUID) -> Sequence[Agreement]:
    """The versions that wait for signatures or are being written."""
    query = _whole().where(
        Agreement.partnership_id == partnership_id,
        Agreement.status.in_([AgreementStatus.DRAFT, AgreementStatus.SIGNING, AgreementStatus.SIGNED_BY_ONE]),
    )
    return session().scalars(query.order_by(Agreement.id).limit(MOST)).all()


def list_to_review(until: date, after: uuid.UUID | None, *, limit: int) -> Sequence[uuid.UUID]:
    """Versions in force whose review is due by this day and of which nobody is reminded, in the order of their keys."""
    reminded = sa.exists().where(
        Duty.kind == DutyKind.REVIEW_AGREEMENT, Duty.subject_id == Agreement.id, Duty.closed_at.is_(None)
    )
    query = (
        sa.select(Agreement.id)
        .join(Agreement.partnership)
        .where(
            Agreement.status == AgreementStatus.IN_FORCE,
            Agreement.next_review_on <= until,
            Partnership.status != PartnershipStatus.ENDED,
            ~reminded,
        )
    )
    if after is not None:
        query = query.where(Agreement.id > after)
    return session().scalars(query.order_by(Agreement.id).limit(limit)).all()


def list_laid_down(after: uuid.UUID | None, *, limit: int) -> Sequence[Agreement]:
    """Agreements whose text was laid down for signing, by id, from after this one on."""
    query = sa.select(Agreement).where(Agreement.digest != "")
    if after is not None:
        query = query.where(Agreement.id > after)
    return session().scalars(query.order_by(Agreement.id).limit(limit)).all()
