"""A map of the world with a dot for each country, as large as what it stands for."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

from portal.web.assets import asset_url
from portal.web.pictures.drawing import WIDE, Drawing

HIGH = 284


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
    pen = Drawing(code, width=WIDE)
    pen.parts.append(f'<image href="{escape(asset_url("world.svg"))}" width="{WIDE}" height="{HIGH}"/>')
    for dot in dots:
        where = f'cx="{dot.x:g}" cy="{dot.y:g}"'
        pen.parts.append(
            f'<circle {where} r="{dot.size:g}" class="app-pic__place"><title>{escape(dot.words)}</title></circle>'
        )
        if dot.share:
            pen.parts.append(f'<circle {where} r="{dot.size * math.sqrt(dot.share):.3g}" class="app-pic__ink"/>')
    for dot in dots:  # over every dot
        if dot.mark:
            pen.text(dot.x + dot.size + 4, dot.y + 5, dot.mark, kind="small app-pic__over")
    for place, said in enumerate(below):
        pen.text(0, HIGH + 18 + 20 * place, said, kind="small")
    return pen.markup(title, words, HIGH + (8 + 20 * len(below) if below else 0))
