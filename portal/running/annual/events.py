"""Facts about annual reviews. `subject_id` is the review."""

from dataclasses import dataclass

from portal.core.events import Event


@dataclass(frozen=True, kw_only=True)
class AnnualReviewOpened(Event):
    """The review of the year was laid out."""

    year: int


@dataclass(frozen=True, kw_only=True)
class AnnualReviewWritten(Event):
    """The coordinator wrote in it."""


@dataclass(frozen=True, kw_only=True)
class AnnualVoiceWritten(Event):
    """A school said how the year was for it."""


@dataclass(frozen=True, kw_only=True)
class AnnualReviewSent(Event):
    """The review was sent; its figures stand."""

    year: int
