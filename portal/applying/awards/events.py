"""Facts about decisions and awards. A held decision names no cluster: it belongs to nobody's timeline before it is released."""

import uuid
from dataclasses import dataclass

from portal.core.events import Event


@dataclass(frozen=True, kw_only=True)
class DecisionRecorded(Event):
    """A decision was written down. It is held until a second person releases it."""

    decision_id: uuid.UUID
    replaced_earlier: bool


@dataclass(frozen=True, kw_only=True)
class DecisionReleased(Event):
    """A second person read the letter and sent the results."""

    decision_id: uuid.UUID


@dataclass(frozen=True, kw_only=True)
class AwardOffered(Event):
    """The schools are asked to accept an award."""

    award_id: uuid.UUID


@dataclass(frozen=True, kw_only=True)
class AwardAcceptedBySchool(Event):
    """A school said yes to the award."""

    award_id: uuid.UUID


@dataclass(frozen=True, kw_only=True)
class AwardAccepted(Event):
    """Every school has said yes."""

    award_id: uuid.UUID
