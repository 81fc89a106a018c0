"""The register of England, and what it says of Welsh schools and of British schools abroad: the full file of every day, and the tab-separated extract of
April 2015, and the GOV.UK register of November 2016, an authority at a time.

Names change ("Voluntary Aided School" became "Voluntary aided school"), so codes decide where there are codes.
"""

import re
from datetime import date

from portal.core.i18n import _, _l
from portal.identity.registers.cells import (
    country_code,
    day,
    joined,
    number,
    percentage,
    phase_from_ages,
    postcode,
    recorded,
    website,
)
from portal.identity.registers.kinds.kind import Kind, Values
from portal.identity.registers.reading import Layout, RefusedRow, Row, Shape

FULL = Layout(
    "full",
    ("URN", "EstablishmentName", "EstablishmentStatus (code)", "TypeOfEstablishment (code)", "Postcode"),
    (
        "LA (code)", "LA (name)", "EstablishmentNumber", "TypeOfEstablishment (name)", "OpenDate", "CloseDate", "PhaseOfEducation (code)",
        "StatutoryLowAge", "StatutoryHighAge", "Gender (name)", "ReligiousCharacter (name)", "NumberOfPupils", "PercentageFSM", "Trusts (name)",
        "Street", "Locality", "Address3", "Town", "County (name)", "SchoolWebsite", "GOR (code)", "GOR (name)", "UrbanRural (name)",
        "Country (name)",
    ),
)  # fmt: skip
EXTRACT_2015 = Layout(
    "2015",
    ("urn", "name", "end_date", "postcode", "establishment_type"),
    ("start_date", "min_age", "max_age", "religious_character", "website", "post_town"),
)
EXTRACT_2016 = Layout(
    "2016",
    ("school-eng", "name", "school-authority-eng", "school-phases", "end-date"),
    ("minimum-age", "maximum-age", "school-gender", "start-date"),
)
DAY_OF_2015, DAY_OF_2016 = date(2015, 4, 30), date(2016, 11, 30)

STATUS = {1: "open", 2: "closed", 3: "closing", 4: "proposed"}
PHASES = {
    1: "nursery",
    2: "primary",
    3: "middle_primary",
    4: "secondary",
    5: "middle_secondary",
    6: "sixteen_plus",
    7: "all_through",
}
PHASES_OF_2016 = {
    "NUR": "nursery",
    "PRI": "primary",
    "MDP": "middle_primary",
    "SEC": "secondary",
    "MDS": "middle_secondary",
    "16P": "sixteen_plus",
    "ALL": "all_through",
}
GENDERS_OF_2016 = {"M": "Mixed", "G": "Girls", "B": "Boys"}
BRITISH_OVERSEAS, WELSH = 37, 30
# the codes that stand for an authority where there is none: Isle of Man, Guernsey, Jersey, Gibraltar
ISLANDS = {"705": "IM", "706": "GG", "707": "JE", "708": "GI"}
NO_AUTHORITY = frozenset({"", "0", "000", "999"})
_URN = re.compile(r"[1-9]\d{5}")


def entry(row: Row, extract_on: date | None) -> Values:
    """The columns of an entry from a row of any layout."""
    ways = {FULL.name: lambda: _from_full(row), EXTRACT_2016.name: lambda: _from_2016(row, extract_on)}
    values = ways.get(row.layout, lambda: _from_2015(row, extract_on))()
    if not _URN.fullmatch(values["number"]):
        raise RefusedRow(_("the number %(number)s is not a URN of six digits", number=repr(values["number"][:20])))
    return values


def _from_full(row: Row) -> Values:
    get = row.get
    low, high = number(get("StatutoryLowAge")), number(get("StatutoryHighAge"))
    status, type_code = number(get("EstablishmentStatus (code)")), number(get("TypeOfEstablishment (code)"))
    if status not in STATUS:
        raise RefusedRow(_("the status %(status)s is none that we know", status=repr(get("EstablishmentStatus (code)")[:20])))  # fmt: skip
    authority = get("LA (code)")
    has_authority = authority not in NO_AUTHORITY
    country, country_name = _country(row, type_code, authority)
    return {
        "number": get("URN"),
        "name": get("EstablishmentName"),
        "status": STATUS[status],
        "phase": PHASES.get(number(get("PhaseOfEducation (code)")) or 0) or phase_from_ages(low, high),
        "type_code": str(type_code or ""),
        "type_name": get("TypeOfEstablishment (name)"),
        "authority_code": authority if has_authority else "",
        "authority_name": get("LA (name)") if has_authority else "",
        "local_number": local_number(authority, get("EstablishmentNumber")),
        "street": joined(get("Street"), get("Locality"), get("Address3")),
        "town": get("Town") or get("Locality"),
        "county": recorded(get("County (name)")),
        "postcode": postcode(get("Postcode")),
        "country": country,
        "country_name": country_name,
        "region": "" if get("GOR (code)") in ("W", "Z") else recorded(get("GOR (name)")),
        "urban_rural": recorded(get("UrbanRural (name)")).removeprefix("(England/Wales) "),
        "gender": recorded(get("Gender (name)")),
        "faith": recorded(get("ReligiousCharacter (name)")),
        "trust": get("Trusts (name)").replace("~", ", "),
        "website": website(get("SchoolWebsite")),
        "low_age": low,
        "high_age": high,
        "pupils": number(get("NumberOfPupils")),
        "free_meals": percentage(get("PercentageFSM")),
        "opened_on": day(get("OpenDate")),
        "closed_on": day(get("CloseDate")),
    }


def _country(row: Row, type_code: int | None, authority: str) -> tuple[str, str]:
    """Code and name. Blank in the United Kingdom; an English name for British schools overseas; the islands are told by their authority."""
    told = row.get("Country (name)")
    if told:
        return country_code(told), told
    if authority in ISLANDS:
        return ISLANDS[authority], ""
    if type_code == BRITISH_OVERSEAS or authority in ("702", "704"):
        return "", ""
    return "GB", "Wales" if type_code == WELSH or row.get("GOR (code)") == "W" else "England"


def local_number(authority: str, establishment: str) -> str:
    """The three digits of the authority and the four of the establishment: the number of a Welsh school in the register of Wales."""
    if authority in NO_AUTHORITY or number(authority) is None or number(establishment) is None:
        return ""
    return f"{authority:0>3}{establishment:0>4}" if len(authority) <= 3 and len(establishment) <= 4 else ""


def _from_2015(row: Row, extract_on: date | None) -> Values:
    get = row.get
    closed_on = day(get("end_date"))
    low, below_high = number(get("min_age")), number(get("max_age"))
    high = below_high + 1 if below_high else None
    # the place-holder 01-01-1900 says that it closed, and not when
    has_closed = bool(get("end_date")) and (closed_on is None or closed_on <= (extract_on or DAY_OF_2015))
    type_name = get("establishment_type")
    return {
        "number": get("urn"),
        "name": get("name"),
        "status": "closed" if has_closed else ("closing" if closed_on else "open"),
        "phase": phase_from_ages(low, high),
        "type_name": type_name,
        "town": get("post_town"),
        "postcode": postcode(get("postcode")),
        "country": "GB",
        "country_name": "Wales" if "welsh" in type_name.lower() else "England",
        "faith": recorded(get("religious_character")),
        "website": website(get("website")),
        "low_age": low,
        "high_age": high,
        "opened_on": day(get("start_date")),
        "closed_on": closed_on,
    }


def _from_2016(row: Row, extract_on: date | None) -> Values:
    get = row.get
    closed_on = day(get("end-date"))
    low, high = number(get("minimum-age")), number(get("maximum-age"))
    has_closed = bool(get("end-date")) and (closed_on is None or closed_on <= (extract_on or DAY_OF_2016))
    return {
        "number": get("school-eng"),
        "name": get("name"),
        "status": "closed" if has_closed else ("closing" if closed_on else "open"),
        "phase": PHASES_OF_2016.get(get("school-phases")) or phase_from_ages(low, high),
        "authority_code": get("school-authority-eng"),
        "country": "GB",
        "country_name": "England",
        "gender": GENDERS_OF_2016.get(get("school-gender"), ""),
        "low_age": low,
        "high_age": high,
        "opened_on": day(get("start-date")),
        "closed_on": closed_on,
    }


KIND = Kind(
    name="gias",
    title=_l("England: register of schools (GIAS), the file of all establishments"),
    shape=Shape((FULL, EXTRACT_2015, EXTRACT_2016)),
    entry=entry,
    register="gias",
)
