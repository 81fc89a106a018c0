"""The pictures of what became of a round (D3, D14, D15, D18 of the design): nobody is named but where a condition is chased."""

import math
import uuid
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from markupsafe import Markup

from portal.applying.mailings.audiences import LEAST as LEAST_DRAFTS
from portal.core.i18n import _, _l, ngettext
from portal.identity.finding.maps import dots
from portal.oversight.pictures.panel import GRID_LINES, Asked
from portal.oversight.pictures.queries import outcomes
from portal.oversight.pictures.queries.outcomes import Fate, Reported
from portal.oversight.pictures.queries.views import View
from portal.policy import Action
from portal.web.moments import day
from portal.web.pictures import LEAST, Bar, Linked, Picture, bars, grid, merge_small, ranges, worldmap
from portal.web.templating import country

Z = 1.96
"""Of the interval in which the true rate lies 95 times in a hundred."""


@dataclass(frozen=True)
class Group:
    """A group of applications: how many, and how many of them were awarded."""

    words: str
    of_all: int
    awarded: int


def wilson(awarded: int, of_all: int) -> tuple[float, float]:
    """The interval of a success rate, in per cent (Wilson's score, without correction)."""
    if not of_all:
        return (0.0, 100.0)
    rate, z2 = awarded / of_all, Z * Z
    centre = (rate + z2 / (2 * of_all)) / (1 + z2 / of_all)
    half = Z * math.sqrt(rate * (1 - rate) / of_all + z2 / (4 * of_all * of_all)) / (1 + z2 / of_all)
    return (max(0.0, 100 * (centre - half)), min(100.0, 100 * (centre + half)))


def fairness(view: View, asked: Asked) -> Picture:
    """D14: is any group losing out? Groups of fewer than five are put together."""
    found = outcomes.fates(view)
    title = _("Who is awarded")
    kinds: list[tuple[str, Callable[[Fate], str]]] = [
        (_("Nation"), _nation),
        (_("Region"), lambda one: one.region or _("not known")),
        (_("Phase"), lambda one: one.phase or _("not known")),
        (_("Free school meals"), _meals),
        (_("First time"), lambda one: _("yes") if one.is_first else _("applied before")),
    ]
    if len(found) < LEAST:
        words = _("Fewer than five outcomes are known: too few to say anything of groups.")
        return Picture("fairness", title, words, Markup(), [], [], view.at)
    awarded = sum(one.awarded for one in found)
    sentence = _("Of %(all)s applications %(num)s were awarded.", all=len(found), num=awarded)
    drawn, rows, odd = [], [], []
    for kind, say in kinds:
        for group in _groups(found, say):
            least, most = wilson(group.awarded, group.of_all)
            rate = 100 * group.awarded / group.of_all
            mark = _("%(awarded)s of %(all)s", awarded=group.awarded, all=group.of_all)
            drawn.append(ranges.Range(f"{kind}: {group.words}", rate, least, most, mark))
            rows.append(
                [kind, group.words, group.of_all, group.awarded, f"{rate:.0f} %", f"{least:.0f} - {most:.0f} %"]
            )
            if most < 100 * awarded / len(found):
                odd.append(group.words)
    sentence += " " + (
        _("Less often than chance explains: %(groups)s.", groups=", ".join(odd))
        if odd
        else _("No group lies lower than chance explains.")
    )
    middle = 100 * awarded / len(found)
    picture = ranges.ranges("fairness", title, sentence, drawn[:40], (0, 100), middle)
    head = [_("By"), _("Group"), _("Applications"), _("Awarded"), _("Rate"), _("May lie between")]
    return Picture("fairness", title, sentence, picture, head, rows, view.at)


def _nation(one: Fate) -> str:
    return country(one.country[1:]) if one.country.startswith("=") else one.country or _("not known")


_BANDS = (10, 20, 35)


def _meals(one: Fate) -> str:
    """The band of disadvantage of the lead school: how many of a hundred pupils have free school meals, as the register says."""
    if one.meals is None:
        return _("not known")
    bound = next((place for place, bound in enumerate(_BANDS) if one.meals < bound), None)
    if bound is None:
        return _("%(num)s %% or more", num=_BANDS[-1])
    if not bound:
        return _("under %(num)s %%", num=_BANDS[0])
    return _("%(least)s to %(most)s %%", least=_BANDS[bound - 1], most=_BANDS[bound] - 1)


def _groups(found: Sequence[Fate], say: Callable[[Fate], str]) -> list[Group]:
    of_all, awarded = Counter(say(one) for one in found), Counter(say(one) for one in found if one.awarded)
    groups = [
        Group(words, count, awarded[words]) for words, count in sorted(of_all.items(), key=lambda g: (-g[1], g[0]))
    ]
    together: Callable[[Sequence[Group]], Group] = lambda small: Group(  # noqa: E731
        _("all the others"), sum(g.of_all for g in small), sum(g.awarded for g in small)
    )
    return merge_small(groups, size=lambda group: group.of_all, merged=together)


def reach(view: View, asked: Asked) -> Picture:
    """D15: where the schools are, by outcome."""
    found = outcomes.schools_by_country(view)
    title = _("Where the schools are")
    merged = merge_small(
        found,
        size=lambda one: one[1] + one[2],
        merged=lambda small: ("", sum(one[1] for one in small), sum(one[2] for one in small)),
    )
    named = [
        (code, country(code) if code else _("all the others"), awarded, others) for code, awarded, others in merged
    ]
    total = sum(awarded for _c, _n, awarded, _o in named)
    sentence = (
        ngettext(
            "%(num)d school is in a cluster that was awarded.",
            "%(num)d schools are in clusters that were awarded.",
            total,
        )
        if found
        else _("No outcome is known yet.")
    )
    shares = {name: (awarded, awarded + others) for _code, name, awarded, others in named}
    marks = {name: _("%(awarded)s of %(all)s", awarded=some, all=of_all) for name, (some, of_all) in shares.items()}
    placed = dots([(code, name, awarded + others) for code, name, awarded, others in named if code])
    drawn = [
        worldmap.Place(d.x, d.y, d.size, f"{d.name}: {marks[d.name]}", shares[d.name][0] / shares[d.name][1], marks[d.name])
        for d in placed
    ]  # fmt: skip
    signs = [
        _("Circle: schools of clusters that applied. Dark: those of clusters that were awarded, as the numbers say.")
    ]
    if any(not code for code, _name, _awarded, _others in named):
        signs.append(_("Countries with fewer than five schools are not on the map; the table has them together."))
    picture = worldmap.worldmap("reach", title, sentence, drawn, signs)
    rows = [[name, awarded, others] for _code, name, awarded, others in named]
    head = [_("Country"), _("Schools in awarded clusters"), _("Schools in the others")]
    return Picture("reach", title, sentence, picture, head, rows, view.at)


def conditions(view: View, asked: Asked) -> Picture:
    """D18: will all awards start?"""
    found = outcomes.open_conditions(view)
    title = _("Open conditions")
    today = view.at.date()
    steps = [
        (_("The day has passed"), None, today),
        (_("Within a week"), today, today + timedelta(days=7)),
        (_("Within four weeks"), today + timedelta(days=7), today + timedelta(days=28)),
        (_("Later"), today + timedelta(days=28), None),
    ]
    counted = []
    for words, since, until in steps:
        due = [one for one in found if (since is None or one.due_on >= since) and (until is None or one.due_on < until)]
        counted.append((words, sum(not one.is_reported for one in due), sum(one.is_reported for one in due)))
    late = sum(counted[0][1:])
    sentence = (
        ngettext("%(num)d condition is open.", "%(num)d conditions are open.", len(found))
        if found
        else _("No condition is open.")
    )
    if late:
        sentence += " " + ngettext("The day of %(num)d has passed.", "The day of %(num)d has passed.", late)
    waiting = len({one.application_id for one in found})
    if waiting:
        sentence += " " + ngettext(
            "%(num)d award cannot start before they are met.",
            "%(num)d awards cannot start before they are met.",
            waiting,
        )
    drawn = [Bar(words, (waits, reported)) for words, waits, reported in counted] if found else []
    picture = bars("conditions", title, sentence, drawn, (_("Not met"), _("Said to be met, not looked at")))
    rows = [
        [
            Linked(one.cluster, f"/applications/{one.application_id}"),
            one.school,
            day(one.due_on),
            _("said to be met") if one.is_reported else _("not met"),
            _to_award(view, one.words, f"/conditions/{one.id}"),
        ]
        for one in found
    ]
    head = [_("Cluster"), _("School"), _("Due"), _("Where it stands"), _("Condition")]
    return Picture("conditions", title, sentence, picture, head, rows, view.at, names=True)


def _to_award(view: View, words: str, path: str) -> Linked | str:
    """Words that lead to an award, a condition or a report, for whom these open."""
    return Linked(words, path) if Action.AWARD_REPORT_LIST in view.opens else words


VERY_LATE = 28
"""Days after which a late report is very late."""


def monitoring(view: View, asked: Asked) -> Picture:
    """D17: who is in trouble: each award with its reports."""
    found = outcomes.reports(view)
    title = _("Reports of awards")
    words = {
        "A": _("accepted"),
        "S": _("sent, to be read"),
        "D": _("to come"),
        "R": _("given back"),
        "L": _("late"),
        "V": _("very late: more than four weeks"),
        "W": _("waived"),
    }
    shades = {"A": 1, "S": 1, "D": 0, "R": 2, "L": 3, "V": 4, "W": 0}
    late = [one for one in found if one.days_late]
    if not found:
        sentence = _("No award of this round has a report yet.")
    elif late:
        sentence = ngettext("%(num)d report is late.", "%(num)d reports are late.", len(late))
        worst = max(late, key=lambda one: (one.days_late, one.cluster))
        sentence += " " + _("Longest: %(cluster)s, due on %(day)s.", cluster=worst.cluster, day=day(worst.due_on))
    else:
        sentence = _("No report is late.")
    by_award: dict[uuid.UUID, list[Reported]] = {}
    for one in found:
        by_award.setdefault(one.award_id, []).append(one)
    order = sorted(
        by_award.values(), key=lambda row: (-max(one.days_late for one in row), row[0].cluster, str(row[0].award_id))
    )
    most = max((one.number for one in found), default=0)
    lines = []
    for row in order[asked.start : asked.start + GRID_LINES]:
        signs = {one.number: _sign(one) for one in row}
        cells = [grid.Cell(signs[n], shades[signs[n]]) if n in signs else grid.Cell("") for n in range(1, most + 1)]
        path = f"/awards/{row[0].award_id}" if Action.AWARD_REPORT_LIST in view.opens else ""
        lines.append(grid.Line(row[0].cluster, cells, path))
    meanings = [(grid.Cell(sign, shades[sign]), meaning) for sign, meaning in words.items()]
    columns = [_("report %(number)s", number=n) for n in range(1, most + 1)]
    numbers = _("Columns: the first report of an award, its second and so on.")
    picture = grid.grid("monitoring", title, sentence, lines, columns, meanings, numbers)
    rows = [
        [
            _to_award(view, one.cluster, f"/awards/{one.award_id}"),
            _to_award(view, str(one.number), f"/award-reports/{one.id}"),
            day(one.due_on),
            words[_sign(one)],
            one.days_late or None,
        ]
        for row in order
        for one in row
    ]
    head = [_("Cluster"), _("Report"), _("Due"), _("Where it stands"), _("Days late")]
    return Picture("monitoring", title, sentence, picture, head, rows, view.at, names=True)


def _sign(one: Reported) -> str:
    if one.days_late:
        return "V" if one.days_late > VERY_LATE else "L"
    return {"accepted": "A", "submitted": "S", "returned": "R", "waived": "W"}.get(str(one.status), "D")


STATES: Mapping[str, tuple[Any, grid.Cell]] = {
    "complete": (_l("Complete"), grid.Cell("●", 3)),
    "begun": (_l("Begun"), grid.Cell("◐", 1)),
    "long": (_l("Too long"), grid.Cell("!", 2)),
    "empty": (_l("Empty"), grid.Cell("", 0)),
}


def completeness(view: View, asked: Asked) -> Picture:
    """D3: where people get stuck: drafts by sections. No draft is named, and nothing of what is in one is shown; of fewer than five nothing is said."""
    sections, found = outcomes.draft_states(view)
    title = _("How far the drafts are")
    if len(found) < LEAST_DRAFTS:
        words = (
            _("There are fewer than five drafts: too few to say anything of them.")
            if found
            else _("There is no draft.")
        )
        return Picture("completeness", title, words, Markup(), [], [], view.at)
    empty = Counter(section for draft in found for section in sections if draft.get(section) == "empty")
    sentence = ngettext("%(num)d draft is being written.", "%(num)d drafts are being written.", len(found))
    if empty:
        sentence += " " + _("Most often empty: %(section)s.", section=max(sections, key=lambda one: empty[one]))
    order = sorted(
        found, key=lambda draft: (-sum(state == "complete" for state in draft.values()), sorted(draft.items()))
    )
    named = [(_("Draft %(number)s", number=n), draft) for n, draft in enumerate(order, start=1)]
    blank = grid.Cell("", 0)
    lines = [
        grid.Line(name, [STATES[draft[one]][1] if one in draft else blank for one in sections])
        for name, draft in named[asked.start : asked.start + GRID_LINES]
    ]
    meanings = [(cell, str(words)) for words, cell in STATES.values()]
    picture = grid.grid("completeness", title, sentence, lines, sections, meanings)
    rows = [[name, *(str(STATES[draft[one]][0]) if one in draft else "" for one in sections)] for name, draft in named]
    return Picture("completeness", title, sentence, picture, [_("Draft"), *sections], rows, view.at)
