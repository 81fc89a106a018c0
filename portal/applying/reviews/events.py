"""Facts about screening, reviews and the panel. None names a score, a reason or a recommendation; none belongs to a cluster's timeline."""

import uuid
from dataclasses import dataclass

from portal.core.events import Event


@dataclass(frozen=True, kw_only=True)
class ApplicationScreened(Event):
    """The eligibility check was done. Not eligible: proposed, until a second person confirms it."""

    is_eligible: bool = True


@dataclass(frozen=True, kw_only=True)
class IneligibleConfirmed(Event):
    """A second person confirmed that an application does not meet the rules. It is held."""


@dataclass(frozen=True, kw_only=True)
class ApplicationReinstated(Event):
    """An application that did not pass the check is being checked again."""


@dataclass(frozen=True, kw_only=True)
class CriterionDropped(Event):
    """A criterion does not apply to an application and is left out for all of its reviewers."""

    criterion_id: uuid.UUID


@dataclass(frozen=True, kw_only=True)
class CriterionCountedAgain(Event):
    """A criterion that was left out by mistake counts again for all reviewers of an application."""

    criterion_id: uuid.UUID


@dataclass(frozen=True, kw_only=True)
class ReviewerAssigned(Event):
    """A reviewer was asked to read an application. `in_batch`: with many others at once, of which they are told in one mail."""

    review_id: uuid.UUID
    in_batch: bool = False


@dataclass(frozen=True, kw_only=True)
class ReviewOpened(Event):
    """The reviewer stated that there is no conflict of interest; the content is open to them."""

    review_id: uuid.UUID


@dataclass(frozen=True, kw_only=True)
class ReviewDraftSaved(Event):
    """The reviewer saved a draft that nobody else can read."""

    review_id: uuid.UUID


@dataclass(frozen=True, kw_only=True)
class ReviewEnded(Event):
    """A review ended without counting: the reviewer declared a conflict or said no, or staff took it out."""

    review_id: uuid.UUID
    how: str
    needs_replacement: bool


@dataclass(frozen=True, kw_only=True)
class ReviewSubmitted(Event):
    """A review was sent."""

    review_id: uuid.UUID


@dataclass(frozen=True, kw_only=True)
class ReviewReturned(Event):
    """The panel gave a sent review back to its reader; what was sent is kept."""

    review_id: uuid.UUID


@dataclass(frozen=True, kw_only=True)
class ReviewerReminded(Event):
    """A review is late and its reader was reminded, for the first or the second time."""

    review_id: uuid.UUID
    number: int


@dataclass(frozen=True, kw_only=True)
class ReviewsCompleted(Event):
    """All reviews of an application are in; they are closed and the panel begins."""


@dataclass(frozen=True, kw_only=True)
class PanelNoteWritten(Event):
    """The panel wrote its note on an application."""


@dataclass(frozen=True, kw_only=True)
class ApplicationReadAgain(Event):
    """After an objection that was right, other reviewers read the application."""


@dataclass(frozen=True, kw_only=True)
class OneMoreReaderAsked(Event):
    """An application near a line goes to one more reader before the panel decides."""


@dataclass(frozen=True, kw_only=True)
class PanelBegun(Event):
    """The panel's chair began with an application before all its reviews were in, and said why."""


@dataclass(frozen=True, kw_only=True)
class RemarkMade(Event):
    """Someone said something in the discussion of an application."""


@dataclass(frozen=True, kw_only=True)
class WordsHidden(Event):
    """Staff had words taken out of the copy for reviewers of a blind round."""
