"""The panel strip: a line for each application, with a dot for each reviewer, the mean, ten points around it, the quality bar and the line of the money.

Shapes of one kind are one path, so that two hundred lines weigh little. A dot is a stroke without length and with round ends.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from portal.web.pictures.drawing import WIDE, Drawing

LEFT, RIGHT, ROW, TOP = 236, 96, 22, 40
AROUND = 10
"""Points on either side of a mean within which another order is as likely."""


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
) -> Markup:
    """The strip; `bar` is the quality bar, `line_after` the number of lines above the line of the money, `below` what the signs mean. Empty without rows."""
    if not rows:
        return Markup()
    pen = Drawing(code, width=WIDE)
    wide, bottom = WIDE - LEFT - RIGHT, TOP + ROW * len(rows)

    def x(points: float) -> float:
        return round(LEFT + wide * points / 100, 1)

    for points in range(0, 101, 20):
        pen.text(x(points), 14, points, anchor="middle", kind="small")
        pen.line(x(points), 20, x(points), bottom, "rule")
    bands, dots, means = [], [], []
    for place, row in enumerate(rows):
        y = TOP + ROW * place
        if row.mean is None:
            continue
        left, right = x(max(0, row.mean - AROUND)), x(min(100, row.mean + AROUND))
        bands.append(f"M{left:g} {y - 7}h{right - left:g}v14h{left - right:g}z")
        dots += [f"M{x(total):g} {y}h0" for total in row.totals]
        means.append(f"M{x(row.mean):g} {y - 9}v18")
    for kind, shapes in (("band", bands), ("reviewer", dots), ("tick", means)):
        if shapes:
            pen.parts.append(f'<path d="{"".join(shapes)}" class="app-pic__{kind}"/>')
    pen.line(x(bar), 20, x(bar), bottom, "bar")
    if line_after is not None and 0 < line_after < len(rows):
        edge = TOP + ROW * line_after - ROW / 2
        pen.line(0, edge, WIDE, edge, "budget")
    for place, row in enumerate(rows):  # over everything else
        y = TOP + ROW * place + 4
        pen.text(0, y, row.words, most=27, path=row.path)
        if row.mark:
            pen.text(WIDE - RIGHT + 12, y, row.mark)
    return pen.markup(title, words, pen.notes(bottom + 18, below) - 12)
