"""The pictures of reviewers' habits (D9, D11 of the design): advice for the panel, never the official number."""

import math
import uuid
from collections import defaultdict
from collections.abc import Sequence
from statistics import fmean, stdev

from markupsafe import Markup

from portal.applying.reviews import leniency
from portal.applying.reviews.scoring import shown
from portal.core.i18n import _, ngettext
from portal.oversight.pictures.kept import keep
from portal.oversight.pictures.panel import Asked, Ranking, linked, ranked
from portal.oversight.pictures.queries import marks
from portal.oversight.pictures.queries.marks import Given
from portal.oversight.pictures.queries.views import View
from portal.web.pictures import Picture, ranges, slopes

DRAWN = 30
MOST_NAMED = 3
FEWEST = 3
"""Readings below which nothing is said of how far a habit may lie off."""
MOST_READINGS = 6000
"""Readings above which the correction is not reckoned for a page."""


def habits(view: View, asked: Asked) -> Picture:
    """D9: who is harsh, who uses only 3 and 4. The offset: what a reviewer gives above the mean of the same applications."""
    ranking = ranked(view)
    counted = {one.reviewer_id: one for one in marks.habits(view)}
    offsets = _offsets(ranking, marks.given(view))
    title = _("Habits of reviewers")
    known = sorted(
        ((key, values) for key, values in offsets.items() if key in counted),
        key=lambda pair: (-abs(fmean(pair[1])), counted[pair[0]].name, str(pair[0])),
    )
    far = [key for key, values in known if (span := _interval(values)) is not None and (span[0] > 0 or span[1] < 0)]
    if not known:
        sentence = _("No application has two reviews yet.")
    elif far:
        sentence = ngettext(
            "%(num)d reviewer gives clearly more or less than the others.",
            "%(num)d reviewers give clearly more or less than the others.",
            len(far),
        )
    else:
        sentence = _("No reviewer gives clearly more or less than the others.")
    narrow = [
        counted[key]
        for key, values in known
        if (used := counted[key].used) and len(values) >= FEWEST and len(used) <= 2
    ]
    for one in narrow[:MOST_NAMED]:
        sentence += " " + _(
            "%(name)s gives only %(scores)s.", name=one.name, scores=_(" and ").join(map(str, one.used))
        )
    drawn = []
    rows = []
    for key, values in known:
        offset, span = fmean(values), _interval(values)
        least, most = span or (None, None)
        drawn.append(ranges.Range(counted[key].name, offset, least, most, _signed(offset), counted[key].counts))
        may = _("%(low)s to %(high)s", low=_signed(span[0]), high=_signed(span[1])) if span else _("too few reviews")
        rows.append([counted[key].name, len(values), _signed(offset), may, *counted[key].counts])
    picture = ranges.ranges(
        "habits", title, sentence, drawn[:DRAWN], (-30, 30), 0, _("Small bars: how often each score, 0 to 5.")
    )
    head = [
        _("Reviewer"),
        _("Reviews"),
        _("Points above the others"),
        _("May lie between"),
        *(str(n) for n in range(6)),
    ]
    return Picture("habits", title, sentence, picture, head, rows, view.at, names=True)


def _offsets(ranking: Ranking, given_marks: Sequence[Given]) -> dict[uuid.UUID, list[float]]:
    means = {one.id: one.mean for one in ranking.found if one.counted > 1}
    found: dict[uuid.UUID, list[float]] = defaultdict(list)
    for given in given_marks:
        mean = means.get(given.application_id)
        if mean is not None:
            found[given.reviewer_id].append(given.total - mean)
    return found


def _signed(value: float) -> str:
    """Whole points with their sign; nought has none."""
    return f"{value:+.0f}" if round(value) else "0"


def _interval(values: Sequence[float]) -> tuple[float, float] | None:
    """Two standard errors around the mean; None of fewer than three."""
    if len(values) < FEWEST:
        return None
    mean, error = fmean(values), stdev(values) / math.sqrt(len(values))
    return (mean - 2 * error, mean + 2 * error)


def adjusted(view: View, asked: Asked) -> Picture:
    """D11: would the correction for harsh and mild reviewers change any outcome?"""
    ranking = ranked(view)
    placed = [one for one in ranking.found if one.has_a_place]
    title = _("With and without the correction")
    if sum(one.counted for one in ranking.found) > MOST_READINGS:
        return _nothing(view, title, _("There are too many reviews to reckon the correction for a page."))
    advice = keep("advice", view, lambda: _advise(marks.given(view)))
    known = [one for one in placed if advice.adjusted.get(one.id) is not None]
    if not placed or not known:
        return _nothing(view, title, _("There is not enough overlap between reviewers to say anything."))
    after = sorted(known, key=lambda one: (-(advice.adjusted[one.id] or 0), str(one.id)))
    places = asked.places or sum(1 for one in known if one.meets(ranking.rules))
    new = {one.id: place for place, one in enumerate(after, start=1)}
    moves = [(one, place, new[one.id]) for place, one in enumerate(known, start=1)]
    crossing = [one for one, before, later in moves if (before <= places) != (later <= places)]
    sentence = (
        (
            ngettext(
                "The correction would move %(num)d application across the line.",
                "The correction would move %(num)d applications across the line.",
                len(crossing),
            )
            if crossing
            else _("The correction changes no outcome.")
        )
        + " "
        + _("It is advice: the panel says in its minutes when it uses it.")
    )
    ids = {one.id for one in crossing}
    lines = [(one.name, before, later, one.id in ids) for one, before, later in moves]
    picture = slopes.slopes("adjusted", title, sentence, lines, (_("Mean"), _("Corrected")), places)
    rows = [
        [
            linked(one),
            before,
            later,
            shown(one.mean),
            shown(advice.adjusted[one.id]),
            _("yes") if one.id in ids else "",
        ]
        for one, before, later in moves
    ]
    head = [_("Cluster"), _("Place"), _("Place when corrected"), _("Mean"), _("Corrected mean"), _("Crosses the line")]
    return Picture("adjusted", title, sentence, picture, head, rows, view.at, names=True)


def _advise(found: Sequence[Given]) -> leniency.Advice:
    return leniency.advise([leniency.Reading(one.application_id, one.reviewer_id, one.total) for one in found])


def _nothing(view: View, title: str, words: str) -> Picture:
    return Picture("adjusted", title, words, Markup(), [], [], view.at, names=True)
