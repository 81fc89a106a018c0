"""Forms of clusters within clusters."""

from portal.core.i18n import _l
from portal.running.groups.models import Way
from portal.web.forms import PortalForm, line, paragraph, pick_one, send


class AskForm(PortalForm):
    read_by_others = ("name", "words")
    makes_new = True

    name = line(
        _l("Name of the other cluster"),
        required=_l("Enter the name of the other cluster."),
        hint=_l("As it is shown there. If several have the name, add a comma and the lead school."),
        longest=330,
    )
    side = pick_one(
        _l("How do you want to belong together?"),
        [("child", _l("We become part of it")), ("parent", _l("It becomes part of us"))],
        required=_l("Choose one."),
    )
    words = paragraph(_l("A few words to its coordinator (optional)"), longest=1000, rows=3)
    submit = send(_l("Ask them"))


class AnswerForm(PortalForm):
    agrees = pick_one(
        _l("Do you agree?"),
        [("yes", _l("Yes, we belong together")), ("no", _l("No, thank you"))],
        required=_l("Choose one."),
    )
    submit = send(_l("Send the answer"))


class NoticeForm(PortalForm):
    read_by_others = ("title", "words")
    makes_new = True

    way = pick_one(
        _l("Who should read it?"),
        [(Way.DOWN.value, _l("The clusters within ours")), (Way.UP.value, _l("The larger cluster above us"))],
        required=_l("Choose who reads it."),
    )
    title = line(_l("Title"), required=_l("Enter a title."))
    words = paragraph(_l("What do you want to tell them?"), required=_l("Write a few lines."), longest=4000)
    submit = send(_l("Send the notice"))
