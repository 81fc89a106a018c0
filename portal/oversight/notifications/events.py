"""Facts about mail that people stop and start. `about` as in `stops`."""

from dataclasses import dataclass

from portal.core.events import Event


@dataclass(frozen=True, kw_only=True)
class MailStopped(Event):
    """A person wants no more mail about something."""

    about: str


@dataclass(frozen=True, kw_only=True)
class MailStarted(Event):
    """A person wants mail about it again."""

    about: str
