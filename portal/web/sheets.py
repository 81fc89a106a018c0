"""Sheets of paper: A4 pages as PDF, in the portal's typeface, with other scripts (Arabic, Devanagari, Khmer) shaped and set in their direction.

    paper = Paper(title, language="en")
    paper.heading("What we did")
    paper.text_block("Three schools ...")
    return paper.answer("summary")

The typefaces are made by tools/assets.py. A PDF made here has no tags; the page that it is made from is the accessible version, and says so.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path

from flask import Response
from fpdf import FPDF
from fpdf.enums import XPos, YPos

from portal.core import clock
from portal.web.pdf import GREY

FONTS = Path(__file__).parents[1] / "static" / "dist" / "print"
BODY, SMALL, LARGE, TITLE = 10.5, 9, 13, 20
INK, GREEN = (11, 12, 12), (18, 64, 60)
MARGIN = 18
# first and last code of a script, and the file with its outlines
SCRIPTS: tuple[tuple[int, int, str], ...] = (
    (0x0600, 0x06FF, "arabic"),
    (0x0750, 0x077F, "arabic"),
    (0xFB50, 0xFEFF, "arabic"),
    (0x0900, 0x097F, "devanagari"),
    (0x1780, 0x17FF, "khmer"),
)
RIGHT_TO_LEFT = ("ar", "he", "fa", "ur")


class Paper(FPDF):
    """A4 pages. Nothing is drawn outside the margins; what does not fit goes on the next page."""

    def __init__(
        self,
        title: str,
        *,
        language: str = "en",
        foot: str = "",
        landscape: bool = False,
        made_at: datetime | None = None,
    ) -> None:
        super().__init__(format="A4", unit="mm", orientation="landscape" if landscape else "portrait")
        self.foot = foot
        self.is_rtl = language in RIGHT_TO_LEFT
        self._known: set[str] = set()
        self.set_margin(MARGIN)
        self.set_auto_page_break(True, margin=MARGIN)
        self.set_title(title)
        self.set_lang(language)
        self.set_creation_date(made_at or clock.now())
        for weight, style in (("regular", ""), ("bold", "B")):
            self.add_font("Print", style, FONTS / f"latin-{weight}.ttf")
            self.add_font("More", style, FONTS / f"latin-ext-{weight}.ttf")
        self._fall_back_to("More")
        self.set_text_shaping(use_shaping_engine=True)
        self.add_page()

    def heading(self, words: str) -> None:
        """A heading of the first level of the sheet."""
        self.ln(2)
        self._write(words, LARGE, bold=True, colour=GREEN)

    def title_line(self, words: str) -> None:
        """The sheet's own title."""
        self._write(words, TITLE, bold=True, colour=GREEN)

    def text_block(self, words: str, *, small: bool = False, bold: bool = False) -> None:
        """A paragraph."""
        self._write(words, SMALL if small else BODY, bold=bold, colour=GREY if small else INK)

    def listed(self, lines: Iterable[str]) -> None:
        """Lines with a dot before them."""
        for line in lines:
            self._write(f"•  {line}", BODY)

    def figures(self, counted: Sequence[tuple[str, str]]) -> None:
        """Large numbers with words under them, side by side."""
        if not counted:
            return
        wide, top, lowest = self.epw / len(counted), self.get_y() + 1, 0.0
        for place, (number, words) in enumerate(counted):
            left = self.l_margin + wide * (len(counted) - 1 - place if self.is_rtl else place)
            for text, size, bold in ((number, TITLE, True), (words, SMALL, False)):
                y = top if bold else top + 9
                self.set_xy(left, y)
                self._style(text, size, bold=bold, colour=GREEN if bold else GREY)
                self.multi_cell(wide - 2, size * 0.45, text, align=self._side(), new_x=XPos.LEFT, new_y=YPos.NEXT)
            lowest = max(lowest, self.get_y())
        self.set_xy(self.l_margin, lowest + 2)

    def centred(self, words: str, size: float, *, bold: bool = False, colour: tuple[int, int, int] = INK) -> None:
        """A line in the middle, broken where it is too long."""
        self._style(words, size, bold=bold, colour=colour)
        self.multi_cell(0, size * 0.52, words, align="C", new_x=XPos.LMARGIN, new_y=YPos.NEXT)
        self.ln(size * 0.06)

    def cannot_write(self, words: str) -> str:
        """The letters of these words that no typeface here has; spaces and marks of direction need none."""
        self._style(words, BODY, bold=False, colour=INK)
        known = {code for font in self.fonts.values() for code in getattr(font, "cmap", ())}
        return "".join(sorted({c for c in words if ord(c) not in known and c.isprintable() and not c.isspace()}))

    def footer(self) -> None:
        """On every page, where the sheet has one: where it comes from."""
        if not self.foot:
            return
        self.set_y(-MARGIN + 4)
        self._style(self.foot, SMALL - 1, bold=False, colour=GREY)
        self.cell(0, 4, self.foot, align=self._side())

    def answer(self, name: str, *, to_keep: bool = False) -> Response:
        """The file, to be opened in the browser or (`to_keep`) saved; its name says what it is and nothing of what is in it."""
        answer = Response(bytes(self.output()), mimetype="application/pdf")
        way = "attachment" if to_keep else "inline"
        answer.headers["Content-Disposition"] = f'{way}; filename="{name}.pdf"'
        answer.headers["Cache-Control"] = "no-store"
        return answer

    def _write(self, words: str, size: float, *, bold: bool = False, colour: tuple[int, int, int] = INK) -> None:
        self._style(words, size, bold=bold, colour=colour)
        self.multi_cell(0, size * 0.5, words, align=self._side(), new_x=XPos.LMARGIN, new_y=YPos.NEXT)
        self.ln(size * 0.08)

    def _side(self) -> str:
        return "R" if self.is_rtl else "L"

    def _style(self, words: str, size: float, *, bold: bool, colour: tuple[int, int, int]) -> None:
        """The typeface for these words; a script that they need is fetched when it is needed first."""
        for script in _scripts_of(words) - self._known:
            for style in ("", "B"):
                self.add_font(script, style, FONTS / f"{script}.ttf")
            self._fall_back_to(script)
        self.set_font("Print", "B" if bold else "", size)
        self.set_text_color(*colour)

    def _fall_back_to(self, name: str) -> None:
        self._known.add(name)
        self.set_fallback_fonts(sorted(self._known), exact_match=False)


def _scripts_of(words: str) -> frozenset[str]:
    codes = {ord(letter) for letter in words}
    return frozenset(name for low, high, name in SCRIPTS if any(low <= code <= high for code in codes))
