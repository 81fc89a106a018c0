"""The thank-you certificate as a PDF: one landscape page. Names are written as their owners write them: Welsh, and Arabic joined up and from right to left."""

from dataclasses import dataclass
from datetime import datetime

from portal.core.errors import NotAllowedNow
from portal.core.i18n import _
from portal.web.pdf import GREY, Paper

RULE = (29, 112, 184)


@dataclass(frozen=True)
class Certificate:
    """What stands on it, in the reader's language. `made_at`: written into the file, so that the same certificate is the same file."""

    title: str
    name: str
    lines: tuple[str, ...]
    foot: str
    language: str
    made_at: datetime


def as_paper(certificate: Certificate) -> Paper:
    """The sheet. Raises NotAllowedNow where a name has letters that no typeface here has; the page can be printed all the same."""
    paper = Paper(certificate.title, language=certificate.language, landscape=True, made_at=certificate.made_at)
    every = " ".join((certificate.title, certificate.name, *certificate.lines, certificate.foot))
    if paper.cannot_write(every):
        raise NotAllowedNow(_("We cannot write every letter of it into a file here. Please print this page instead."))
    paper.set_draw_color(*RULE)
    paper.set_line_width(1.2)
    paper.rect(10, 10, paper.w - 20, paper.h - 20)
    paper.set_y(38)
    paper.centred(certificate.title, 30, bold=True)
    paper.set_line_width(0.8)
    paper.line(paper.w / 2 - 30, paper.get_y() + 4, paper.w / 2 + 30, paper.get_y() + 4)
    paper.set_y(paper.get_y() + 14)
    paper.centred(certificate.name, 34, bold=True)
    paper.set_y(paper.get_y() + 4)
    for line in certificate.lines:
        paper.centred(line, 17)
    paper.set_y(-36)
    paper.centred(certificate.foot, 11, colour=GREY)
    return paper
