"""Facts about schools and their people."""

from dataclasses import dataclass
from datetime import date

from portal.core.events import Event


@dataclass(frozen=True, kw_only=True)
class SchoolProposed(Event):
    """Someone registered their school; its head has been written to."""


@dataclass(frozen=True, kw_only=True)
class HeadWrittenTo(Event):
    """The head was sent another link, or another head was named."""


@dataclass(frozen=True, kw_only=True)
class SchoolConfirmedByHead(Event):
    """The head said who acts for the school."""


@dataclass(frozen=True, kw_only=True)
class SchoolDeclinedByHead(Event):
    """The head said no."""


@dataclass(frozen=True, kw_only=True)
class SignatoryChanged(Event):
    """Another head confirmed: they sign for the school from now on."""

    before_id: str | None = None


@dataclass(frozen=True, kw_only=True)
class SchoolVerified(Event):
    """The programme is sure that the school is what it says."""

    level: str


@dataclass(frozen=True, kw_only=True)
class SchoolRejected(Event):
    """The programme refused the school, with a reason."""


@dataclass(frozen=True, kw_only=True)
class SchoolEdited(Event):
    """The school's contact changed what the portal says of it."""


@dataclass(frozen=True, kw_only=True)
class JoinRequested(Event):
    """A person asked to join the school."""


@dataclass(frozen=True, kw_only=True)
class JoinAccepted(Event):
    """The school's contact confirmed the person."""


@dataclass(frozen=True, kw_only=True)
class JoinRefused(Event):
    """The school's contact refused the person, with a reason."""


@dataclass(frozen=True, kw_only=True)
class MemberLeaving(Event):
    """The day is set on which a person leaves the school."""

    leaving_on: date


@dataclass(frozen=True, kw_only=True)
class MemberStays(Event):
    """A person who was to leave stays."""


@dataclass(frozen=True, kw_only=True)
class MemberLeft(Event):
    """A person is no longer a member of the school; so many things that they owed are the contacts' now."""

    passed_on: int = 0


@dataclass(frozen=True, kw_only=True)
class MailboxContactNamed(Event):
    """A second person who reads the school's mailbox was named, or named no longer."""

    named: bool


@dataclass(frozen=True, kw_only=True)
class FunctionGiven(Event):
    """A member has a function for the school."""

    function: str


@dataclass(frozen=True, kw_only=True)
class FunctionEnded(Event):
    """A member no longer has that function."""

    function: str
