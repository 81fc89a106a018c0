"""Writing the file: sheet by sheet and row by row, with little held in memory. A cell that a spreadsheet would take for a formula is made plain text."""

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import Any

from portal.core.tables import neutral
from portal.oversight.workbooks.queries import SHEETS, Sheet

MOST_ROWS = 1_048_000
"""The rows of a sheet; a spreadsheet takes 1,048,576."""
MOST_LETTERS = 32_000
"""The letters of a cell; a spreadsheet takes 32,767."""
WIDE = 60
ABOUT = "about"


class Sheets:
    """The workbook while it is written. `full`: sheets on which not every row found room."""

    def __init__(self, file: Path) -> None:
        import xlsxwriter  # here, because no page needs it

        choices = {
            "constant_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        }
        self.book = xlsxwriter.Workbook(str(file), choices)
        self.bold = self.book.add_format({"bold": True})
        self.moment = self.book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
        self.about = self.book.add_worksheet(ABOUT)
        self.next: dict[str, int] = {}
        self.full: set[str] = set()
        self.sheets: dict[str, Any] = {}
        for sheet in SHEETS:
            self.sheets[sheet.name] = held = self.book.add_worksheet(sheet.name)
            held.freeze_panes(1, 1)
            for place, (name, _what) in enumerate(sheet.columns):
                held.set_column(place, place, 24)
                held.write_string(0, place, name, self.bold)
            self.next[sheet.name] = 1

    @property
    def rows(self) -> int:
        """How many there are on all sheets, without the headings."""
        return sum(self.next.values()) - len(self.next)

    def add(self, sheet: Sheet, rows: Sequence[Any]) -> None:
        """These rows, below those that are there."""
        held, number = self.sheets[sheet.name], self.next[sheet.name]
        for row in rows:
            if number > MOST_ROWS:
                self.full.add(sheet.name)
                break
            for place, value in enumerate(row):
                self._write(held, number, place, value)
            number += 1
        self.next[sheet.name] = number

    def _write(self, held: Any, row: int, column: int, value: Any) -> None:
        if value is None or value == "":
            return
        if isinstance(value, bool):
            held.write_number(row, column, int(value))
        elif isinstance(value, int | float):
            held.write_number(row, column, value)
        elif isinstance(value, datetime):
            held.write_datetime(row, column, value.replace(tzinfo=None, microsecond=0), self.moment)
        elif isinstance(value, date):
            held.write_string(row, column, value.isoformat())
        else:
            held.write_string(row, column, neutral(str(value)[:MOST_LETTERS]))

    def close(self, lines: Sequence[tuple[str, str]]) -> None:
        """The sheet that describes the others, and the end. `lines`: what is said of the whole, above the columns."""
        self.about.set_column(0, 1, 24)
        self.about.set_column(2, 2, WIDE)
        row = 0
        for name, words in lines:
            self.about.write_string(row, 0, name, self.bold)
            self.about.write_string(row, 1, neutral(words))
            row += 1
        row += 1
        for place, name in enumerate(("sheet", "column", "what it says", "rows on the sheet")):
            self.about.write_string(row, place, name, self.bold)
        for sheet in SHEETS:
            for name, what in sheet.columns:
                row += 1
                self.about.write_string(row, 0, sheet.name)
                self.about.write_string(row, 1, name)
                self.about.write_string(row, 2, what)
                self.about.write_number(row, 3, self.next[sheet.name] - 1)
            if sheet.name in self.full:
                row += 1
                self.about.write_string(row, 0, sheet.name)
                self.about.write_string(
                    row, 2, "Not every row found room on this sheet. Choose one stage, and make a workbook for each."
                )
        self.book.close()


@contextmanager
def new_file() -> Iterator[Path]:
    """A file that goes when it was read."""
    with tempfile.TemporaryDirectory(prefix="workbook-") as folder:
        yield Path(folder) / "workbook.xlsx"
