"""Reading what schools say of themselves."""

import uuid
from collections.abc import Sequence
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import aliased, joinedload

from portal.core.database import session
from portal.identity.profiles.models import (
    PartChange,
    ProfilePart,
    SchoolAward,
    SchoolPeriod,
    SchoolProfile,
    SchoolTag,
    TagKind,
)


def profile_of(school_id: uuid.UUID) -> SchoolProfile | None:
    """The plain facts of a school; None when nothing was written down yet."""
    return session().scalar(sa.select(SchoolProfile).where(SchoolProfile.school_id == school_id))


def tags_of(school_id: uuid.UUID, kind: TagKind | None = None) -> Sequence[SchoolTag]:
    """What partners search by, of one kind where given, in the order of kind and value."""
    query = sa.select(SchoolTag).where(SchoolTag.school_id == school_id)
    if kind is not None:
        query = query.where(SchoolTag.kind == kind)
    return session().scalars(query.order_by(SchoolTag.kind, SchoolTag.value).limit(500)).all()


def part_of(school_id: uuid.UUID, part: ProfilePart) -> PartChange | None:
    """Who last changed a page of the record, and its version; None when nobody has."""
    where = (PartChange.school_id == school_id, PartChange.part == part)
    return session().scalar(sa.select(PartChange).where(*where))


def parts_of(school_id: uuid.UUID) -> dict[ProfilePart, PartChange]:
    """Who last changed each page."""
    query = sa.select(PartChange).where(PartChange.school_id == school_id).options(joinedload(PartChange.changed_by))
    return {change.part: change for change in session().scalars(query.order_by(PartChange.id).limit(20))}


def awards_of(school_id: uuid.UUID) -> Sequence[SchoolAward]:
    """The awards that the school holds, the newest first."""
    query = sa.select(SchoolAward).where(SchoolAward.school_id == school_id, SchoolAward.removed_at.is_(None))
    return session().scalars(query.order_by(SchoolAward.id.desc()).limit(100)).all()


def list_schools_with_ended_awards(
    today: date, after: uuid.UUID | None = None, limit: int = 200
) -> Sequence[uuid.UUID]:
    """Schools that are found by an award whose last day was before this day, and that they hold in no other row."""
    other = aliased(SchoolAward)
    lasts = sa.exists().where(
        other.school_id == SchoolAward.school_id,
        other.award == SchoolAward.award,
        other.removed_at.is_(None),
        sa.or_(other.ends_on.is_(None), other.ends_on >= today),
    )
    is_found = sa.exists().where(
        SchoolTag.school_id == SchoolAward.school_id,
        SchoolTag.kind == TagKind.AFFILIATION,
        SchoolTag.value == SchoolAward.award,
    )
    where = [SchoolAward.ends_on < today, SchoolAward.removed_at.is_(None), is_found, ~lasts]
    if after is not None:
        where.append(SchoolAward.school_id > after)
    query = sa.select(SchoolAward.school_id).where(*where).distinct()
    return session().scalars(query.order_by(SchoolAward.school_id).limit(limit)).all()


def periods_of(school_id: uuid.UUID) -> Sequence[SchoolPeriod]:
    """The named dates of the school's year, the earliest first."""
    query = sa.select(SchoolPeriod).where(SchoolPeriod.school_id == school_id, SchoolPeriod.removed_at.is_(None))
    return session().scalars(query.order_by(SchoolPeriod.starts_on, SchoolPeriod.id).limit(400)).all()
