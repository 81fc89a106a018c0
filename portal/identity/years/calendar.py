"""When a school year begins. A plain table by country: month and day; 1 September where nothing else is known. It only decides when people are asked."""

from collections.abc import Iterable
from datetime import date

ELSEWHERE = (9, 1)
BEGINS: dict[str, tuple[int, int]] = {
    **dict.fromkeys(("AU", "NZ", "FJ", "PG", "SB", "VU", "WS"), (2, 1)),
    **dict.fromkeys(("AR", "BO", "BR", "CL", "CO", "EC", "PE", "PY", "UY", "CR", "HN", "NI", "PA"), (2, 15)),
    **dict.fromkeys(
        ("KE", "MW", "MZ", "NA", "RW", "SZ", "TZ", "UG", "ZA", "ZM", "ZW", "BW", "LS", "SG", "MY"), (1, 10)
    ),
    **dict.fromkeys(("IN", "JP", "NP", "PK", "AF"), (4, 15)),
    **dict.fromkeys(("PH", "TH", "MM", "LK", "BD", "BT"), (6, 1)),
    **dict.fromkeys(("KH", "LA"), (11, 1)),
}


def begins(country: str) -> tuple[int, int]:
    """Month and day on which the school year begins in this country."""
    return BEGINS.get(country, ELSEWHERE)


def year_begins_on(country: str, today: date) -> date:
    """The first day of the school year that `today` belongs to."""
    month, day = begins(country)
    this = date(today.year, month, day)
    return this if this <= today else date(today.year - 1, month, day)


def starts() -> Iterable[tuple[tuple[int, int], list[str]]]:
    """Each beginning with its countries; the last one is for every country that is not named."""
    for start in sorted(set(BEGINS.values())):
        yield start, sorted(country for country, at in BEGINS.items() if at == start)
