"""The pen: shapes and words as SVG. Every word is escaped here, and what is written from right to left is kept apart from what stands beside it.

Nothing is coloured here: shapes have a `kind`, and portal/static/css/pictures.css says how each looks, on a screen, on paper and in a forced palette. Kinds
differ by pattern or by shape as well as by colour.
"""

import textwrap
from collections.abc import Sequence

from markupsafe import Markup, escape

from portal.core.text import apart

NARROW, WIDE = 360, 720
"""How wide a picture is, in its own units: one that fits a phone, and one that is scrolled there."""
LETTER = 8.0
"""About how wide a letter is at the size of the labels."""
ON_A_PHONE = 52
"""The small letters of a line that are seen on a phone, of a wide picture before anybody scrolls."""
PATTERNS = ("plain", "hatch", "dots", "empty", "cross")
"""The kinds of filled shapes that stand side by side, the strongest first."""
_HATCH = {
    "hatch": '<path d="M0 8L8 0" class="app-pic__stroke"/>',
    "dots": '<circle cx="3" cy="3" r="1.6" class="app-pic__ink"/>',
    "cross": '<path d="M0 0L8 8M0 8L8 0" class="app-pic__stroke"/>',
}


def shorten(words: str, most: int) -> str:
    """Words that fit: the table beside the picture has all of them."""
    return words if len(words) <= most else words[: max(1, most - 1)].rstrip() + "…"


class Drawing:
    """One picture being drawn. Lengths are in its own units; (0, 0) is the upper left corner, whatever the language."""

    def __init__(self, code: str, *, width: int = NARROW) -> None:
        self.code, self.width = code, width
        self.parts: list[str] = []
        self._patterns: set[str] = set()

    def text(
        self, x: float, y: float, words: object, *, anchor: str = "", kind: str = "", most: int = 0, path: str = ""
    ) -> None:
        """Words; `anchor` is "middle" or "end", `kind` a look, `most` the letters that fit, `path` where they lead."""
        said = str(words)
        said = apart(shorten(said, most) if most else said)
        where = f' text-anchor="{anchor}"' if anchor else ""
        look = f' class="app-pic__{kind}"' if kind else ""
        drawn = f'<text x="{x:g}" y="{y:g}"{where}{look}>{escape(said)}</text>'
        self.parts.append(f'<a href="{escape(path)}">{drawn}</a>' if path else drawn)

    def lines(self, x: float, y: float, words: str, *, kind: str = "", most: int) -> float:
        """Words in as many lines as they need, `most` letters in each. Answers where the next thing may begin."""
        for line in textwrap.wrap(words, most) or [""]:
            self.text(x, y, line, kind=kind)
            y += 20
        return y

    def notes(self, y: float, notes: Sequence[str]) -> float:
        """What the signs mean, in small words below a picture. Answers where the next thing may begin."""
        for words in notes:
            y = self.lines(0, y, words, kind="small", most=ON_A_PHONE)
        return y

    def rect(self, x: float, y: float, width: float, height: float, kind: str) -> None:
        """A bar or a cell. `kind`: one of PATTERNS, or a look of the style sheet."""
        look = f'class="app-pic__{kind}"'
        if kind in _HATCH:
            self._patterns.add(kind)
            look = f'class="app-pic__framed" fill="url(#{self.code}-{kind})"'
        self.parts.append(f'<rect x="{x:.5g}" y="{y:g}" width="{width:.5g}" height="{height:g}" {look}/>')

    def circle(self, x: float, y: float, r: float, kind: str) -> None:
        self.parts.append(f'<circle cx="{x:.5g}" cy="{y:g}" r="{r:g}" class="app-pic__{kind}"/>')

    def line(self, x1: float, y1: float, x2: float, y2: float, kind: str) -> None:
        self.parts.append(f'<path d="M{x1:.5g} {y1:.5g}L{x2:.5g} {y2:.5g}" class="app-pic__{kind}"/>')

    def path(self, points: Sequence[tuple[float, float]], kind: str) -> None:
        """A line through these points."""
        way = "L".join(f"{x:.5g} {y:.5g}" for x, y in points)
        self.parts.append(f'<path d="M{way}" class="app-pic__{kind}"/>')

    def legend(self, y: float, entries: Sequence[tuple[str, str]]) -> float:
        """What each pattern means: (pattern, words), one below the other. Answers where it ends."""
        for pattern, words in entries:
            self.rect(0, y, 16, 14, pattern)
            self.text(24, y + 12, words, most=int((self.width - 24) / LETTER))
            y += 22
        return y

    def markup(self, title: str, words: str, height: float) -> Markup:
        """The whole, with its title and what it says for those who do not see it."""
        wide = " app-pic--wide" if self.width > NARROW else ""
        role = "group" if any(part.startswith("<a ") for part in self.parts) else "img"  # an image has no links inside
        defs = "".join(
            f'<pattern id="{self.code}-{kind}" width="8" height="8" patternUnits="userSpaceOnUse">{_HATCH[kind]}</pattern>'
            for kind in sorted(self._patterns)
        )
        return Markup(  # noqa: S704 - every word was escaped when it was written
            f'<svg class="app-pic{wide}" viewBox="0 0 {self.width} {height:g}" role="{role}" direction="ltr"'
            f' aria-labelledby="{self.code}-title {self.code}-words"><title id="{self.code}-title">{escape(title)}</title>'
            f'<desc id="{self.code}-words">{escape(words)}</desc>{f"<defs>{defs}</defs>" if defs else ""}{"".join(self.parts)}</svg>'
        )
