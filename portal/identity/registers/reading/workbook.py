"""The sheets of an XLSX workbook, a row at a time."""

import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, time
from functools import partial
from typing import IO, Any
from xml.etree.ElementTree import ParseError
from xml.parsers import expat

from portal.core.errors import Refusal
from portal.core.i18n import _
from portal.identity.registers.reading.archives import DAMAGED, refuse_doctype
from portal.identity.registers.reading.refusals import unreadable

MOST_CELLS = 2_000
MOST_BLANK_ROWS = 1_000
_BROKEN = (*DAMAGED, ParseError, expat.ExpatError, KeyError, ValueError, TypeError, AttributeError, IndexError)  # fmt: skip
_Rows = Callable[[], Iterator[tuple[int, list[str]]]]


@contextmanager
def open_workbook(raw: IO[bytes]) -> Iterator[list[tuple[str, _Rows]]]:
    """Name and rows of every sheet that has rows. Formulas are read as what they last gave; nothing is ever calculated."""
    from openpyxl import load_workbook  # takes long to load, and most commands do without

    try:
        with zipfile.ZipFile(raw) as archive:
            for part in archive.namelist():
                if part.endswith((".xml", ".rels")):
                    with archive.open(part) as member:
                        refuse_doctype(member)
        book = load_workbook(raw, read_only=True, data_only=True, keep_links=False)
    except Refusal:
        raise
    except _BROKEN as error:
        raise unreadable(_("it is no workbook that can be read: it was cut off or damaged.")) from error
    try:
        yield [(sheet.title, partial(_rows, sheet)) for sheet in book.worksheets]
    finally:
        book.close()


def _rows(sheet: Any) -> Iterator[tuple[int, list[str]]]:
    line, blank = 0, 0
    try:
        sheet.reset_dimensions()
        for cells in sheet.iter_rows(values_only=True):
            line += 1
            words = [_words(cell) for cell in cells[:MOST_CELLS]]
            blank = 0 if any(words) else blank + 1
            if blank > MOST_BLANK_ROWS:
                return
            yield line, words
    except _BROKEN as error:
        why = _("the sheet breaks off after this row: it was cut off or damaged.")
        raise unreadable(why, line=max(line, 1), column=1, sheet=sheet.title) from error


def _words(cell: Any) -> str:
    """A cell as text: whole numbers without a point, dates as ISO dates."""
    match cell:
        case None:
            return ""
        case str():
            return cell
        case bool():
            return "TRUE" if cell else "FALSE"
        case float() if cell.is_integer() and abs(cell) < 1e15:
            return str(int(cell))
        case datetime():
            return cell.date().isoformat()
        case date() | time():
            return cell.isoformat()
        case _:
            return str(cell)
