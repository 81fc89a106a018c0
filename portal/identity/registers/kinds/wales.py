"""The register of Wales: the "Address list of schools", an open document with the sheets Maintained, Independent and PRU.

A school's number is its authority's three digits and the establishment's four, as in the register of England, where the same school stands as "Welsh
establishment" without a phase (see services/twins.py). Telephone numbers are never read.
"""

import re
from collections.abc import Sequence
from datetime import date

from portal.core.i18n import _, _l
from portal.identity.registers.cells import joined, postcode, recorded
from portal.identity.registers.kinds.kind import Kind, Values
from portal.identity.registers.reading import Layout, RefusedRow, Row, Shape
from portal.identity.registers.reading.spelling import tidy

NEEDED = ("School Number", "School Name")
USED = (
    "Local Authority",
    "Address 1",
    "Address 2",
    "Address 3",
    "Address 4",
    "Postcode",
    "Sector",
    "Governance",
    "Welsh Medium Type",
    "School Type",
)
SHEETS = ("maintained", "independent", "pru")
PHASES = (
    ("nursery", "nursery"),
    ("infant", "primary"),
    ("junior", "primary"),
    ("primary", "primary"),
    ("middle", "all_through"),
    ("secondary", "secondary"),
)
_NOTES = re.compile(r"\s*[-\u2013]\s*see notes?\s*$", re.IGNORECASE)


def the_lists(names: Sequence[str]) -> list[str]:
    """The sheets with schools; where a copy has one table only, that."""
    return [name for name in names if tidy(name).casefold() in SHEETS] or [name for name in names if not name]


def column_names(cells: list[str], _below: list[str]) -> list[str]:
    """The names of the columns without "- see notes"."""
    return [_NOTES.sub("", tidy(cell)) for cell in cells]


def entry(row: Row, _extract_on: date | None) -> Values:
    """The columns of an entry."""
    get = row.get
    number = get("School Number")
    if not re.fullmatch(r"6[678]\d{5}", number, re.ASCII):
        raise RefusedRow(_("the number %(number)s is not the seven digits of a Welsh school", number=repr(number[:20])))
    lines = [line for n in range(1, 5) if (line := recorded(get(f"Address {n}")))]
    sector, kind = recorded(get("Sector")), recorded(get("School Type"))
    return {
        "number": number,
        "local_number": number,
        "name": get("School Name"),
        "status": "open",
        "phase": _phase(sector) or _phase(kind),
        "type_name": joined(sector, kind, recorded(get("Governance"))) or row.sheet,
        "teaching_language": recorded(get("Welsh Medium Type")),
        "authority_code": number[:3],
        "authority_name": get("Local Authority"),
        "street": joined(*lines[:-1]),
        "town": lines[-1] if lines else "",
        "postcode": postcode(get("Postcode")),
        "country": "GB",
        "country_name": "Wales",
    }


def _phase(words: str) -> str:
    return next((phase for start, phase in PHASES if start in words.casefold()), "")


KIND = Kind(
    name="wales",
    title=_l("Wales: address list of schools, the open document"),
    shape=Shape((Layout("address-list", NEEDED, USED),), names=column_names, sheets=the_lists),
    entry=entry,
    register="wales",
)
