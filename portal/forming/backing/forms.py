"""Forms of support from outside."""

from portal.core.i18n import _l
from portal.forming.backing.models import Goes, Help
from portal.web.forms import EditingForm, PortalForm, day, line, paragraph, pick_one, send

HELP = {
    Help.TRAINING.value: _l("Training for teachers"),
    Help.MONEY.value: _l("Money"),
    Help.MATERIALS.value: _l("Books, kits, buildings"),
    Help.MENTOR.value: _l("A mentor beside the coordinator"),
    Help.PEOPLE.value: _l("People who work in the schools"),
    Help.OTHER.value: _l("Something else"),
}
GOES = {
    Goes.WELL.value: _l("It goes well without"),
    Goes.HARDER.value: _l("It goes on, but it is harder"),
    Goes.STOPPED.value: _l("What was supported has stopped"),
}


class SupportForm(EditingForm):
    makes_new = True
    read_by_others = ("agency", "words")

    agency = line(_l("Who supports you?"), required=_l("Enter the name of the body."), longest=200)
    help = pick_one(_l("With what, most of all?"), HELP.items(), required=_l("Choose the kind of help."))
    from_on = day(_l("From which day?"), required=_l("Enter the day on which it began."))
    until_on = day(_l("Until which day?"), hint=_l("Leave it empty if no end is known."))
    words = paragraph(_l("What do they do? (optional)"), longest=2000, rows=3)
    submit = send(_l("Save"))


class CheckForm(PortalForm):
    read_by_others = ("words",)

    goes = pick_one(_l("How does it go?"), GOES.items(), required=_l("Choose one answer."))
    words = paragraph(_l("What has stayed, and what has not? (optional)"), longest=2000)
    submit = send(_l("Send the answer"))
