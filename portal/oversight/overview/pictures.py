"""The figures as pictures and tables: each with a title, a sentence that says the main thing, and rows that say the same as the bars."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from portal.core import clock
from portal.core.i18n import _, _l, ngettext
from portal.oversight.overview import queries
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


PICTURES: Mapping[str, Callable[[Not], Picture]] = {
    "stages": stages,
    "themes": themes,
    "regions": regions,
    "health": health,
    "silence": silence,
    "stand-ins": lambda but: stand_ins(but)[0],
    "support": support,
}
