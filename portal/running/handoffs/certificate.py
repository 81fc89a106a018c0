"""The thank-you certificate as a PDF: one landscape page. Names are written as their owners write them: Welsh, and Arabic joined up and from right to left."""

from dataclasses import dataclass
from datetime import datetime

from fpdf import FPDF
from fpdf.enums import TextDirection, XPos, YPos

from portal.core.errors import NotAllowedNow
from portal.core.fonts import Fonts, find_fonts
from portal.core.i18n import _

INK, QUIET, RULE = (11, 12, 12), (80, 90, 95), (29, 112, 184)


@dataclass(frozen=True)
class Certificate:
    """What stands on it, in the reader's language. `made_at`: written into the file, so that the same certificate is the same file."""

    title: str
    name: str
    lines: tuple[str, ...]
    foot: str
    language: str
    right_to_left: bool
    made_at: datetime


def as_pdf(certificate: Certificate) -> bytes:
    """The file. Raises NotAllowedNow where this machine has no font for it; the page can be printed all the same."""
    fonts = find_fonts()
    every = " ".join((certificate.title, certificate.name, *certificate.lines, certificate.foot))
    if fonts is None or fonts.cannot_write(every):
        raise NotAllowedNow(_("We cannot write every letter of it into a file here. Please print this page instead."))
    page = _page(certificate, fonts)
    page.set_y(38)
    _write(page, certificate.title, size=30, style="B", height=16)
    page.set_draw_color(*RULE)
    page.set_line_width(0.8)
    page.line(118, page.get_y() + 4, 179, page.get_y() + 4)
    page.set_y(page.get_y() + 14)
    _write(page, certificate.name, size=34, style="B", height=18)
    page.set_y(page.get_y() + 4)
    for line in certificate.lines:
        _write(page, line, size=17, height=10)
    page.set_y(-36)
    page.set_text_color(*QUIET)
    _write(page, certificate.foot, size=11, height=7)
    return bytes(page.output())


def _page(certificate: Certificate, fonts: Fonts) -> FPDF:
    page = FPDF(orientation="landscape", format="A4")
    page.set_auto_page_break(False)
    page.set_margin(24)
    page.add_font("text", fname=fonts.plain)
    page.add_font("text", style="B", fname=fonts.bold)
    further = [f"further{number}" for number, _path in enumerate(fonts.further)]
    for family, path in zip(further, fonts.further, strict=True):
        page.add_font(family, fname=path)
        page.add_font(family, style="B", fname=path)
    page.set_fallback_fonts(further, exact_match=False)
    direction = TextDirection.RTL if certificate.right_to_left else TextDirection.LTR
    page.set_text_shaping(True, direction=direction)
    page.set_title(certificate.title)
    page.set_lang(certificate.language)
    page.set_creation_date(certificate.made_at)
    page.add_page()
    page.set_draw_color(*RULE)
    page.set_line_width(1.2)
    page.rect(10, 10, 277, 190)
    page.set_text_color(*INK)
    return page


def _write(page: FPDF, text: str, *, size: int, height: float, style: str = "") -> None:
    page.set_font("text", style=style, size=size)
    page.multi_cell(0, height, text, align="C", new_x=XPos.LMARGIN, new_y=YPos.NEXT)
