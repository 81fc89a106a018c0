"""Places before and after: a line for each thing from the left to the right; those that change sides are drawn heavily and named."""

from collections.abc import Sequence

from markupsafe import Markup

from portal.web.pictures.drawing import NARROW, Drawing

LEFT, RIGHT, TOP, HIGH = 34, 138, 34, 420
NAMED = 12


def slopes(
    code: str,
    title: str,
    words: str,
    moves: Sequence[tuple[str, int, int, bool]],
    sides: tuple[str, str],
    line_after: int,
) -> Markup:
    """`moves`: (name, place before, place after, whether it changes sides), places from 1. `line_after`: the places above the line. Empty without any."""
    most = max((max(before, after) for _name, before, after, _crosses in moves), default=0)
    if most < 2:
        return Markup()
    pen = Drawing(code)

    def y(place: float) -> float:
        return round(TOP + HIGH * (place - 1) / (most - 1), 1)

    pen.text(0, 16, sides[0], kind="small")
    pen.text(RIGHT + 8, 16, sides[1], kind="small")
    still = sorted({(round(y(before)), round(y(after))) for _n, before, after, crosses in moves if not crosses})
    if still:
        shapes = "".join(f"M{LEFT} {before}L{RIGHT} {after}" for before, after in still)
        pen.parts.append(f'<path d="{shapes}" class="app-pic__rule"/>')
    crossing = [move for move in moves if move[3]]
    for _name, before, after, _crosses in crossing:
        pen.line(LEFT, y(before), RIGHT, y(after), "curve app-pic__curve--second")
    for name, before, after, _crosses in crossing[:NAMED]:
        pen.text(LEFT - 8, y(before) + 5, f"{before}", anchor="end", kind="small")
        pen.text(RIGHT + 8, y(after) + 5, f"{after} {name}", kind="small", most=26)
    if 0 < line_after < most:
        edge = (y(line_after) + y(line_after + 1)) / 2
        pen.line(0, edge, NARROW, edge, "budget")
    return pen.markup(title, words, TOP + HIGH + 12)
