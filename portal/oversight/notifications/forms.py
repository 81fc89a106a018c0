"""Forms about notices."""

from portal.core.i18n import _l
from portal.oversight.notifications.rhythm import Frequency
from portal.web.forms import PortalForm, pick_from_list, send, time_of_day

OFTEN = (
    (Frequency.AT_ONCE.value, _l("At once")),
    (Frequency.DAILY.value, _l("One mail a day")),
    (Frequency.WEEKLY.value, _l("One mail a week")),
    (Frequency.NEVER.value, _l("No mail")),
)
_CHOOSE = _l("Choose how often.")


class MarkAllReadForm(PortalForm):
    """One button."""

    submit = send(_l("Mark all as read"))


class RhythmForm(PortalForm):
    """One field for each group; the names are those of the groups."""

    needs = pick_from_list(
        _l("What needs me"), OFTEN[1:], required=_CHOOSE, hint=_l("A mail in the morning, when something is due soon.")
    )
    board = pick_from_list(
        _l("Messages in conversations of your school"),
        OFTEN,
        required=_CHOOSE,
        hint=_l("With their words; you can answer by mail. Also replies that your school owes."),
    )
    talk = pick_from_list(_l("Other messages on your boards"), OFTEN, required=_CHOOSE)
    calendar = pick_from_list(_l("Activities, stand-ins and reminders"), OFTEN, required=_CHOOSE)
    schools = pick_from_list(_l("Schools, clusters and partnerships"), OFTEN, required=_CHOOSE)
    programme = pick_from_list(_l("Applications, reviews and awards"), OFTEN, required=_CHOOSE)
    quiet_from = time_of_day(
        _l("Quiet from"),
        hint=_l("On your own clock, for example 20:00. Leave empty for none."),
        wrong=_l("Quiet from: enter a time like 20:00."),
    )
    quiet_until = time_of_day(
        _l("Quiet until"),
        hint=_l("For example 07:00. Mail that comes meanwhile waits."),
        wrong=_l("Quiet until: enter a time like 07:00."),
    )
    submit = send(_l("Save"))
