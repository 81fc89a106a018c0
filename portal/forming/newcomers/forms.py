"""Forms of reading in."""

from collections.abc import Iterable
from typing import Any

from portal.core.i18n import _, _l
from portal.forming.newcomers.models import Step
from portal.web.forms import PortalForm, as_uuid, pick_from_list, pick_several, send

STEPS: dict[str, Any] = {
    Step.CLUSTER.value: _l("I have read what binds the schools, and who is who"),
    Step.PROMISE.value: _l("I have read what the schools promise one another"),
    Step.BOARD.value: _l("I have looked at the board and said hello"),
    Step.CALENDAR.value: _l("I have looked at the calendar and know what comes"),
    Step.STAND_INS.value: _l("I know what to do when I cannot come: ask for a stand-in"),
    Step.SAFEGUARDING.value: _l("I know who is safeguarding lead at my school"),
    Step.BUDDY.value: _l("I have talked with my buddy"),
    Step.MAIL.value: _l("I have chosen how often I get mail"),
}


class TickForm(PortalForm):
    steps = pick_several(_l("What have you done?"), list(STEPS.items()), hint=_l("You can go on another day."))
    submit = send(_l("Save"))


class BuddyForm(PortalForm):
    buddy = pick_from_list(_l("Who shows you round?"), required=_l("Choose a teacher."), coerce=as_uuid)
    submit = send(_l("Choose this buddy"))

    def offer(self, people: Iterable[Any]) -> None:
        """The teachers of the cluster, by school."""
        named = [(member.person_id, f"{member.person.name}, {member.school.name}") for member in people]
        self.buddy.choices = [("", _("Choose a teacher")), *dict(named).items()]
