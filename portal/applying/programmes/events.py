"""Facts about programmes and rounds."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from portal.core.events import Event


@dataclass(frozen=True, kw_only=True)
class ProgrammeMade(Event):
    """A programme was added."""

    programme_id: uuid.UUID


@dataclass(frozen=True, kw_only=True)
class ProgrammeWordsChosen(Event):
    """A programme chose what it calls clusters, applications and so on."""

    programme_id: uuid.UUID


@dataclass(frozen=True, kw_only=True)
class RoundPlanned(Event):
    """A round was made, with the default form and criteria."""

    round_id: uuid.UUID


@dataclass(frozen=True, kw_only=True)
class RoundEdited(Event):
    """The rules of a round were changed."""

    round_id: uuid.UUID
    closes_at: datetime


@dataclass(frozen=True, kw_only=True)
class RoundFormEdited(Event):
    """A section or a question was added, changed or taken out."""

    round_id: uuid.UUID
    what: str


@dataclass(frozen=True, kw_only=True)
class RoundCriteriaEdited(Event):
    """A line of the rubric was added, changed or taken out."""

    round_id: uuid.UUID
    what: str


@dataclass(frozen=True, kw_only=True)
class RoundPublished(Event):
    """Everyone can see the round; it takes applications from its opening on."""

    round_id: uuid.UUID
    closes_at: datetime


@dataclass(frozen=True, kw_only=True)
class QuestionClarified(Event):
    """Words were added that make a question clear; clusters had started to answer it."""

    round_id: uuid.UUID
    question_id: uuid.UUID


@dataclass(frozen=True, kw_only=True)
class EntryRulesChanged(Event):
    """The rules about who may apply were changed."""

    round_id: uuid.UUID


@dataclass(frozen=True, kw_only=True)
class RoundCopied(Event):
    """A round was planned with the form, the rubric and the rules of an earlier one (`from_id`)."""

    round_id: uuid.UUID
    from_id: uuid.UUID


@dataclass(frozen=True, kw_only=True)
class MilestoneSet(Event):
    """A milestone of a round was added, moved or taken out."""

    round_id: uuid.UUID
    what: str
