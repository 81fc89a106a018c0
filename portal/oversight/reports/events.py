"""Facts about reports. They name neither who reported nor what, and belong to nobody's timeline: `subject_id` is the report, or the decision."""

from dataclasses import dataclass

from portal.core.events import Event


@dataclass(frozen=True, kw_only=True)
class ReportReceived(Event):
    """Someone has reported something; `route` handles it. Who it was stands in the report alone."""

    route: str


@dataclass(frozen=True, kw_only=True)
class ReportSchoolTold(Event):
    """The safeguarding lead of the school concerned was told that there is a report."""


@dataclass(frozen=True, kw_only=True)
class ReportEscalated(Event):
    """Nobody took a report in hand in time."""

    route: str


@dataclass(frozen=True, kw_only=True)
class ReportTaken(Event):
    """Someone has taken a report in hand."""


@dataclass(frozen=True, kw_only=True)
class ReportNoted(Event):
    """Someone wrote a note about a report."""


@dataclass(frozen=True, kw_only=True)
class ReportPassedOn(Event):
    """A report goes to the other people who handle reports; `route` is theirs."""

    route: str


@dataclass(frozen=True, kw_only=True)
class ReportClosed(Event):
    """A report was closed."""

    outcome: str


@dataclass(frozen=True, kw_only=True)
class ReportReopened(Event):
    """A closed report was taken up again."""


@dataclass(frozen=True, kw_only=True)
class ThingHidden(Event):
    """Something was hidden from view; its author reads why. `tells_author`: now, and not only when someone has decided."""

    tells_author: bool


@dataclass(frozen=True, kw_only=True)
class ThingShownAgain(Event):
    """Something that was hidden is shown again."""


@dataclass(frozen=True, kw_only=True)
class DecisionAppealed(Event):
    """The author of something that was hidden objects."""


@dataclass(frozen=True, kw_only=True)
class AppealAnswered(Event):
    """A second person has answered the objection. `upheld`: the author was right."""

    upheld: bool
