"""Tables as CSV. A cell that a spreadsheet would take for a formula is made plain text."""

import csv
import io
from collections.abc import Iterable
from typing import Any

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def as_csv(head: Iterable[Any], rows: Iterable[Iterable[Any]]) -> str:
    """RFC 4180."""
    page = io.StringIO()
    writer = csv.writer(page)
    writer.writerow([_cell(value) for value in head])
    writer.writerows([[_cell(value) for value in row] for row in rows])
    return page.getvalue()


def _cell(value: Any) -> str:
    said = "" if value is None else str(value)
    is_number = isinstance(value, int | float)
    return "'" + said if said.startswith(_FORMULA) and not is_number else said
