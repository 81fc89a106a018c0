"""Tables in text files: comma, tab or semicolon between the cells; quotation marks as spreadsheets write them."""

import csv
import io
from collections.abc import Callable, Iterator
from typing import IO, Any

from portal.core.i18n import _
from portal.identity.registers.reading.archives import DAMAGED
from portal.identity.registers.reading.refusals import unreadable
from portal.identity.registers.reading.spelling import FALL_BACK

LONGEST_CELL = 200_000
LONGEST_LINE = 4_000_000
DELIMITERS = (",", "\t", ";")
_UTF_16 = ("\xff\xfe", "\xfe\xff")  # its mark, as Windows-1252 has it


class TextTable:
    """The rows of a text table, each with the line it begins on. `is_header` decides which delimiter is meant."""

    def __init__(self, raw: IO[bytes], is_header: Callable[[list[str]], bool], preamble: int) -> None:
        text = io.TextIOWrapper(raw, encoding="utf-8-sig", errors=FALL_BACK, newline="")
        self._lines = _Lines(text)
        head = self._lines.peek(preamble + 1)
        if head and head[0].startswith(_UTF_16):
            raise unreadable(_("this is UTF-16. Save the file as CSV in UTF-8 or Windows-1252."), line=1, column=1)
        if not any(line.strip() for line in head):
            raise unreadable(_("the file is empty."), line=1, column=1)
        self.delimiter = _delimiter(head, is_header)

    def rows(self) -> Iterator[tuple[int, list[str]]]:
        """Line and cells, one row after the other. Raises UnreadableFile with line and column at a row that cannot be read."""
        csv.field_size_limit(LONGEST_CELL)
        tabbed = self.delimiter == "\t"
        quoting: Any = csv.QUOTE_NONE if tabbed else csv.QUOTE_MINIMAL
        lines = self._lines
        reader = csv.reader(lines, delimiter=self.delimiter, quoting=quoting, strict=not tabbed)
        while True:
            lines.begin()
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                raise self._broken(str(error)) from error
            yield lines.first, cells

    def is_cut_off(self) -> bool:
        """Does the last line that was read end without a line end?"""
        return not self._lines.last.endswith(("\n", "\r"))

    def _broken(self, said: str) -> Exception:
        lines = self._lines
        if "field limit" in said:
            row, column = _longest(lines.record, self.delimiter)
            why = _("a cell has more than %(most)s characters.", most=LONGEST_CELL)
        else:
            row, column, is_open = _where_quotes_break(lines.record, self.delimiter)
            why = (
                _("the quotation mark that opens here is never closed.")
                if is_open
                else _("there is text after a closing quotation mark. Inside a cell a quotation mark is written twice.")
            )
        return unreadable(why, line=lines.first + row, column=column)


class _Lines:
    """The lines of a file, remembering those of the row that is being read."""

    def __init__(self, text: IO[str]) -> None:
        self._text, self._waiting = text, list[str]()
        self.number, self.first, self.last = 0, 1, ""
        self.record: list[str] = []

    def peek(self, count: int) -> list[str]:
        """The first lines; they are read again afterwards."""
        self._waiting = [line for _n in range(count) if (line := self._next())]
        return list(self._waiting)

    def _next(self) -> str:
        try:
            return self._text.readline(LONGEST_LINE)
        except DAMAGED as error:
            why = _("the file breaks off after this line: it was cut off or damaged.")
            raise unreadable(why, line=max(self.number, 1), column=1) from error

    def begin(self) -> None:
        """A new row begins on the next line."""
        self.first = self.number + 1
        self.record.clear()

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self._waiting.pop(0) if self._waiting else self._next()
        if not line:
            raise StopIteration
        self.number += 1
        if "\x00" in line:
            before = line[: line.index("\x00")]
            column = before.count(",") + 1
            raise unreadable(_("a NUL character: this is not a text table, or it is UTF-16."), line=self.number, column=column)  # fmt: skip
        if len(line) >= LONGEST_LINE:
            raise unreadable(_("the line has more than %(most)s characters.", most=LONGEST_LINE), line=self.number, column=1)  # fmt: skip
        self.record.append(line)
        self.last = line
        return line


def _delimiter(head: list[str], is_header: Callable[[list[str]], bool]) -> str:
    """The delimiter with which one of the first lines is the header; else the one that makes the most cells."""
    best, widest = DELIMITERS[0], 0
    for delimiter in DELIMITERS:
        for line in head:
            cells = _cells(line, delimiter)
            if is_header(cells):
                return delimiter
            if len(cells) > widest:
                best, widest = delimiter, len(cells)
    return best


def _cells(line: str, delimiter: str) -> list[str]:
    try:
        return next(csv.reader([line], delimiter=delimiter), [])
    except csv.Error:
        return []


def _where_quotes_break(record: list[str], delimiter: str) -> tuple[int, int, bool]:
    """Line in the record (from 0), column (from 1), and whether a quotation mark was left open; else text follows a closing one."""
    row, column, state = 0, 1, "start"
    opened = (0, 1)
    for row, line in enumerate(record):
        for char in line:
            if state == "quoted":
                state = "quote" if char == '"' else state
            elif char == '"' and state in ("start", "quote"):
                opened = (row, column) if state == "start" else opened
                state = "quoted"
            elif char == delimiter:
                column, state = column + 1, "start"
            elif state == "quote" and char not in "\r\n":
                return row, column, False
            else:
                state = "plain"
    return (*opened, True) if state == "quoted" else (row, column, False)


def _longest(record: list[str], delimiter: str) -> tuple[int, int]:
    """Line in the record (from 0) and column (from 1) of the cell that grew too long: the one that is being read."""
    row, column, quoted = 0, 1, False
    size = 0
    for row, line in enumerate(record):
        for char in line:
            quoted = not quoted if char == '"' else quoted
            size = 0 if char == delimiter and not quoted else size + 1
            column += char == delimiter and not quoted
            if size > LONGEST_CELL:
                return row, column
    return row, column
