"""Public holidays by country and UK nation, from the `holidays` library: nothing is asked over the network, nothing is stored."""

import importlib.util
import sys
from collections.abc import Mapping
from datetime import date
from functools import cache, lru_cache
from types import ModuleType
from typing import Any

NATIONS = {"GB-ENG": "ENG", "GB-SCT": "SCT", "GB-WLS": "WLS", "GB-NIR": "NIR"}
FIRST, LAST = 2000, 2100
_COUNTRIES = "holidays.countries"


@lru_cache(maxsize=512)
def public_holidays(country: str, nation: str | None, year: int) -> Mapping[date, str]:
    """The public holidays of a year: day -> name, in English where it is known. Empty for a country of which nothing is known.

    A UK school without a nation gets what all four have in common.
    """
    if not FIRST <= year <= LAST:
        return {}
    if country == "GB" and nation not in NATIONS:
        every = [public_holidays(country, one, year) for one in NATIONS]
        return {day: name for day, name in every[0].items() if all(day in other for other in every)}
    library = _library()
    try:
        known = getattr(library, country, None)
        if known is None:
            return {}
        english = next((tongue for tongue in ("en_GB", "en_US") if tongue in known.supported_languages), None)
        found = library.country_holidays(country, subdiv=NATIONS.get(nation or ""), years=year, language=english)
    except (NotImplementedError, ValueError, KeyError):
        return {}
    return {day: str(name)[:80] for day, name in sorted(found.items()) if day.year == year}


@cache
def _library() -> Any:
    """The library, loaded when a day is first asked for, so that it loads each country by itself.

    Its package of countries loads all 250 of them for the first that is asked for: 9 MB, and a third of a second of somebody's page. So a package without
    contents stands in its place; the library finds each country's module by its name in it.
    """
    import holidays  # 12 MB, which a process that never shows a calendar does without

    if _COUNTRIES not in sys.modules:
        found = importlib.util.find_spec("holidays")
        package = ModuleType(_COUNTRIES)
        package.__path__ = [f"{place}/countries" for place in (found.submodule_search_locations or [] if found else [])]
        package.__package__ = _COUNTRIES
        sys.modules[_COUNTRIES] = package
    return holidays
