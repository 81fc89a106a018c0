"""The sheets of an ODS document, a row at a time: only what a table of words and numbers needs of the format (OASIS OpenDocument 1.2, part 1,
section 9), so that a large document is never held whole."""

import zipfile
from collections.abc import Callable, Iterator
from functools import partial
from xml.etree.ElementTree import Element, ParseError, iterparse

from portal.core.i18n import _
from portal.identity.registers.reading.archives import DAMAGED, refuse_doctype
from portal.identity.registers.reading.refusals import unreadable

MOST_CELLS = 2_000
MOST_EQUAL_ROWS = 100
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_BROKEN = (*DAMAGED, ParseError, ValueError)
_CELLS = (f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell")
_Rows = Callable[[], Iterator[tuple[int, list[str]]]]


def sheets_of(archive: zipfile.ZipFile) -> list[tuple[str, _Rows]]:
    """Name and rows of every sheet. Raises UnreadableFile."""
    try:
        with archive.open("content.xml") as member:
            refuse_doctype(member)
        names = [words[0] for number, words in _walk(archive, wanted=None) if number == 0]
    except _BROKEN as error:
        raise unreadable(_("it is no document that can be read: it was cut off or damaged.")) from error
    return [(name, partial(_rows_of, archive, number, name)) for number, name in enumerate(names)]


def _rows_of(archive: zipfile.ZipFile, wanted: int, name: str) -> Iterator[tuple[int, list[str]]]:
    line = 0
    try:
        for line, cells in _walk(archive, wanted=wanted):
            if line:
                yield line, cells
    except _BROKEN as error:
        why = _("the sheet breaks off after this row: it was cut off or damaged.")
        raise unreadable(why, line=max(line, 1), column=1, sheet=name) from error


def _walk(archive: zipfile.ZipFile, *, wanted: int | None) -> Iterator[tuple[int, list[str]]]:
    """Row number and cells of the wanted sheet; and (0, [name]) at the beginning of every sheet. Forgets each row once it was read."""
    stack: list[Element] = []
    number, line = -1, 0
    with archive.open("content.xml") as member:
        for event, element in iterparse(member, events=("start", "end")):  # noqa: S314 - refuse_doctype has looked at it
            if event == "start":
                stack.append(element)
                if element.tag == f"{_TABLE}table":
                    number, line = number + 1, 0
                    yield 0, [element.get(f"{_TABLE}name", "")]
                continue
            stack.pop()
            if element.tag != f"{_TABLE}table-row":
                continue
            times = _times(element, "rows")
            if number == wanted:
                cells = _cells(element)
                for _n in range(min(times, MOST_EQUAL_ROWS) if cells else 0):
                    line += 1
                    yield line, cells
                if not cells:
                    yield line + 1, []
                line += times if not cells else times - min(times, MOST_EQUAL_ROWS)
            if stack:
                stack[-1].remove(element)


def _cells(row: Element) -> list[str]:
    """The words of a row's cells, without the blank ones at its end."""
    cells: list[str] = []
    for cell in row:
        if cell.tag in _CELLS and len(cells) < MOST_CELLS:
            cells += [_words(cell)] * min(_times(cell, "columns"), MOST_CELLS - len(cells))
    while cells and not cells[-1]:
        cells.pop()
    return cells


def _times(element: Element, what: str) -> int:
    repeated = element.get(f"{_TABLE}number-{what}-repeated", "1")
    return int(repeated) if repeated.isascii() and repeated.isdigit() and 0 < len(repeated) < 8 else 1


def _words(cell: Element) -> str:
    match cell.get(f"{_OFFICE}value-type", ""):
        case "float" | "percentage" | "currency":
            value = cell.get(f"{_OFFICE}value", "")
            return value.removesuffix(".0")
        case "date":
            return cell.get(f"{_OFFICE}date-value", "")[:10]
        case "boolean":
            return cell.get(f"{_OFFICE}boolean-value", "").upper()
        case _:
            return " ".join("".join(_pieces(p)) for p in cell if p.tag == f"{_TEXT}p")


def _pieces(paragraph: Element) -> Iterator[str]:
    """The text of a paragraph; spaces, tabs and line breaks have elements of their own. Remarks pinned to a cell are no text of it."""
    yield paragraph.text or ""
    for inner in paragraph:
        if inner.tag in (f"{_TEXT}s", f"{_TEXT}tab", f"{_TEXT}line-break"):
            yield " "
        elif inner.tag != f"{_OFFICE}annotation":
            yield from _pieces(inner)
        yield inner.tail or ""
