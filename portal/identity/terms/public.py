"""Public holidays by country and UK nation, from the `holidays` library: nothing is asked over the network, nothing is stored."""

from collections.abc import Mapping
from datetime import date
from functools import lru_cache

import holidays

NATIONS = {"GB-ENG": "ENG", "GB-SCT": "SCT", "GB-WLS": "WLS", "GB-NIR": "NIR"}
FIRST, LAST = 2000, 2100


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
    try:
        known = getattr(holidays, country, None)
        if known is None:
            return {}
        english = next((tongue for tongue in ("en_GB", "en_US") if tongue in known.supported_languages), None)
        found = holidays.country_holidays(country, subdiv=NATIONS.get(nation or ""), years=year, language=english)
    except (NotImplementedError, ValueError, KeyError):
        return {}
    return {day: str(name)[:80] for day, name in sorted(found.items()) if day.year == year}
