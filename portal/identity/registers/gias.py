"""The register of England (GIAS) and what it says of Welsh schools: the full CSV, and the tab-separated extract of April 2015.

Names change ("Voluntary Aided School" became "Voluntary aided school"), so codes decide where there are codes.
"""

import hashlib
import re
from datetime import date
from typing import Any

from portal.core.i18n import _
from portal.core.text import fold
from portal.identity.registers.reading import Row

FULL = ("URN", "EstablishmentName", "EstablishmentStatus (code)", "TypeOfEstablishment (code)", "Postcode")
EXTRACT_2015 = ("urn", "name", "end_date", "postcode", "establishment_type")
LINKS = ("URN", "LinkURN", "LinkName", "LinkType", "LinkEstablishedDate")

STATUS = {"1": "open", "2": "closed", "3": "closing", "4": "proposed"}
PHASES = {
    "1": "nursery",
    "2": "primary",
    "3": "middle_primary",
    "4": "secondary",
    "5": "middle_secondary",
    "6": "sixteen_plus",
    "7": "all_through",
}
BRITISH_OVERSEAS = "37"
WELSH = "30"
_WEB = re.compile(r"^(?:https?:/*)?([a-z0-9][a-z0-9.-]*\.[a-z]{2,})(/\S*)?$", re.IGNORECASE)


class RefusedRow(ValueError):
    """This row cannot be kept; the words say why."""


def entry_from(row: Row, *, extract_on: date | None) -> dict[str, Any]:
    """A register entry's columns from a row of either form. Raises RefusedRow."""
    values = _from_full(row) if "EstablishmentName" in row.cells or "URN" in row.cells else _from_2015(row, extract_on)
    if not re.fullmatch(r"[1-9]\d{5}", values["number"]):
        raise RefusedRow(_("the number %(number)s is not a URN of six digits", number=repr(values["number"][:20])))
    if not values["name"]:
        raise RefusedRow(_("the school has no name"))
    for key, longest in (("name", 200), ("street", 200), ("town", 120), ("county", 120), ("type_name", 120)):
        values[key] = values[key][:longest]
    values["folded_name"] = fold(values["name"])[:200]
    values["digest"] = _digest(values)
    return values


def _from_full(row: Row) -> dict[str, Any]:
    get = row.get
    low, high = number(get("StatutoryLowAge")), number(get("StatutoryHighAge"))
    type_code = str(number(get("TypeOfEstablishment (code)")) or "")
    abroad = type_code == BRITISH_OVERSEAS or bool(get("Country (name)"))
    authority = get("LA (code)")
    return {
        "number": get("URN"),
        "name": get("EstablishmentName"),
        "status": STATUS.get(str(number(get("EstablishmentStatus (code)")) or ""), "closed"),
        "phase": PHASES.get(str(number(get("PhaseOfEducation (code)")) or "")) or phase_from_ages(low, high),
        "type_code": type_code,
        "type_name": get("TypeOfEstablishment (name)"),
        "authority_code": "" if authority in ("0", "000") else authority[:10],
        "authority_name": "" if authority in ("0", "000") else get("LA (name)")[:120],
        "street": ", ".join(p for p in (get("Street"), get("Locality"), get("Address3")) if p),
        "town": get("Town") or get("Locality"),
        "county": _recorded(get("County (name)")),
        "postcode": postcode(get("Postcode")),
        "country": "GB" if not abroad else "",
        "country_name": get("Country (name)")[:80] if abroad else ("Wales" if type_code == WELSH else "England"),
        "urban_rural": _recorded(get("UrbanRural (name)")).removeprefix("(England/Wales) ")[:80],
        "website": website(get("SchoolWebsite")),
        "low_age": low,
        "high_age": high,
        "pupils": number(get("NumberOfPupils")),
        "opened_on": day(get("OpenDate")),
        "closed_on": day(get("CloseDate")),
    }


def _from_2015(row: Row, extract_on: date | None) -> dict[str, Any]:
    get = row.get
    closed_on = day(get("end_date"))
    low, below_high = number(get("min_age")), number(get("max_age"))
    high = below_high + 1 if below_high else None
    type_name = get("establishment_type")
    has_closed = closed_on is not None and closed_on <= (extract_on or date(2015, 4, 30))
    return {
        "number": get("urn"),
        "name": get("name"),
        "status": "closed" if has_closed else ("closing" if closed_on else "open"),
        "phase": phase_from_ages(low, high),
        "type_code": "",
        "type_name": type_name,
        "authority_code": "",
        "authority_name": "",
        "street": "",
        "town": get("post_town"),
        "county": "",
        "postcode": postcode(get("postcode")),
        "country": "GB",
        "country_name": "Wales" if "welsh" in type_name.lower() else "England",
        "urban_rural": "",
        "website": website(get("website")),
        "low_age": low,
        "high_age": high,
        "pupils": None,
        "opened_on": day(get("start_date")),
        "closed_on": closed_on,
    }


def link_from(row: Row) -> dict[str, Any]:
    """A successor or predecessor link's columns. Raises RefusedRow."""
    here, there = row.get("URN"), row.get("LinkURN")
    if not (here.isdigit() and there.isdigit()):
        raise RefusedRow(_("a link needs two URNs"))
    on = day(row.get("LinkEstablishedDate"))
    return {"number": here[:20], "other_number": there[:20], "kind": row.get("LinkType")[:80], "on": on}


def number(cell: str) -> int | None:
    """A whole number, None where the cell holds none. Leading zeros are lost on purpose: "02" and 2 are one code."""
    return int(cell) if cell.isascii() and cell.isdigit() and len(cell) < 8 else None


def day(cell: str) -> date | None:
    """DD-MM-YYYY or an ISO date; None for blank, for the place-holder 01-01-1900 and for what is no date."""
    parts = cell.split("-")
    if len(parts) != 3 or not all(p.isascii() and p.isdigit() for p in parts):
        return None
    year, month, of_month = (parts[0], parts[1], parts[2]) if len(parts[0]) == 4 else (parts[2], parts[1], parts[0])
    try:
        found = date(int(year), int(month), int(of_month))
    except ValueError:
        return None
    return None if found == date(1900, 1, 1) else found


def postcode(cell: str) -> str:
    """Upper case, one space before the inward part (the last three characters)."""
    plain = re.sub(r"[^A-Z0-9]", "", cell.upper())
    return f"{plain[:-3]} {plain[-3:]}" if 5 <= len(plain) <= 7 else plain[:12]


def website(cell: str) -> str:
    """A web address that may be linked, http or https; blank for e-mail addresses and whatever else stands there."""
    if "@" in cell:
        return ""
    found = _WEB.match(cell)
    scheme = "https" if cell.lower().startswith("https") else "http"
    return f"{scheme}://{found.group(1).lower()}{found.group(2) or ''}"[:200] if found else ""


def phase_from_ages(low: int | None, high: int | None) -> str:
    """The phase where the register leaves it open (every independent and every Welsh school)."""
    if high is None:
        return ""
    low = low or 0
    if high <= 6:
        return "nursery"
    if low >= 16:
        return "sixteen_plus"
    if low < 9 and high > 14:
        return "all_through"
    return "primary" if high <= 13 and low < 9 else "secondary"


def _recorded(cell: str) -> str:
    return "" if cell.lower() in ("not recorded", "not applicable", "does not apply") else cell


def _digest(values: dict[str, Any]) -> str:
    plain = "\x1f".join(f"{key}={values[key]}" for key in sorted(values))
    return hashlib.blake2b(plain.encode(), digest_size=16).hexdigest()
