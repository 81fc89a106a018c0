"""The figures as pictures and tables: each with a title, a sentence that says the main thing, and rows that say the same as the bars."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from portal.core import clock
from portal.core.i18n import _, _l, ngettext
from portal.oversight.overview import coverage, queries
from portal.oversight.overview.queries import Figure, Not
from portal.web.moments import day
from portal.web.pictures import Bar, Picture, bars
from portal.web.templating import country

ZONE = "Europe/London"
STAGES: Mapping[str, Any] = {
    "forming": _l("Forming"),
    "at_work": _l("At work, without a partnership"),
    "applying": _l("Applying"),
    "partnered": _l("With a partnership"),
    "closed": _l("Closed"),
}
HEALTH: Mapping[str, Any] = {
    "looking": _l("Looking for partners"),
    "new": _l("New"),
    "established": _l("Established"),
    "paused": _l("On hold"),
    "maintenance": _l("Keeping in touch"),
    "silent": _l("One side is silent"),
    "ended": _l("Ended"),
}
SILENCE: Mapping[str, Any] = {
    "within_14": _l("Wrote in the last 14 days"),
    "within_28": _l("15 to 28 days ago"),
    "within_60": _l("29 to 60 days ago"),
    "longer": _l("More than 60 days ago"),
    "never": _l("Nobody has written yet"),
}
NEEDED: Mapping[str, Any] = {
    "past": _l("The day has passed"),
    "week": _l("Needed within a week"),
    "month": _l("Needed within four weeks"),
    "later": _l("Needed later"),
    "no_day": _l("Without a day"),
}


def _picture(
    code: str, title: str, what: str, figures: Sequence[Figure], words: Callable[[str], str], sentence: str
) -> Picture:
    counted = [(words(one.code), one.count) for one in figures]
    return _drawn(code, title, sentence, counted, [what, _("How many")], counted)


def _drawn(
    code: str,
    title: str,
    sentence: str,
    counted: Sequence[tuple[str, int]],
    head: Sequence[str],
    rows: Sequence[Sequence[Any]],
) -> Picture:
    drawing = bars(code, title, sentence, [Bar(words, (count,)) for words, count in counted])
    return Picture(code, title, sentence, drawing, head, rows, clock.now())


def _count(figures: Sequence[Figure], *codes: str) -> int:
    return sum(one.count for one in figures if not codes or one.code in codes)


def stages(but: Not = ()) -> Picture:
    """Clusters by how far they are."""
    found = queries.by_stage(but)
    open_ones = _count(found) - _count(found, "closed")
    sentence = ngettext("%(num)d cluster is open,", "%(num)d clusters are open,", open_ones) + " "
    sentence += ngettext("%(num)d has a partnership.", "%(num)d have a partnership.", _count(found, "partnered"))
    return _picture("stages", _("Clusters by stage"), _("Stage"), found, lambda code: str(STAGES[code]), sentence)


def themes(but: Not = ()) -> Picture:
    """Clusters by theme."""
    found = queries.by_theme(but)
    first = next((one for one in found if one.code), None)
    sentence = _("The most frequent theme is “%(theme)s”.", theme=first.code) if first else _("No cluster is open.")
    return _picture(
        "themes", _("Clusters by theme"), _("Theme"), found, lambda code: code or _("Other themes"), sentence
    )


def regions(but: Not = ()) -> Picture:
    """Clusters by region."""
    found = queries.by_region(but)
    sentence = ngettext(
        "The lead schools are in %(num)d region or country.",
        "The lead schools are in %(num)d regions or countries.",
        len(found),
    )
    return _picture("regions", _("Clusters by region"), _("Region of the lead school"), found, _place, sentence)


def _place(code: str) -> str:
    return country(code[1:]) if code.startswith("=") else code


def health(but: Not = ()) -> Picture:
    """Partnerships by stage and silence."""
    found = queries.by_health(but)
    silent = _count(found, "silent")
    sentence = ngettext(
        "In %(num)d partnership one side is silent, and somebody is asked to say hello.",
        "In %(num)d partnerships one side is silent, and somebody is asked to say hello.",
        silent,
    )
    said = sentence if silent else _("No partnership is silent longer than its holidays explain.")
    return _picture("health", _("How partnerships are"), _("Partnerships"), found, lambda code: str(HEALTH[code]), said)


def silence(but: Not = ()) -> Picture:
    """When clusters last wrote."""
    found = queries.by_silence(but)
    quiet = _count(found, "longer", "never")
    sentence = ngettext(
        "In %(num)d cluster nobody has written for 60 days, or ever.",
        "In %(num)d clusters nobody has written for 60 days, or ever.",
        quiet,
    )
    words = sentence if quiet else _("Every cluster wrote in the last 60 days.")
    return _picture(
        "silence",
        _("When clusters last wrote"),
        _("Last message on the board"),
        found,
        lambda code: str(SILENCE[code]),
        words,
    )


def stand_ins(but: Not = ()) -> tuple[Picture, list[queries.Uncovered]]:
    """Stand-ins that are not covered."""
    found, soonest = queries.uncovered(but)
    waiting = _count(found)
    sentence = ngettext("%(num)d stand-in is not covered.", "%(num)d stand-ins are not covered.", waiting)
    words = sentence if waiting else _("Every stand-in that was asked for is covered.")
    made = _picture("stand-ins", _("Stand-ins not covered"), _("When"), found, lambda code: str(NEEDED[code]), words)
    return made, soonest


def support(but: Not = ()) -> Picture:
    """Who is supported, by whom and until when."""
    found = queries.by_support(clock.today(ZONE), but)
    without = sum(one.over for one in found)
    sentence = ngettext("%(num)d cluster is not supported.", "%(num)d clusters are not supported.", without)
    supported = [(one.name or _("someone"), one.clusters - one.over) for one in found if one.clusters > one.over]
    counted = [(_("Not supported"), without), *supported] if found else []
    rows = [
        [
            one.name if one.adviser_id is not None else _("Nobody yet"),
            one.clusters - one.over,
            one.over,
            day(one.first_end) if one.first_end is not None else _("no end"),
        ]
        for one in found
    ]
    head = [_("Adviser"), _("Supported"), _("Not supported"), _("First end of support")]
    words = sentence if without else _("Every cluster is supported.")
    return _drawn("support", _("Supported, and by whom"), words, counted, head, rows)


def reach(but: Not = ()) -> Picture:
    """Verified schools in clusters and outside."""
    inside, outside = (one.count for one in coverage.reach(but))
    sentence = _("%(inside)s of %(all)s schools are in a cluster.", inside=inside, all=inside + outside)
    counted = [(_("In a cluster"), inside), (_("In none"), outside)]
    return _drawn("coverage", _("Schools in clusters"), sentence, counted, [_("Schools"), _("How many")], counted)


def parts(but: Not = ()) -> Picture:
    """What schools are in their clusters, and how many for each cluster that uses these parts."""
    found = coverage.parts(but)
    counted = [(one.name, one.schools) for one in found]
    rows = [[one.name, one.set_name, one.schools, one.clusters, one.mean] for one in found]
    head = [_("Part"), _("Set"), _("Schools"), _("Clusters that use the set"), _("For each cluster")]
    sentence = _("No school plays a named part yet.")
    if found:
        most = max(found, key=lambda one: one.schools)
        sentence = _("Most play the part “%(part)s”: %(mean)s for each cluster.", part=most.name, mean=most.mean)
    return _drawn("parts", _("Parts that schools play"), sentence, counted, head, rows)


def agencies(but: Not = ()) -> Picture:
    """Clusters with and without support from outside, by the body that gives it."""
    supported, without, found = coverage.agencies(clock.today(ZONE), but)
    sentence = ngettext("%(num)d cluster is supported,", "%(num)d clusters are supported,", supported) + " "
    sentence += ngettext("%(num)d is not.", "%(num)d are not.", without)
    counted = [(_("Not supported"), without), *((one.name, one.clusters) for one in found)]
    ends = [day(one.first_end) if one.first_end is not None else _("no end") for one in found]
    rows = [[one.name, one.clusters, end] for one, end in zip(found, ends, strict=True)]
    rows = [[_("Supported by anyone"), supported, ""], [_("Not supported"), without, ""], *rows]
    head = [_("Body"), _("Clusters"), _("First end of support")]
    return _drawn("agencies", _("Support from outside"), sentence, counted, head, rows)


PICTURES: Mapping[str, Callable[[Not], Picture]] = {
    "stages": stages,
    "themes": themes,
    "regions": regions,
    "health": health,
    "silence": silence,
    "stand-ins": lambda but: stand_ins(but)[0],
    "support": support,
    "coverage": reach,
    "parts": parts,
    "agencies": agencies,
}
