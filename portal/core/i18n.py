"""Words for readers, marked where they are written and translated where they are shown.

Rule files may not import the web framework; this is their only way to gettext. Outside a request the plain English text is given, so a
service can be called from a job or a command. A page asks for a hundred words and more, so the catalogue is looked up once for each
language that a request (or a mail written in it) speaks.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import g
from flask_babel import get_domain, get_locale
from flask_babel.speaklater import LazyString

from portal.core.text import apart

_NUMBERS = (int, float)
LANGUAGES = ("en", "cy", "fr", "es", "ar")


@dataclass(slots=True)
class _Speech:
    """A language as it is spoken in this request: as Babel knows it, its code, its catalogue, and what templates said in it without filling a gap."""

    locale: Any
    code: str
    catalogue: Any
    kept: dict[str, Any]


_kept: dict[str, dict[str, Any]] = {}  # by language; what templates say is fixed, so this ends


def _spoken() -> _Speech:
    try:
        held: Any = g._get_current_object()
    except RuntimeError:  # outside a request, a job or a command
        return _Speech(None, "en", get_domain().get_translations(), {})
    held = held.__dict__
    known: _Speech | None = held.get("portal_speech")
    babel = held.get("_flask_babel")
    if known is not None and babel is not None and babel.babel_locale is known.locale:
        return known
    found = get_domain().get_translations()  # asks whose language it is, if nobody has asked yet
    locale = get_locale()
    code = str(locale or "en")
    known = held["portal_speech"] = _Speech(locale, code, found, _kept.setdefault(code, {}))
    return known


def catalogue() -> Any:
    """The translations of the language that is spoken now."""
    return _spoken().catalogue


def spoken() -> str:
    """The code of the language that is spoken now, like "en" or "cy"."""
    return _spoken().code


def kept_words() -> dict[str, Any]:
    """For the template engine: what was said already in the language that is spoken now, by the text it stands for."""
    return _spoken().kept


def _(string: str, **variables: Any) -> str:
    """The text in the reader's language, its gaps filled."""
    said: str = catalogue().ugettext(string)
    return said % _apart(variables) if variables else said


def ngettext(singular: str, plural: str, num: int, **variables: Any) -> str:
    """The text for this number, in the reader's language, its gaps filled; `%(num)d` is the number."""
    said: str = catalogue().ungettext(singular, plural, num)
    return said % {"num": num, **_apart(variables)}


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


__all__ = ["LANGUAGES", "Later", "_", "_l", "catalogue", "kept_words", "ngettext", "spoken"]
