"""Facts about files and the virus scanner. `subject_id` is the file; its name is nowhere in them."""

from dataclasses import dataclass
from datetime import datetime

from portal.core.events import Event


@dataclass(frozen=True, kw_only=True)
class FileHeld(Event):
    """The virus scanner found something in a file: nobody opens it. `person_id` added it; `kind_found` is the scanner's name for it."""

    kind_found: str


@dataclass(frozen=True, kw_only=True)
class FileLookedAtAgain(Event):
    """An administrator had a file that was held looked into once more."""


@dataclass(frozen=True, kw_only=True)
class ScannerSilent(Event):
    """Files wait because the virus scanner does not answer. `waiting_since`: the oldest of them, in UTC."""

    waiting: int
    waiting_since: datetime
