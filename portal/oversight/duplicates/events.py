"""Facts about schools that were registered twice."""

import uuid
from dataclasses import dataclass

from portal.core.events import Event


@dataclass(frozen=True, kw_only=True)
class SchoolsMerged(Event):
    """Two entries of one school became one: `school_id` stays, the other points to it and keeps what could not move."""

    merged_school_id: uuid.UUID
    moved: int
    kept: int
