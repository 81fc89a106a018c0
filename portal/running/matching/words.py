"""The reasons why two clusters fit, in sentences of the page's language."""

from collections.abc import Callable, Mapping

from portal.core.i18n import _, ngettext
from portal.identity.finding.naming import Words
from portal.running.matching.fits import About, Looker, Reason


def schools(number: int) -> str:
    return ngettext("%(num)d school", "%(num)d schools", number)


def countries(looker: Looker, words: Words) -> str:
    return words.listed("country", sorted(looker.has("countries")))


def wishes(looker: Looker, words: Words) -> list[tuple[str, str]]:
    """What the cluster looks for, as labels and values."""
    rows = [(_("How many schools"), schools(looker.number_wanted))]
    for kind, naming, label in (
        ("countries", "country", _("Countries")),
        ("themes", "themes", _("Themes")),
        ("settings", "setting", _("Settings")),
        ("languages", "languages", _("Languages")),
    ):
        if looker.wants(kind):
            rows.append((label, words.listed(naming, sorted(looker.wants(kind)))))
    return rows


def facts(looker: Looker, words: Words) -> list[tuple[str, str]]:
    """What the cluster is, as labels and values."""
    rows = [(_("Theme"), looker.theme), (_("Schools"), schools(looker.schools))]
    for kind, naming, label in (
        ("countries", "country", _("Countries")),
        ("phases", "phases", _("Phases")),
        ("settings", "setting", _("Settings")),
        ("languages", "languages", _("Languages")),
        ("themes", "themes", _("Themes of its schools")),
    ):
        if looker.has(kind):
            rows.append((label, words.listed(naming, sorted(looker.has(kind)))))
    return rows


def say(reason: Reason, words: Words) -> str:
    """One reason, as the coordinator of our cluster reads it."""
    return _SAYINGS[reason.about](reason, words)


def _equal(reason: Reason, _words: Words) -> str:
    return ngettext("Equal numbers: %(num)d school each", "Equal numbers: %(num)d schools each", reason.number)


def _wanted_number(reason: Reason, _words: Words) -> str:
    return ngettext(
        "As many schools as you look for: %(num)d", "As many schools as you look for: %(num)d", reason.number
    )


def _more(reason: Reason, _words: Words) -> str:
    return ngettext("They have %(num)d school more than you", "They have %(num)d schools more than you", reason.number)


def _fewer(reason: Reason, _words: Words) -> str:
    return ngettext(
        "They have %(num)d school fewer than you", "They have %(num)d schools fewer than you", reason.number
    )


_SAYINGS: Mapping[About, Callable[[Reason, Words], str]] = {
    About.EQUAL: _equal,
    About.WANTED_NUMBER: _wanted_number,
    About.MORE: _more,
    About.FEWER: _fewer,
    About.THEME: lambda r, w: _("A theme like yours: %(theme)s", theme=r.codes[0]),
    About.THEMES: lambda r, w: _("Themes in common: %(themes)s", themes=w.listed("themes", r.codes)),
    About.COUNTRY: lambda r, w: _("In a country you look for: %(countries)s", countries=w.listed("country", r.codes)),
    About.OUR_COUNTRY: lambda r, w: _(
        "They look for your country: %(countries)s", countries=w.listed("country", r.codes)
    ),
    About.OTHER_COUNTRY: lambda r, w: _(
        "Not in a country you look for, but in %(countries)s", countries=w.listed("country", r.codes)
    ),
    About.NOT_OUR_COUNTRY: lambda r, w: _(
        "They look for another country: %(countries)s", countries=w.listed("country", r.codes)
    ),
    About.SETTING: lambda r, w: _("A setting you look for: %(settings)s", settings=w.listed("setting", r.codes)),
    About.LANGUAGE: lambda r, w: _("A language you look for: %(languages)s", languages=w.listed("languages", r.codes)),
    About.COMMON_LANGUAGE: lambda r, w: _(
        "A language in common: %(languages)s", languages=w.listed("languages", r.codes)
    ),
    About.NO_COMMON_LANGUAGE: lambda r, w: _("No language in common is known yet"),
}
