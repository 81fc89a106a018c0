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


def neutral(words: str) -> str:
    """Words that no spreadsheet takes for a formula."""
    return "'" + words if words.startswith(_FORMULA) else words


def _cell(value: Any) -> str:
    said = "" if value is None else str(value)
    is_number = isinstance(value, int | float)
    return said if is_number else neutral(said)
