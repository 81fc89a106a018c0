"""Finding support sheets, and what schools say of their devices and lines."""

import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from portal.core.database import session
from portal.forming.support.models import SupportSheet
from portal.identity.profiles.models import SchoolProfile, SchoolTag, TagKind


def sheet_of(school_id: uuid.UUID) -> SupportSheet | None:
    """The sheet of a school; None as long as it was not filled."""
    return session().scalar(sa.select(SupportSheet).where(SupportSheet.school_id == school_id))


def sheets_of(school_ids: Collection[uuid.UUID]) -> Mapping[uuid.UUID, SupportSheet]:
    """The sheets of these schools, by school. One statement."""
    query = sa.select(SupportSheet).where(SupportSheet.school_id.in_(sorted(school_ids))).order_by(SupportSheet.id)
    return {sheet.school_id: sheet for sheet in session().scalars(query.limit(500))}


@dataclass(frozen=True)
class Means:
    """What a school says of its devices and its line, and how it is reached when the line is down."""

    profile: SchoolProfile
    fallback: Sequence[SchoolTag]


def means_of(school_ids: Collection[uuid.UUID]) -> Mapping[uuid.UUID, Means]:
    """Of the schools that have said anything about devices or line, by school. A phone alone is an answer. One statement."""
    said = sa.or_(
        SchoolProfile.devices.is_not(None), SchoolProfile.connection.is_not(None), SchoolProfile.ict_words != ""
    )
    ways = sa.and_(SchoolTag.school_id == SchoolProfile.school_id, SchoolTag.kind == TagKind.FALLBACK)
    query = sa.select(SchoolProfile, SchoolTag).outerjoin(SchoolTag, ways)
    query = query.where(SchoolProfile.school_id.in_(sorted(school_ids)), said)
    found: dict[uuid.UUID, tuple[SchoolProfile, list[SchoolTag]]] = {}
    for profile, tag in session().execute(query.order_by(SchoolProfile.id, SchoolTag.value, SchoolTag.id).limit(2000)):
        fallback = found.setdefault(profile.school_id, (profile, []))[1]
        if tag is not None:
            fallback.append(tag)
    return {school_id: Means(profile, fallback) for school_id, (profile, fallback) in found.items()}
