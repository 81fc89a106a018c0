"""Facts about applications. Nothing here says anything of reviews or decisions."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from portal.core.events import Event


@dataclass(frozen=True, kw_only=True)
class ApplicationStarted(Event):
    """A cluster began an application to a round."""

    round_id: uuid.UUID


@dataclass(frozen=True, kw_only=True)
class ApplicationThemeChosen(Event):
    """The theme of the application was chosen or changed."""

    undone: int = 0


@dataclass(frozen=True, kw_only=True)
class LetterLanguageChosen(Event):
    """The cluster chose the language of the letters that it gets about the application."""

    language: str


@dataclass(frozen=True, kw_only=True)
class SectionSaved(Event):
    """Answers of a section were written. `undone`: how many signatures this took back."""

    section_id: uuid.UUID
    number: int
    undone: int


@dataclass(frozen=True, kw_only=True)
class SectionAssigned(Event):
    """A section was given to a school (`school_id`), or to all."""

    section_id: uuid.UUID


@dataclass(frozen=True, kw_only=True)
class WriterNamed(Event):
    """A person (`person_id`) was asked to write a section, or nobody in particular any more."""

    section_id: uuid.UUID


@dataclass(frozen=True, kw_only=True)
class SignaturesAsked(Event):
    """The answers are frozen and these schools were asked to sign."""

    number: int
    schools: tuple[uuid.UUID, ...]


@dataclass(frozen=True, kw_only=True)
class SigningCancelled(Event):
    """The coordinator opened the answers again."""

    number: int


@dataclass(frozen=True, kw_only=True)
class SchoolSigned(Event):
    """A school's signatory signed what was shown."""

    number: int
    is_last: bool


@dataclass(frozen=True, kw_only=True)
class HeadProvedByCode(Event):
    """A head who came by a mailed link gave the code that was sent to their address; the signature follows."""


@dataclass(frozen=True, kw_only=True)
class SchoolDeclinedToSign(Event):
    """A school's signatory said no, with a reason; the answers are open again unless the version was sealed."""

    number: int


@dataclass(frozen=True, kw_only=True)
class ApplicationReady(Event):
    """Every school has signed. It is not submitted."""

    number: int


@dataclass(frozen=True, kw_only=True)
class ApplicationSubmitted(Event):
    """A version was sealed and a receipt given."""

    number: int
    receipt_number: str
    sign_off_incomplete: bool


@dataclass(frozen=True, kw_only=True)
class SealBroken(Event):
    """A sealed version (`subject_id`) no longer gives the SHA-256 that was kept with it."""

    number: int
    receipt_number: str


@dataclass(frozen=True, kw_only=True)
class SignOffCompleted(Event):
    """The last school signed after the submission."""

    number: int


@dataclass(frozen=True, kw_only=True)
class NewVersionStarted(Event):
    """A copy of the submitted version was opened for editing; the submitted one stands."""

    number: int


@dataclass(frozen=True, kw_only=True)
class ApplicationWithdrawn(Event):
    """The cluster took its application back."""

    was_submitted: bool


@dataclass(frozen=True, kw_only=True)
class WithdrawalUndone(Event):
    """Within a day the cluster took its withdrawal back."""

    was_submitted: bool


@dataclass(frozen=True, kw_only=True)
class AnswersCopied(Event):
    """An application began with the answers of an earlier one of the same cluster (`from_id`)."""

    from_id: uuid.UUID
    answers: int


@dataclass(frozen=True, kw_only=True)
class ApplicationLapsed(Event):
    """The round closed and nothing had been submitted. The words are kept."""

    round_id: uuid.UUID


@dataclass(frozen=True, kw_only=True)
class LatePermitAsked(Event):
    """A manager of the programme asked for more time for one application; a second one decides."""

    round_id: uuid.UUID
    until: datetime


@dataclass(frozen=True, kw_only=True)
class LatePermitGranted(Event):
    """This application alone may come in until then."""

    round_id: uuid.UUID
    until: datetime


@dataclass(frozen=True, kw_only=True)
class LatePermitRefused(Event):
    """There is no more time for this application."""

    round_id: uuid.UUID


@dataclass(frozen=True, kw_only=True)
class RoundExtended(Event):
    """The deadline of a round moved later for all, because the portal could not be used. `reopened`: applications that had lapsed and are open again."""

    round_id: uuid.UUID
    closes_at: datetime
    reopened: int


@dataclass(frozen=True, kw_only=True)
class OutageBeforeDeadline(Event):
    """The portal could not be used for `minutes` in the last hours before the deadline of a round."""

    round_id: uuid.UUID
    minutes: int
