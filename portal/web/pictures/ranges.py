"""A value with its interval for each thing, on one axis: label above, line and dot below, so that they are read on a phone."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from portal.web.pictures.drawing import LETTER, NARROW, Drawing

STEP, EDGE = 46, 44


@dataclass(frozen=True)
class Range:
    """A value, and from where to where it may lie; None where nothing can be said of that. `mark`: words behind it."""

    words: str
    value: float
    least: float | None
    most: float | None
    mark: str = ""


def ranges(
    code: str, title: str, words: str, drawn: Sequence[Range], axis: tuple[float, float], middle: float | None = None
) -> Markup:
    """The lines; `axis` from where to where, `middle` an upright line across all. Empty without any."""
    if not drawn:
        return Markup()
    pen = Drawing(code)
    low, high = axis
    wide = NARROW - 2 * EDGE

    def x(value: float) -> float:
        return EDGE + wide * (min(high, max(low, value)) - low) / (high - low)

    for value in (low, (low + high) / 2, high):
        pen.text(x(value), 14, f"{value:+g}" if low < 0 else f"{value:g}", anchor="middle", kind="small")
    bottom = 20 + STEP * len(drawn)
    for value in (low, high):
        pen.line(x(value), 20, x(value), bottom, "rule")
    if middle is not None:
        pen.line(x(middle), 20, x(middle), bottom, "bar")
    for place, one in enumerate(drawn):
        y = 20.0 + STEP * place
        pen.text(0, y + 14, f"{one.words} {one.mark}".strip(), most=int(NARROW / LETTER))
        if one.least is not None and one.most is not None:
            pen.line(x(one.least), y + 30, x(one.most), y + 30, "span")
        pen.circle(x(one.value), y + 30, 6, "ink")
    return pen.markup(title, words, bottom + 4)
