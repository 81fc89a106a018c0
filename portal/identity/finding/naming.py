"""The words for what a listing holds in codes, in the language of the page. A school's own words stand for themselves.

Translating costs more than finding: a page of 50 schools names a thousand things. So the words of a language are put together once, and kept.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from babel import Locale
from babel.dates import format_date
from babel.numbers import format_decimal
from flask_babel import get_locale

from portal.core.i18n import _l, ngettext
from portal.identity.profiles import vocabulary
from portal.identity.profiles.models import Setting

SIZES: Mapping[str, Any] = {
    "small": _l("Up to 100 pupils"),
    "medium": _l("101 to 300 pupils"),
    "large": _l("301 to 800 pupils"),
    "very_large": _l("More than 800 pupils"),
}
AGES: Mapping[str, Any] = {
    "3_5": _l("3 to 5 years"),
    "5_7": _l("5 to 7 years"),
    "7_11": _l("7 to 11 years"),
    "11_14": _l("11 to 14 years"),
    "14_16": _l("14 to 16 years"),
    "16_19": _l("16 to 19 years"),
}
NATIONS: Mapping[str, Any] = {
    "GB-ENG": _l("England"),
    "GB-NIR": _l("Northern Ireland"),
    "GB-SCT": _l("Scotland"),
    "GB-WLS": _l("Wales"),
}
SETTINGS: Mapping[str, Any] = {
    Setting.CITY.value: _l("city"),
    Setting.TOWN.value: _l("town"),
    Setting.COUNTRYSIDE.value: _l("village or countryside"),
    Setting.REMOTE.value: _l("remote place"),
}
_SENTENCES: Mapping[str, Any] = {
    "ages": _l("ages %(low)s to %(high)s"),
    "away": _l("about %(distance)s km away"),
    "same_time": _l("the same time, or nearly"),
    "hours_ahead": _l("%(hours)s hours ahead"),
    "hour_ahead": _l("1 hour ahead"),
    "hours_behind": _l("%(hours)s hours behind"),
    "hour_behind": _l("1 hour behind"),
    "until": _l("Looking until %(day)s"),
    "this_week": _l("Here this week"),
    "this_month": _l("Here this month"),
    "last_here": _l("Last here in %(month)s"),
    "within_day": _l("Usually answers within a day"),
    "within_days": _l("Usually answers within a few days"),
    "within_week": _l("Usually answers within a week"),
    "longer": _l("Usually needs more than a week to answer"),
    "yes": _l("looking for a partner"),
    "open": _l("may be asked"),
    "no": _l("not looking now"),
    "country": _l("Country"),
    "nation": _l("Nation"),
    "authority": _l("Authority"),
    "clocks": _l("Clocks"),
    "languages": _l("Languages"),
    "surroundings": _l("How families live and work"),
    "phases": _l("Phases"),
    "setting": _l("Setting"),
    "size": _l("Size"),
    "themes": _l("Themes"),
    "tools": _l("Ways to keep in touch"),
    "affiliations": _l("Awards and networks"),
    "specialisms": _l("Good at"),
}
_KINDS: Mapping[str, Mapping[str, Any]] = {
    "age": AGES,
    "nation": NATIONS,
    "phases": vocabulary.PHASES,
    "setting": SETTINGS,
    "size": SIZES,
    "themes": vocabulary.THEMES,
    "tools": vocabulary.WAYS,
    "affiliations": vocabulary.AWARDS,
    "specialisms": vocabulary.SPECIALISMS,
    "surroundings": vocabulary.SURROUNDINGS,
}
EVERY_FACT = ("languages", "surroundings", "themes", "specialisms", "affiliations", "tools")


@dataclass(frozen=True, eq=False)
class Words:
    """Every word that listings need, in one language: `kinds` by kind and code, `sentences` by name."""

    locale: str
    kinds: Mapping[str, Mapping[str, str]]
    sentences: Mapping[str, str]

    def name(self, kind: str, code: str) -> str:
        """The name of a code; the school's own words where it is no code."""
        return self.kinds[kind].get(code, code)

    def listed(self, kind: str, codes: Sequence[str]) -> str:
        """Several of a kind in one line: whole sentences apart by semicolons, single words by commas."""
        names = self.kinds[kind]
        return ("; " if kind == "surroundings" else ", ").join([names.get(code, code) for code in codes])

    def say(self, name: str, **values: object) -> str:
        sentence = self.sentences[name]
        return sentence % values if values else sentence

    def choices(self, kind: str) -> list[tuple[str, str]]:
        """Codes and names; languages and countries in the order of their names."""
        pairs = list(self.kinds[kind].items())
        return sorted(pairs, key=lambda pair: pair[1]) if kind in ("languages", "country") else pairs

    def number(self, value: float) -> str:
        return _number(self.locale, value)

    def pupils(self, count: int) -> str:
        return _pupils(self.locale, count)

    def room(self, partners: int) -> str:
        return _room(self.locale, partners)

    def day(self, value: Any, pattern: str) -> str:
        return _day(self.locale, value, pattern)


def words() -> Words:
    """The words of the language of this page."""
    return _words(str(get_locale() or "en"))


@lru_cache(maxsize=20)
def _words(locale: str) -> Words:
    """Called inside the request whose language this is."""
    names = Locale.parse(locale)
    kinds = {kind: {code: str(word) for code, word in codes.items()} for kind, codes in _KINDS.items()}
    kinds["languages"] = {code: _capital(names.languages.get(code, code)) for code in vocabulary.LANGUAGES}
    kinds["country"] = {
        c: n for c, n in names.territories.items() if len(c) == 2 and c.isalpha() and c not in _NO_COUNTRIES
    }
    return Words(locale, kinds, {name: str(sentence) for name, sentence in _SENTENCES.items()})


_NO_COUNTRIES = {"EU", "EZ", "UN", "QO", "ZZ", "XA", "XB", "AC", "CP", "CQ", "DG", "EA", "IC", "TA"}


def _capital(word: str) -> str:
    return word[:1].upper() + word[1:]


@lru_cache(maxsize=5_000)
def _number(locale: str, value: float) -> str:
    return str(format_decimal(value, locale=locale))


@lru_cache(maxsize=5_000)
def _pupils(locale: str, count: int) -> str:
    return str(ngettext("%(shown)s pupil", "%(shown)s pupils", count, shown=_number(locale, count)))


@lru_cache(maxsize=200)
def _room(locale: str, partners: int) -> str:
    return str(ngettext("Room for %(num)d partner school", "Room for %(num)d partner schools", partners))


@lru_cache(maxsize=2_000)
def _day(locale: str, value: Any, pattern: str) -> str:
    return str(format_date(value, pattern, locale=locale))
