"""A cluster's own answers on paper, as they stand in a version that was not submitted (or not yet): to keep, whatever becomes of the round."""

from collections.abc import Sequence

from portal.applying.applications.content import Draft
from portal.applying.offline.sheet import Part
from portal.core import clock
from portal.core.i18n import _, spoken
from portal.web.bilingual import said_plain
from portal.web.pdf import Paper


def answers_paper(draft: Draft, parts: Sequence[Part]) -> Paper:
    """The answers as PDF, each below its question. It says of itself that this is no submitted copy."""
    application = draft.application
    title = f"{application.cluster.name}: {said_plain(application.round, 'name')}"
    number = _("Version %(number)s", number=draft.version.number)
    foot = f"{number}, {_('not submitted')}"
    paper = Paper(title, language=spoken(), foot=foot, made_at=clock.now())
    paper.title_line(title)
    paper.text_block(said_plain(application.round.programme, "name"), bold=True)
    paper.text_block(_("This is what was written, and not a submitted copy."))
    paper.listed([number, f"{_('Theme')}: {application.theme or '-'}"])
    for part in parts:
        paper.heading(part.title)
        for blank in part.blanks:
            paper.text_block(said_plain(blank.question, "text"), bold=True)
            rows = ["; ".join(cell for cell in row if cell) for row in blank.rows if any(row)] if blank.heads else []
            if rows:
                paper.listed(rows)
            else:
                paper.text_block(blank.answer or _("Not answered."))
    return paper
