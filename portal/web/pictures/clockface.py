"""A line of dates with a mark for now, from above to below, so that its words are read on a phone."""

from collections.abc import Sequence
from datetime import datetime

from markupsafe import Markup

from portal.web.pictures.drawing import Drawing

STEP, LINE = 52, 12


def clockface(
    code: str, title: str, words: str, marks: Sequence[tuple[datetime, str, str]], now: tuple[datetime, str, str]
) -> Markup:
    """`marks`, and `now`: (when, what, when in words); the marks in their order. Empty without any."""
    if not marks:
        return Markup()
    pen = Drawing(code)
    before = sum(1 for at, _words, _said in marks if at <= now[0])
    places = [*marks[:before], now, *marks[before:]]
    pen.line(LINE, 16, LINE, 16 + STEP * (len(places) - 1), "axis")
    for place, (_at, what, said) in enumerate(places):
        y = 16.0 + STEP * place
        if place == before:
            pen.path([(0, y - 8), (LINE + 12, y), (0, y + 8), (0, y - 8)], "flag")
        else:
            pen.circle(LINE, y, 7, "ink" if place < before else "dot")
        pen.text(36, y, what, kind="number", most=40)
        pen.text(36, y + 19, said, kind="small", most=52)
    return pen.markup(title, words, 16 + STEP * len(places) - 14)
