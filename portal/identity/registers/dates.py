"""The day of an extract, as names of files and sheets tell it."""

import re
from datetime import date

from babel import Locale

_MONTHS = {
    name.casefold()[:3]: number
    for number, name in Locale.parse("en").months["format"]["wide"].items()
}  # fmt: skip
_FORMS = (
    re.compile(r"(?P<y>20\d{2})[-_.]?(?P<m>\d{2})[-_.]?(?P<d>\d{2})(?!\d)"),
    re.compile(r"(?<!\d)(?P<d>\d{2})[-_.](?P<m>\d{2})[-_.](?P<y>20\d{2})(?!\d)"),
    re.compile(r"(?<!\d)(?P<d>\d{1,2})(?:st|nd|rd|th)?[-_. ]+(?P<n>[A-Za-z]{3,9})[-_. ]+(?P<y>20\d{2})(?!\d)"),
    re.compile(r"(?P<n>[A-Za-z]{3,9})[-_. ]+(?P<y>20\d{2})(?!\d)"),
)


def date_in(name: str) -> date | None:
    """The date in names like edubasealldata20240129.csv, 2024-01-29, 29-01-2024, "30 September 2024"; the first of the month for "September 2024"."""
    for form in _FORMS:
        for found in form.finditer(name):
            parts = found.groupdict()
            month = int(parts["m"]) if parts.get("m") else _MONTHS.get(parts["n"].casefold()[:3], 0)
            try:
                return date(int(parts["y"]), month, int(parts.get("d") or 1))
            except ValueError:
                continue
    return None
