"""A value with its interval for each thing, on one axis: label above, line and dot below, so that they are read on a phone."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from portal.web.pictures.drawing import LETTER, NARROW, Drawing, shorten

STEP, EDGE, SMALL_BAR = 46, 44, 11


@dataclass(frozen=True)
class Range:
    """A value, and from where to where it may lie; None where nothing can be said of that. `mark`: words behind it. `counts`: small bars at the end of the
    line, how often each of some values occurs."""

    words: str
    value: float
    least: float | None
    most: float | None
    mark: str = ""
    counts: Sequence[int] = ()


def ranges(
    code: str,
    title: str,
    words: str,
    drawn: Sequence[Range],
    axis: tuple[float, float],
    middle: float | None = None,
    below: str = "",
) -> Markup:
    """The lines; `axis` from where to where, `middle` an upright line beside each, clear of the names, `below` words under them. Empty without any."""
    if not drawn:
        return Markup()
    pen = Drawing(code)
    low, high = axis
    wide = NARROW - 2 * EDGE

    def x(value: float) -> float:
        return EDGE + wide * (min(high, max(low, value)) - low) / (high - low)

    for value in (low, (low + high) / 2, high):
        pen.text(x(value), 14, f"{value:+g}" if low < 0 and value else f"{value:g}", anchor="middle", kind="small")
    bottom = 20 + STEP * len(drawn)
    for place, one in enumerate(drawn):
        y = 20.0 + STEP * place
        pen.line(x(low), y + 30, x(high), y + 30, "rule")
        for value in (low, high):
            pen.line(x(value), y + 24, x(value), y + 36, "rule")
        if middle is not None:
            pen.line(x(middle), y + 20, x(middle), y + 40, "bar")
        room = NARROW - (SMALL_BAR * len(one.counts) + 6 if one.counts else 0)
        said = shorten(one.words, int(room / LETTER) - len(one.mark) - 1) if one.mark else one.words
        pen.text(0, y + 14, f"{said} {one.mark}".strip(), most=int(room / LETTER), kind="over")
        most = max(one.counts, default=0)
        for n, count in enumerate(one.counts):
            tall = 14 * count / most if most else 0
            pen.rect(room + 6 + SMALL_BAR * n, y + 18 - max(tall, 1), SMALL_BAR - 2, max(tall, 1), "plain")
        if one.least is not None and one.most is not None:
            pen.line(x(one.least), y + 30, x(one.most), y + 30, "span")
        pen.circle(x(one.value), y + 30, 6, "ink")
    end = pen.notes(bottom + 18, [below]) - 12 if below else bottom + 4
    return pen.markup(title, words, end)
