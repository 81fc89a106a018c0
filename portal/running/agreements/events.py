"""Facts about agreements. `subject_id` is the partnership, `agreement_id` the version, `school_id` the school that signs or brings something."""

import uuid
from dataclasses import dataclass

from portal.core.events import Event


@dataclass(frozen=True, kw_only=True)
class AgreementBegun(Event):
    """A new version is being written."""

    agreement_id: uuid.UUID
    number: int


@dataclass(frozen=True, kw_only=True)
class AgreementChanged(Event):
    """Aims, objectives or the day of the review were changed; with `school_id` what that school brings."""

    agreement_id: uuid.UUID
    number: int


@dataclass(frozen=True, kw_only=True)
class AgreementSignaturesAsked(Event):
    """The heads are asked to sign exactly this text."""

    agreement_id: uuid.UUID
    number: int


@dataclass(frozen=True, kw_only=True)
class AgreementSigned(Event):
    """The head of `school_id` has signed."""

    agreement_id: uuid.UUID
    number: int


@dataclass(frozen=True, kw_only=True)
class AgreementSignatureDeclined(Event):
    """The head of `school_id` has said no, and why."""

    agreement_id: uuid.UUID
    number: int


@dataclass(frozen=True, kw_only=True)
class AgreementReopened(Event):
    """The text is open again; the signatures under it cover nothing any more."""

    agreement_id: uuid.UUID
    number: int


@dataclass(frozen=True, kw_only=True)
class AgreementInForce(Event):
    """Every head has signed: this version holds, and the one before stays readable."""

    agreement_id: uuid.UUID
    number: int


@dataclass(frozen=True, kw_only=True)
class AgreementReviewDue(Event):
    """The day is near on which the schools look at the agreement again."""

    agreement_id: uuid.UUID
    number: int


@dataclass(frozen=True, kw_only=True)
class AgreementReviewed(Event):
    """The schools have looked at it: it stands as it is until the next day named."""

    agreement_id: uuid.UUID
    number: int


@dataclass(frozen=True, kw_only=True)
class SealOfAgreementBroken(Event):
    """The text that heads were asked to sign no longer gives its SHA-256."""

    agreement_id: uuid.UUID
    number: int
