"""Facts about working agreements. `subject_id` is the version."""

from dataclasses import dataclass

from portal.core.events import Event


@dataclass(frozen=True, kw_only=True)
class WorkingAgreementWritten(Event):
    """A version of the working agreement counts from now on."""

    number: int


@dataclass(frozen=True, kw_only=True)
class WorkingAgreementSigned(Event):
    """A school signed it, or joined and thereby did."""

    number: int


@dataclass(frozen=True, kw_only=True)
class WorkingAgreementReviewDue(Event):
    """Its day to be looked at again is near."""


@dataclass(frozen=True, kw_only=True)
class WorkingAgreementReviewed(Event):
    """The schools looked at it: it stands."""
