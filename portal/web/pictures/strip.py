"""The panel strip: a line for each application, with a dot for each reviewer, the mean, ten points around it, the quality bar and the line of the money.

Shapes of one kind are one path, so that two hundred lines weigh little. A dot is a stroke without length and with round ends. On a phone the same is drawn
with the words of each line above its dots, so that nothing is scrolled sideways; there the words of more than a hundred lines lead nowhere, to stay light.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from portal.web.pictures.drawing import NARROW, WIDE, Drawing

AROUND = 10
"""Points on either side of a mean within which another order is as likely."""
MOST_LINKED = 100


@dataclass(frozen=True)
class Layout:
    """Where things stand. `left`, `right`: what is free beside the dots; `row`: the height of a line; `below`: how far its dots stand below its words;
    `above`: how far a line begins above its words; `letters`: of the words."""

    width: int
    left: int
    right: int
    row: int
    below: int
    above: int
    letters: int


TOP = 40
BESIDE = Layout(WIDE, left=236, right=96, row=22, below=0, above=11, letters=27)
STACKED = Layout(NARROW, left=6, right=6, row=46, below=17, above=16, letters=38)


@dataclass(frozen=True)
class Row:
    """A line: its words and where they lead, the totals, the mean, and a short mark (a letter or two) behind it. Without a mean nothing is drawn."""

    words: str
    path: str
    totals: Sequence[float]
    mean: float | None
    mark: str = ""


def strip(
    code: str,
    title: str,
    words: str,
    rows: Sequence[Row],
    bar: float,
    line_after: int | None = None,
    below: Sequence[str] = (),
    *,
    layout: Layout = BESIDE,
) -> Markup:
    """The strip; `bar` is the quality bar, `line_after` the number of lines above the line of the money, `below` what the signs mean. Empty without rows."""
    if not rows:
        return Markup()
    pen = Drawing(code, width=layout.width)
    wide, bottom = layout.width - layout.left - layout.right, TOP + layout.row * len(rows)

    def x(points: float) -> float:
        return round(layout.left + wide * points / 100, 1)

    for points in range(0, 101, 20):
        pen.text(
            x(points),
            14,
            points,
            anchor="middle" if 0 < points < 100 or layout is BESIDE else _edge(points),
            kind="small",
        )
        pen.line(x(points), 20, x(points), bottom, "rule")
    bands, dots, means = [], [], []
    for place, row in enumerate(rows):
        if row.mean is None:
            continue
        y = TOP + layout.row * place + layout.below
        left, right = x(max(0, row.mean - AROUND)), x(min(100, row.mean + AROUND))
        bands.append(f"M{left:g} {y - 7}h{right - left:g}v14h{left - right:g}z")
        dots += [f"M{x(total):g} {y}h0" for total in row.totals]
        means.append(f"M{x(row.mean):g} {y - 9}v18")
    for kind, shapes in (("band", bands), ("reviewer", dots), ("tick", means)):
        if shapes:
            pen.parts.append(f'<path d="{"".join(shapes)}" class="app-pic__{kind}"/>')
    pen.line(x(bar), 20, x(bar), bottom, "bar")
    if line_after is not None and 0 < line_after < len(rows):
        edge = TOP + layout.row * line_after - layout.above
        pen.line(0, edge, layout.width, edge, "budget")
    is_linked = layout is BESIDE or len(rows) <= MOST_LINKED
    for place, row in enumerate(rows):  # over everything else
        y = TOP + layout.row * place + 4
        pen.text(0, y, row.words, most=layout.letters, path=row.path if is_linked else "")
        if row.mark and layout is BESIDE:
            pen.text(layout.width - layout.right + 12, y, row.mark)
        elif row.mark:
            pen.text(layout.width, y, row.mark, anchor="end")
    return pen.markup(title, words, pen.notes(bottom + 18, below) - 12)


def _edge(points: int) -> str:
    """The numbers at both ends stay within a drawing that has nothing beside its dots."""
    return "end" if points else ""
