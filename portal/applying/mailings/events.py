"""Facts about mails of the programme to many people of a round."""

import uuid
from dataclasses import dataclass

from portal.core.events import Event


@dataclass(frozen=True, kw_only=True)
class SigningMailAsked(Event):
    """A mail to all who have not signed waits for a second person of the programme. It is named as the record has named it from the first."""

    round_id: uuid.UUID
    people: int


@dataclass(frozen=True, kw_only=True)
class SigningMailSent(Event):
    """The mail to all who have not signed went out."""

    round_id: uuid.UUID
    people: int


@dataclass(frozen=True, kw_only=True)
class SignatureReminded(Event):
    """For one application: these people were told that signatures of these schools are awaited."""

    schools: tuple[uuid.UUID, ...]
    people: tuple[uuid.UUID, ...]


@dataclass(frozen=True, kw_only=True)
class RoundMailAsked(Event):
    """A mail to others than those who have not signed waits for a second person of the programme. `audience`: see models.Audience."""

    round_id: uuid.UUID
    audience: str
    people: int


@dataclass(frozen=True, kw_only=True)
class RoundMailSent(Event):
    """Such a mail went out."""

    round_id: uuid.UUID
    audience: str
    people: int


@dataclass(frozen=True, kw_only=True)
class ApplicantsWritten(Event):
    """For one application: these people were written to about it, or about its round. The subject is the mail."""

    people: tuple[uuid.UUID, ...]


@dataclass(frozen=True, kw_only=True)
class ReviewerPrompted(Event):
    """The programme reminded a reviewer of what they have still to send in a round: so many reviews, so many of them late."""

    round_id: uuid.UUID
    person_id: uuid.UUID
    reviews: int
    late: int


@dataclass(frozen=True, kw_only=True)
class ConditionChased(Event):
    """The programme reminded these people of a condition that is open. The subject is the condition."""

    school_id: uuid.UUID
    people: tuple[uuid.UUID, ...]


@dataclass(frozen=True, kw_only=True)
class HeadNudged(Event):
    """The programme sent the head of one school a new link: its signature is awaited. The subject is the sign-off."""

    school_id: uuid.UUID
