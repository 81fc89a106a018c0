"""The minutes of one day as a sheet of paper: who was there, and for each application the figures, what was said, and what the panel recommends."""

from collections.abc import Sequence

from portal.applying.reviews.forms import RECOMMENDATIONS
from portal.applying.reviews.scoring import shown
from portal.core import clock
from portal.core.i18n import _, ngettext, spoken
from portal.oversight.minutes.queries import Meeting, Note
from portal.web.moments import clock_time, day, local_time
from portal.web.pdf import Paper


def minutes_paper(meeting: Meeting, found: Sequence[Note]) -> Paper:
    """`found`: what its reader may see of the day. Times are on the clocks of the round."""
    planned, recommends = meeting.planned, dict(RECOMMENDATIONS)
    title = _("Minutes of the panel, %(day)s", day=day(meeting.held_on))
    made = local_time(clock.now(), planned.zone)
    paper = Paper(title, language=spoken(), foot=_("Confidential. As at %(when)s.", when=made))
    paper.title_line(title)
    paper.text_block(f"{planned.programme.name}: {planned.name}", bold=True)
    about = list(dict.fromkeys(one.application_id for one in found))
    paper.text_block(
        ngettext("%(num)d application was talked about.", "%(num)d applications were talked about.", len(about))
    )
    present = list(dict.fromkeys(line.strip() for one in found for line in one.present.splitlines() if line.strip()))
    if present:
        paper.heading(_("Who was there"))
        paper.listed(present)
    for application_id in about:
        of_it = [one for one in found if one.application_id == application_id]
        _application(paper, of_it, planned.zone, {code: str(words) for code, words in recommends.items()})
    paper.text_block(
        _("Whoever has a conflict of interest with an application finds nothing of it in their copy."), small=True
    )
    return paper


def _application(paper: Paper, found: Sequence[Note], zone: str, recommends: dict[str, str]) -> None:
    first = found[0]
    paper.heading(f"{first.cluster} ({first.receipt})" if first.receipt else first.cluster)
    if first.mean is not None:
        figures = {"mean": shown(first.mean), "range": shown(first.spread), "count": first.counted}
        paper.text_block(_("Mean %(mean)s, range %(range)s, reviews that count: %(count)s.", **figures), small=True)
    for one in found:
        if one.later_by is not None and one.later_at is not None:
            there = {"name": one.later_by, "time": local_time(one.later_at, zone)}
            paper.text_block(
                _("Does not stand: the note of %(name)s, %(time)s, stands in its place.", **there), bold=True
            )
        paper.text_block(one.words)
        if one.moderated_score is not None:
            paper.text_block(
                _(
                    "Moderated score: %(score)s. The reviewers’ own scores stay as they are.",
                    score=shown(one.moderated_score),
                ),
                bold=True,
            )
        if one.recommendation:
            words = recommends.get(one.recommendation, one.recommendation)
            paper.text_block(_("The panel recommends: %(words)s", words=words), bold=True)
        paper.text_block(
            _("Written down by %(name)s at %(time)s.", name=one.author, time=clock_time(one.at, zone)), small=True
        )
