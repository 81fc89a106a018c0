"""A plain table for any country whose register has no kind of its own. Its header is documented in docs/registers.md.

One file is one country; the country is its register. What a person has typed is checked cell by cell: a cell that means nothing refuses the row.
"""

import re
from collections.abc import Callable
from datetime import date
from typing import TypeVar

from portal.core.i18n import _, _l
from portal.identity.registers.cells import country_name_of, day, number, postcode, website
from portal.identity.registers.kinds.kind import Kind, Values
from portal.identity.registers.reading import Layout, RefusedRow, Row, Shape

NEEDED = ("country", "number", "name")
USED = (
    "status", "phase", "type", "address", "town", "region", "postcode", "website", "setting", "language", "low_age", "high_age", "pupils", "opened_on",
    "closed_on",
)  # fmt: skip
STATUS = ("open", "closing", "proposed", "closed")
PHASES = ("nursery", "primary", "middle_primary", "middle_secondary", "secondary", "sixteen_plus", "all_through")
WITH_ITS_OWN_KIND = {"GB": "gias, northern-ireland, scotland, wales", "FR": "france"}
# what the numbers of some registers look like; spreadsheets drop the first 0 of such numbers
FORMS = {"IN": re.compile(r"\d{11}")}
T = TypeVar("T")


def register_of(row: Row) -> str:
    """The register that a row is of: its country in small letters."""
    return row.get("country").casefold()[:20]


def entry(row: Row, _extract_on: date | None) -> Values:
    """The columns of an entry. Raises RefusedRow for a cell that means nothing."""
    country = row.get("country").upper()
    country_name = country_name_of(country)
    if not country_name:
        raise RefusedRow(
            _("the country %(country)s is no code of two letters (ISO 3166-1)", country=repr(country[:20]))
        )
    if country in WITH_ITS_OWN_KIND:
        raise RefusedRow(_("the register of %(country)s has its own kind: %(kind)s", country=country_name, kind=WITH_ITS_OWN_KIND[country]))  # fmt: skip
    return {
        "number": _number(row.get("number"), country),
        "name": row.get("name"),
        "status": _one_of(row, "status", STATUS) or "open",
        "phase": _one_of(row, "phase", PHASES),
        "type_name": row.get("type"),
        "street": row.get("address"),
        "town": row.get("town"),
        "region": row.get("region"),
        "postcode": postcode(row.get("postcode")) if row.get("postcode").isascii() else "",
        "country": country,
        "country_name": country_name,
        "urban_rural": row.get("setting"),
        "teaching_language": row.get("language"),
        "website": website(row.get("website")),
        "low_age": _read(row, "low_age", number),
        "high_age": _read(row, "high_age", number),
        "pupils": _read(row, "pupils", number),
        "opened_on": _read(row, "opened_on", day),
        "closed_on": _read(row, "closed_on", day),
    }


def _number(cell: str, country: str) -> str:
    if not cell or len(cell) > 20:
        raise RefusedRow(_("the number must have 1 to 20 characters"))
    form = FORMS.get(country)
    if form is not None and not form.fullmatch(cell):
        raise RefusedRow(_("the number %(number)s has not the form of this country; did a spreadsheet drop its first 0?", number=repr(cell)))  # fmt: skip
    return cell


def _one_of(row: Row, column: str, known: tuple[str, ...]) -> str:
    cell = row.get(column).casefold()
    if cell and cell not in known:
        raise RefusedRow(_("%(column)s is %(cell)s; it can be %(known)s", column=column, cell=repr(cell[:30]), known=", ".join(known)))  # fmt: skip
    return cell


def _read(row: Row, column: str, read: Callable[[str], T | None]) -> T | None:
    cell = row.get(column)
    found = read(cell)
    if cell and found is None:
        raise RefusedRow(_("%(column)s is %(cell)s, which cannot be read", column=column, cell=repr(cell[:30])))
    return found


KIND = Kind(
    name="plain",
    title=_l("Any other country: a plain table with a documented header"),
    shape=Shape((Layout("plain", NEEDED, USED),), ragged=True),
    entry=entry,
    register=None,
    register_of=register_of,
)
