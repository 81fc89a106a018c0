"""Forms of matching."""

from portal.core.i18n import _l
from portal.identity.finding import naming
from portal.identity.profiles import vocabulary
from portal.web.forms import EditingForm, PortalForm, day, line, number, paragraph, pick_one, pick_several, send

ANSWERS = (("yes", _l("Yes, we look for a partner cluster now")), ("no", _l("No, not now")))


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
    countries = pick_several(_l("In which countries?"), hint=_l("Choose none if any country is welcome."))
    themes = pick_several(_l("On which themes would you like to work?"), list(vocabulary.THEMES.items()))
    settings = pick_several(_l("In what setting?"), list(naming.SETTINGS.items()))
    languages = pick_several(_l("In which languages can you write to each other?"))
    looking_until = day(
        _l("Until when are you looking?"),
        hint=_l("After that day you are no longer shown as looking. Leave it empty for no end."),
    )
    submit = send(_l("Save"))

    def offer(self, words: naming.Words) -> None:
        """Countries and languages, by their names in the language of the page."""
        self.countries.choices = words.choices("country")
        self.languages.choices = words.choices("languages")


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
    reason = paragraph(
        _l("Why not?"),
        required=_l("Write a friendly reason. The other cluster reads it."),
        hint=_l("For example: we have a partner cluster already; ask us again next school year."),
        longest=1000,
        rows=3,
    )
    submit = send(_l("Say no"))
