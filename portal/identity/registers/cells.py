"""What the cells of registers mean: numbers, days, postcodes, web addresses, phases."""

import re
from datetime import date
from functools import lru_cache

from babel import Locale

_WEB = re.compile(r"^(?:https?:/*)?([a-z0-9][a-z0-9.-]*\.[a-z]{2,})(/\S*)?$", re.IGNORECASE)
_NOT_IN_A_CODE = re.compile(r"[^A-Z0-9]")
_OUTWARD = re.compile(r"[A-Z]{1,2}\d[A-Z\d]?")
_INWARD = re.compile(r"\d[A-Z]{2}")
_LETTER_FOR, _DIGIT_FOR = str.maketrans("01", "OI"), str.maketrans("OI", "01")
_NOT_RECORDED = frozenset(
    {"not recorded", "not applicable", "does not apply", "none", "n/a", "na", ".", "-", "unknown"}
)


def number(cell: str) -> int | None:
    """A whole number, None where the cell holds none. Leading zeros are lost on purpose: "02" and 2 are one code."""
    return int(cell) if cell.isascii() and cell.isdigit() and len(cell) < 8 else None


def percentage(cell: str) -> float | None:
    """A share from 0 to 100, None where the cell holds none."""
    plain = cell.removesuffix("%").strip()
    if not plain.replace(".", "", 1).isdigit() or not plain.isascii() or len(plain) > 8:
        return None
    share = float(plain)
    return share if share <= 100 else None


@lru_cache(maxsize=20_000)
def day(cell: str) -> date | None:
    """DD-MM-YYYY, DD/MM/YYYY or an ISO date; None for blank, for the place-holder 01-01-1900 and for what is no date."""
    parts = cell[:10].replace("/", "-").split("-")
    if len(parts) != 3 or not all(p.isascii() and p.isdigit() for p in parts):
        return None
    year, month, of_month = (parts[0], parts[1], parts[2]) if len(parts[0]) == 4 else (parts[2], parts[1], parts[0])
    try:
        found = date(int(year), int(month), int(of_month)) if len(year) == 4 else None
    except ValueError:
        return None
    return None if found == date(1900, 1, 1) else found


def postcode(cell: str) -> str:
    """Upper case, one space before the inward part (the last three characters)."""
    plain = _NOT_IN_A_CODE.sub("", cell.upper())
    return f"{plain[:-3]} {plain[-3:]}" if 5 <= len(plain) <= 7 else plain[:12]


def is_postcode(code: str) -> bool:
    """Has it the form of a postcode of the United Kingdom? (It may still not be one.)"""
    outward, _space, inward = code.partition(" ")
    return bool(_OUTWARD.fullmatch(outward) and _INWARD.fullmatch(inward))


def suggested_postcode(cell: str) -> str:
    """The postcode that was probably meant where O stands for 0 or I for 1, or the other way round; nothing where the form is right or cannot be mended.

    A suggestion only: what was written is kept.
    """
    code = postcode(cell)
    if not code or is_postcode(code) or " " not in code:
        return ""
    outward, _space, inward = code.partition(" ")
    inward = inward[0].translate(_DIGIT_FOR) + inward[1:].translate(_LETTER_FOR)
    for letters in (1, 2):
        head, tail = outward[:letters].translate(_LETTER_FOR), outward[letters:]
        for end in (tail.translate(_DIGIT_FOR), tail[:1].translate(_DIGIT_FOR) + tail[1:]):
            mended = f"{head}{end} {inward}"
            if is_postcode(mended):
                return mended
    return ""


@lru_cache(maxsize=20_000)
def website(cell: str) -> str:
    """A web address that may be linked, http or https; blank for e-mail addresses and whatever else stands there."""
    if "@" in cell:
        return ""
    found = _WEB.match(cell)
    scheme = "https" if cell.lower().startswith("https") else "http"
    return f"{scheme}://{found.group(1).lower()}{found.group(2) or ''}"[:200] if found else ""


def phase_from_ages(low: int | None, high: int | None) -> str:
    """The phase where the register leaves it open (every independent and every Welsh school)."""
    if not high:
        return ""
    low = low or 0
    if high <= 6:
        return "nursery"
    if low >= 16:
        return "sixteen_plus"
    if low < 9 and high > 14:
        return "all_through"
    return "primary" if high <= 13 and low < 9 else "secondary"


def recorded(cell: str) -> str:
    """The cell, or nothing where its words say that nothing is known."""
    return "" if cell.casefold() in _NOT_RECORDED else cell


def joined(*cells: str) -> str:
    """The cells that hold something, each once, as one line: the parts of an address."""
    return ", ".join(dict.fromkeys(cell for cell in cells if cell))


@lru_cache(maxsize=1)
def _codes_of_countries() -> dict[str, str]:
    names = Locale.parse("en").territories
    return {str(name).casefold(): str(code) for code, name in names.items() if len(code) == 2 and code.isalpha()}


def country_name_of(code: str) -> str:
    """The English name of a country by its code of two letters; nothing where there is none."""
    return str(Locale.parse("en").territories.get(code, "")) if len(code) == 2 and code.isalpha() else ""


def country_code(name: str) -> str:
    """ISO 3166-1 alpha-2 for the English name of a country; nothing where the name is not known."""
    return _codes_of_countries().get(name.casefold(), "")
