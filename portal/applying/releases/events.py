"""Facts about sendings of results. They name no cluster and no outcome."""

import uuid
from dataclasses import dataclass

from portal.core.events import Event


@dataclass(frozen=True, kw_only=True)
class ResultsListed(Event):
    """A sending was asked for; a second person has to confirm its list. `people`: how many would be told."""

    round_id: uuid.UUID
    people: int


@dataclass(frozen=True, kw_only=True)
class ResultsBegun(Event):
    """The results are being sent."""

    round_id: uuid.UUID
    people: int


@dataclass(frozen=True, kw_only=True)
class ResultsDone(Event):
    """Every application of a sending was sent, or could not be sent."""

    round_id: uuid.UUID
    sent: int
    refused: int


@dataclass(frozen=True, kw_only=True)
class ResultsStopped(Event):
    """A sending was stopped; what was sent is sent."""

    round_id: uuid.UUID
