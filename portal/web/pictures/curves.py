"""Curves over time: what came in until when."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from portal.web.pictures.drawing import NARROW, Drawing

LEFT, TOP, HIGH, FOOT = 44, 14, 200, 46
STROKES = ("first", "second", "third", "before")
"""The looks of curves: full, dashed, dotted, and thin for an earlier time. Each has a mark of its own at its end as well."""


@dataclass(frozen=True)
class Curve:
    """A curve: its words, its look (one of STROKES) and a value for each place on the axis; None where time has not come yet."""

    words: str
    look: str
    values: Sequence[int | None]


def curves(
    code: str,
    title: str,
    words: str,
    drawn: Sequence[Curve],
    ticks: Sequence[str],
    *,
    at: Sequence[float] = (),
    upright: float | None = None,
) -> Markup:
    """The curves above `ticks`, the words below the axis (an empty one has a place and no words). `at`: how far along the axis each place lies, 0 to 1; evenly
    where nothing is said. `upright`: how far along, 0 to 1, a line stands from below to above. Empty where every value is 0 or missing."""
    most = max((value or 0 for curve in drawn for value in curve.values), default=0)
    if not most or len(ticks) < 2:
        return Markup()
    pen = Drawing(code)
    wide, bottom = NARROW - LEFT - 8, TOP + HIGH

    def x(place: int) -> float:
        return LEFT + wide * (at[place] if at else place / (len(ticks) - 1))

    def y(value: int) -> float:
        return bottom - HIGH * value / most

    for value in sorted({0, most // 2, most}):
        pen.line(LEFT, y(value), NARROW - 8, y(value), "rule")
        pen.text(LEFT - 6, y(value) + 5, value, anchor="end", kind="small")
    for place, tick in enumerate(ticks):
        if tick:
            pen.line(x(place), bottom, x(place), bottom + 5, "axis")
            pen.text(x(place), bottom + 20, tick, anchor="end" if place == len(ticks) - 1 else "middle", kind="small")
    for curve in drawn:
        known = [(x(place), y(value)) for place, value in enumerate(curve.values) if value is not None]
        if len(known) > 1:
            pen.path(known, f"curve app-pic__curve--{curve.look}")
    if upright is not None:
        across = LEFT + wide * upright
        pen.line(across, TOP - 6, across, bottom, "budget")
    end = _legend(pen, drawn, bottom + 34)
    return pen.markup(title, words, end)


def _legend(pen: Drawing, drawn: Sequence[Curve], y: float) -> float:
    for curve in drawn:
        pen.line(0, y + 8, 34, y + 8, f"curve app-pic__curve--{curve.look}")
        pen.text(42, y + 13, curve.words, most=38)
        y += 22
    return y
