"""Forms of passing on."""

from typing import Any

from portal.core.i18n import _l
from portal.forming.sharing.models import Audience
from portal.web.forms import PortalForm, as_uuid, day, line, number, paragraph, pick_from_list, pick_one, send

AUDIENCES = {
    Audience.SCHOOLS.value: _l("Other schools nearby"),
    Audience.OWN_STAFF.value: _l("Colleagues in our own schools"),
    Audience.PARENTS.value: _l("Parents and families"),
    Audience.GOVERNORS.value: _l("Governors, authority"),
    Audience.COMMUNITY.value: _l("People of the town or village"),
    Audience.PROFESSION.value: _l("Teachers of the subject, a conference, a journal"),
    Audience.ONLINE.value: _l("Everyone, online"),
}


class PlanForm(PortalForm):
    read_by_others = ("what",)
    makes_new = True

    school_id = pick_one(_l("Which school does it?"), required=_l("Choose a school."), coerce=as_uuid)
    what = line(
        _l("What do you pass on?"),
        required=_l("Say what you pass on."),
        hint=_l("For example: an afternoon for eight schools on measuring a river."),
        longest=200,
    )
    audience = pick_from_list(
        _l("For whom?"), [("", _l("Choose")), *AUDIENCES.items()], required=_l("Choose for whom it is.")
    )
    planned_on = day(_l("By which day?"), required=_l("Enter a day."))
    submit = send(_l("Put it in the plan"))


class DoneForm(PortalForm):
    read_by_others = ("words",)

    held_on = day(_l("When was it?"), required=_l("Enter the day."))
    reached = number(_l("About how many people did it reach? (optional)"), least=0, most=1_000_000)
    words = paragraph(_l("How was it? (optional)"), hint=_l("Name no pupils."), longest=2000, rows=3)
    submit = send(_l("Put it in the log"))

    @property
    def number(self) -> Any:
        """How many it reached; None when nothing was typed."""
        return self.reached.data
