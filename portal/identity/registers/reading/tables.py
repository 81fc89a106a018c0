"""From the cells of a file to rows by the names of columns: finds the header, checks it, and gives each row with the line it stands on."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from itertools import chain
from operator import itemgetter
from pathlib import Path
from typing import TypeAlias

from portal.core.i18n import _
from portal.identity.registers.reading.refusals import unreadable
from portal.identity.registers.reading.sources import Sheet, open_sheets
from portal.identity.registers.reading.spelling import alike, tidy

MOST_COLUMNS = 1_000
_Raw: TypeAlias = tuple[int, list[str]]


@dataclass(frozen=True)
class Layout:
    """A form of the table: the columns that must be there and those that are read where they are. Further ones are ignored."""

    name: str
    needed: tuple[str, ...]
    used: tuple[str, ...] = ()

    @property
    def columns(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(self.needed + self.used))


def _as_they_are(cells: list[str], _below: list[str]) -> list[str]:
    return cells


@dataclass(frozen=True)
class Shape:
    """How a kind of file lies: its layouts, and where they are found.

    `preamble`: how many rows may stand before the header. `names`: the names of the columns from the cells of the header; where it has two rows
    (`two_rows`), from the upper and the lower. `sheets`: which sheets are read, from all their names. `ends_at_blank`: what follows a blank
    row is notes. `ragged`: a row may end early. `told_on`: the date of the extract, from the name of a sheet.
    """

    layouts: tuple[Layout, ...]
    preamble: int = 0
    two_rows: bool = False
    names: Callable[[list[str], list[str]], list[str]] = _as_they_are
    sheets: Callable[[Sequence[str]], Sequence[str]] = field(default=lambda names: names[:1])
    ends_at_blank: bool = False
    ragged: bool = False
    told_on: Callable[[str], date | None] = field(default=lambda sheet: None)

    def layout_of(self, cells: list[str]) -> Layout | None:
        """The layout whose needed columns are all among these."""
        there = {alike(cell) for cell in cells}
        return next((a for a in self.layouts if all(alike(name) in there for name in a.needed)), None)


class Row:
    """One row: the line it begins on, its cells by the name of the column, tidied; `problem` says why it cannot be kept."""

    __slots__ = ("cells", "layout", "line", "problem", "sheet")

    def __init__(self, line: int, cells: dict[str, str], layout: str, sheet: str = "", problem: str = "") -> None:
        self.line, self.cells, self.layout, self.sheet, self.problem = line, cells, layout, sheet, problem

    def get(self, column: str) -> str:
        return self.cells.get(column, "")


@dataclass
class Table:
    """An open file: its rows, to be read once, and the date that it tells of itself."""

    rows: Iterator[Row]
    told_on: date | None = None


@contextmanager
def open_table(path: Path, shape: Shape, progress: Callable[[int], None] = lambda size: None) -> Iterator[Table]:
    """Open a file of this shape. Raises UnreadableFile at once for what concerns the whole file, later for a row that breaks its form."""
    with open_sheets(path, lambda cells: _names(shape, cells, []) is not None, shape.preamble, progress) as sheets:
        chosen = [sheet for sheet in sheets if sheet.name in set(shape.sheets([s.name for s in sheets]))]
        if not chosen:
            found = ", ".join(sheet.name for sheet in sheets) or _("none")
            raise unreadable(_("the workbook has no sheet of the name that is expected. Its sheets: %(found)s.", found=found))  # fmt: skip
        told = [day for sheet in chosen if (day := shape.told_on(sheet.name)) is not None]
        yield Table(_all_rows(chosen, shape), max(told, default=None))


def _all_rows(sheets: Iterable[Sheet], shape: Shape) -> Iterator[Row]:
    for sheet in sheets:
        yield from _rows(sheet, shape)


def _names(shape: Shape, cells: list[str], below: list[str]) -> list[str] | None:
    names = shape.names(cells, below)
    return names if shape.layout_of(names) is not None else None


def _rows(sheet: Sheet, shape: Shape) -> Iterator[Row]:
    rows = sheet.rows()
    layout, names, line, rows = _find_header(rows, shape, sheet)
    where = _positions(names, layout, line, sheet)
    columns, pick = tuple(where), itemgetter(*where.values(), 0)  # one more, so that it always answers a tuple
    width, label = len(names), layout.name
    late: Row | None = None
    for line, cells in rows:
        if late is not None:
            yield late
            late = None
        if len(cells) != width:
            if not any(cells):
                if shape.ends_at_blank:
                    return
                continue
            problem = _wrong_width(cells, width, names, is_text=sheet.is_text, ragged=shape.ragged)
            if problem:
                late = Row(line, {}, label, sheet.name, problem)
                continue
            cells = (cells + [""] * width)[:width]  # noqa: PLW2901
        values = [tidy(cell) for cell in pick(cells)[:-1]]
        if any(values):
            yield Row(line, dict(zip(columns, values, strict=True)), label, sheet.name)
        elif shape.ends_at_blank and not any(cells):
            return
    if late is not None:
        if sheet.is_cut_off() and len(cells) < width:
            why = _("the file ends in the middle of this row.")
            raise unreadable(why, line=late.line, column=len(cells), name=names[len(cells) - 1])
        yield late


def _find_header(rows: Iterator[_Raw], shape: Shape, sheet: Sheet) -> tuple[Layout, list[str], int, Iterator[_Raw]]:
    """The layout, the names of all columns, the line of the header, and the rows that follow it."""
    best, above, first = list[str](), list[str](), 1
    for count, (line, cells) in enumerate(rows):
        if len(cells) > MOST_COLUMNS:
            why = _("%(number)s columns; a register has fewer.", number=len(cells))
            raise unreadable(why, line=line, column=MOST_COLUMNS + 1, sheet=sheet.name)
        names = shape.names(above, cells) if shape.two_rows else shape.names(cells, [])
        layout = shape.layout_of(names)
        if layout is not None:
            if shape.two_rows:
                names, rows = _lower_row(names, cells, layout, rows, shape)
            return layout, names, line, rows
        if sum(1 for name in names if name) > sum(1 for name in best if name):
            best, first = names, line
        above = cells
        if count >= shape.preamble:
            break
    there = {alike(name) for name in best}
    missing = min(([n for n in a.needed if alike(n) not in there] for a in shape.layouts), key=len)
    why = _("the header lacks columns that are needed: %(names)s. Is it the file that you meant?", names=", ".join(missing))  # fmt: skip
    raise unreadable(why, line=first, sheet=sheet.name)


def _lower_row(
    names: list[str], cells: list[str], layout: Layout, rows: Iterator[_Raw], shape: Shape
) -> tuple[list[str], Iterator[_Raw]]:
    """The names with the second row of the header, where that stands below the first: a row without the key that has other words."""
    following = next(rows, None)
    if following is None:
        return names, rows
    key = next(n for n, name in enumerate(names) if alike(name) == alike(layout.needed[0]))
    below = following[1]
    if any(below) and not (below[key : key + 1] or [""])[0].strip():
        return shape.names(cells, below), rows
    return names, chain([following], rows)


def _positions(names: list[str], layout: Layout, line: int, sheet: Sheet) -> dict[str, int]:
    """Where each column that is read stands. A name that stands there twice is refused: nobody can say which is meant."""
    found: dict[str, list[int]] = {}
    for position, name in enumerate(names):
        found.setdefault(alike(name), []).append(position)
    where = {}
    for name in layout.columns:
        positions = found.get(alike(name), [])
        if len(positions) > 1:
            raise unreadable(
                _("the header names this column twice, first in column %(first)s.", first=positions[0] + 1),
                line=line, column=positions[1] + 1, name=name, sheet=sheet.name,
            )  # fmt: skip
        if positions:
            where[name] = positions[0]
    return where


def _wrong_width(cells: list[str], width: int, names: list[str], *, is_text: bool, ragged: bool) -> str:
    """Why a row with another number of cells than the header cannot be kept; nothing where it can. A comma without quotation marks moves every cell
    behind it, so a text row with too many is never kept; in a sheet every cell has its place."""
    if len(cells) > width:
        if not is_text and not any(cell.strip() for cell in cells[width:]):
            return ""
        return str(_("the row has %(cells)s cells and the header %(width)s", cells=len(cells), width=width))
    if ragged or not is_text:
        return ""
    last, name = len(cells), names[len(cells) - 1]
    return str(_("the row ends after column %(last)s (%(name)s); the header has %(width)s", last=last, name=name, width=width))  # fmt: skip
