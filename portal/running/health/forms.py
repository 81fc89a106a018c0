"""Forms about how a partnership is doing."""

from portal.core.i18n import _l
from portal.running.board.forms import HINT, ForASchool, LookedAtTwice
from portal.running.board.models import LONGEST_MESSAGE
from portal.running.partnerships.models import LATEST, SILENT_AFTER_DAYS, SOONEST
from portal.web.forms import PortalForm, as_uuid, day, line, number, paragraph, pick_from_list, send


class HelloForm(LookedAtTwice, ForASchool):
    """A friendly word, ready to be changed."""

    makes_new = True

    school = pick_from_list(_l("For which school do you write?"), required=_l("Choose a school."), coerce=as_uuid)
    title = line(_l("Title"), required=_l("Enter a title."), longest=160)
    text = paragraph(_l("Message"), required=_l("Write a message."), hint=HINT, longest=LONGEST_MESSAGE, rows=16)
    submit = send(_l("Send the message"))


class RemindForm(PortalForm):
    days = number(
        _l("After how many silent school days?"),
        hint=_l("Holidays of either side never count. 28 days are four weeks."),
        least=SOONEST,
        most=LATEST,
        required=_l("Enter a number of days."),
        default=SILENT_AFTER_DAYS,
    )
    submit = send(_l("Save"))


class RestartForm(PortalForm):
    restart_on = day(_l("On which day do you want to go on?"), required=_l("Enter a day."))
    submit = send(_l("Save the day"))
