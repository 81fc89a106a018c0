"""Forms of projects."""

from portal.core.i18n import _l
from portal.web.forms import PortalForm, as_uuid, day, line, link, paragraph, pick_one, send


class BeginForm(PortalForm):
    read_by_others = ("name", "theme", "about")
    makes_new = True

    school_id = pick_one(_l("Which school begins it?"), required=_l("Choose a school."), coerce=as_uuid)
    name = line(_l("Name of the project"), required=_l("Enter a name."))
    theme = line(_l("Theme"), required=_l("Enter a theme, in a few words."))
    about = paragraph(
        _l("What do the schools do?"),
        required=_l("Say what the schools do."),
        hint=_l("Everyone at a verified school reads it. Name no pupils."),
        longest=4000,
    )
    link = link(_l("Link (optional)"))
    ends_on = day(_l("Until which day? (optional)"))
    submit = send(_l("Begin the project"))


class JoinForm(PortalForm):
    read_by_others = ("words",)

    school_id = pick_one(_l("Which of your schools joins?"), required=_l("Choose a school."), coerce=as_uuid)
    words = paragraph(_l("What will your school do? (optional)"), longest=1000, rows=3)
    submit = send(_l("Join the project"))


class BecomeForm(PortalForm):
    read_by_others = ("name", "rationale")
    makes_new = True

    name = line(_l("Name of the cluster"), required=_l("Enter a name for the cluster."))
    rationale = paragraph(
        _l("What binds these schools together?"),
        required=_l("Say in a sentence what binds the schools."),
        hint=_l("The theme and what the project is about are carried over."),
        longest=4000,
    )
    submit = send(_l("Start the cluster and invite the schools"))
