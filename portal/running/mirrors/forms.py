"""Forms of mirrors."""

from collections.abc import Iterable
from typing import Any

from portal.core.i18n import _, _l
from portal.identity.finding import naming
from portal.web.forms import PortalForm, as_uuid, email, line, paragraph, pick_from_list, pick_one, pick_several, send

TO = (
    ("twin", _l("To build a cluster of its own beside ours")),
    ("member", _l("To join our cluster as a member school")),
)


class InviteMirrorForm(PortalForm):
    makes_new = True

    to = pick_one(_l("What do you invite it to?"), TO, required=_l("Choose one."), default="twin")

    school_name = line(_l("Name of the partner school"), required=_l("Enter the name of the school."), longest=200)
    country = pick_from_list(_l("Country"), required=_l("Choose the country."))
    contact_name = line(
        _l("Whom do you know there? (optional)"), hint=_l("The name of the head or of a teacher."), longest=120
    )
    address = email(
        _l("E-mail address of the head or of that teacher"),
        required=_l("Enter the e-mail address."),
        hint=_l("Only the portal writes to it. Nobody else sees it but the coordinators of your cluster."),
        autocomplete="off",
    )
    message = paragraph(
        _l("A few words to them (optional)"),
        hint=_l("They read it when they open the link. No addresses or phone numbers."),
        longest=2000,
        rows=4,
    )
    submit = send(_l("Send the invitation"))

    def offer(self, words: naming.Words) -> None:
        """The countries, by their names in the language of the page."""
        self.country.choices = [("", _("Choose a country")), *words.choices("country")]


class DeclineMirrorForm(PortalForm):
    read_by_others = ("reason",)

    reason = paragraph(
        _l("Why not? (optional)"),
        hint=_l("The schools that invited you read it. A few words help them."),
        longest=1000,
        rows=3,
    )
    submit = send(_l("Say no"))


class BuildForm(PortalForm):
    read_by_others = ("name", "theme")
    makes_new = True

    school_id = pick_one(_l("Which of your schools leads it?"), required=_l("Choose a school."), coerce=as_uuid)
    name = line(_l("Name of your cluster"), required=_l("Enter a name for the cluster."))
    theme = line(
        _l("Theme"),
        required=_l("Enter a theme, in a few words."),
        hint=_l("Yours may differ from theirs. You can change it at any time."),
    )
    submit = send(_l("Build our cluster"))


class JoinForm(PortalForm):
    school_id = pick_one(_l("Which of your schools joins?"), required=_l("Choose a school."), coerce=as_uuid)
    submit = send(_l("Join the cluster"))


class SuggestionsForm(PortalForm):
    chosen = pick_several(_l("Which links do you propose?"), hint=_l("The other school is asked and can say no."))
    submit = send(_l("Propose these links"))

    def offer(self, choices: Iterable[tuple[str, Any]]) -> None:
        """The suggestions, in words."""
        self.chosen.choices = list(choices)


class LeadForm(PortalForm):
    read_by_others = ("words",)
    makes_new = True

    words = paragraph(
        _l("Your message"),
        required=_l("Write a message."),
        hint=_l("The two coordinators, their deputies and the teachers of the two lead schools read it."),
        longest=4000,
    )
    submit = send(_l("Send"))
