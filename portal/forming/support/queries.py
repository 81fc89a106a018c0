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
    """Of the schools that have said anything about devices or line, by school. A phone alone is an answer. Two statements."""
    said = sa.or_(
        SchoolProfile.devices.is_not(None), SchoolProfile.connection.is_not(None), SchoolProfile.ict_words != ""
    )
    query = sa.select(SchoolProfile).where(SchoolProfile.school_id.in_(sorted(school_ids)), said)
    profiles = session().scalars(query.order_by(SchoolProfile.id).limit(500)).all()
    here = sorted(profile.school_id for profile in profiles)
    tags = sa.select(SchoolTag).where(SchoolTag.school_id.in_(here), SchoolTag.kind == TagKind.FALLBACK)
    fallback: dict[uuid.UUID, list[SchoolTag]] = {}
    for tag in session().scalars(tags.order_by(SchoolTag.value, SchoolTag.id).limit(2000)):
        fallback.setdefault(tag.school_id, []).append(tag)
    return {profile.school_id: Means(profile, fallback.get(profile.school_id, [])) for profile in profiles}
