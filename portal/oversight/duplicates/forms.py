"""The form that makes two entries one."""

from typing import Any

from portal.core.i18n import _, _l
from portal.web.forms import PortalForm, as_uuid, paragraph, pick_one, send, tick


class MergeForm(PortalForm):
    stays = pick_one(_l("Which one stays?"), required=_l("Choose the school that stays."), coerce=as_uuid)
    reason = paragraph(
        _l("Why are they one school?"), required=_l("Write why these two are one school."), longest=1000, rows=3
    )
    sure = tick(
        _l("I have looked at everything that moves. There is no way back."),
        required=_l("Tick the box when you have looked at everything."),
    )
    submit = send(_l("Make them one"))

    def offer(self, one: Any, other: Any) -> None:
        """The two schools, by name and what tells them apart."""
        self.stays.choices = [
            (s.id, ", ".join(p for p in (s.name, s.town, s.number or str(_("no number"))) if p)) for s in (one, other)
        ]
