"""A map of the world with a dot for each country, as large as what it stands for."""

from collections.abc import Sequence

from markupsafe import Markup, escape

from portal.web.assets import asset_url
from portal.web.pictures.drawing import WIDE, Drawing

HIGH = 284


def worldmap(code: str, title: str, words: str, dots: Sequence[tuple[float, float, float, str]]) -> Markup:
    """`dots`: (x, y, size, words) in the units of the map. Empty without any."""
    if not dots:
        return Markup()
    pen = Drawing(code, width=WIDE)
    pen.parts.append(f'<image href="{escape(asset_url("world.svg"))}" width="{WIDE}" height="{HIGH}"/>')
    for x, y, size, said in dots:
        pen.parts.append(
            f'<circle cx="{x:g}" cy="{y:g}" r="{size:g}" class="app-pic__place"><title>{escape(said)}</title></circle>'
        )
    return pen.markup(title, words, HIGH)
