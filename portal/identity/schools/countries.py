"""Names of countries in the reader's language."""

from functools import lru_cache

from babel import Locale
from flask_babel import get_locale

_NOT_COUNTRIES = {"EU", "EZ", "UN", "QO", "ZZ", "XA", "XB", "AC", "CP", "CQ", "DG", "EA", "IC", "TA"}


def country_choices() -> list[tuple[str, str]]:
    """Every country by code and name, in the order of the names."""
    return list(_choices(str(get_locale() or "en")))


def country_name(code: str) -> str:
    """The name of a country by its code; the code where there is no name."""
    return dict(_choices(str(get_locale() or "en"))).get(code, code)


@lru_cache(maxsize=20)
def _choices(language: str) -> tuple[tuple[str, str], ...]:
    names = Locale.parse(language).territories
    found = [(code, name) for code, name in names.items() if len(code) == 2 and code.isalpha()]
    return tuple(sorted((pair for pair in found if pair[0] not in _NOT_COUNTRIES), key=lambda pair: pair[1]))
