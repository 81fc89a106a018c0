"""Bars that lie: each with its label above it, so that they are read on a phone; in parts where a number is made of several."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from portal.web.pictures.drawing import LETTER, NARROW, PATTERNS, Drawing

STEP, THICK, ROOM_FOR_NUMBER = 46, 16, 60


@dataclass(frozen=True)
class Bar:
    """One bar: what it is of, and how long its parts are. `mark`: words behind the number; `path`: where its words lead."""

    words: str
    parts: tuple[int, ...]
    mark: str = ""
    path: str = ""

    @property
    def count(self) -> int:
        return sum(self.parts)


def bars(code: str, title: str, words: str, drawn: Sequence[Bar], legend: Sequence[str] = ()) -> Markup:
    """The bars; `legend` names their parts, in the order of the patterns. Empty without bars."""
    if not drawn:
        return Markup()
    pen = Drawing(code)
    y = pen.legend(0, list(zip(PATTERNS, legend, strict=False))) + 6 if legend else 0
    longest = max(bar.count for bar in drawn) or 1
    for bar in drawn:
        pen.text(0, y + 15, bar.words, most=int(NARROW / LETTER) - 1, path=bar.path)
        x = 0.0
        for pattern, part in zip(PATTERNS, bar.parts, strict=False):
            if part:
                length = max(1.5, (NARROW - ROOM_FOR_NUMBER - _room(bar)) * part / longest)
                pen.rect(x, y + 21, length, THICK, pattern)
                x += length
        said = str(bar.count) if len(bar.parts) == 1 else _parts(bar)
        pen.text(x + 6, y + 35, f"{said} {bar.mark}".strip(), kind="number")
        y += STEP
    return pen.markup(title, words, y)


def _parts(bar: Bar) -> str:
    """The numbers of the parts, in their order: the pattern is never the only sign."""
    return " · ".join(str(part) for part in bar.parts)


def _room(bar: Bar) -> float:
    return LETTER * len(bar.mark) + (10 * len(_parts(bar)) - 40 if len(bar.parts) > 1 else 0)
