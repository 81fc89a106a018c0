"""Reading what schools say of themselves."""

import uuid
from collections.abc import Sequence

import sqlalchemy as sa

from portal.core.database import session
from portal.identity.profiles.models import SchoolProfile, SchoolTag, TagKind


def profile_of(school_id: uuid.UUID) -> SchoolProfile | None:
    """The plain facts of a school; None when nothing was written down yet."""
    return session().scalar(sa.select(SchoolProfile).where(SchoolProfile.school_id == school_id))


def tags_of(school_id: uuid.UUID, kind: TagKind | None = None) -> Sequence[SchoolTag]:
    """What partners search by, of one kind where given, in the order of kind and value."""
    query = sa.select(SchoolTag).where(SchoolTag.school_id == school_id)
    if kind is not None:
        query = query.where(SchoolTag.kind == kind)
    return session().scalars(query.order_by(SchoolTag.kind, SchoolTag.value).limit(500)).all()
