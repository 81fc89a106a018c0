"""Points in a field: one for each thing, by two numbers."""

from collections.abc import Sequence

from markupsafe import Markup

from portal.web.pictures.drawing import NARROW, Drawing

LEFT, TOP, HIGH = 40, 12, 240


def scatter(
    code: str,
    title: str,
    words: str,
    points: Sequence[tuple[float, float, bool]],
    axes: tuple[str, str],
    *,
    band: tuple[float, float] | None = None,
    highest: float = 100,
) -> Markup:
    """`points`: (across 0 to 100, up, whether it is marked); marked ones are squares. `band`: what is shaded across. Empty without points."""
    if not points:
        return Markup()
    pen = Drawing(code)
    wide, bottom = NARROW - LEFT - 10, TOP + HIGH

    def x(value: float) -> float:
        return round(LEFT + wide * value / 100, 1)

    def y(value: float) -> float:
        return round(bottom - HIGH * min(value, highest) / highest, 1)

    if band is not None:
        pen.rect(x(max(0, band[0])), TOP, x(min(100, band[1])) - x(max(0, band[0])), HIGH, "band")
    for value in (0, 25, 50, 75, 100):
        pen.line(x(value), bottom, x(value), bottom + 5, "axis")
        pen.text(x(value), bottom + 20, value, anchor="middle", kind="small")
        up = highest * value / 100
        pen.line(LEFT - 5, y(up), LEFT, y(up), "axis")
        pen.text(LEFT - 8, y(up) + 5, f"{up:g}", anchor="end", kind="small")
    pen.path([(LEFT, TOP), (LEFT, bottom), (NARROW - 10, bottom)], "frame")
    places = sorted({(round(x(across)), round(y(up)), is_marked) for across, up, is_marked in points})
    plain = "".join(f"M{across} {up}h0" for across, up, is_marked in places if not is_marked)
    marked = "".join(f"M{across - 5} {up - 5}h10v10h-10z" for across, up, is_marked in places if is_marked)
    for shapes, kind in ((plain, "reviewer"), (marked, "flag")):
        if shapes:
            pen.parts.append(f'<path d="{shapes}" class="app-pic__{kind}"/>')
    pen.text(LEFT, bottom + 42, axes[0], most=40)
    pen.text(LEFT, bottom + 62, axes[1], most=40)
    return pen.markup(title, words, bottom + 70)
