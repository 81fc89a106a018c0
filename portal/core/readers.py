"""Speaking to someone who is not the one who acts: in their language, and on their clocks.

A notice or a mail is written inside another person's request, or by a job; without this it would be in that person's language.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from flask_babel import force_locale

from portal.core.i18n import LANGUAGES

_zone: ContextVar[str | None] = ContextVar("reader_zone", default=None)
_speaking: ContextVar[bool] = ContextVar("reader_spoken_to", default=False)


@contextmanager
def speaking_to(language: str | None, on: str | None = None) -> Iterator[None]:
    """Until the end of the block every word is in this language (English, if we have it not) and times are on the clocks of `on`."""
    before, earlier = _zone.set(on), _speaking.set(True)
    try:
        with force_locale(language if language in LANGUAGES else "en"):
            yield
    finally:
        _zone.reset(before)
        _speaking.reset(earlier)


def is_spoken_to() -> bool:
    """Whether these words are for somebody else than the reader of the page."""
    return _speaking.get()


def zone() -> str | None:
    """The zone of who is spoken to; None when it is not known."""
    return _zone.get()
