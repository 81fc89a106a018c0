"""Grids: a line for each thing, a cell for each part of it. A cell has a sign as well as a shade, and columns have numbers that the legend explains."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from portal.core.i18n import _
from portal.web.pictures.drawing import LETTER, NARROW, WIDE, Drawing

ROW, SIGN = 26, 18
SHEET = 20
"""So many lines are one drawing: it fits below the head of a printed page, and what follows breaks between two lines."""
SMALL, NARROWEST = 8, 30.0
"""Up to so many columns a grid fits a phone, with cells no narrower than this."""


@dataclass(frozen=True)
class Cell:
    """A cell: its sign (a letter, a digit, a dot) and its shade, 0 (empty) to 4 (full)."""

    sign: str
    shade: int = 0


@dataclass(frozen=True)
class Line:
    """A line of the grid, and where its words lead."""

    words: str
    cells: Sequence[Cell]
    path: str = ""


def grid(
    code: str,
    title: str,
    words: str,
    lines: Sequence[Line],
    columns: Sequence[str],
    signs: Sequence[tuple[Cell, str]] = (),
    numbers: str = "",
) -> Markup:
    """The grid; `columns` are named below it by number (with `numbers`, one line says what the numbers are), `signs` tells what each sign means. Empty
    without lines. More than twenty lines are several drawings, one below the other."""
    if not lines or not columns:
        return Markup()
    sheets = [lines[first : first + SHEET] for first in range(0, len(lines), SHEET)]
    drawn = []
    for number, sheet in enumerate(sheets, 1):
        said = title if number == 1 else _("%(title)s, part %(number)s", title=title, number=number)
        own = code if number == 1 else f"{code}-{number}"
        legend = (signs, numbers) if number == len(sheets) else None
        drawn.append(_sheet(own, said, words, sheet, columns, legend))
    return Markup().join(drawn)


def _sheet(
    code: str,
    title: str,
    words: str,
    lines: Sequence[Line],
    columns: Sequence[str],
    legend: tuple[Sequence[tuple[Cell, str]], str] | None,
) -> Markup:
    """One drawing of the grid; the last one has the legend."""
    is_small = len(columns) <= SMALL
    pen = Drawing(code, width=NARROW if is_small else WIDE)
    wide = (NARROWEST if len(columns) > 4 else 44.0) if is_small else min(56.0, pen.width * 0.7 / len(columns))
    left = pen.width - wide * len(columns) if is_small else pen.width * 0.3
    for place, _name in enumerate(columns):
        pen.text(left + wide * (place + 0.5), 16, place + 1, anchor="middle", kind="small")
    y, blank = 24.0, []
    for line in lines:
        pen.text(0, y + 18, line.words, most=int(left / LETTER), path=line.path)
        for place, cell in enumerate(line.cells):
            if not cell.sign and not cell.shade:
                blank.append(f"M{left + wide * place + 1:.5g} {y + 1:g}h{wide - 2:.4g}v{ROW - 3}h{2 - wide:.4g}z")
                continue
            pen.rect(left + wide * place + 1, y + 1, wide - 2, ROW - 3, f"shade app-pic__shade--{cell.shade}")
            if cell.sign:
                kind = "onfull" if cell.shade >= 3 else "small"
                pen.text(left + wide * (place + 0.5), y + 18, cell.sign, anchor="middle", kind=kind)
        y += ROW
    if blank:
        pen.parts.append(f'<path d="{"".join(blank)}" class="app-pic__shade"/>')
    if legend is None:
        return pen.markup(title, words, y)
    signs, numbers = legend
    y += 8
    for cell, meaning in signs:
        pen.rect(0, y, SIGN, SIGN, f"shade app-pic__shade--{cell.shade}")
        pen.text(SIGN / 2, y + 14, cell.sign, anchor="middle", kind="onfull" if cell.shade >= 3 else "small")
        pen.text(SIGN + 8, y + 14, meaning, most=int((pen.width - SIGN) / LETTER) - 1)
        y += 24
    for said in [numbers] if numbers else [f"{place + 1}  {name}" for place, name in enumerate(columns)]:
        y = pen.lines(0, y + 14, said, most=int(pen.width / LETTER)) - 12
    return pen.markup(title, words, y)
