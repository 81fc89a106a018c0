"""Facts about a programme's headings."""

import uuid
from dataclasses import dataclass

from portal.core.events import Event


@dataclass(frozen=True, kw_only=True)
class ProgrammeHeadingsChanged(Event):
    """A programme's headings of the evidence were changed. `what`: started, added, changed, moved, removed or dropped."""

    programme_id: uuid.UUID
    what: str
