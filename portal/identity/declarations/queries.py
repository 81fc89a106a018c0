"""Finding safeguarding declarations, and what their end stops."""

import uuid
from collections.abc import Iterable, Sequence
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from portal.core import clock
from portal.core.database import session
from portal.core.duty import Duty, DutyKind
from portal.identity.declarations.models import SafeguardingDeclaration
from portal.identity.schools.models import School, SchoolStatus


def current_of(school_id: uuid.UUID) -> SafeguardingDeclaration | None:
    """What the school last declared; None when it never did."""
    where = (SafeguardingDeclaration.school_id == school_id, SafeguardingDeclaration.is_current)
    query = sa.select(SafeguardingDeclaration).where(*where).options(joinedload(SafeguardingDeclaration.made_by))
    return session().scalar(query)


def lapses_of(school_ids: Iterable[uuid.UUID]) -> Sequence[tuple[str, datetime]]:
    """Which of these schools have let their safeguarding answers run out (or never gave any in the time they had), by name, and since when. One statement."""
    query = (
        sa.select(School.name, sa.func.min(Duty.due_at))
        .join(Duty, Duty.subject_id == School.id)
        .where(
            School.id.in_(list(school_ids)),
            Duty.kind == DutyKind.REVIEW_SAFEGUARDING,
            Duty.closed_at.is_(None),
            Duty.due_at < clock.now(),
        )
    )
    rows = session().execute(query.group_by(School.id, School.name).order_by(School.name).limit(50))
    return [(row[0], row[1]) for row in rows if row[1] is not None]


def list_running_out(until: date, after: uuid.UUID | None = None, limit: int = 200) -> Sequence[uuid.UUID]:
    """Declarations that run out by this day, past ones too."""
    where = [SafeguardingDeclaration.is_current, SafeguardingDeclaration.expires_on <= until]
    if after is not None:
        where.append(SafeguardingDeclaration.id > after)
    query = sa.select(SafeguardingDeclaration.id).where(*where)
    return session().scalars(query.order_by(SafeguardingDeclaration.id).limit(limit)).all()


def list_schools_never_asked(limit: int = 200) -> Sequence[uuid.UUID]:
    """Verified schools that have declared nothing and do not owe it yet."""
    declared = sa.exists().where(SafeguardingDeclaration.school_id == School.id)
    owes = sa.exists().where(
        Duty.subject_id == School.id, Duty.kind == DutyKind.REVIEW_SAFEGUARDING, Duty.closed_at.is_(None)
    )
    query = sa.select(School.id).where(School.status == SchoolStatus.VERIFIED, ~declared, ~owes)
    return session().scalars(query.order_by(School.id).limit(limit)).all()


def declared(school_ids: Iterable[uuid.UUID]) -> frozenset[uuid.UUID]:
    """Which of these schools have answered the safeguarding questions, and the answers hold today."""
    query = sa.select(SafeguardingDeclaration.school_id).where(
        SafeguardingDeclaration.school_id.in_(list(school_ids)),
        SafeguardingDeclaration.is_current.is_(True),
        SafeguardingDeclaration.expires_on >= clock.today(),
    )
    return frozenset(session().scalars(query))
