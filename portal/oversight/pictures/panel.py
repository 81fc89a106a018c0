"""The pictures of reviews and panel (D7, D8, D10, D12, D13 of the design). Scores only of applications whose scores the reader may see."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from statistics import fmean

from markupsafe import Markup

from portal.applying.allocation.problem import field_cost
from portal.applying.applications.pages import STAGE_WORDS_FOR_STAFF
from portal.applying.reviews import links
from portal.applying.reviews.queries import budget_of, cut_for, wishes_of
from portal.applying.reviews.scoring import NEAR, shown, spread_between
from portal.applying.reviews.seeing import are_all_closed
from portal.applying.rules.queries import Rules, rules_of
from portal.core.i18n import _, _l, ngettext
from portal.oversight.pictures.kept import keep
from portal.oversight.pictures.queries import marks
from portal.oversight.pictures.queries.marks import Marked
from portal.oversight.pictures.queries.views import View, in_round
from portal.web.pictures import Curve, Linked, Picture, curves, grid, scatter, strip
from portal.web.pictures.grid import Cell

PAGE = 200
"""The lines of the strip on one page."""
GRID_LINES = 40
SIGNS = (
    _l("Dot: a reviewer. Upright line: the mean, with ten points around it. Broken line: the quality bar."),
    _l(
        "D: the reviewers differ. L: near the line. Line across the page: where the money ends, or the places that you chose."
    ),
)


@dataclass(frozen=True)
class Asked:
    """What a reader of the page chose: from which row on, and after how many places the money ends (0: not said)."""

    start: int = 0
    places: int = 0


@dataclass(frozen=True)
class Ranking:
    """The applications in their order, the rules, and how far the means of the round lie apart. `places`: how many the money pays for, `line`: the mean of
    the last of them, as they were worked out last; None where that is not known, and for who may not see all of them."""

    found: Sequence[Marked]
    rules: Rules
    between: float | None
    line: float | None = None
    places: int | None = None

    def is_near(self, one: Marked) -> bool:
        return one.is_near(self.rules, self.line)

    def flags(self, one: Marked) -> str:
        """D: the reviewers differ. L: near the line. Nothing is said of what is not final."""
        if one.mean is None or one.is_provisional:
            return ""
        return ("D" if one.is_flagged(self.between) else "") + ("L" if self.is_near(one) else "")


def ranked(view: View) -> Ranking:
    """What the reviews come to, once for every picture that is made of it. Three statements."""
    return keep("marked", view, lambda: _ranked(view))


def _ranked(view: View) -> Ranking:
    found = marks.marked(view)
    means = [one.mean for one in found if one.has_a_place and one.mean is not None]
    is_known = view.sees_open_scores or are_all_closed(view.planned)
    places, line = cut_for(view.planned, view.away) if is_known else (None, None)
    return Ranking(found, rules_of(view.planned.id), spread_between(means), line, places)


def flag_words() -> Mapping[str, str]:
    """What each set of flags says."""
    differ, near = _("Reviewers differ"), _("Near the line")
    return {"": "", "D": differ, "L": near, "DL": f"{differ}, {near}"}


def _way(one: Marked) -> str:
    return f"/applications/{one.id}/panel"


def linked(one: Marked) -> Linked:
    """Its name, which leads to its page at the panel."""
    return Linked(one.name, _way(one))


def panel_strip(view: View, asked: Asked, most: int = PAGE) -> Picture:
    """D8: the whole meeting on one page, `most` lines of it drawn."""
    ranking = ranked(view)
    found, bar = ranking.found, ranking.rules.quality_bar
    title = _("The panel strip")
    placed = [one for one in found if one.has_a_place]
    good = sum(1 for one in placed if one.meets(ranking.rules))
    first = sum(1 for one in placed if ranking.flags(one) == "DL")
    if not found:
        sentence = _("No application is with reviewers.")
    else:
        sentence = ngettext("%(num)d application has its place;", "%(num)d applications have their place;", len(placed))
        sentence += " " + ngettext(
            "%(num)d reaches the quality bar of %(bar)s.", "%(num)d reach the quality bar of %(bar)s.", good, bar=bar
        )
        if first:
            sentence += " " + ngettext(
                "Talk about %(num)d first: its reviewers differ, and it is near the line.",
                "Talk about %(num)d first: their reviewers differ, and they are near the line.",
                first,
            )
    page = found[asked.start : asked.start + most]
    totals, say, wanted = marks.totals_of(view, [one.id for one in page]), flag_words(), view.planned.reviewers_each
    lines = [
        strip.Row(one.name, _way(one), totals.get(one.id, ()), one.mean, _mark(ranking, one, wanted)) for one in page
    ]
    places = asked.places or (ranking.places or 0)
    after = places - asked.start if places else None
    about = (title, sentence, lines, bar, after, [str(words) for words in SIGNS])
    drawn, narrow = strip.strip("strip", *about), strip.strip("strip-narrow", *about, layout=strip.STACKED)
    rows = [
        [
            linked(one),
            place if one.has_a_place else None,
            shown(one.mean),
            shown(one.spread) if one.counted > 1 else None,
            _reviews(one, wanted),
            say[ranking.flags(one)],
        ]
        for place, one in enumerate(found, start=1)
    ]
    head = [_("Cluster"), _("Place"), _("Mean"), _("Range"), _("Reviews"), _("Talk about")]
    return Picture("strip", title, sentence, drawn, head, rows, view.at, names=True, narrow=narrow)


def _mark(ranking: Ranking, one: Marked, wanted: int) -> str:
    """What stands behind the line: the flags, or that it is not final."""
    return (
        _("%(have)s of %(want)s", have=one.counted, want=_want(one, wanted))
        if one.is_provisional
        else ranking.flags(one)
    )


def _want(one: Marked, wanted: int) -> int:
    """How many reviews there will be: one more than there are, where all that the round asks for are in and one more reader was asked."""
    return max(wanted, one.counted + 1 if one.whole >= 0 else 0)


def _reviews(one: Marked, wanted: int) -> str:
    """Plain where nothing is missing: a table of thousands of lines is made of it."""
    if one.is_provisional:
        return _("Provisional: %(have)s of %(want)s", have=one.counted, want=_want(one, wanted))
    return str(one.counted)


def spread(view: View, asked: Asked) -> Picture:
    """D12: what to talk about first: mean against how far the reviewers lie apart."""
    ranking = ranked(view)
    found = [one for one in ranking.found if one.spread is not None and one.counted > 1]
    bar, say = ranking.rules.quality_bar, flag_words()
    title = _("Mean and disagreement")
    near = [one for one in found if ranking.is_near(one)]
    split = [one for one in near if one.is_flagged(ranking.between)]
    if not found:
        sentence = _("No application has two reviews yet.")
    else:
        sentence = ngettext(
            "%(num)d application is near the line;", "%(num)d applications are near the line;", len(near)
        )
        sentence += " " + _("in %(num)s of them the reviewers differ.", num=len(split))
    points = [(one.mean or 0.0, one.spread or 0.0, one.is_flagged(ranking.between)) for one in found]
    across = _("Across: the mean. Shaded: near the line.")
    drawn = scatter.scatter(
        "spread",
        title,
        sentence,
        points,
        (across, _("Up: the range. Squares: they differ.")),
        band=(bar - NEAR, bar + NEAR),
    )
    rows = [
        [linked(one), shown(one.mean), shown(one.spread), say[ranking.flags(one)]]
        for one in sorted(found, key=lambda one: (-(one.spread or 0), str(one.id)))
    ]
    return Picture("spread", title, sentence, drawn, [_("Cluster"), _("Mean"), _("Range"), _("Talk about")], rows, view.at, names=True)  # fmt: skip


def line(view: View, asked: Asked) -> Picture:
    """D13: what is asked for down the ranking, against the budget, with a line that can be moved: what does one more place cost?"""
    ranking = ranked(view)
    placed = [one for one in ranking.found if one.has_a_place]
    title = _("Where the line is drawn")
    places = min(asked.places, len(placed)) or sum(1 for one in placed if one.meets(ranking.rules))
    if not placed:
        sentence = _("No application has its place yet.")
    elif not places:
        sentence = _("No application is above the line.")
    else:
        last = placed[places - 1]
        sentence = ngettext("With %(num)d place", "With %(num)d places", places) + " "
        sentence += _("the last one in is %(name)s with %(mean)s.", name=last.name, mean=shown(last.mean))
        if places < len(placed):
            after = placed[places]
            sentence += " " + _("The next would be %(name)s with %(mean)s.", name=after.name, mean=shown(after.mean))
    wishes, money = wishes_of(*in_round(view)), budget_of(view.planned.id)
    asked_in_all = sum(wishes.get(one.id, 0) for one in placed[:places])
    if asked_in_all:
        sums = {"sum": _number(asked_in_all), "budget": _number(money), "currency": view.planned.currency}
        sentence += " " + (
            _("Together they ask for %(sum)s of %(budget)s %(currency)s.", **sums)
            if money
            else _("Together they ask for %(sum)s %(currency)s.", **sums)
        )
        ends = _money_ends(placed, wishes, money)
        if money and ends < len(placed):
            sentence += " " + ngettext(
                "The money ends after %(num)d place.", "The money ends after %(num)d places.", ends
            )
    wanted = (
        _drawn_money(view, placed, wishes, money, places)
        if any(wishes.get(one.id) for one in placed)
        else _drawn_means(ranking, placed, places)
    )
    upright = (places - 0.5) / (len(placed) - 1) if 0 < places < len(placed) else None
    drawn = curves("line", title, sentence, *wanted, upright=upright)
    rows, so_far = [], 0
    for place, one in enumerate(placed, start=1):
        wish = wishes.get(one.id, 0)
        so_far += wish
        side = _("in") if place <= places else _("out")
        rows.append([place, linked(one), shown(one.mean), side, wish or None, so_far or None])
    head = [_("Place"), _("Cluster"), _("Mean"), _("In or out"), _("Asks for"), _("In all")]
    return Picture("line", title, sentence, drawn, head, rows, view.at, names=True)


def _money_ends(placed: Sequence[Marked], wishes: Mapping[uuid.UUID, int], money: int) -> int:
    """After how many places what they ask for passes the budget."""
    so_far = 0
    for place, one in enumerate(placed):
        so_far += wishes.get(one.id, 0)
        if so_far > money:
            return place
    return len(placed)


def _ticks(drawn: Sequence[int]) -> list[str]:
    return [str(n) if place in _quarters(len(drawn)) else "" for place, n in enumerate(drawn)]


def _drawn_money(
    view: View, placed: Sequence[Marked], wishes: Mapping[uuid.UUID, int], money: int, places: int
) -> tuple[list[Curve], list[str]]:
    """What is asked for down the ranking, against the budget; in thousands where the sums are large."""
    sums = list(accumulate(wishes.get(one.id, 0) for one in placed))
    unit = 1000 if max(sums[-1], money) >= 10_000 else 1
    currency = view.planned.currency if unit == 1 else _("thousand %(currency)s", currency=view.planned.currency)
    drawn = _some(len(placed))
    values = [round(sums[n - 1] / unit) for n in drawn]
    lines = [
        Curve(
            _("In: asked for in all, %(currency)s", currency=currency),
            "first",
            [v if n <= places else None for n, v in zip(drawn, values, strict=True)],
        ),
        Curve(_("Asked for, place after place"), "second", values),
    ]
    if money:
        lines.append(Curve(_("Budget"), "third", [round(money / unit)] * len(values)))
    return lines, _ticks(drawn)


def _drawn_means(ranking: Ranking, placed: Sequence[Marked], places: int) -> tuple[list[Curve], list[str]]:
    """Where nobody says what they ask for: the means down the ranking, against the quality bar."""
    drawn = _some(len(placed))
    values = [int((placed[n - 1].mean or 0) + 0.5) for n in drawn]
    bar: list[int | None] = [ranking.rules.quality_bar] * len(values)
    lines = [
        Curve(_("In"), "first", [value if n <= places else None for n, value in zip(drawn, values, strict=True)]),
        Curve(_("Mean, by place"), "second", values),
        Curve(_("Quality bar"), "third", bar),
    ]
    return lines, _ticks(drawn)


def _number(value: int) -> str:
    return f"{value:,}"


def _some(most: int, drawn: int = 120) -> list[int]:
    """The places that are drawn: all of them, or so many spread evenly, the first and the last among them."""
    if most <= drawn:
        return list(range(1, most + 1))
    return sorted({1 + round(n * (most - 1) / (drawn - 1)) for n in range(drawn)})


def _quarters(most: int) -> set[int]:
    return {0, most // 4, most // 2, most * 3 // 4, most - 1}


def criteria(view: View, asked: Asked) -> Picture:
    """D10: strong idea, weak plan?"""
    found = [one for one in ranked(view).found if one.counted][asked.start : asked.start + GRID_LINES]
    rubric = marks.criteria(view)
    means = marks.means_by_criterion(view, [one.id for one in found])
    title = _("Criterion by criterion")
    given = {key: [means[one.id, key] for one in found if (one.id, key) in means] for key, _t, _w in rubric}
    known = [(fmean(given[key]), title_) for key, title_, _w in rubric if given[key]]
    sentence = _("No application has been scored yet.")
    if known:
        sentence = _("Strongest on these lines: %(best)s. Weakest: %(worst)s.", best=max(known)[1], worst=min(known)[1])
    lines = [
        grid.Line(one.name, [_cell(means.get((one.id, key))) for key, _t, _w in rubric], _way(one)) for one in found
    ]
    drawn = grid.grid(
        "criteria",
        title,
        sentence,
        lines,
        [f"{name} ({weight})" for _key, name, weight in rubric],
        ((Cell("0", 0), _("weak")), (Cell("5", 4), _("excellent"))),
    )
    rows = [[linked(one), *(_one_place(means.get((one.id, key))) for key, _t, _w in rubric)] for one in found]
    return Picture("criteria", title, sentence, drawn, [_("Cluster"), *(name for _k, name, _w in rubric)], rows, view.at, names=True)  # fmt: skip


def _cell(value: float | None) -> Cell:
    return Cell("", 0) if value is None else Cell(_one_place(value), min(4, int(value)))


def _one_place(value: float | None) -> str:
    return "" if value is None else f"{value:.1f}".removesuffix(".0")


def allocation(view: View, asked: Asked) -> Picture:
    """D7: is every application read by as many as it should be, and by nobody with a conflict?"""
    found = marks.allocations(view)
    wanted = view.planned.reviewers_each
    title = _("Who reads what")
    short = [one for one in found if len(one.readers) < wanted]
    if not found:
        sentence = _("No application is with reviewers.")
    elif short:
        sentence = ngettext(
            "%(num)d application lacks a reviewer.", "%(num)d applications lack a reviewer.", len(short)
        )
    else:
        sentence = _("Every application has the reviewers it needs.")
    page = sorted(found, key=lambda one: (len(one.readers) >= wanted, one.name, str(one.id)))
    here = page[asked.start : asked.start + GRID_LINES]
    signs = _signs_of(here)
    clashes = [one.name for one in here for key, _n, _s in one.readers if (key, one.cluster_id) in signs.tied]
    if clashes:
        sentence += " " + _(
            "Someone reads in spite of a conflict: %(clusters)s.", clusters=", ".join(dict.fromkeys(clashes))
        )
    drawn = _allocation_grid(view, title, sentence, here, signs)
    rows = [
        [
            Linked(one.name, view.readers_of(one.id)),
            _("%(have)s of %(want)s", have=len(one.readers), want=wanted),
            "; ".join(name for _k, name, _s in one.readers),
            "; ".join(name for _k, name in one.conflicts),
            str(STAGE_WORDS_FOR_STAFF[one.stage]),
        ]
        for one in page
    ]
    head = [_("Cluster"), _("Reviewers"), _("Who reads it"), _("Conflict of interest"), _("Stage")]
    return Picture("allocation", title, sentence, drawn, head, rows, view.at, names=True)


@dataclass(frozen=True)
class Signs:
    """Who is drawn, which of them have a conflict with which clusters as the records know, and which know which themes well."""

    people: Mapping[uuid.UUID, str]
    tied: frozenset[tuple[uuid.UUID, uuid.UUID]]
    themes: Mapping[uuid.UUID, str]

    def cell(self, one: marks.Allocated, person: uuid.UUID) -> Cell:
        """One application, one person."""
        state = next((state for key, _n, state in one.readers if key == person), None)
        if any(key == person for key, _n in one.conflicts) or (person, one.cluster_id) in self.tied:
            return Cell("⊗", 3) if state is not None else Cell("×", 0)
        knows = bool(self.themes.get(person, "").strip()) and field_cost(self.themes[person], one.theme) == 0
        if state is None:
            return Cell("", 0)
        is_sent = state in ("submitted", "locked")
        return Cell("●" if is_sent else "◎" if knows else "○", 2 if knows else 1)


def _signs_of(found: Sequence[marks.Allocated]) -> Signs:
    """Two statements."""
    people: dict[uuid.UUID, str] = {}
    for one in found:
        people |= {key: name for key, name, _s in one.readers} | dict(one.conflicts)
    order = sorted(people, key=lambda key: (people[key], str(key)))[:GRID_LINES]
    return Signs({key: people[key] for key in order}, links.pairs(order), marks.themes_of(order))


def _allocation_grid(view: View, title: str, sentence: str, found: Sequence[marks.Allocated], signs: Signs) -> Markup:
    lines = [
        grid.Line(one.name, [signs.cell(one, key) for key in signs.people], view.readers_of(one.id)) for one in found
    ]
    meanings = (
        (Cell("○", 1), _("reads it")),
        (Cell("◎", 2), _("reads it, knows its theme well")),
        (Cell("●", 1), _("has sent the review")),
        (Cell("×", 0), _("conflict of interest")),
        (Cell("⊗", 3), _("reads it in spite of a conflict")),
    )
    return grid.grid("allocation", title, sentence, lines, list(signs.people.values()), meanings)
