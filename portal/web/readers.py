"""Speaking to someone who is not the one who acts: in their language, and on their clocks.

A notice or a mail is written inside another person's request, or by a job; without this it would be in that person's language.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime

from flask_babel import force_locale

from portal.core.i18n import LANGUAGES
from portal.web import moments

_zone: ContextVar[str | None] = ContextVar("reader_zone", default=None)


@contextmanager
def speaking_to(language: str | None, zone: str | None = None) -> Iterator[None]:
    """Until the end of the block every word is in this language (English, if we have it not) and `when` speaks of this zone."""
    before = _zone.set(zone)
    try:
        with force_locale(language if language in LANGUAGES else "en"):
            yield
    finally:
        _zone.reset(before)


def when(instant: datetime, planned_in: str) -> str:
    """An instant on the reader's clocks first, then on those it was planned in, where they differ. With no reader: as planned."""
    zone = _zone.get()
    return moments.local_time(instant, planned_in) if zone is None else moments.local_time(instant, zone, planned_in)


def span(starts: datetime, ends: datetime, planned_in: str, other: str | None = None) -> str:
    """From and to on the reader's clocks first, then on those of the other side."""
    zone = _zone.get()
    if zone is None or zone == planned_in:
        return moments.span(starts, ends, planned_in, other)
    return moments.span(starts, ends, zone, planned_in)
