"""What is asked of the finders. They only read, so they are sent as an address and carry no key."""

import uuid
from collections.abc import Sequence
from datetime import date, time
from typing import Any

from portal.core.i18n import _, _l
from portal.core.moments import is_zone
from portal.identity.schools.models import School
from portal.web.forms import PortalForm, as_uuid, day, pick_from_list, pick_several, send, time_of_day
from portal.web.moments import zone_name

FEWER = _l("Choose two schools at least.")
LENGTHS = (("30", _l("30 minutes")), ("45", _l("45 minutes")), ("60", _l("1 hour")), ("90", _l("1 hour and a half")))
EVERY = (("1", _l("Every week")), ("2", _l("Every two weeks")), ("4", _l("Every four weeks")))


class FinderForm(PortalForm):
    """Which schools. Sent with GET."""

    class Meta(PortalForm.Meta):
        csrf = False

    once_key = None
    schools = pick_several(_l("Which schools?"), required=FEWER, coerce=as_uuid)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super(PortalForm, self).__init__(*args, **kwargs)

    def offer(self, schools: Sequence[School]) -> None:
        self.schools.choices = [(school.id, school.name) for school in schools]

    def chosen(self) -> list[uuid.UUID]:
        return list(dict.fromkeys(self.schools.data or []))


class WeeksForm(FinderForm):
    submit = send(_l("Find weeks"))


class HoursForm(FinderForm):
    length = pick_from_list(_l("How long is the call?"), LENGTHS, required=_l("Choose how long."), default="45")
    submit = send(_l("Find hours"))


class CheckForm(FinderForm):
    on = day(_l("First day"), required=_l("Enter the first day."))
    until = day(_l("Last day"), required=_l("Enter the last day."))
    every = pick_from_list(_l("How often?"), EVERY, required=_l("Choose how often."), default="1")
    starts = time_of_day(_l("From"), required=_l("Enter when it begins."))
    ends = time_of_day(_l("Until"), required=_l("Enter when it ends."))
    zone = pick_from_list(_l("On the clocks of"), required=_l("Choose the clocks that you mean."))
    submit = send(_l("Check this call"))

    def offer(self, schools: Sequence[School], zone: str = "Europe/London") -> None:
        super().offer(schools)
        zones = [name for name in dict.fromkeys([zone, *(school.zone for school in schools)]) if is_zone(name)]
        self.zone.choices = [(name, zone_name(name)) for name in zones]

    def is_in_order(self) -> bool:
        """The last day is not before the first, the end not before the beginning."""
        first, last, starts, ends = self.on.data, self.until.data, self.starts.data, self.ends.data
        if isinstance(first, date) and isinstance(last, date) and last < first:
            self.until.errors = [*self.until.errors, _("The last day must not come before the first.")]
            return False
        if isinstance(starts, time) and isinstance(ends, time) and ends <= starts:
            self.ends.errors = [*self.ends.errors, _("The end must come after the start.")]
            return False
        return True
