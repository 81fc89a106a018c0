"""Facts about calibration. None names a score."""

import uuid
from dataclasses import dataclass

from portal.core.events import Event


@dataclass(frozen=True, kw_only=True)
class SampleMade(Event):
    """A sample for the reviewers of a round was made, of an earlier application or in words of the programme."""

    round_id: uuid.UUID
    sample_id: uuid.UUID


@dataclass(frozen=True, kw_only=True)
class SampleEdited(Event):
    """A sample was changed before the reviewers had it."""

    round_id: uuid.UUID
    sample_id: uuid.UUID


@dataclass(frozen=True, kw_only=True)
class SampleOpened(Event):
    """The reviewers can score a sample."""

    round_id: uuid.UUID
    sample_id: uuid.UUID


@dataclass(frozen=True, kw_only=True)
class SampleEnded(Event):
    """A sample was taken out."""

    round_id: uuid.UUID
    sample_id: uuid.UUID


@dataclass(frozen=True, kw_only=True)
class CalibrationAsked(Event):
    """A reviewer was asked to score a sample."""

    round_id: uuid.UUID
    sample_id: uuid.UUID


@dataclass(frozen=True, kw_only=True)
class CalibrationSent(Event):
    """A reviewer has scored a sample."""

    round_id: uuid.UUID
    sample_id: uuid.UUID


@dataclass(frozen=True, kw_only=True)
class AgreedScoresShown(Event):
    """The panel's agreed scores of a sample can be read by those who scored it."""

    round_id: uuid.UUID
    sample_id: uuid.UUID
