"""Words for readers, marked where they are written and translated where they are shown.

Rule files may not import the web framework; this is their only way to gettext. Outside a request the plain English text is given, so a
service can be called from a job or a command. A page asks for a hundred words and more, so the catalogue is looked up once for each
language that a request (or a mail written in it) speaks.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from flask import g, has_request_context
from flask_babel import get_domain, get_locale
from flask_babel.speaklater import LazyString

from portal.core.text import apart
from portal.core.vocabulary import Vocabulary

_NUMBERS = (int, float)
LANGUAGES = ("en", "cy", "fr", "es", "ar")


@dataclass(slots=True)
class _Speech:
    """A language as it is spoken in this request: as Babel knows it, its code, its catalogue, what templates said in it without filling a gap, the words
    of somebody's own with which it is spoken, and what had to be said in English (None: nobody asks)."""

    locale: Any
    code: str
    catalogue: Any
    kept: dict[str, Any]
    own: Vocabulary | None = None
    in_english: set[str] | None = None


_kept: dict[str, dict[str, Any]] = {}  # by language and own words; what templates say is fixed, so this ends
MOST_KEPT = 40


class _InOwnWords:
    """A catalogue whose texts are said with somebody's own words."""

    def __init__(self, said: Any, own: Vocabulary, is_english: bool) -> None:
        self._said, self._own, self._is_english = said, own, is_english
        self._catalog = getattr(said, "_catalog", {})

    def ugettext(self, string: str) -> str:
        return self._in_own(self._said.ugettext(string), string)

    def ungettext(self, singular: str, plural: str, num: int) -> str:
        return self._in_own(self._said.ungettext(singular, plural, num), singular, plural)

    def _in_own(self, said: str, *english: str) -> str:
        return (
            self._own.in_english(said) if self._is_english or said in english else self._own.in_another_language(said)
        )


def _spoken() -> _Speech:
    try:
        held: Any = g._get_current_object()
    except RuntimeError:  # outside a request, a job or a command
        return _Speech(None, "en", get_domain().get_translations(), {})
    held = held.__dict__
    known: _Speech | None = held.get("portal_speech")
    babel = held.get("_flask_babel")
    own: Vocabulary | None = None if held.get("portal_plain_words") else held.get("portal_own_words")
    if known is not None and babel is not None and babel.babel_locale is known.locale and known.own is own:
        return known
    found = get_domain().get_translations()  # asks whose language it is, if nobody has asked yet
    locale = get_locale()
    code = str(locale or "en")
    name = code
    if own is not None:
        found, name = _InOwnWords(found, own, code == "en"), f"{code} {own.key}"
    if name not in _kept and len(_kept) >= MOST_KEPT:
        _kept.clear()
    in_english = held.setdefault("portal_said_in_english", set()) if code != "en" and has_request_context() else None
    known = held["portal_speech"] = _Speech(locale, code, found, _kept.setdefault(name, {}), own, in_english)
    return known


def use_own_words(own: Vocabulary | None) -> None:
    """From now on, in this request, speak with these words in place of the portal's."""
    g.portal_own_words = own


def plain_words(is_plain: bool) -> str:
    """For the frame of a page, which speaks of the whole portal: stop (or go on) speaking with somebody's own words. Answers nothing to show."""
    if "portal_own_words" in g:
        g.portal_plain_words = is_plain
    return ""


@contextmanager
def in_own_words(own: Vocabulary | None) -> Iterator[None]:
    """Until the end of the block speak with these words."""
    try:
        held: Any = g._get_current_object().__dict__
    except RuntimeError:
        yield
        return
    before = {name: held.pop(name, None) for name in ("portal_own_words", "portal_plain_words")}
    held["portal_own_words"] = own
    try:
        yield
    finally:
        held.update(before)


def catalogue() -> Any:
    """The translations of the language that is spoken now."""
    return _spoken().catalogue


def note(string: str, said: str) -> None:
    """Remember what was said of this text, gaps filled, if it was said in English because there are no words for it in the language that is spoken."""
    speech = _spoken()
    if speech.in_english is None:
        return
    known = getattr(speech.catalogue, "_catalog", {})
    if string not in known and (string, 0) not in known:
        speech.in_english.add(said)


def note_english(words: str) -> None:
    """Remember these words, which somebody wrote in English: where the page speaks another language they are marked there."""
    speech = _spoken()
    if words and speech.in_english is not None:
        speech.in_english.add(words)


def said_in_english() -> set[str]:
    """What this request had to say in English although it speaks another language: markup as it is, everything else as plain text."""
    return (g.get("portal_said_in_english") if has_request_context() else None) or set()


def spoken() -> str:
    """The code of the language that is spoken now, like "en" or "cy"."""
    return _spoken().code


def kept_words() -> dict[str, Any]:
    """For the template engine: what was said already in the language that is spoken now, by the text it stands for."""
    return _spoken().kept


def _(string: str, **variables: Any) -> str:
    """The text in the reader's language, its gaps filled."""
    said: str = catalogue().ugettext(string)
    said = said % _apart(variables) if variables else said
    note(string, said)
    return said


def ngettext(singular: str, plural: str, num: int, **variables: Any) -> str:
    """The text for this number, in the reader's language, its gaps filled; `%(num)d` is the number."""
    said: str = catalogue().ungettext(singular, plural, num)
    said = said % {"num": num, **_apart(variables)}
    note(singular, said)
    return said


def _apart(variables: dict[str, Any]) -> dict[str, Any]:
    """What fills the gaps: names and titles that are written from right to left do not turn our words around."""
    return {name: value if type(value) in _NUMBERS else apart(str(value)) for name, value in variables.items()}


def _l(string: str, **variables: Any) -> Any:
    """A text that is translated when it is shown, not when it is written."""
    return LazyString(_, string, **variables)


class Later:
    """Words that several people read, each in a language and on clocks of their own: said when they are shown. Unlike `_l` never safe as HTML."""

    __slots__ = ("_about", "_more", "_say")

    def __init__(self, say: Callable[..., Any], *about: Any, **more: Any) -> None:
        self._say, self._about, self._more = say, about, more

    def __str__(self) -> str:
        return str(self._say(*self._about, **self._more))

    def __bool__(self) -> bool:
        return bool(str(self))


__all__ = [
    "LANGUAGES",
    "Later",
    "_",
    "_l",
    "catalogue",
    "in_own_words",
    "kept_words",
    "ngettext",
    "note",
    "note_english",
    "plain_words",
    "said_in_english",
    "spoken",
    "use_own_words",
]
