"""Forms of the yearly round."""

from portal.core.i18n import _l
from portal.web.forms import PortalForm, as_uuid, line, paragraph, pick_one, pick_several, send


class ConfirmMembersForm(PortalForm):
    people = pick_several(_l("Who still works at the school?"), coerce=as_uuid)
    submit = send(_l("They still work here"))


class YesForm(PortalForm):
    name = line(_l("Your name"), required=_l("Enter your name."), autocomplete="name")
    submit = send(_l("Yes, this is right for this school year"))


class NoForm(PortalForm):
    words = paragraph(
        _l("What has changed?"), required=_l("Write what has changed. The school's contacts read it."), longest=1000
    )
    submit = send(_l("No, tell the contacts"))


class DeputyForm(PortalForm):
    person_id = pick_one(
        _l("Who may answer for you?"),
        required=_l("Choose a person."),
        coerce=as_uuid,
        hint=_l(
            "They say the yearly yes and who still works at the school, and nothing else. You can take it back at any time."
        ),
    )
    submit = send(_l("Let this person answer for me"))


class EndDeputyForm(PortalForm):
    submit = send(_l("I answer myself again"))
