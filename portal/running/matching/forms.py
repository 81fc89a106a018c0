"""Forms of matching."""

from collections.abc import Mapping, Sequence
from typing import Any

from portal.core.i18n import _, _l
from portal.identity.finding import naming
from portal.identity.profiles import vocabulary
from portal.web.forms import (
    EditingForm,
    PortalForm,
    day,
    line,
    number,
    paragraph,
    pick_from_list,
    pick_one,
    pick_several,
    send,
)

ANSWERS = (("yes", _l("Yes, we look for a partner cluster now")), ("no", _l("No, not now")))

PLACES = (1, 2, 3)


def _one(label: Any, *, hint: Any = None) -> Any:
    return pick_from_list(label, required=None, hint=hint)


class WishForm(EditingForm):
    is_looking = pick_one(
        _l("Is your cluster looking for a partner cluster?"), ANSWERS, required=_l("Choose one answer.")
    )
    looking_for = paragraph(
        _l("What are you looking for?"),
        hint=_l(
            "Other clusters read this. For example: three schools by a lake, to compare where our water comes from. "
            "Write no names, addresses or phone numbers."
        ),
        longest=600,
        rows=4,
    )
    schools_wanted = number(
        _l("How many schools should the partner cluster have?"),
        least=1,
        most=60,
        hint=_l("Leave it empty for as many as you are: then each school can have a partner of its own."),
    )
    countries_1 = _one(
        _l("In which country?"), hint=_l("You can name up to three. Choose none if any country is welcome.")
    )
    countries_2 = _one(_l("Or in this one"))
    countries_3 = _one(_l("Or in this one"))
    themes = pick_several(_l("On which themes would you like to work?"), list(vocabulary.THEMES.items()))
    settings = pick_several(_l("In what setting?"), list(vocabulary.SETTINGS.items()))
    languages_1 = _one(_l("In which language can you write to each other?"), hint=_l("You can name up to three."))
    languages_2 = _one(_l("Or in this one"))
    languages_3 = _one(_l("Or in this one"))
    looking_until = day(
        _l("Until when are you looking?"),
        hint=_l("After that day you are no longer shown as looking. Leave it empty for no end."),
    )
    submit = send(_l("Save"))

    def offer(self, words: naming.Words) -> None:
        """Countries and languages, by their names in the language of the page."""
        for name, kind in (("countries", "country"), ("languages", "languages")):
            for place in PLACES:
                self[f"{name}_{place}"].choices = [("", _("Any")), *words.choices(kind)]

    @property
    def wanted(self) -> dict[str, list[str]]:
        """What was chosen, by kind."""
        listed = {name: [self[f"{name}_{place}"].data for place in PLACES] for name in ("countries", "languages")}
        chosen = {name: [code for code in codes if code] for name, codes in listed.items()}
        return {**chosen, "themes": self.themes.data or [], "settings": self.settings.data or []}


def filled(wanted: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    """The same, as it stands in the fields."""
    shown: dict[str, Any] = {kind: list(wanted.get(kind, ())) for kind in ("themes", "settings")}
    for name in ("countries", "languages"):
        shown |= {f"{name}_{place}": code for place, code in zip(PLACES, wanted.get(name, ()), strict=False)}
    return shown


class AskClusterForm(PortalForm):
    proposal = line(
        _l("What do you propose?"),
        required=_l("Write in one line what you propose."),
        hint=_l("For example: a year of letters about our rivers, school by school."),
        longest=160,
    )
    message = paragraph(
        _l("Your message"),
        required=_l("Write a message to the cluster."),
        hint=_l(
            "Say who you are, which schools take part, and why this cluster. The member schools of the two clusters can read it. No addresses or phone numbers."
        ),
        longest=3000,
        rows=8,
    )
    submit = send(_l("Send the request"))


class DeclineForm(PortalForm):
    read_by_others = ("reason",)

    reason = paragraph(
        _l("Why not?"),
        required=_l("Write a friendly reason. The other cluster reads it."),
        hint=_l("For example: we have a partner cluster already; ask us again next school year."),
        longest=1000,
        rows=3,
    )
    submit = send(_l("Say no"))
