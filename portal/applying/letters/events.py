"""Facts about letters."""

import uuid
from dataclasses import dataclass

from portal.applying.letters.models import Outcome
from portal.core.events import Event


@dataclass(frozen=True, kw_only=True)
class LetterTemplateChanged(Event):
    """A programme changed its words for an outcome. Letters that were made before stay as they are."""

    programme_id: uuid.UUID
    outcome: Outcome
