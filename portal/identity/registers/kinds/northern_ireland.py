"""The register of Northern Ireland: the CSV that the department's "Schools Plus" page exports, sometimes with five lines before its header.

A reference is seven digits (NNN-NNNN), or two letters and digits for an independent school; it is published with spaces, with and without a dash.
"""

import re
from datetime import date

from portal.core.i18n import _, _l
from portal.identity.registers.cells import day, joined, postcode, recorded
from portal.identity.registers.kinds.kind import Kind, Values
from portal.identity.registers.reading import Layout, RefusedRow, Row, Shape

NEEDED = ("Institution Reference Number", "Institution Name", "Postcode")
USED = ("Address Line 1", "Address Line 2", "Address Line 3", "Town", "County", "Type", "Management", "Status", "Date Closed")  # fmt: skip
STATUS = {
    "": "open",
    "open": "open",
    "closed": "closed",
    "proposed": "proposed",
    "proposed to open": "proposed",
    "proposed to close": "closing",
}
PHASES = {"nursery": "nursery", "primary": "primary", "preps": "primary", "prep": "primary", "secondary": "secondary", "grammar": "secondary"}  # fmt: skip
_REFERENCE = re.compile(r"\d{7}|[A-Z]{2}\d{1,5}")


def reference(cell: str) -> str:
    """The one spelling of a reference: "101-0012" for "1010012 ", "IS106" for "IS 106 " and "IS1-06"; nothing where it is none."""
    plain = re.sub(r"[\s-]", "", cell).upper()
    if not _REFERENCE.fullmatch(plain):
        return ""
    return f"{plain[:3]}-{plain[3:]}" if plain.isdigit() else plain


def entry(row: Row, extract_on: date | None) -> Values:
    """The columns of an entry."""
    get = row.get
    number = reference(get("Institution Reference Number"))
    if not number:
        raise RefusedRow(_("the reference %(number)s is none of this register", number=repr(get("Institution Reference Number")[:20])))  # fmt: skip
    closed_on = day(get("Date Closed"))
    kind = recorded(get("Type"))
    return {
        "number": number,
        "name": get("Institution Name"),
        "status": _status(get("Status"), closed_on, extract_on),
        "phase": PHASES.get(kind.casefold(), ""),
        "type_name": joined(kind, recorded(get("Management"))),
        "street": joined(get("Address Line 1"), get("Address Line 2"), get("Address Line 3")),
        "town": get("Town"),
        "county": recorded(get("County")),
        "postcode": postcode(get("Postcode")),
        "country": "GB",
        "country_name": "Northern Ireland",
        "closed_on": closed_on,
    }


def _status(cell: str, closed_on: date | None, extract_on: date | None) -> str:
    status = STATUS.get(cell.casefold())
    if status is None:
        raise RefusedRow(_("the status %(status)s is none that we know", status=repr(cell[:30])))
    if status == "open" and closed_on is not None:
        return "closed" if extract_on is not None and closed_on <= extract_on else "closing"
    return status


KIND = Kind(
    name="northern-ireland",
    title=_l("Northern Ireland: institutions, as Schools Plus exports them"),
    shape=Shape((Layout("schools-plus", NEEDED, USED),), preamble=10),
    entry=entry,
    register="ni",
)
