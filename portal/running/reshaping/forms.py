"""Forms of whole clusters."""

from portal.core.i18n import _l
from portal.web.forms import PortalForm, as_uuid, line, paragraph, pick_one, pick_several, send


class MergeForm(PortalForm):
    makes_new = True
    read_by_others = ("words",)

    name = line(
        _l("Which cluster would you become part of?"),
        required=_l("Enter the name of the other cluster."),
        hint=_l("As it is shown there. If several have the name, add a comma and the lead school."),
        longest=330,
    )
    words = paragraph(_l("A few words to those who are asked (optional)"), longest=1000, rows=3)
    preview = send(_l("See what goes where first"))
    submit = send(_l("Propose it"))


class SplitForm(PortalForm):
    makes_new = True
    read_by_others = ("name", "words")

    name = line(_l("Name of the new cluster"), required=_l("Enter a name for the new cluster."))
    school_ids = pick_several(
        _l("Which schools go to the new cluster?"), required=_l("Choose the schools that go."), coerce=as_uuid
    )
    lead_school_id = pick_one(
        _l("Which of them leads it?"),
        required=_l("Choose the school that leads."),
        hint=_l("Its contact is asked to coordinate."),
        coerce=as_uuid,
    )
    words = paragraph(_l("A few words to those who are asked (optional)"), longest=1000, rows=3)
    preview = send(_l("See what goes where first"))
    submit = send(_l("Propose it"))


class AnswerForm(PortalForm):
    agrees = pick_one(
        _l("Do you agree?"),
        [("yes", _l("Yes")), ("no", _l("No, leave it as it is"))],
        required=_l("Choose one."),
    )
    submit = send(_l("Send the answer"))


class GroupForm(PortalForm):
    makes_new = True
    read_by_others = ("name", "theme", "rationale")

    school_id = pick_one(_l("Which school starts it here?"), required=_l("Choose a school."), coerce=as_uuid)
    name = line(_l("Name of the group"), required=_l("Enter the name that the group has."))
    theme = line(_l("What is it about?"), required=_l("Enter a theme, in a few words."))
    rationale = paragraph(_l("What binds the schools? (optional)"), longest=4000, rows=3)
    schools = paragraph(
        _l("Its schools, one on each line"),
        required=_l("Write one school on each line."),
        hint=_l(
            "Paste them from a table: the number in the register, or the name and the town. The first 30 are invited now, more in a second step."
        ),
        longest=20000,
        rows=8,
    )
    sure = pick_one(
        _l("What do you want to do?"),
        [("look", _l("First look at how the list is read")), ("go", _l("Start the cluster and invite these schools"))],
        required=_l("Choose one."),
        default="look",
    )
    submit = send(_l("Go on"))

    @property
    def lines(self) -> list[str]:
        return [one for one in str(self.schools.data or "").splitlines() if one.strip()]


class ListForm(PortalForm):
    """Sent twice it invites nobody twice, and the same list comes again when there is room."""

    schools = paragraph(
        _l("The schools, one on each line"),
        required=_l("Write one school on each line."),
        hint=_l("Paste them from a table: the number in the register, or the name and the town."),
        longest=20000,
        rows=8,
    )
    preview = send(_l("See how the list is read first"))
    submit = send(_l("Invite them"))

    @property
    def lines(self) -> list[str]:
        return [one for one in str(self.schools.data or "").splitlines() if one.strip()]


class LikeForm(PortalForm):
    makes_new = True
    read_by_others = ("name",)

    school_id = pick_one(_l("Which school starts it?"), required=_l("Choose a school."), coerce=as_uuid)
    name = line(_l("Name of the new cluster"), required=_l("Enter a name for the new cluster."))
    submit = send(_l("Start a cluster like this one"))
