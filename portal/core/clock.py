"""The one clock. Everything that asks for the time asks here, so that a test or a rehearsal can hold it.

With `PORTAL_CLOCK_FILE` set (development and testing only) the file holds an ISO instant with a zone. Every process takes that
instant as the moment the file was written and goes on from there; a rewritten file is noticed at the next question.
"""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo


class ClockFileError(ValueError):
    """The clock file cannot be read as an ISO instant with a zone."""


class Clock:
    """Real time, a time held by a test, or a time taken from a file."""

    def __init__(self) -> None:
        self._file: Path | None = None
        self._stamp: tuple[int, int] | None = None
        self._shift = timedelta()
        self._held: datetime | None = None

    def follow(self, file: Path | None) -> None:
        """Take the time from `file` from now on; None goes back to real time."""
        self._file, self._stamp, self._shift = file, None, timedelta()

    def hold(self, instant: datetime | None) -> None:
        """Stand still at `instant` (aware); None lets the clock run again."""
        self._held = instant.astimezone(UTC) if instant else None

    @property
    def held(self) -> datetime | None:
        """The instant at which the clock stands; None while it runs."""
        return self._held

    def now(self) -> datetime:
        if self._held is not None:
            return self._held
        if self._file is not None:
            self._read(self._file)
        return datetime.now(UTC) + self._shift

    def _read(self, file: Path) -> None:
        try:
            state = file.stat()
        except FileNotFoundError:
            return
        stamp = (state.st_mtime_ns, state.st_size)
        if stamp == self._stamp:
            return
        self._shift = instant_in(file) - datetime.fromtimestamp(state.st_mtime, UTC)
        self._stamp = stamp


def instant_in(file: Path) -> datetime:
    """The instant written in `file`. Raises ClockFileError when it is not an ISO instant with a zone."""
    text = file.read_text(encoding="utf-8").strip()
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        raise ClockFileError(
            f"{file} must hold an ISO instant with a zone, for example 2027-03-12T09:30:00+00:00"
        ) from None
    if instant.tzinfo is None:
        raise ClockFileError(f"{file} holds {text!r}, which names no zone; write for example {text}+00:00")
    return instant.astimezone(UTC)


clock = Clock()


def now() -> datetime:
    """The present instant, aware, in UTC."""
    return clock.now()


def today(zone: str = "Europe/London") -> date:
    """The present date in the named IANA zone."""
    return clock.now().astimezone(ZoneInfo(zone)).date()
