"""Facts about what follows an award. `subject_id` is the report or the instalment."""

from dataclasses import dataclass
from datetime import date

from portal.core.events import Event


@dataclass(frozen=True, kw_only=True)
class AwardReportAsked(Event):
    """A report is due within a month: its cluster is asked for it."""


@dataclass(frozen=True, kw_only=True)
class AwardReportWritten(Event):
    """The words of a report were changed."""


@dataclass(frozen=True, kw_only=True)
class AwardReportVoiceAdded(Event):
    """A school added its own words: `school_id`."""


@dataclass(frozen=True, kw_only=True)
class AwardReportSent(Event):
    """The report went to the programme."""


@dataclass(frozen=True, kw_only=True)
class AwardReportReturned(Event):
    """The programme asks for more."""


@dataclass(frozen=True, kw_only=True)
class AwardReportAccepted(Event):
    """The programme accepts the report."""


@dataclass(frozen=True, kw_only=True)
class AwardReportWaived(Event):
    """The programme does without the report, for a reason."""


@dataclass(frozen=True, kw_only=True)
class AwardReportMoved(Event):
    """The report has another day."""

    from_on: date
    to_on: date


@dataclass(frozen=True, kw_only=True)
class AwardReportLate(Event):
    """The report's day has passed: the cluster and the programme are told."""


@dataclass(frozen=True, kw_only=True)
class InstalmentPlanned(Event):
    """A part of the money was planned."""

    amount: int


@dataclass(frozen=True, kw_only=True)
class InstalmentPaid(Event):
    """A part of the money was paid."""

    amount: int


@dataclass(frozen=True, kw_only=True)
class InstalmentCancelled(Event):
    """A part of the money is not paid."""

    amount: int
