"""A map of the world with a dot for each country, as large as what it stands for."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

from portal.web.assets import asset_url
from portal.web.pictures.drawing import NARROW, WIDE, Drawing

HIGH, BESIDE = 284, 60
"""How high the map is, and the room that words need beside a dot."""


@dataclass(frozen=True)
class Place:
    """A dot of the map, in its units. `share`: how much of it is filled, 0 to 1; None: nothing is told apart. `mark`: a few letters beside it."""

    x: float
    y: float
    size: float
    words: str
    share: float | None = None
    mark: str = ""


def worldmap(code: str, title: str, words: str, dots: Sequence[Place], below: Sequence[str] = ()) -> Markup:
    """The dots on the map, each with its words; `below` what their looks mean. Empty without any."""
    if not dots:
        return Markup()
    left, wide = _window([dot.x for dot in dots])
    pen = Drawing(code, width=wide)
    pen.parts.append(f'<image href="{escape(asset_url("world.svg"))}" x="{-left:g}" width="{WIDE}" height="{HIGH}"/>')
    for dot in dots:
        where = f'cx="{dot.x - left:g}" cy="{dot.y:g}" r="{dot.size:g}"'
        pen.parts.append(f'<circle {where} class="app-pic__place"><title>{escape(dot.words)}</title></circle>')
        if dot.share:
            pen.circle(dot.x - left, dot.y, round(dot.size * math.sqrt(dot.share), 2), "ink")
    for dot in dots:  # over every dot
        if dot.mark:
            pen.text(dot.x - left + dot.size + 4, dot.y + 5, dot.mark, kind="small app-pic__over")
    return pen.markup(title, words, pen.notes(HIGH + 18, below) - 18)


def _window(across: Sequence[float]) -> tuple[float, int]:
    """From where on, and how wide, the map is shown: the part with dots where that fits a phone, else the whole world."""
    least, most = min(across), max(across)
    if most - least > NARROW - 2 * BESIDE:
        return 0, WIDE
    return min(max(0.0, (least + most - NARROW) / 2), WIDE - NARROW), NARROW
