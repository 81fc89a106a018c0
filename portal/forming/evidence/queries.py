"""Finding headings, evidence and letters of support."""

import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from portal.core.bilingual import InTwoTongues
from portal.core.database import session
from portal.core.duty import Duty, DutyKind
from portal.core.errors import NotFound
from portal.core.pagination import Page, page_by_key
from portal.forming.clusters.queries import whole_through
from portal.forming.evidence.models import (
    EvidenceHeading,
    EvidenceItem,
    EvidenceStatus,
    StatementStatus,
    SupporterStatement,
)

MOST_ITEMS = 500


def list_headings(
    *, retired: bool = False, codes: Collection[str] = (), ids: Collection[uuid.UUID] = ()
) -> Sequence[EvidenceHeading]:
    """The headings that are asked, in their order; with `retired` those that are asked no more, too. What a programme has for itself is left out, but for
    those that are named by `codes` or `ids`."""
    named = (EvidenceHeading.code.in_(codes), EvidenceHeading.id.in_(ids))
    query = sa.select(EvidenceHeading).where(sa.or_(EvidenceHeading.of_programme_id.is_(None), *named))
    if not retired:
        query = query.where(EvidenceHeading.retired_at.is_(None))
    return session().scalars(query.order_by(EvidenceHeading.position, EvidenceHeading.id).limit(50)).all()


def get_whole_heading(heading_id: uuid.UUID) -> EvidenceHeading:
    """A heading. Raises NotFound."""
    found: EvidenceHeading = _one(sa.select(EvidenceHeading).where(EvidenceHeading.id == heading_id))
    return found


@dataclass(frozen=True)
class HeadingState(InTwoTongues):
    """Where a cluster stands under one heading: the best of what its schools brought."""

    title: str
    has: bool
    intends: bool
    does_not_apply: bool
    in_welsh: Mapping[str, Any] = field(default_factory=dict)

    @property
    def is_answered(self) -> bool:
        return self.has or self.intends or self.does_not_apply


def list_heading_states(cluster_id: uuid.UUID) -> list[HeadingState]:
    """Every heading and what the cluster has under it, in one statement. A letter that was given counts as evidence."""

    def brought(status: EvidenceStatus) -> sa.ColumnElement[bool]:
        here = (EvidenceItem.heading_id == EvidenceHeading.id, EvidenceItem.cluster_id == cluster_id)
        return sa.exists().where(*here, EvidenceItem.status == status)

    given = sa.exists().where(
        SupporterStatement.heading_id == EvidenceHeading.id,
        SupporterStatement.cluster_id == cluster_id,
        SupporterStatement.status == StatementStatus.GIVEN,
    )
    query = sa.select(
        EvidenceHeading.title,
        sa.or_(brought(EvidenceStatus.EVIDENCE), given),
        brought(EvidenceStatus.INTENTION),
        brought(EvidenceStatus.NOT_APPLICABLE),
        EvidenceHeading.in_welsh,
    )
    query = query.where(EvidenceHeading.retired_at.is_(None), EvidenceHeading.of_programme_id.is_(None))
    rows = session().execute(query.order_by(EvidenceHeading.position, EvidenceHeading.id).limit(50))
    return [HeadingState(title, bool(has), bool(intends), bool(not_), cy) for title, has, intends, not_, cy in rows]


def get_heading(heading_id: uuid.UUID) -> EvidenceHeading | None:
    return session().get(EvidenceHeading, heading_id)


def _one(query: Any) -> Any:
    found = session().scalars(query.execution_options(populate_existing=True)).unique().one_or_none()
    if found is None:
        raise NotFound
    return found


def get_item(cluster_id: uuid.UUID, item_id: uuid.UUID) -> EvidenceItem:
    """An item of this cluster, with heading, school, file and cluster. Raises NotFound."""
    query = sa.select(EvidenceItem).where(EvidenceItem.id == item_id, EvidenceItem.cluster_id == cluster_id)
    found: EvidenceItem = _one(
        query.options(
            joinedload(EvidenceItem.heading),
            joinedload(EvidenceItem.school),
            joinedload(EvidenceItem.file),
            *whole_through(EvidenceItem.cluster),
        )
    )
    return found


def get_item_with_file(cluster_id: uuid.UUID, item_id: uuid.UUID) -> EvidenceItem:
    """An item that has a file. Raises NotFound."""
    item = get_item(cluster_id, item_id)
    if item.file is None:
        raise NotFound
    return item


def get_statement(cluster_id: uuid.UUID, statement_id: uuid.UUID) -> SupporterStatement:
    """A letter of support of this cluster. Raises NotFound."""
    query = sa.select(SupporterStatement).where(
        SupporterStatement.id == statement_id, SupporterStatement.cluster_id == cluster_id
    )
    found: SupporterStatement = _one(
        query.options(joinedload(SupporterStatement.heading), *whole_through(SupporterStatement.cluster))
    )
    return found


def statement_of_link(subject_id: uuid.UUID | None) -> SupporterStatement | None:
    """The letter of support that a one-time link is for, with its cluster."""
    query = sa.select(SupporterStatement).where(SupporterStatement.id == subject_id)
    query = query.options(joinedload(SupporterStatement.heading), *whole_through(SupporterStatement.cluster))
    return session().scalars(query).unique().one_or_none()


def list_items(cluster_id: uuid.UUID) -> Sequence[EvidenceItem]:
    """What stands under the headings now, oldest first."""
    query = sa.select(EvidenceItem).where(
        EvidenceItem.cluster_id == cluster_id, EvidenceItem.status != EvidenceStatus.WITHDRAWN
    )
    query = query.options(joinedload(EvidenceItem.school), joinedload(EvidenceItem.file))
    return session().scalars(query.order_by(EvidenceItem.id).limit(MOST_ITEMS)).all()


def list_statements(cluster_id: uuid.UUID) -> Sequence[SupporterStatement]:
    """The letters of support that were asked for and not taken back, oldest first."""
    query = sa.select(SupporterStatement).where(
        SupporterStatement.cluster_id == cluster_id, SupporterStatement.status != StatementStatus.WITHDRAWN
    )
    return session().scalars(query.order_by(SupporterStatement.id).limit(200)).all()


def list_statements_past(at: datetime) -> Sequence[SupporterStatement]:
    """Requests that nobody answered in time, oldest first."""
    where = (SupporterStatement.status == StatementStatus.ASKED, SupporterStatement.expires_at <= at)
    return (
        session().scalars(sa.select(SupporterStatement).where(*where).order_by(SupporterStatement.id).limit(500)).all()
    )


def list_statements_to_renew(today: date) -> Sequence[SupporterStatement]:
    """Letters that were given more than a year ago and of which nobody was reminded, oldest first."""
    reminded = sa.exists().where(Duty.kind == DutyKind.RENEW_STATEMENT, Duty.subject_id == SupporterStatement.id)
    where = (SupporterStatement.status == StatementStatus.GIVEN, SupporterStatement.valid_until < today, ~reminded)
    return (
        session().scalars(sa.select(SupporterStatement).where(*where).order_by(SupporterStatement.id).limit(500)).all()
    )


@dataclass(frozen=True)
class HeadingSummary(InTwoTongues):
    """How a heading stands in a cluster: how many of each. `statements` counts letters of support that are valid now."""

    id: uuid.UUID
    code: str
    title: str
    per_school: bool
    accepts_intention: bool
    evidence: int
    intentions: int
    not_applicable: int
    statements: int
    in_welsh: Mapping[str, Any] = field(default_factory=dict)

    @property
    def is_answered(self) -> bool:
        return bool(self.evidence or self.intentions or self.not_applicable or self.statements)


def evidence_summary(cluster_id: uuid.UUID, today: date) -> list[HeadingSummary]:
    """Every heading with its counts in this cluster, in order. One statement."""

    def items(status: EvidenceStatus) -> Any:
        return _counted(EvidenceItem, cluster_id, EvidenceItem.status == status)

    valid = sa.and_(SupporterStatement.status == StatementStatus.GIVEN, SupporterStatement.valid_until >= today)
    query = sa.select(
        EvidenceHeading.id,
        EvidenceHeading.code,
        EvidenceHeading.title,
        EvidenceHeading.per_school,
        EvidenceHeading.accepts_intention,
        items(EvidenceStatus.EVIDENCE),
        items(EvidenceStatus.INTENTION),
        items(EvidenceStatus.NOT_APPLICABLE),
        _counted(SupporterStatement, cluster_id, valid),
        EvidenceHeading.in_welsh,
    )
    rows = session().execute(query.order_by(EvidenceHeading.position, EvidenceHeading.id))
    return [HeadingSummary(*row) for row in rows]


def _counted(table: Any, cluster_id: uuid.UUID, condition: Any) -> Any:
    counted = sa.select(sa.func.count()).where(table.cluster_id == cluster_id, table.heading_id == EvidenceHeading.id)
    return counted.where(condition).correlate(EvidenceHeading).scalar_subquery()


def list_statements_of_organisations(
    organisation_ids: Sequence[uuid.UUID], after: str | None = None
) -> Page[SupporterStatement]:
    """The letters that these organisations of the list were asked for, with cluster and heading, the newest first."""
    query = sa.select(SupporterStatement).where(SupporterStatement.organisation_id.in_(organisation_ids))
    query = query.options(joinedload(SupporterStatement.cluster), joinedload(SupporterStatement.heading))
    return page_by_key(query, SupporterStatement.id, after=after, newest_first=True)
