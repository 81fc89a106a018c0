"""Finding changes of awards."""

import uuid
from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from portal.applying.amendments.models import AwardChange
from portal.applying.monitoring.queries import through
from portal.core.database import session
from portal.core.errors import NotFound

MOST_SHOWN = 50


def get_change(award_change_id: uuid.UUID) -> AwardChange:
    """A change with its award and what the policy reads of the application behind it. Raises NotFound."""
    query = sa.select(AwardChange).where(AwardChange.id == award_change_id)
    query = query.options(through(joinedload(AwardChange.award))).execution_options(populate_existing=True)
    found = session().scalars(query).unique().one_or_none()
    if found is None:
        raise NotFound
    return found


def list_changes(award_id: uuid.UUID) -> Sequence[AwardChange]:
    """The changes that were asked for, newest first."""
    query = sa.select(AwardChange).where(AwardChange.award_id == award_id).order_by(AwardChange.id.desc())
    return session().scalars(query.limit(MOST_SHOWN)).all()
