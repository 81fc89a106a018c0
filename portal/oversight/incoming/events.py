"""Facts about mail that comes in or comes back."""

from dataclasses import dataclass

from portal.core.events import Event


@dataclass(frozen=True, kw_only=True)
class MailSuspended(Event):
    """Mail to a person came back too often: notices are on their page only."""


@dataclass(frozen=True, kw_only=True)
class MailResumed(Event):
    """Notices are mailed to the person again."""
