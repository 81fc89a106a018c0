"""The review of a year as a sheet of paper."""

from collections.abc import Sequence
from typing import Any

from flask import current_app

from portal.core import clock
from portal.core.i18n import _, spoken
from portal.running.annual.models import AnnualReview, AnnualStatus
from portal.web.moments import day
from portal.web.pdf import Paper


def review_paper(review: AnnualReview, rows: Sequence[tuple[Any, Any]], schools: Sequence[Any]) -> Paper:
    """For governors, the authority and parents: figures, words, what the schools say."""
    brand, cluster = current_app.config["BRAND_NAME"], review.cluster
    foot = _("Made by %(portal)s on %(day)s. Pupils are counted, never named.", portal=brand, day=day(clock.now()))
    title = f"{cluster.name}: {_('Review of %(year)s', year=review.year)}"
    paper = Paper(title, language=spoken(), foot=foot)
    paper.title_line(title)
    paper.text_block(_("From %(first)s to %(last)s.", first=day(review.from_on), last=day(review.until_on)), small=True)
    if review.status != AnnualStatus.SENT:
        paper.text_block(_("Draft: it has not been sent yet, and the figures still grow."), bold=True)
    paper.text_block(_("Theme: %(theme)s", theme=cluster.theme))
    paper.text_block(_("Schools: %(schools)s", schools="; ".join(school.name for school in schools)))
    paper.heading(_("In figures"))
    paper.listed(f"{words}: {number}" for words, number in rows)
    for heading, words in (
        (_("What went well"), review.went_well or _("Not written yet")),
        (_("What we learned"), review.learned),
        (_("Next year"), review.next_year),
    ):
        if words:
            paper.heading(heading)
            paper.text_block(words)
    if review.voices:
        paper.heading(_("What the schools say"))
    for voice in review.voices:
        paper.text_block(voice.school.name, bold=True)
        paper.text_block(voice.words)
    return paper
