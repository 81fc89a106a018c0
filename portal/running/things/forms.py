"""Forms of things."""

from collections.abc import Iterable
from typing import Any

from portal.core.i18n import _, _l
from portal.running.things.models import LoanStatus, ThingKind, Topic
from portal.web.forms import (
    EditingForm,
    PortalForm,
    as_uuid,
    day,
    line,
    paragraph,
    pick_from_list,
    pick_one,
    pick_several,
    send,
    tick,
)

KINDS = {
    ThingKind.LIBRARY.value: _l("Books, films, games"),
    ThingKind.KIT.value: _l("Kit for lessons"),
    ThingKind.SKILL.value: _l("Somebody who can teach something"),
    ThingKind.PERSON.value: _l("Somebody whose week is shared between schools"),
}
STATES = {
    LoanStatus.ASKED: _l("Asked"),
    LoanStatus.PROMISED: _l("Promised"),
    LoanStatus.LENT: _l("Lent"),
    LoanStatus.BACK: _l("Back"),
    LoanStatus.DECLINED: _l("Declined"),
    LoanStatus.WITHDRAWN: _l("Taken back"),
}
TOPICS = {
    Topic.LANGUAGES.value: _l("Languages"),
    Topic.SCIENCE.value: _l("Science and nature"),
    Topic.ICT.value: _l("Computers and devices"),
    Topic.ARTS.value: _l("Music, art, drama"),
    Topic.SPORT.value: _l("Sport"),
    Topic.READING.value: _l("Reading and writing"),
    Topic.SPECIAL_NEEDS.value: _l("Special needs"),
    Topic.LEADERSHIP.value: _l("Leading and planning"),
    Topic.ROOMS.value: _l("Rooms and grounds"),
    Topic.TRANSPORT.value: _l("Transport"),
}
DAYS = {1: _l("Monday"), 2: _l("Tuesday"), 3: _l("Wednesday"), 4: _l("Thursday"), 5: _l("Friday")}


class AddForm(PortalForm):
    makes_new = True
    read_by_others = ("name", "words")

    school_id = pick_one(_l("Which school?"), required=_l("Choose a school."), coerce=as_uuid)
    kind = pick_one(_l("What is it?"), KINDS.items(), required=_l("Choose what it is."))
    name = line(
        _l("Name it"),
        required=_l("Enter a name."),
        hint=_l("For example: Microscopes, class set. Or: Teaches Spanish to beginners."),
    )
    words = paragraph(_l("What should the others know? (optional)"), longest=2000, rows=3)
    is_me = tick(_l("It is me: show my name with it"), hint=_l("For people alone. Without the tick no name is shown."))
    submit = send(_l("Put it on the list"))


class ChangeForm(EditingForm):
    read_by_others = ("name", "words")

    name = line(_l("Name it"), required=_l("Enter a name."))
    words = paragraph(_l("What should the others know? (optional)"), longest=2000, rows=3)
    submit = send(_l("Save"))


class WeekForm(EditingForm):
    day_1 = pick_from_list(DAYS[1], required=None, coerce=as_uuid)
    day_2 = pick_from_list(DAYS[2], required=None, coerce=as_uuid)
    day_3 = pick_from_list(DAYS[3], required=None, coerce=as_uuid)
    day_4 = pick_from_list(DAYS[4], required=None, coerce=as_uuid)
    day_5 = pick_from_list(DAYS[5], required=None, coerce=as_uuid)
    submit = send(_l("Save the week"))

    def offer(self, schools: Iterable[tuple[Any, Any]]) -> None:
        choices = [("", _("At no school")), *schools]
        for number in DAYS:
            self[f"day_{number}"].choices = choices

    @property
    def week(self) -> dict[int, Any]:
        return {number: self[f"day_{number}"].data or None for number in DAYS}


class AskForm(PortalForm):
    makes_new = True
    read_by_others = ("words",)

    school_id = pick_one(_l("Which school borrows it?"), required=_l("Choose a school."), coerce=as_uuid)
    from_on = day(_l("From which day?"), required=_l("Enter the first day."))
    due_on = day(_l("Back on which day?"), required=_l("Enter the day on which it comes back."))
    words = paragraph(_l("A few words (optional)"), longest=1000, rows=3)
    submit = send(_l("Ask for it"))


class WantsForm(PortalForm):
    school_id = pick_one(_l("Which school?"), required=_l("Choose a school."), coerce=as_uuid)
    needs = pick_several(_l("What would help you?"), list(TOPICS.items()))
    offers = pick_several(_l("What can you give?"), list(TOPICS.items()))
    submit = send(_l("Save"))
